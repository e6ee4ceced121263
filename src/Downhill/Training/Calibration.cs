namespace Downhill;

/// <summary>Whether rows that are called with a probability of 80 % are right in 80 of 100 cases.</summary>
internal static class Calibration
{
    private const int Bins = 15;

    /// <summary>
    /// The expected calibration error: the mean distance of accuracy from confidence in 15 bins of equal width (i/15, (i+1)/15], weighted
    /// by their rows. Source: C. Guo et al., "On Calibration of Modern Neural Networks", 2017.
    /// </summary>
    public static double Error(Answers answers)
    {
        Span<double> gaps = stackalloc double[Bins];
        gaps.Clear();
        for (int row = 0; row < answers.Rows; row++)
        {
            (double confidence, bool isRight) = answers.Best(row);
            int bin = Math.Clamp((int)Math.Ceiling(confidence * Bins) - 1, 0, Bins - 1);
            gaps[bin] += (isRight ? 1 : 0) - confidence;
        }

        double sum = 0;
        foreach (double gap in gaps)
            sum += Math.Abs(gap);
        return sum / answers.Rows;
    }
}
