namespace Downhill;

/// <summary>
/// Minimizes mean loss + ½ λ Σ w² over all rows at once, by limited-memory BFGS with a line search that asks for enough descent.
/// Source: J. Nocedal, S. Wright, "Numerical Optimization", 2006, algorithms 7.4 and 7.5.
/// </summary>
internal sealed class PenalizedSolver
{
    private const int History = 12, MaxHalvings = 30;
    private const double MinDescent = 1e-4, Tolerance = 1e-6;

    private readonly Network<double> network;
    private readonly Plan<double> plan;
    private readonly Pass pass;
    private readonly int penalized;

    /// <summary>Binds a network to all the rows it learns from.</summary>
    /// <param name="network">The network; its parameters are the start.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="loss">The loss of a row.</param>
    /// <param name="penalized">The number of penalized parameters, from the first.</param>
    public PenalizedSolver(Network<double> network, Dataset rows, Loss loss, int penalized)
    {
        (this.network, this.penalized) = (network, penalized);
        plan = Plan<double>.ForTraining(network, rows.Rows, loss, isWeighted: rows.IsWeighted);
        int[] order = [.. Enumerable.Range(0, rows.Rows)];
        rows.Gather(order, plan.Inputs, plan.Targets, network.Output.Size);
        double scale = rows.Rows / rows.TotalWeight();
        for (int row = 0; row < plan.Weights.Length; row++)
            plan.Weights[row] = rows.Weight(row) * scale;
        pass = new Pass(rows.Rows, IsTraining: true, 1);
    }

    /// <summary>Goes from the parameters as they are to those of the smallest penalized loss.</summary>
    /// <returns>That loss.</returns>
    public double Minimize(double penalty, int iterations)
    {
        int length = network.Parameters.Length;
        double[] gradient = new double[length], direction = new double[length], before = new double[length],
            gradientBefore = new double[length];
        var pairs = new List<(double[] Move, double[] Change, double Bend)>(History);
        double loss = Value(penalty, gradient);
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            double largest = 0;
            foreach (double entry in gradient)
                largest = Math.Max(largest, Math.Abs(entry));
            if (!(largest > Tolerance))
                break;
            Turn(gradient, direction, pairs);
            double slope = Dot(gradient, direction);
            if (!(slope < 0))
            {
                pairs.Clear();
                Turn(gradient, direction, pairs);
                slope = Dot(gradient, direction);
            }

            network.Parameters.Span.CopyTo(before);
            gradient.CopyTo(gradientBefore, 0);
            double length1 = pairs.Count == 0 ? Math.Min(1, 1 / Math.Sqrt(Dot(gradient, gradient))) : 1, found = loss;
            for (int halving = 0; halving < MaxHalvings; halving++, length1 /= 2)
            {
                Move(before, direction, length1);
                found = Value(penalty, gradient);
                if (found <= loss + (MinDescent * length1 * slope))
                    break;
            }

            if (!(found < loss))
            {
                before.CopyTo(network.Parameters.Span);
                break;
            }

            bool isDone = loss - found < 1e-9 * Math.Abs(found);
            loss = found;
            if (isDone)
                break;
            double[] move = new double[length], change = new double[length];
            for (int i = 0; i < length; i++)
                (move[i], change[i]) = (network.Parameters.Span[i] - before[i], gradient[i] - gradientBefore[i]);
            double bend = Dot(move, change);
            if (bend > 1e-12)
            {
                if (pairs.Count == History)
                    pairs.RemoveAt(0);
                pairs.Add((move, change, bend));
            }
        }

        return loss;
    }

    private double Value(double penalty, double[] gradient)
    {
        plan.Forward(pass);
        double loss = plan.Loss(pass);
        plan.Backward(pass);
        network.Gradient.Span.CopyTo(gradient);
        Span<double> w = network.Parameters.Span;
        for (int i = 0; i < penalized; i++)
        {
            loss += penalty / 2 * w[i] * w[i];
            gradient[i] += penalty * w[i];
        }

        return loss;
    }

    private void Move(double[] from, double[] direction, double by)
    {
        Span<double> w = network.Parameters.Span;
        for (int i = 0; i < w.Length; i++)
            w[i] = from[i] + (by * direction[i]);
    }

    // The two loops: d = −H g.
    private static void Turn(double[] gradient, double[] direction, List<(double[] Move, double[] Change, double Bend)> pairs)
    {
        for (int i = 0; i < direction.Length; i++)
            direction[i] = -gradient[i];
        Span<double> shares = stackalloc double[pairs.Count];
        for (int k = pairs.Count - 1; k >= 0; k--)
        {
            shares[k] = Dot(pairs[k].Move, direction) / pairs[k].Bend;
            Add(direction, pairs[k].Change, -shares[k]);
        }

        if (pairs.Count > 0)
        {
            double start = pairs[^1].Bend / Dot(pairs[^1].Change, pairs[^1].Change);
            for (int i = 0; i < direction.Length; i++)
                direction[i] *= start;
        }

        for (int k = 0; k < pairs.Count; k++)
            Add(direction, pairs[k].Move, shares[k] - (Dot(pairs[k].Change, direction) / pairs[k].Bend));
    }

    private static void Add(double[] to, double[] other, double share)
    {
        for (int i = 0; i < to.Length; i++)
            to[i] += share * other[i];
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
