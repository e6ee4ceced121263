namespace Downhill;

/// <summary>Metrics of answers that are numbers.</summary>
internal static class RegressionMetrics
{
    public static Metrics Compute(double loss, Dataset data, double[] answers, Preprocessing? preprocessing)
    {
        Samples targets = data.Targets.Numbers!;
        int width = targets.Columns;
        double squares = 0, absolutes = 0, explained = 0;
        for (int column = 0; column < width; column++)
        {
            (double offset, double unit) = preprocessing is null || preprocessing.TargetMean.IsEmpty
                ? (0, 1)
                : (preprocessing.TargetMean[column], preprocessing.TargetDeviation[column]);
            // The mean as a distance from the first target: that of a constant target is exact, and so is its spread of 0.
            double first = Target(0, column), mean = 0, columnSquares = 0, spread = 0;
            for (int row = 0; row < data.Rows; row++)
                mean += Target(row, column) - first;
            mean = first + (mean / data.Rows);
            for (int row = 0; row < data.Rows; row++)
            {
                double target = Target(row, column);
                double error = offset + (unit * answers[(row * (long)width) + column]) - target;
                columnSquares += error * error;
                absolutes += Math.Abs(error);
                spread += (target - mean) * (target - mean);
            }

            squares += columnSquares;
            explained += 1 - (columnSquares / spread);

            double Target(int row, int of) => offset + (unit * targets[data.Stored(row), of]);
        }

        double count = data.Rows * (double)width;
        double r2 = explained / width;
        return new Metrics(
            data.Rows, loss, Rmse: Math.Sqrt(squares / count), Mae: absolutes / count, R2: double.IsFinite(r2) ? r2 : null);
    }
}
