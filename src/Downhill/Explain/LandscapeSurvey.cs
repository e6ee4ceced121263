using System.Collections.Immutable;
using Downhill.Kernels;

namespace Downhill;

/// <summary>Computes a landscape: first the descent, then the grid; then the parameters are restored.</summary>
internal sealed class LandscapeSurvey
{
    // How much wider than the descent a picture is that was given no width.
    private const double Margin = 1.25;

    private readonly Network<double> network;
    private readonly Loss loss;
    private readonly LandscapeOptions options;
    private readonly double[] inputs, targets;
    private readonly CancellationToken cancellation;
    private readonly Pass pass;

    public LandscapeSurvey(
        Network<double> network, Loss loss, LandscapeOptions options, ReadOnlySpan<double> inputs, ReadOnlySpan<double> targets,
        CancellationToken cancellation)
    {
        options.Validate();
        int width = network.Model.Input.Size, rows = inputs.Length / width;
        if (rows == 0 || inputs.Length != rows * width || targets.Length != rows * network.Output.Size)
            throw new DownhillException(
                $"{inputs.Length} input numbers and {targets.Length} target numbers do not form a batch "
                    + $"for a network of {width} inputs and "
                    + $"{network.Output.Size} outputs.");
        this.network = network;
        this.loss = loss;
        this.options = options;
        this.inputs = inputs.ToArray();
        this.targets = targets.ToArray();
        this.cancellation = cancellation;
        pass = new Pass(rows);
    }

    public Landscape Run(LandscapePlane plane)
    {
        try
        {
            ImmutableArray<LandscapePoint> path = Descend(plane);
            double span = options.Span
                ?? Math.Max(1, Margin * path.Max(point => Math.Max(Math.Abs(point.X - path[0].X), Math.Abs(point.Y - path[0].Y))));
            (ImmutableArray<double> x, ImmutableArray<double> y) = (Ticks(path[0].X, span), Ticks(path[0].Y, span));
            ImmutableArray<ImmutableArray<double>> costs = Costs(plane, x, y);
            return new Landscape(new LandscapeAxis(plane.Names.X, x), new LandscapeAxis(plane.Names.Y, y), costs,
                options.Steps == 0 ? [] : path, path[0], Lowest(x, y, costs));
        }
        finally
        {
            plane.Restore();
        }
    }

    private ImmutableArray<LandscapePoint> Descend(LandscapePlane plane)
    {
        Plan<double> plan = Fill(options.Steps == 0
            ? Plan<double>.ForEvaluation(network, pass.Rows, loss)
            : Plan<double>.ForTraining(network, pass.Rows, loss));
        Optimizer optimizer = options.Optimizer ?? new Sgd();
        Buffer<double> place = Buffer<double>.Allocate(2), slope = Buffer<double>.Allocate(2);
        OptimizerOperation<double> update = optimizer.Bind(new OptimizerBinding<double>(
            plan.Kernels, place, slope, Buffer<double>.Allocate(2L * optimizer.State.Count)));
        (double unitX, double unitY) = plane.Lengths;
        (place.Span[0], place.Span[1]) = (plane.Centre.X * unitX, plane.Centre.Y * unitY);

        ImmutableArray<LandscapePoint>.Builder path = ImmutableArray.CreateBuilder<LandscapePoint>();
        for (int step = 0; step <= options.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (step > 0)
            {
                plan.Backward(pass);
                (double slopeX, double slopeY) = plane.Gradient();
                (slope.Span[0], slope.Span[1]) = (slopeX / unitX, slopeY / unitY);
                update.Update(step, optimizer.LearningRate);
            }

            (double x, double y) = (place.Span[0] / unitX, place.Span[1] / unitY);
            plane.Move(x, y);
            plan.Forward(pass);
            double cost = plan.Loss(pass);
            if (!double.IsFinite(cost) || !double.IsFinite(x) || !double.IsFinite(y))
                break;
            path.Add(new LandscapePoint(x, y, cost));
        }

        return path.Count > 0
            ? path.ToImmutable()
            : throw new DownhillException(
                $"The cost at the network's own parameters is not a finite number; "
                    + $"the first such number is in {plan.FirstNonFinite(pass) ?? "the loss itself"}.");
    }

    private ImmutableArray<ImmutableArray<double>> Costs(LandscapePlane plane, ImmutableArray<double> x, ImmutableArray<double> y)
    {
        Plan<double> plan = Fill(Plan<double>.ForEvaluation(network, pass.Rows, loss));
        return [.. y.Select(Row)];

        ImmutableArray<double> Row(double up) => [.. x.Select(across => At(across, up))];

        double At(double across, double up)
        {
            cancellation.ThrowIfCancellationRequested();
            plane.Move(across, up);
            plan.Forward(pass);
            return plan.Loss(pass);
        }
    }

    private Plan<double> Fill(Plan<double> plan)
    {
        inputs.CopyTo(plan.Inputs);
        targets.CopyTo(plan.Targets);
        return plan;
    }

    private ImmutableArray<double> Ticks(double centre, double span)
    {
        ImmutableArray<double> ticks =
            [.. Enumerable.Range(0, options.Grid).Select(i => centre + (span * ((2.0 * i / (options.Grid - 1)) - 1)))];
        if (!double.IsFinite(ticks[^1] - ticks[0]))
            throw new DownhillException(
                $"The span {span:G6} is too large: the axis around {centre:G6} would be longer than the largest number.");
        return ticks.Zip(ticks.Skip(1)).All(pair => pair.First < pair.Second)
            ? ticks
            : throw new DownhillException(
                $"The span {span:G6} is too small: around {centre:G6} there are no {options.Grid} different numbers in it.");
    }

    private static LandscapePoint Lowest(ImmutableArray<double> x, ImmutableArray<double> y, ImmutableArray<ImmutableArray<double>> costs)
    {
        var lowest = new LandscapePoint(x[0], y[0], double.PositiveInfinity);
        for (int j = 0; j < y.Length; j++)
        {
            for (int i = 0; i < x.Length; i++)
            {
                if (costs[j][i] < lowest.Cost)
                    lowest = new LandscapePoint(x[i], y[j], costs[j][i]);
            }
        }

        return double.IsFinite(lowest.Cost)
            ? lowest
            : throw new DownhillException("The cost is not finite anywhere on the grid; use a smaller span.");
    }
}
