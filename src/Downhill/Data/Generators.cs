namespace Downhill;

/// <summary>
/// Data sets made of random numbers: two inputs, x and y, and a class or a number. Row i is a pure function of the seed and i, so a
/// longer set begins with the rows of a shorter one. Even rows belong to the first class and odd rows to the second.
/// <c>noise</c> is the standard deviation of a normal number added to x and to y after the class is decided.
/// </summary>
public static class Generators
{
    /// <summary>Uniform points in the square [−1, 1]²; the class is whether x and y have the same sign.</summary>
    /// <exception cref="DownhillException">There are fewer than two rows, or the noise is negative or not a number.</exception>
    public static Dataset Xor(int rows, ulong seed, double noise = 0) =>
        TwoClasses("xor", ["same", "different"], rows, seed, noise, static (label, u, v) =>
        {
            double x = (2 * u) - 1;
            double size = 1 - v; // (0, 1]: never zero, so that y always has a sign
            return (x, x < 0 == (label == 0) ? -size : size);
        });

    /// <summary>Two round clouds with their centres at (−2, −2) and (2, 2); the noise alone spreads them.</summary>
    /// <inheritdoc cref="Xor"/>
    public static Dataset TwoGaussians(int rows, ulong seed, double noise = 1) =>
        TwoClasses("two-gaussians", ["lower", "upper"], rows, seed, noise, static (label, _, _) => label == 0 ? (-2, -2) : (2, 2));

    /// <summary>A disc of radius ½ inside a ring from 0.7 to 1, both covered evenly.</summary>
    /// <inheritdoc cref="Xor"/>
    public static Dataset Circle(int rows, ulong seed, double noise = 0) =>
        TwoClasses("circle", ["inside", "outside"], rows, seed, noise, static (label, u, v) =>
        {
            (double from, double to) = label == 0 ? (0, 0.25) : (0.49, 1.0); // squares of the radii: area grows with them
            double radius = Math.Sqrt(from + ((to - from) * u));
            return (radius * Scalar.CosPi(2 * v), radius * Scalar.SinPi(2 * v));
        });

    /// <summary>Two arms that wind around each other 1¾ times, their radius growing from 0.1 to 1 at an even rate.</summary>
    /// <inheritdoc cref="Xor"/>
    public static Dataset Spiral(int rows, ulong seed, double noise = 0.02) =>
        TwoClasses("spiral", ["first", "second"], rows, seed, noise, static (label, u, _) =>
        {
            double radius = 0.1 + (0.9 * u);
            double halfTurns = (3.5 * u) + label;
            return (radius * Scalar.CosPi(halfTurns), radius * Scalar.SinPi(halfTurns));
        });

    /// <summary>Two half circles of radius 1 that reach into each other: one opens down, one up.</summary>
    /// <inheritdoc cref="Xor"/>
    public static Dataset Moons(int rows, ulong seed, double noise = 0.1) =>
        TwoClasses("moons", ["upper", "lower"], rows, seed, noise, static (label, u, _) =>
        {
            (double x, double y) = (Scalar.CosPi(u), Scalar.SinPi(u));
            return label == 0 ? (x, y) : (1 - x, 0.5 - y);
        });

    /// <summary>
    /// A number to predict: z = 2 x − 3 y + 1, for x and y spread evenly over [−1, 1]²; here the noise is added to z.
    /// </summary>
    /// <inheritdoc cref="Xor"/>
    public static Dataset Plane(int rows, ulong seed, double noise = 0.05)
    {
        Check("plane", rows, noise);
        var (first, second, error) = (Stream(seed, 0), Stream(seed, 1), Stream(seed, 2));
        var inputs = new double[2 * rows];
        var targets = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            double x = (2 * first.Uniform((ulong)row)) - 1;
            double y = (2 * second.Uniform((ulong)row)) - 1;
            (inputs[2 * row], inputs[(2 * row) + 1]) = (x, y);
            targets[row] = (2 * x) - (3 * y) + 1 + (noise * error.Normal((ulong)row));
        }

        return new Dataset("plane", [2], Samples.From(inputs, 2), Targets.FromNumbers(Samples.From(targets, 1)));
    }

    // place: a label and two numbers in [0, 1) become a point.
    private static Dataset TwoClasses(
        string name, string[] classes, int rows, ulong seed, double noise, Func<int, double, double, (double X, double Y)> place)
    {
        Check(name, rows, noise);
        var (first, second, errorX, errorY) = (Stream(seed, 0), Stream(seed, 1), Stream(seed, 2), Stream(seed, 3));
        var inputs = new double[2 * rows];
        var labels = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            ulong index = (ulong)row;
            labels[row] = row % 2;
            (double x, double y) = place(labels[row], first.Uniform(index), second.Uniform(index));
            inputs[2 * row] = x + (noise * errorX.Normal(index));
            inputs[(2 * row) + 1] = y + (noise * errorY.Normal(index));
        }

        return new Dataset(name, [2], Samples.From(inputs, 2), Targets.FromLabels(labels, classes));
    }

    private static RandomStream Stream(ulong seed, ulong number) => new(seed, RandomPurpose.Generation, number);

    private static void Check(string name, int rows, double noise)
    {
        int most = Array.MaxLength / 2;
        if (rows < 2 || rows > most)
            throw new DownhillException(
                $"The data set '{name}' cannot have {rows:N0} rows; ask for 2 to {most:N0}{new Hint(Setting.Rows)}.");
        if (!(noise >= 0 && double.IsFinite(noise)))
            throw new DownhillException($"The data set '{name}' cannot have the noise {noise}; it must be a number of at least 0.");
    }
}
