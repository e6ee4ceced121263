namespace Downhill;

/// <summary>The rows of a data set dealt into three parts, every row exactly once, each part in random order.</summary>
/// <param name="Training">The rows to learn from.</param>
/// <param name="Validation">The rows that tell when to stop; may be empty.</param>
/// <param name="Test">The rows kept for the last judgement; may be empty.</param>
public sealed record Split(int[] Training, int[] Validation, int[] Test)
{
    /// <summary>
    /// Deals <paramref name="rows"/> rows: a pure function of the arguments. The test part does not depend on
    /// <paramref name="validation"/>, so changing that keeps the test rows unseen.
    /// </summary>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="validation">The fraction of all rows for validation, from 0 (none) to below 1; rounded to whole rows.</param>
    /// <param name="test">The fraction of all rows for the test, likewise.</param>
    /// <param name="seed">Names the random order.</param>
    /// <exception cref="DownhillException">A fraction is out of range, or a part that is wanted would be empty.</exception>
    public static Split Rows(int rows, double validation, double test, ulong seed)
    {
        int validationRows = Part("validation", validation, rows);
        int testRows = Part("test", test, rows);
        int trainingRows = rows - validationRows - testRows;
        if (trainingRows < 1)
        {
            throw new DownhillException(
                $"No row is left to train on: of {rows:N0} rows, {validationRows:N0} go to validation and {testRows:N0} to the test. Take smaller fractions.");
        }

        var order = new int[rows];
        Shuffle.Fill(order, seed, RandomPurpose.Splitting, 0);
        return new Split(
            order[(testRows + validationRows)..],
            order[testRows..(testRows + validationRows)],
            order[..testRows]);
    }

    private static int Part(string name, double fraction, int rows)
    {
        if (!(fraction is >= 0 and < 1))
            throw new DownhillException($"The {name} fraction is {fraction}; it must be at least 0 and less than 1, such as 0.2.");
        int part = (int)Math.Round(rows * fraction, MidpointRounding.AwayFromZero);
        if (fraction > 0 && part < 1)
            throw new DownhillException($"The {name} part would be empty: {fraction} of {rows:N0} rows is less than half a row. Take a larger fraction, or 0 for none.");
        return part;
    }
}
