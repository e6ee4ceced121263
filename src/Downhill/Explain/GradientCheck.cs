namespace Downhill;

/// <summary>
/// Compares the gradient that backpropagation gives with central differences, entry by entry, in double.
/// For users' own layers as much as for the built-in ones.
/// </summary>
public static class GradientCheck
{
    // (−f(2h) + 8 f(h) − 8 f(−h) + f(−2h)) / 12h errs by about h⁴ f⁽⁵⁾ / 30, and by rounding of about 1e-16 / h: with the first
    // step both are near 1e-13. The smaller ones are for functions that bend sharply, as with inputs far above 1.
    private static readonly double[] CentralSteps = [1e-3, 1e-4, 1e-5, 1e-6];

    // Near a kink central differences reach across it; there each side is judged by its own, with steps this small.
    private static readonly double[] SideSteps = [1e-5, -1e-5, 1e-6, -1e-6];

    /// <summary>Checks every parameter of a network, and the inputs too, for the rows given.</summary>
    /// <param name="network">The network; its parameters are moved and put back, its gradient is written.</param>
    /// <param name="loss">The loss whose gradient is checked.</param>
    /// <param name="inputs">The rows, <c>[rows, input]</c>.</param>
    /// <param name="targets">Their targets, <c>[rows, outputs]</c>.</param>
    /// <param name="options">Tolerances and what to draw.</param>
    /// <param name="progress">Told how many entries are done.</param>
    /// <param name="cancellation">Stops the check with an <see cref="OperationCanceledException"/>.</param>
    public static GradientReport Run(
        Network<double> network,
        Loss loss,
        ReadOnlySpan<double> inputs,
        ReadOnlySpan<double> targets,
        GradientCheckOptions? options = null,
        IProgress<long>? progress = null,
        CancellationToken cancellation = default)
    {
        options ??= new GradientCheckOptions();
        int width = network.Model.Input.Size, rows = inputs.Length / width;
        if (rows == 0 || inputs.Length != rows * width || targets.Length != rows * network.Output.Size)
            throw new DownhillException($"{inputs.Length} input numbers and {targets.Length} target numbers are no batch for a network of {width} inputs and {network.Output.Size} outputs.");
        var check = new Check(Plan<double>.ForTraining(network, rows, loss, inputGradient: true), options, rows, progress, cancellation);
        return check.Run(inputs, targets);
    }

    /// <summary>One derivative of the cost from central differences.</summary>
    /// <param name="plan">A plan for training, filled with the batch.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="entry">A parameter's entry, or one of the inputs; other values follow from those and cannot be moved alone.</param>
    /// <exception cref="DownhillException">The entry is neither.</exception>
    public static double Numeric(Plan<double> plan, in Pass pass, GradientEntry entry)
    {
        if (!entry.IsParameter && entry.Value != "input")
            throw new DownhillException($"'{entry.Value}' follows from the inputs and parameters; only those can be moved to see what the cost does.");
        Span<double> values = entry.IsParameter ? plan.Network[entry.Value].Data.Span : plan.Inputs;
        int index = entry.IsParameter ? entry.Index : (entry.Row * plan.Network.Model.Input.Size) + entry.Index;
        return Central(plan, pass, values, index, Step(values[index]));
    }

    /// <summary>How far a value is moved at first.</summary>
    internal static double Step(double value) => CentralSteps[0] * Math.Max(1, Math.Abs(value));

    /// <summary>The derivative from the costs at so many steps from where the value is.</summary>
    internal static double Central(double twoBelow, double below, double above, double twoAbove, double step) =>
        ((8 * (above - below)) - (twoAbove - twoBelow)) / (12 * step);

    private static double Central(Plan<double> plan, in Pass pass, Span<double> values, int i, double h) =>
        Central(At(plan, pass, values, i, -2 * h), At(plan, pass, values, i, -h), At(plan, pass, values, i, h), At(plan, pass, values, i, 2 * h), h);

    private static double At(Plan<double> plan, in Pass pass, Span<double> values, int i, double by)
    {
        double kept = values[i];
        values[i] = kept + by;
        plan.Forward(pass);
        double loss = plan.Loss(pass);
        values[i] = kept;
        return loss;
    }

