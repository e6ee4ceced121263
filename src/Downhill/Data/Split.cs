namespace Downhill;

/// <summary>A split of the rows of a data set into three parts; every row is in exactly one part.</summary>
/// <param name="Training">The rows to learn from.</param>
/// <param name="Validation">The rows that tell when to stop; may be empty.</param>
/// <param name="Test">The rows kept for the last judgement; may be empty.</param>
public sealed record Split(int[] Training, int[] Validation, int[] Test)
{
    /// <summary>
    /// Splits <paramref name="rows"/> rows at random, each part in random order: a pure function of the arguments. The test part does not
    /// depend on <paramref name="validation"/>, so a change of it keeps the test rows unseen.
    /// </summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="validation">The fraction of all rows for validation, from 0 (none) to below 1; rounded to whole rows.</param>
    /// <param name="test">The fraction of all rows for the test, likewise.</param>
    /// <param name="seed">Names the random order.</param>
    /// <exception cref="DownhillException">A fraction is out of range, or a part that is wanted would be empty.</exception>
    public static Split Rows(int rows, double validation, double test, ulong seed) => Splitter.Random(rows, seed).Split(validation, test);
}
