using System.Globalization;

namespace Downhill.Tests;

/// <summary>Numbers at the ends of what can be computed, and what decides what a target is.</summary>
public sealed class UnusualNumberTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("{0}.25e39", 1e39)]
    [InlineData("17000000{0}1", 1000)]
    [InlineData("1000000000.00{0}", 0.001)]
    [InlineData("{0}.5e-40", 1e-40)]
    public void Predictions_have_as_many_digits_as_the_target_needs(string target, double step)
    {
        string rows = "x,y\n" + string.Concat(Enumerable.Range(0, 90).Select(row =>
            $"{row % 9},{string.Format(CultureInfo.InvariantCulture, target, row % 9)}\n"));
        string table = folder.Write("rows.csv", rows);
        string run = folder.Train("run", table, "--model", "linear", "--epochs", "200", "--optimizer", "adam 0.1", "--no-importance");

        CliResult result = CliFolder.Run("predict", run, table).Ok();

        double[] predictions = [.. result.Lines[1..].Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
        double[] actual = [.. rows.Split('\n')[1..^1].Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];
        Assert.All(Enumerable.Range(0, 90), row => Assert.InRange(Math.Abs(predictions[row] - actual[row]) / step, 0, 1));
    }

    [Theory]
    [InlineData("poisson", "--loss", "a number")]
    [InlineData("huber", "--loss", "a number")]
    [InlineData("mean-squared-error", "--loss", "3 classes")]
    [InlineData("classification", "--task", "3 classes")]
    public void A_loss_of_numbers_alone_makes_grades_numbers(string value, string option, string target)
    {
        string table = folder.Write("rows.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 90).Select(row => $"{row % 17},{row % 3}\n")));

        CliResult result = CliFolder.Run("train", table, option, value, "--model", "linear", "--epochs", "1", "--threads", "1",
            "--no-importance", "--out", folder["run"]).Ok();

        Assert.Contains($"→ y ({target})", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1e-320", "1", "The weights of the 48 rows of rows.csv add up to 4.8E-319, too little to divide by; give larger weights.")]
    [InlineData("1", "1e-310", "rows.csv: the numbers of the target differ by less than 1e-150, too little to be standardized; "
        + "give them in a smaller unit.")]
    public void Numbers_too_small_to_be_divided_by_are_refused(string weight, string unit, string error)
    {
        string table = folder.Write("rows.csv", "x,w,y\n"
            + string.Concat(Enumerable.Range(0, 60).Select(row => $"{row},{weight},{(row % 7) + 1}.5{(unit == "1" ? "" : unit[1..])}\n")));

        Assert.Equal(error, CliFolder.Run("train", table, "--weight", "w", "--model", "linear", "--epochs", "1", "--threads", "1",
            "--out", folder["run"], "--quiet").Refusal());
    }

    [Fact]
    public void An_identifier_is_kept_as_it_is_written_in_every_row()
    {
        string run = folder.Train("run", folder.Write("learned.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 60).Select(row =>
            $"{row % 7},{row % 5}.5\n"))), "--model", "linear", "--epochs", "1", "--no-importance");
        string fresh = folder.Write("fresh.csv", "id,x\n" + string.Concat(Enumerable.Range(0, 66_000).Select(row =>
            $"{4000123412340000000 + row},{row % 7}\n")));

        string[] lines = CliFolder.Run("predict", run, fresh, "--keep", "id").Ok().Lines;

        Assert.StartsWith("4000123412340065999,", lines[^1], StringComparison.Ordinal);
        Assert.Equal(66_000, lines[1..].Select(line => line.Split(',')[0]).Distinct().Count());
    }
}
