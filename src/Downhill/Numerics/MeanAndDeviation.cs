namespace Downhill;

/// <summary>Mean and spread of some numbers, in two passes in their order: Σx / n, then Σ(x − mean)².</summary>
/// <param name="Count">The number of values.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Squares">The sum of the squared distances from it.</param>
internal readonly record struct MeanAndDeviation(int Count, double Mean, double Squares)
{
    /// <summary>√(Σ(x − mean)² / n).</summary>
    public double Deviation => Math.Sqrt(Squares / Count);

    /// <summary>√(Σ(x − mean)² / (n − 1)), of a sample.</summary>
    public double SampleDeviation => Math.Sqrt(Squares / (Count - 1));

    /// <summary>The deviation to divide by; 0 if the numbers are constant, which leaves only rounding noise.</summary>
    public double Scale => Deviation > 1e-12 * Math.Abs(Mean) || !double.IsFinite(Deviation) ? Deviation : 0;

    /// <summary>The moments of numbers.</summary>
    public static MeanAndDeviation Of(ReadOnlySpan<double> numbers)
    {
        double sum = 0, squares = 0;
        foreach (double number in numbers)
            sum += number;
        double mean = sum / numbers.Length;
        foreach (double number in numbers)
            squares += (number - mean) * (number - mean);
        return new MeanAndDeviation(numbers.Length, mean, squares);
    }

    /// <summary>The moments of each column of a table that is read twice, row by row.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="read">Writes a row, by its number.</param>
    public static MeanAndDeviation[] OfColumns(int rows, int columns, Action<int, double[]> read)
    {
        double[] numbers = new double[columns], mean = new double[columns], squares = new double[columns];
        for (int row = 0; row < rows; row++)
        {
            read(row, numbers);
            for (int column = 0; column < columns; column++)
                mean[column] += numbers[column];
        }

        for (int column = 0; column < columns; column++)
            mean[column] /= rows;
        for (int row = 0; row < rows; row++)
        {
            read(row, numbers);
            for (int column = 0; column < columns; column++)
                squares[column] += (numbers[column] - mean[column]) * (numbers[column] - mean[column]);
        }

        return [.. mean.Zip(squares, (center, sum) => new MeanAndDeviation(rows, center, sum))];
    }
}