    private sealed class Check(
        Plan<double> plan, GradientCheckOptions options, int rows, IProgress<long>? progress, CancellationToken cancellation)
    {
        private readonly Pass pass = new(rows, options.IsTraining, Step: 1, options.Seed);
        private long done;

        public GradientReport Run(ReadOnlySpan<double> inputs, ReadOnlySpan<double> targets)
        {
            inputs.CopyTo(plan.Inputs);
            targets.CopyTo(plan.Targets);
            plan.Forward(pass);
            double loss = plan.Loss(pass);
            plan.Backward(pass);
            string? found = plan.FirstNonFinite(pass) ?? plan.FirstNonFiniteGradient();

            var parts = new List<GradientComparison>();
            double[] inputGradient = plan.InputGradient.ToArray();
            foreach (Parameter<double> parameter in plan.Network.AllParameters)
                parts.Add(Compare(parameter.Name, parameter.Shape, parameter.Data.Span, parameter.Gradient.ToArray()));
            Shape inputShape = Shape.Create([rows, .. plan.Network.Model.Input]);
            parts.Add(Compare("input", inputShape, plan.Inputs, inputGradient));
            return new GradientReport(loss, parts, found);
        }

        private GradientComparison Compare(string name, Shape shape, Span<double> values, double[] analytic)
        {
            CheckedEntry worst = default;
            int failed = 0;
            for (int i = 0; i < values.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                CheckedEntry entry = Entry(values, i, analytic[i]);
                failed += entry.Excess <= 1 ? 0 : 1;
                if (i == 0 || !(entry.Excess <= worst.Excess))
                    worst = entry;
                if ((++done & 255) == 0)
                    progress?.Report(done);
            }

            return new GradientComparison(name, shape, values.Length, failed, worst);
        }

        private CheckedEntry Entry(Span<double> values, int i, double analytic)
        {
            double unit = Math.Max(1, Math.Abs(values[i]));
            CheckedEntry best = Judge(i, analytic, Central(plan, pass, values, i, CentralSteps[0] * unit));
            for (int attempt = 1; attempt < CentralSteps.Length && best.Excess > 1; attempt++)
                best = Better(best, Judge(i, analytic, Central(plan, pass, values, i, CentralSteps[attempt] * unit)));
            if (best.Excess <= 1)
                return best;

            // A kink within reach, as of relu: the derivative is that of the side on which the point lies, or of either at the
            // kink itself. (−3 f(0) + 4 f(h) − f(2h)) / 2h looks to one side only; without a kink it gives the same on both.
            foreach (double step in SideSteps)
                best = Better(best, Judge(i, analytic, OneSided(values, i, step * unit)));
            return best;
        }

        private static CheckedEntry Better(CheckedEntry a, CheckedEntry b) => b.Excess < a.Excess ? b : a;

        private double OneSided(Span<double> values, int i, double h) =>
            ((4 * At(plan, pass, values, i, h)) - (3 * At(plan, pass, values, i, 0)) - At(plan, pass, values, i, 2 * h)) / (2 * h);

        private CheckedEntry Judge(int index, double analytic, double numeric)
        {
            double excess = Math.Abs(analytic - numeric) / ((options.RelativeTolerance * Math.Abs(analytic)) + options.AbsoluteTolerance);
            return new CheckedEntry(index, analytic, numeric, double.IsNaN(excess) ? double.PositiveInfinity : excess);
        }
    }
}

/// <summary>How strict a gradient check is: |analytic − numeric| ≤ relative · |analytic| + absolute.</summary>
/// <param name="RelativeTolerance">The part of the bound that grows with the derivative.</param>
/// <param name="AbsoluteTolerance">The part that does not; a loss far above 1 needs a larger one, as differences of it lose digits.</param>
/// <param name="IsTraining">Whether dropout draws, from one fixed key, or passes.</param>
/// <param name="Seed">The key.</param>
public sealed record GradientCheckOptions(
    double RelativeTolerance = 1e-7, double AbsoluteTolerance = 1e-9, bool IsTraining = true, ulong Seed = 0);

/// <summary>One entry of a gradient against its numeric value.</summary>
/// <param name="Index">Its place in the parameter, row-major.</param>
/// <param name="Analytic">What backpropagation gives.</param>
/// <param name="Numeric">What differences give.</param>
/// <param name="Excess">Their distance as a multiple of the tolerance: above 1 the check fails.</param>
public readonly record struct CheckedEntry(int Index, double Analytic, double Numeric, double Excess);

/// <summary>All entries of one parameter, or of the inputs.</summary>
/// <param name="Name">The parameter, or <c>input</c>.</param>
/// <param name="Shape">Its shape; of the inputs, with the rows first.</param>
/// <param name="Count">How many entries were compared.</param>
/// <param name="Failed">How many are off by more than the tolerance.</param>
/// <param name="Worst">The one that is off the most.</param>
public sealed record GradientComparison(string Name, Shape Shape, int Count, int Failed, CheckedEntry Worst);

/// <summary>What a gradient check found.</summary>
/// <param name="Loss">The loss at the point checked.</param>
/// <param name="Parts">Each parameter in layer order, then the inputs.</param>
/// <param name="FirstNonFinite">What first held a number that is not finite, so that nothing could be compared; null where all are finite.</param>
public sealed record GradientReport(double Loss, IReadOnlyList<GradientComparison> Parts, string? FirstNonFinite = null)
{
    /// <summary>Whether every entry is within the tolerance.</summary>
    public bool Passed => Parts.All(part => part.Failed == 0);
}
