namespace Downhill;

/// <summary>
/// Whether rows that are called with a probability of 80 % are right in 80 of 100 cases: the mean distance of accuracy from confidence
/// in 15 bins of equal width (i/15, (i+1)/15], weighted by their rows. Source: C. Guo et al., "On Calibration of Modern Neural
/// Networks", 2017.
/// </summary>
internal sealed class Calibration
{
    private const int Bins = 15;

    private readonly double[] gaps = new double[Bins];

    /// <summary>Counts a row: the probability of its most probable class, whether that is the right one, and how much the row counts.</summary>
    public void Add(double confidence, bool isRight, double weight)
    {
        int bin = Math.Clamp((int)Math.Ceiling(confidence * Bins) - 1, 0, Bins - 1);
        gaps[bin] += weight * ((isRight ? 1 : 0) - confidence);
    }

    /// <summary>The expected calibration error of all rows counted, whose weights add up to <paramref name="total"/>.</summary>
    public double Error(double total)
    {
        double sum = 0;
        foreach (double gap in gaps)
            sum += Math.Abs(gap);
        return sum / total;
    }
}
