using System.Diagnostics;

namespace Downhill;

/// <summary>
/// Compares the gradient that backpropagation gives with central differences, entry by entry, in double. Where a step does not
/// agree, smaller ones decide, and near a kink the derivatives of its two sides.
/// For users' own layers as much as for the built-in ones.
/// </summary>
public static class GradientCheck
{
    // (−f(2h) + 8 f(h) − 8 f(−h) + f(−2h)) / 12h errs by about h⁴ f⁽⁵⁾ / 30, and by rounding of about 1e-16 / h: with the first
    // step both are near 1e-13. The smaller ones are for functions that bend sharply, as with inputs far above 1.
    private static readonly double[] CentralSteps = [1e-3, 1e-4, 1e-5, 1e-6];

    // Near a kink central differences reach across it; there each side has a derivative of its own, from steps this small.
    private static readonly double[] SideSteps = [1e-5, 1e-6];

    // A difference over a step h of costs with a rounding error e errs by about e / h: at this step as much as the tolerance allows.
    private const double RoundingStep = 2e-6;

    /// <summary>Checks every parameter of a network, and the inputs too, for the rows given.</summary>
    /// <param name="network">The network; its parameters are changed and restored, and its gradient is overwritten.</param>
    /// <param name="loss">The loss whose gradient is checked.</param>
    /// <param name="inputs">The rows, <c>[rows, input]</c>.</param>
    /// <param name="targets">Their targets, <c>[rows, outputs]</c>.</param>
    /// <param name="options">Tolerances and what to draw.</param>
    /// <param name="progress">Gets the number of finished entries.</param>
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
            throw new DownhillException(
                $"{inputs.Length} input numbers and {targets.Length} target numbers do not form a batch "
                    + $"for a network of {width} inputs and "
                    + $"{network.Output.Size} outputs.");
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
            throw new DownhillException(
                $"'{entry.Value}' follows from the inputs and parameters; only those can be moved to see what the cost does.");
        Span<double> values = Values(plan, entry, out int index);
        return Central(plan, pass, values, index, Step(values[index]));
    }

    /// <summary>
    /// The same derivative where the first step reached across a kink, as that of relu: from smaller steps, until two of them agree.
    /// </summary>
    /// <param name="plan">A plan for training, filled with the batch; its values are those of a moved entry afterwards.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="entry">A parameter's entry, or one of the inputs.</param>
    /// <param name="first">The result of the first step.</param>
    internal static double Refined(Plan<double> plan, in Pass pass, GradientEntry entry, double first)
    {
        Span<double> values = Values(plan, entry, out int index);
        double before = first;
        foreach (double step in CentralSteps.AsSpan(1))
        {
            double next = Central(plan, pass, values, index, Scaled(step, values[index]));
            if (Math.Abs(next - before) <= 1e-6 * Math.Max(Math.Abs(next), Math.Abs(before)))
                return next;
            before = next;
        }

        return before;
    }

    /// <summary>The first change of a value.</summary>
    internal static double Step(double value) => Scaled(CentralSteps[0], value);

    private static double Scaled(double step, double value) => step * Math.Max(1, Math.Abs(value));

    // The numbers of the parameter, or of the inputs, and the place of the entry among them.
    private static Span<double> Values(Plan<double> plan, GradientEntry entry, out int index)
    {
        index = entry.IsParameter ? entry.Index : (entry.Row * plan.Network.Model.Input.Size) + entry.Index;
        return entry.IsParameter ? plan.Network[entry.Value].Data.Span : plan.Inputs;
    }

    /// <summary>The derivative from the costs at some distances from the value.</summary>
    internal static double Central(double twoBelow, double below, double above, double twoAbove, double step) =>
        ((8 * (above - below)) - (twoAbove - twoBelow)) / (12 * step);

    private static double Central(Plan<double> plan, in Pass pass, Span<double> values, int i, double h) =>
        Central(At(plan, pass, values, i, -2 * h), At(plan, pass, values, i, -h), At(plan, pass, values, i, h),
            At(plan, pass, values, i, 2 * h), h);

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
        private readonly Stopwatch sinceReport = Stopwatch.StartNew();
        private double scale;
        private long done;

        public GradientReport Run(ReadOnlySpan<double> inputs, ReadOnlySpan<double> targets)
        {
            inputs.CopyTo(plan.Inputs);
            targets.CopyTo(plan.Targets);
            plan.Forward(pass);
            double loss = plan.Loss(pass);
            scale = Scale(loss, plan.RowLosses[..rows]);
            plan.Backward(pass);
            string? found = plan.FirstNonFinite(pass) ?? plan.FirstNonFiniteGradient();

            var parts = new List<GradientComparison>();
            double[] inputGradient = plan.InputGradient.ToArray();
            IReadOnlyList<Parameter<double>> parameters = plan.Network.AllParameters;
            Shape inputShape = Shape.Create([rows, .. plan.Network.Model.Input]);
            int[][] places = GradientSample.Of([.. parameters.Select(one => (one.Name, one.Shape.Size)), ("input", inputShape.Size)],
                options);
            for (int i = 0; i < parameters.Count; i++)
                parts.Add(Compare(parameters[i].Name, parameters[i].Shape, parameters[i].Data.Span, parameters[i].Gradient.ToArray(),
                    places[i]));
            parts.Add(Compare("input", inputShape, plan.Inputs, inputGradient, places[^1]));
            return new GradientReport(loss, parts, found) { Scale = scale };
        }

        // What the rounding of the loss grows with: the sizes of the rows' losses, which may cancel in their sum.
        private static double Scale(double loss, ReadOnlySpan<double> rowLosses)
        {
            double sum = 0;
            foreach (double one in rowLosses)
                sum += Math.Abs(one);
            double found = Math.Max(Math.Abs(loss), sum / rowLosses.Length);
            return double.IsFinite(found) ? Math.Max(1, found) : 1;
        }

        private GradientComparison Compare(string name, Shape shape, Span<double> values, double[] analytic, int[] places)
        {
            CheckedEntry worst = default;
            int failed = 0;
            var kinks = new List<int>();
            foreach (int i in places)
            {
                cancellation.ThrowIfCancellationRequested();
                (CheckedEntry entry, bool isKink) = Entry(values, i, analytic[i]);
                failed += entry.Excess <= 1 ? 0 : 1;
                if (isKink)
                    kinks.Add(i);
                if (i == places[0] || !(entry.Excess <= worst.Excess))
                    worst = entry;
                if ((++done & 255) == 0 || sinceReport.ElapsedMilliseconds >= 1000)
                {
                    progress?.Report(done);
                    sinceReport.Restart();
                }
            }

            return new GradientComparison(name, shape, places.Length, failed, worst) { Kinks = kinks };
        }

        private (CheckedEntry Entry, bool IsKink) Entry(Span<double> values, int i, double analytic)
        {
            double unit = Math.Max(1, Math.Abs(values[i]));
            CheckedEntry best = Judge(i, analytic, Central(plan, pass, values, i, CentralSteps[0] * unit), CentralSteps[0]);
            for (int attempt = 1; attempt < CentralSteps.Length && best.Excess > 1; attempt++)
            {
                double step = CentralSteps[attempt];
                best = Better(best, Judge(i, analytic, Central(plan, pass, values, i, step * unit), step));
            }

            if (best.Excess <= 1)
                return (best, false);

            // A kink within reach, as of relu: the derivative is that of the side on which the point lies; at the kink itself it
            // is either, or lies between the two. Without a kink both sides are the same.
            foreach (double step in SideSteps)
            {
                double left = OneSided(values, i, -step * unit), right = OneSided(values, i, step * unit);
                (double low, double high) = (Math.Min(left, right), Math.Max(left, right));
                if (!double.IsFinite(low) || !double.IsFinite(high))
                    continue;
                best = Better(best, Judge(i, analytic, double.IsFinite(analytic) ? Math.Clamp(analytic, low, high) : low, step));
                if (best.Excess <= 1)
                    return (best, high - low > Tolerance(analytic, step));
            }

            return (best, false);
        }

        private static CheckedEntry Better(CheckedEntry a, CheckedEntry b) => b.Excess < a.Excess ? b : a;

        // (−3 f(0) + 4 f(h) − f(2h)) / 2h looks to one side only.
        private double OneSided(Span<double> values, int i, double h) =>
            ((4 * At(plan, pass, values, i, h)) - (3 * At(plan, pass, values, i, 0)) - At(plan, pass, values, i, 2 * h)) / (2 * h);

        private double Tolerance(double analytic, double step) =>
            (options.RelativeTolerance * Math.Abs(analytic)) + (options.AbsoluteTolerance * scale * (1 + (RoundingStep / step)));

        private CheckedEntry Judge(int index, double analytic, double numeric, double step)
        {
            double excess = Math.Abs(analytic - numeric) / Tolerance(analytic, step);
            return new CheckedEntry(index, analytic, numeric, double.IsNaN(excess) ? double.PositiveInfinity : excess);
        }
    }
}
