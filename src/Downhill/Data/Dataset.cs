using System.Numerics;

namespace Downhill;

/// <summary>A data set: rows with inputs of one shape and a target for each row.</summary>
public sealed class Dataset
{
    // Of a smaller sum the mean weight cannot be divided by.
    private const double LeastWeight = 1e-290;

    private readonly int[]? selected;
    private readonly double[]? weights;
    private readonly Shape? image;

    /// <summary>Pairs inputs with targets; nothing is copied.</summary>
    /// <exception cref="DownhillException">The two differ in rows, there is no row, or a row does not fill the shape.</exception>
    public Dataset(string name, Shape input, Samples inputs, Targets targets)
        : this(name, input, inputs, targets, null, null, null)
    {
    }

    private Dataset(string name, Shape input, Samples inputs, Targets targets, int[]? selected, double[]? weights, Shape? image)
    {
        if (inputs.Rows == 0)
            throw new DownhillException($"{name} has no rows.");
        if (inputs.Rows != targets.Rows)
            throw new DownhillException(
                $"{name} has {inputs.Rows:N0} rows of inputs and {targets.Rows:N0} targets; there must be one target per row.");
        if (inputs.Columns != input.Size)
            throw new DownhillException($"{name} has {inputs.Columns:N0} numbers a row, but the shape {input} holds {input.Size:N0}.");
        Name = name;
        Input = input;
        Inputs = inputs;
        Targets = targets;
        this.selected = selected;
        this.weights = weights;
        this.image = image;
    }

    /// <summary>The source of the rows, for messages.</summary>
    public string Name { get; }

    /// <summary>The shape of one row.</summary>
    public Shape Input { get; }

    /// <summary>The shape of the image in a row, alone or before other inputs; null if a row has no image.</summary>
    public Shape? Image => image ?? (Input.Rank is 2 or 3 ? Input : null);

    /// <summary>All stored inputs; a subset shares them.</summary>
    public Samples Inputs { get; }

    /// <summary>All stored targets; a subset shares them.</summary>
    public Targets Targets { get; }

    /// <summary>The number of rows.</summary>
    public int Rows => selected?.Length ?? Inputs.Rows;

    /// <summary>
    /// Makes a data set of numbers: <paramref name="inputs"/> <c>[rows, input]</c> and <paramref name="targets"/> <c>[rows, outputs]</c>.
    /// </summary>
    public static Dataset FromArrays(Shape input, double[] inputs, double[] targets)
    {
        Samples samples = Samples.From(inputs, input.Size);
        if (samples.Rows == 0 || targets.Length % samples.Rows != 0)
            throw new DownhillException($"{samples.Rows:N0} rows of inputs and {targets.Length:N0} target numbers do not match.");
        return new Dataset("the arrays", input, samples, Targets.FromNumbers(Samples.From(targets, targets.Length / samples.Rows)));
    }

    /// <summary>The given rows, in that order, without copying them.</summary>
    public Dataset Subset(ReadOnlySpan<int> rows)
    {
        int[] chosen = rows.ToArray();
        for (int i = 0; i < chosen.Length; i++)
            chosen[i] = Stored(chosen[i]);
        return new Dataset(Name, Input, Inputs, Targets, chosen, weights, image);
    }

    /// <summary>
    /// The same rows with other inputs or targets, such as standardized ones, in the same storage order; a shape goes with inputs of
    /// another size, and the shape of an image with rows that begin with one.
    /// </summary>
    public Dataset With(Samples? inputs = null, Targets? targets = null, Shape? input = null, Shape? image = null) =>
        new(Name, input ?? Input, inputs ?? Inputs, targets ?? Targets, selected, weights, image ?? this.image);

    /// <summary>Whether rows have weights; otherwise each weight is 1.</summary>
    public bool IsWeighted => weights is not null;

    /// <summary>The weight of a row, in training and in metrics.</summary>
    public double Weight(int row) => weights?[Stored(row)] ?? 1;

