namespace Downhill;

/// <summary>Metrics of answers that are numbers.</summary>
internal static class RegressionMetrics
{
    public static Metrics Compute(Answers answers)
    {
        int width = answers.Width, rows = answers.Rows;
        double[] targets = answers.Targets!, values = answers.Values;
        double squares = 0, absolutes = 0, shares = 0, ofSquares = 0, ofVariance = 0;
        for (int column = 0; column < width; column++)
        {
            // The mean as a distance from the first target: that of a constant target is exact, and so is its spread of 0.
            double first = targets[column], mean = 0, meanError = 0, columnSquares = 0, spread = 0, errorSpread = 0;
            for (int at = column; at < values.Length; at += width)
            {
                mean += targets[at] - first;
                meanError += values[at] - targets[at];
            }

            mean = first + (mean / rows);
            meanError /= rows;
            for (int at = column; at < values.Length; at += width)
            {
                double target = targets[at], error = values[at] - target;
                columnSquares += error * error;
                absolutes += Math.Abs(error);
                shares += Math.Abs(error) / Math.Abs(target);
                spread += (target - mean) * (target - mean);
                errorSpread += (error - meanError) * (error - meanError);
            }

            squares += columnSquares;
            ofSquares += 1 - (columnSquares / spread);
            ofVariance += 1 - (errorSpread / spread);
        }

        double count = rows * (double)width;
        return new Metrics(
            rows,
            Answers.Mean(answers.Losses),
            Rmse: Math.Sqrt(squares / count),
            Mae: absolutes / count,
            R2: Finite(ofSquares / width),
            Mape: Finite(shares / count),
            ExplainedVariance: Finite(ofVariance / width));

        static double? Finite(double value) => double.IsFinite(value) ? value : null;
    }
}
