using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// Newton's direction, from a curvature that is estimated by the last few steps; each step is halved until the loss falls. For the full
/// batch. Source: D. Liu, J. Nocedal, "On the Limited Memory BFGS Method for Large Scale Optimization", 1989.
/// </summary>
/// <param name="LearningRate">η, how far along the direction a step goes; 1 is Newton's own.</param>
/// <param name="History">The number of steps from which the curvature is estimated, at least 1.</param>
[CatalogEntry("w ← w − η t H g;  H from the last steps, t = 1, ½, ¼, … until the loss falls", "lbfgs", "lbfgs 0.5 history=3")]
public sealed record Lbfgs(double LearningRate = 1, int History = 10) : Optimizer(LearningRate)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> State =>
    [
        "parameters", "gradient", "direction",
        .. Enumerable.Range(1, History).SelectMany(i => new[] { $"step{i}", $"change{i}" }),
    ];

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(History is >= 1 and <= 100, "history", History, "from 1 to 100");
    }

    /// <inheritdoc/>
    public override OptimizerOperation<T> Bind<T>(OptimizerBinding<T> at) => new Bound<T>(at, History);

    // s = w − w′, y = g − g′ for each of the last steps; those that saw no upward bend, y·s ≤ 10⁻¹⁰, are passed over.
    // d = −H g by the two loops of the source, H starting as s·y / y·y of the newest.
    // w ← w′ + t d, where t is halved until the loss is at most that at w′ + 10⁻⁴ t g·d (L. Armijo, 1966).
    private sealed class Bound<T>(OptimizerBinding<T> at, int history) : OptimizerOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private const double MinBend = 1e-10, MinDescent = 1e-4;
        private const int MaxHalvings = 20;

        private readonly UpdateKernel<T, Combination> combine = at.Kernels.Update<Combination>();
        private readonly Buffer<T> before = Vector(at, 0), gradientBefore = Vector(at, 1), direction = Vector(at, 2);

        public override void Update(long step, double learningRate)
        {
            if (step > 1)
                Remember(step);
            bool isBent = Turn(step);
            double slope = Dot(at.Gradient, direction);
            if (!(slope < 0))
            {
                Combine(direction, 0, at.Gradient, -1);
                slope = -Dot(at.Gradient, at.Gradient);
                isBent = false;
            }

            at.Kernels.Copy(at.Parameters, before);
            at.Kernels.Copy(at.Gradient, gradientBefore);
            Search(isBent ? learningRate : learningRate * Math.Min(1, 1 / at.Kernels.SumOfMagnitudes(at.Gradient)), slope);
        }

        private void Search(double length, double slope)
        {
            double loss = at.Loss?.Invoke() ?? 0;
            for (int halving = 0; halving <= MaxHalvings; halving++, length /= 2)
            {
                at.Kernels.Copy(before, at.Parameters);
                Combine(at.Parameters, 1, direction, length);
                if (at.Loss is null || at.Loss() <= loss + (MinDescent * length * slope))
                    return;
            }

            at.Kernels.Copy(before, at.Parameters);
        }

        private void Remember(long step)
        {
            (Buffer<T> move, Buffer<T> change) = Pair(step - 1);
            at.Kernels.Copy(at.Parameters, move);
            Combine(move, 1, before, -1);
            at.Kernels.Copy(at.Gradient, change);
            Combine(change, 1, gradientBefore, -1);
        }

        // Turns the gradient into the direction; false where no step has told anything of the curvature.
        private bool Turn(long step)
        {
            Combine(direction, 0, at.Gradient, -1);
            Span<double> bends = stackalloc double[history], shares = stackalloc double[history];
            double start = 0;
            long oldest = Math.Max(1, step - history);
            for (long i = step - 1; i >= oldest; i--)
            {
                (Buffer<T> move, Buffer<T> change) = Pair(i);
                int slot = (int)(i % history);
                bends[slot] = Dot(move, change);
                if (!(bends[slot] > MinBend))
                    continue;
                if (start == 0)
                    start = bends[slot] / Dot(change, change);
                shares[slot] = Dot(move, direction) / bends[slot];
                Combine(direction, 1, change, -shares[slot]);
            }

            if (start == 0)
                return false;
            Combine(direction, start, direction, 0);
            for (long i = oldest; i < step; i++)
            {
                (Buffer<T> move, Buffer<T> change) = Pair(i);
                int slot = (int)(i % history);
                if (bends[slot] > MinBend)
                    Combine(direction, 1, move, shares[slot] - (Dot(change, direction) / bends[slot]));
            }

            return true;
        }

        private (Buffer<T> Move, Buffer<T> Change) Pair(long step)
        {
            int slot = (int)(step % history);
            return (Vector(at, 3 + (2 * slot)), Vector(at, 4 + (2 * slot)));
        }

        private static Buffer<T> Vector(OptimizerBinding<T> at, int number) =>
            at.State.Slice(number * at.Parameters.Length, at.Parameters.Length);

        private double Dot(Buffer<T> a, Buffer<T> b) => double.CreateTruncating(at.Kernels.Dot(a, b));

        private void Combine(Buffer<T> to, double keep, Buffer<T> other, double share) =>
            combine.Run(new Combination(T.CreateTruncating(keep), T.CreateTruncating(share), keep == 0), to, other, default);

        // keep · a + share · b
        private readonly struct Combination(T keep, T share, bool replaces) : IUpdateRule<T>
        {
            public int States => 0;

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public V Apply<V>(V parameter, V gradient, ref V unused0, ref V unused1, ref V unused2)
                where V : struct, ISimd<V, T> => replaces
                ? V.Create(share) * gradient
                : V.MultiplyAdd(V.Create(share), gradient, V.Create(keep) * parameter);
        }
    }
}