    /// <summary>
    /// The same rows with weights: a row of weight 3 counts like three equal rows, and a row of weight 0 does not count. If the loss is a
    /// mean, only the ratios of the weights matter, because it is Σ weight · loss / Σ weight; where it is a sum, it is Σ weight · loss.
    /// </summary>
    /// <exception cref="DownhillException">There is not one weight a row, or one is below 0 or no number.</exception>
    public Dataset WithWeights(ReadOnlySpan<double> given)
    {
        if (given.Length != Rows)
            throw new DownhillException($"{Name} has {Rows:N0} rows but {given.Length:N0} weights; there must be one weight per row.");
        var stored = new double[Inputs.Rows];
        for (int row = 0; row < given.Length; row++)
        {
            if (!(given[row] >= 0) || !double.IsFinite(given[row]))
                throw new DownhillException($"Row {row} of {Name} has the weight {given[row]}; a weight is a number of at least 0.");
            stored[Stored(row)] = given[row];
        }

        return new Dataset(Name, Input, Inputs, Targets, selected, stored, image);
    }

    /// <summary>
    /// The same rows, weighted so that every class that occurs counts alike: rows / (classes · rows of the class), 1 on average. Weights
    /// that rows have already are multiplied by it, and count instead of rows in it.
    /// </summary>
    /// <exception cref="DownhillException">The targets are numbers.</exception>
    public Dataset Balanced()
    {
        if (!Targets.AreClasses)
            throw new DownhillException($"The target of {Name} is a number; only classes can be balanced.");
        double total = TotalWeight();
        var counts = new double[Targets.Classes.Count];
        for (int row = 0; row < Rows; row++)
            counts[Targets.Label(Stored(row))] += Weight(row);
        int occurring = counts.Count(count => count > 0);
        var balanced = new double[Rows];
        for (int row = 0; row < Rows; row++)
            balanced[row] = Weight(row) == 0 ? 0 : Weight(row) * (total / (occurring * counts[Targets.Label(Stored(row))]));
        return WithWeights(balanced);
    }

    /// <summary>The sum of the weights; the number of rows where they have none.</summary>
    /// <exception cref="DownhillException">It is 0, or too large for a number.</exception>
    internal double TotalWeight()
    {
        double total = 0;
        for (int row = 0; row < Rows && IsWeighted; row++)
            total += Weight(row);
        return !IsWeighted ? Rows
            : total is > 0 and < LeastWeight ? throw new DownhillException(
                $"The weights of the {Rows:N0} rows of {Name} add up to {total:G3}, too little to divide by; give larger weights.")
            : total > 0 && double.IsFinite(total) ? total
            : throw new DownhillException(
                $"The weights of the {Rows:N0} rows of {Name} add up to {total}; at least one must be above 0, "
                    + $"and their sum below 1e308.");
    }

    /// <summary>Copies the weights of a batch.</summary>
    public void GatherWeights<T>(ReadOnlySpan<int> rows, Span<T> to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows.Length; i++)
            to[i] = T.CreateTruncating(Weight(rows[i]));
    }

    /// <summary>The index in the storage of a row of this set.</summary>
    public int Stored(int row) => selected is null ? row : selected[row];

    /// <summary>
    /// Copies a batch: inputs <c>[rows, input]</c>, targets <c>[rows, width]</c>.
    /// </summary>
    public void Gather<T>(ReadOnlySpan<int> rows, Span<T> inputs, Span<T> targets, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<int> stored = stackalloc int[Math.Min(rows.Length, 256)];
        for (int start = 0; start < rows.Length; start += stored.Length)
        {
            Span<int> part = stored[..Math.Min(stored.Length, rows.Length - start)];
            for (int i = 0; i < part.Length; i++)
                part[i] = Stored(rows[start + i]);
            Inputs.Gather(part, inputs[(start * Inputs.Columns)..]);
            if (width > 0)
                Targets.Gather(part, targets[(start * width)..], width);
        }
    }
}
