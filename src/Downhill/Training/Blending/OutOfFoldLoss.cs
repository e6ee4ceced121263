namespace Downhill;

/// <summary>Measures outputs for the training rows: log-loss for classes from logits, squared error for numbers.</summary>
internal sealed class OutOfFoldLoss
{
    // The temperature is held near 1 as by so many rows.
    private const double Prior = 5;

    private readonly int[]? labels;
    private readonly double[]? targets;
    private readonly double[] weights;
    private readonly Loss loss;
    private readonly int width;

    public OutOfFoldLoss(Dataset rows, Loss loss, int width)
    {
        (this.loss, this.width) = (loss, width);
        weights = [.. Enumerable.Range(0, rows.Rows).Select(rows.Weight)];
        if (rows.Targets.AreClasses)
            labels = [.. Enumerable.Range(0, rows.Rows).Select(row => rows.Targets.Label(rows.Stored(row)))];
        else
            targets = [.. Enumerable.Range(0, rows.Rows * width).Select(i => rows.Targets.Numbers![rows.Stored(i / width), i % width])];
    }

    private OutOfFoldLoss(OutOfFoldLoss all, int[] without)
    {
        (loss, width, labels, targets, weights) = (all.loss, all.width, all.labels, all.targets, [.. all.weights]);
        foreach (int row in without)
            weights[row] = 0;
    }

    /// <summary>The same in which some rows do not count.</summary>
    public OutOfFoldLoss Without(int[] rows) => new(this, rows);

    /// <summary>Each row's loss.</summary>
    public double[] Of(double[] outputs)
    {
        if (labels is not null)
            return LogLosses.Of(loss, outputs, labels, width)!;
        var losses = new double[weights.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            double error = outputs[i] - targets![i];
            losses[i / width] += error * error / width;
        }

        return losses;
    }

    /// <summary>The weighted mean over all rows; NaN if an output is no number.</summary>
    public double Mean(double[] outputs)
    {
        double sum = 0, total = 0;
        double[] losses = Of(outputs);
        for (int row = 0; row < losses.Length; row++)
        {
            sum += weights[row] * losses[row];
            total += weights[row];
        }

        return sum / total;
    }

    /// <summary>Outputs as answers, with what was right.</summary>
    public Predictions Predictions(double[] outputs, Preprocessing? preprocessing)
    {
        double[] losses = Of(outputs), values = [.. outputs];
        double[]? given = weights.All(weight => weight == 1) ? null : weights;
        if (labels is not null)
        {
            for (int row = 0; row < labels.Length; row++)
                Link(values.AsSpan(row * width, width));
            return new Predictions(losses, losses, values, outputs, null, labels, width, given, preprocessing?.Threshold);
        }

        return new Predictions(losses, null, InUnits(values), outputs, InUnits([.. targets!]), null, width, given);

        double[] InUnits(double[] numbers)
        {
            preprocessing?.ToTargetUnit(numbers);
            return numbers;
        }
    }

    // Logits become probabilities: σ of one, softmax of several.
    private static void Link(Span<double> logits)
    {
        if (logits.Length == 1)
        {
            logits[0] = 1 / (1 + Scalar.Exp(-logits[0]));
            return;
        }

        double largest = double.NegativeInfinity, sum = 0;
        foreach (double logit in logits)
            largest = Math.Max(largest, logit);
        for (int i = 0; i < logits.Length; i++)
            sum += logits[i] = Scalar.Exp(logits[i] - largest);
        for (int i = 0; i < logits.Length; i++)
            logits[i] /= sum;
    }

    /// <summary>
    /// The factor for logits, 1 / temperature, with the smallest log-loss, held a little towards 1. Never is the log-loss larger than
    /// with 1. Source: C. Guo et al., "On Calibration of Modern Neural Networks", 2017.
    /// </summary>
    public double Temperature(double[] outputs)
    {
        // By golden section on ln factor; the log-loss is convex in the factor.
        double low = -1.5, high = 1.5, ratio = (Math.Sqrt(5) - 1) / 2;
        for (int i = 0; i < 40; i++)
        {
            double a = high - (ratio * (high - low)), b = low + (ratio * (high - low));
            if (At(a) <= At(b))
                high = b;
            else
                low = a;
        }

        double middle = (low + high) / 2;
        return At(middle) < At(0) ? Scalar.Exp(middle) : 1;

        double At(double logarithm)
        {
            double factor = Scalar.Exp(logarithm);
            return Mean([.. outputs.Select(output => output * factor)]) + (Prior / weights.Length * logarithm * logarithm);
        }
    }
}
