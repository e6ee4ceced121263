namespace Downhill;

/// <summary>Metrics of answers that are numbers.</summary>
internal static class RegressionMetrics
{
    public static Metrics Compute(Predictions answers)
    {
        int width = answers.Width, rows = answers.Rows;
        double[] targets = answers.Targets!, values = answers.Values;
        double total = Enumerable.Range(0, rows).Sum(answers.Weight), losses = 0;
        for (int row = 0; row < rows; row++)
            losses += answers.Weight(row) * answers.Losses[row];
        double squares = 0, absolutes = 0, shares = 0, ofSquares = 0, ofVariance = 0;
        for (int column = 0; column < width; column++)
        {
            // The mean as a distance from the first target: that of a constant target is exact, and so is its spread of 0.
            double first = targets[column], mean = 0, meanError = 0, columnSquares = 0, spread = 0, errorSpread = 0;
            for (int at = column; at < values.Length; at += width)
            {
                double weight = answers.Weight(at / width);
                mean += weight * (targets[at] - first);
                meanError += weight * (values[at] - targets[at]);
            }

            mean = first + (mean / total);
            meanError /= total;
            for (int at = column; at < values.Length; at += width)
            {
                double target = targets[at], error = values[at] - target, weight = answers.Weight(at / width);
                columnSquares += weight * (error * error);
                absolutes += weight * Math.Abs(error);
                shares += weight == 0 ? 0 : weight * (Math.Abs(error) / Math.Abs(target));
                spread += weight * ((target - mean) * (target - mean));
                errorSpread += weight * ((error - meanError) * (error - meanError));
            }

            squares += columnSquares;
            ofSquares += 1 - (columnSquares / spread);
            ofVariance += 1 - (errorSpread / spread);
        }

        double count = total * width;
        return new Metrics(
            rows,
            losses / total,
            Rmse: Math.Sqrt(squares / count),
            Mae: absolutes / count,
            R2: Finite(ofSquares / width),
            Mape: Finite(shares / count),
            ExplainedVariance: Finite(ofVariance / width));

        static double? Finite(double value) => double.IsFinite(value) ? value : null;
    }
}
