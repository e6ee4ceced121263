namespace Downhill;

/// <summary>The class of a prediction.</summary>
internal static class PredictedClass
{
    /// <summary>
    /// From the threshold on the second of two classes, where there is one; otherwise the most probable class: with one output, the second
    /// class from ½ on, with several the first of the largest.
    /// </summary>
    public static int Of(ReadOnlySpan<double> answer, DecisionThreshold? threshold = null)
    {
        if (threshold is not null)
            return threshold.ClassOf(answer);
        if (answer.Length == 1)
            return answer[0] >= 0.5 ? 1 : 0;
        int best = 0;
        for (int i = 1; i < answer.Length; i++)
            best = answer[i] > answer[best] ? i : best;
        return best;
    }
}
