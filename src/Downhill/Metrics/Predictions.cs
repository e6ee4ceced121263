namespace Downhill;

/// <summary>The predictions of a network for some rows, and the actual values: the input of all metrics.</summary>
/// <param name="Losses">The loss of each row.</param>
/// <param name="LogLosses">−ln p of the right class of each row; null if answers are no probabilities.</param>
/// <param name="Values">The answers, <c>[rows, width]</c>.</param>
/// <param name="Outputs">
/// The network's outputs before the link, <c>[rows, width]</c>: they rank rows whose probabilities are rounded to one.
/// </param>
/// <param name="Targets">The numbers that were right, <c>[rows, width]</c>; null if the targets are classes.</param>
/// <param name="Labels">The classes that were right; null if the targets are numbers.</param>
/// <param name="Width">The number of values in a prediction.</param>
/// <param name="Weights">The weight of each row; null if all weights are equal.</param>
/// <param name="Threshold">Two classes: from which probability on the second is predicted; null if the more probable one is.</param>
internal sealed record Predictions(
    double[] Losses, double[]? LogLosses, double[] Values, double[] Outputs, double[]? Targets, int[]? Labels, int Width, double[]? Weights,
    DecisionThreshold? Threshold = null)
{
    public int Rows => Losses.Length;

    public double Weight(int row) => Weights?[row] ?? 1;

    public ReadOnlySpan<double> Row(int row) => Values.AsSpan(row * Width, Width);

    /// <summary>The class that is predicted for a row.</summary>
    public int Predicted(int row) => PredictedClass.Of(Row(row), Threshold);

    /// <summary>The score of the second of two classes.</summary>
    public double Score(int row) => Width == 1 ? Outputs[row] : Outputs[(row * 2) + 1] - Outputs[row * 2];

    /// <summary>The probability of the class that was called.</summary>
    public double Confidence(int row, int predicted)
    {
        ReadOnlySpan<double> answer = Row(row);
        return Width > 1 ? answer[predicted] : predicted == 1 ? answer[0] : 1 - answer[0];
    }

    /// <summary>The errors of the predictions; null if they are neither one number nor probabilities.</summary>
    public Uncertainty? Uncertainty() => Labels is not null && LogLosses is not null
        ? Downhill.Uncertainty.OfClasses([.. Enumerable.Range(0, Rows).Select(row => 1 - Confidence(row, Labels[row]))], Weights)
        : Targets is not null && Width == 1 ? Downhill.Uncertainty.OfNumbers(Values, Targets, Weights) : null;

    /// <summary>The rows named, in that order.</summary>
    public Predictions Pick(int[] rows) => new(
        [.. rows.Select(row => Losses[row])],
        LogLosses is null ? null : [.. rows.Select(row => LogLosses[row])],
        Wide(Values, rows),
        Wide(Outputs, rows),
        Targets is null ? null : Wide(Targets, rows),
        Labels is null ? null : [.. rows.Select(row => Labels[row])],
        Width,
        Weights is null ? null : [.. rows.Select(row => Weights[row])],
        Threshold);

    private double[] Wide(double[] from, int[] rows)
    {
        var to = new double[rows.Length * (long)Width];
        for (int i = 0; i < rows.Length; i++)
            from.AsSpan(rows[i] * Width, Width).CopyTo(to.AsSpan(i * Width));
        return to;
    }
}
