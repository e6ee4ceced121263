namespace Downhill;

/// <summary>
/// Chooses the weights of a blend by adding, again and again, the candidate that helps most, each time with the same share.
/// Source: R. Caruana et al., "Ensemble Selection from Libraries of Models", 2004.
/// </summary>
internal static class Blending
{
    private const int Rounds = 20;

    // A round must gain this share of the loss to count; a candidate with a smaller share of the blend than the other is left out.
    private const double MinGain = 1e-4, MinShare = 0.1;

    /// <summary>A weight for each candidate; they add up to 1.</summary>
    public static double[] Weights(OutOfFoldLoss score, double[][] outputs)
    {
        int[] among = [.. Enumerable.Range(0, outputs.Length)];
        while (true)
        {
            int[] counts = Count(score, outputs, among);
            double total = counts.Sum();
            int[] enough = [.. among.Where(candidate => counts[candidate] / total >= MinShare)];
            if (total == 0 || enough.Length == among.Count(candidate => counts[candidate] > 0))
                return [.. counts.Select(count => total == 0 ? 0 : count / total)];
            among = enough;
        }
    }

    /// <summary>The weighted mean of outputs.</summary>
    public static double[] Mix(double[][] outputs, double[] weights)
    {
        var sum = new double[outputs[0].Length];
        for (int candidate = 0; candidate < outputs.Length; candidate++)
        {
            if (weights[candidate] > 0)
                Add(sum, outputs[candidate], weights[candidate], sum);
        }

        return sum;
    }

    // As many times as each candidate had been added after the round whose blend lost least.
    private static int[] Count(OutOfFoldLoss score, double[][] outputs, int[] among)
    {
        int[] counts = new int[outputs.Length], best = new int[outputs.Length];
        double[] sum = new double[outputs[0].Length], trial = new double[sum.Length];
        double least = double.PositiveInfinity;
        for (int round = 1; round <= Rounds; round++)
        {
            int added = -1;
            double smallest = double.PositiveInfinity;
            foreach (int candidate in among)
            {
                Add(sum, outputs[candidate], 1, trial);
                for (int i = 0; i < trial.Length; i++)
                    trial[i] /= round;
                double lost = score.Mean(trial);
                if (lost < smallest)
                    (added, smallest) = (candidate, lost);
            }

            if (added < 0)
                break;
            counts[added]++;
            Add(sum, outputs[added], 1, sum);
            if (smallest < least * (1 - MinGain))
                (least, best) = (smallest, [.. counts]);
        }

        return best;
    }

    private static void Add(double[] to, double[] other, double share, double[] into)
    {
        for (int i = 0; i < to.Length; i++)
            into[i] = to[i] + (share * other[i]);
    }
}
