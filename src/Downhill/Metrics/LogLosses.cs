namespace Downhill;

/// <summary>−ln of the probability given to the right class, from logits, so that no probability is rounded to 0 or 1 first.</summary>
internal static class LogLosses
{
    /// <summary>One for each row; null if the answers are no probabilities that share 1 among the classes.</summary>
    public static double[]? Of(Loss loss, double[] outputs, int[] labels, int width)
    {
        if (!loss.AnswersAreProbabilities || (loss.Link is { OutputKind: OutputKind.Probabilities } && width > 1))
            return null;
        var losses = new double[labels.Length];
        for (int row = 0; row < losses.Length; row++)
            losses[row] = width == 1 ? Binary(outputs[row], labels[row]) : Softmax(outputs.AsSpan(row * width, width), labels[row]);
        return losses;
    }

    // ln(1 + e⁻ᶻ) for yes, ln(1 + eᶻ) for no
    private static double Binary(double logit, int label)
    {
        double against = label == 1 ? -logit : logit, rest = Scalar.Exp(-Math.Abs(against));
        return Math.Max(against, 0) + (rest < 1e-5 ? rest * (1 - (rest / 2)) : Scalar.Log(1 + rest));
    }

    // ln Σ eᶻ − z of the right class, every z less the largest
    private static double Softmax(ReadOnlySpan<double> logits, int label)
    {
        double largest = double.NegativeInfinity, sum = 0;
        foreach (double logit in logits)
            largest = Math.Max(largest, logit);
        foreach (double logit in logits)
            sum += Scalar.Exp(logit - largest);
        return Scalar.Log(sum) - (logits[label] - largest);
    }
}
