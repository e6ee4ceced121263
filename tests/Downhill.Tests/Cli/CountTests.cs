using System.Globalization;

namespace Downhill.Tests;

/// <summary>
/// Counts whose logarithm is a line: a network of the recipe must come near the model that made them, however large the mean is.
/// </summary>
public sealed class CountTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(200)]
    [InlineData(20_000)]
    public void A_loss_of_counts_is_trained_near_to_their_mean(double mean)
    {
        var random = new Random(1);
        (double X, double Y)[] rows =
            [.. Enumerable.Range(0, 600).Select(_ => (random.NextDouble() * 2) - 1).Select(x => (x, Math.Round(mean * Math.Exp(0.5 * x))))];
        string table = folder.Write("counts.csv",
            "x,y\n" + string.Concat(rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.X},{row.Y}\n"))));
        string run = folder.Train("run", table, "--loss", "poisson", "--test", "0");

        double[] answers = [.. CliFolder.Run("predict", run, table).Ok().Lines[1..]
            .Select(line => double.Parse(line, CultureInfo.InvariantCulture))];

        double deviance = answers.Zip(rows, (m, row) => 2 * ((row.Y * Math.Log(row.Y / m)) - (row.Y - m))).Average();
        Assert.True(deviance < mean * 0.001, $"The deviance is {deviance}.");
    }
}
