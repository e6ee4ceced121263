using System.Globalization;
using System.Text.RegularExpressions;

namespace Downhill.Tests;

public sealed partial class ReportTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_report_about_classes_has_every_section_and_stands_alone()
    {
        string page = Report(folder.Train("run", Table("yes", "no"), "--epochs", "3", "--test", "0.3"));
        foreach (string heading in (string[])["Metrics", "Training", "Confusion matrix", "ROC curve", "Precision-recall curve",
            "Calibration", "Permutation importance", "Largest errors", "Settings", "Data", "Columns", "The classes", "Learning rate. ",
            "lines of rows.csv", "Reproduce"])
            Assert.Contains(heading, page, StringComparison.Ordinal);
        Assert.Matches("<th scope=\"row\">a</th><td class=\"text\">number</td><td "
            + "class=\"soft\">·</td><td>120</td><td>−119</td><td>−0.5</td><td>118</td><td( class=\"bad\")?>[0-9.]+ %</td>", page);
        Assert.Contains("<th scope=\"row\">yes</th><td>60</td><td>50.0 %</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(Link(), page);
    }

    [Theory]
    [InlineData("--test 0.3", "test")]
    [InlineData("--test 0 --validation 0.3", "validation")]
    [InlineData("--test 0 --validation 0", "training")]
    public void What_is_measured_is_called_by_its_part(string parts, string name)
    {
        string[] words = [Table("yes", "no"), "--epochs", "2", "--blend", "off", .. parts.Split(' ')];
        CliResult trained = CliFolder.Run(["train", .. words, "--threads", "1", "--out", folder["run"]]).Ok();
        string page = Report(folder["run"]);

        foreach (string part in (string[])["test", "validation", "training"])
        {
            foreach (string text in (string[])[$"columns are predicted classes; {part} rows", $"F1 of each class; {part} rows",
                $"Predictions for the {part} rows", $"The {part} rows with the largest loss"])
                Assert.Equal(part == name, page.Contains(text, StringComparison.Ordinal));
            foreach (string text in (string[])[$"columns are predicted classes; {part} rows", $"The {part} rows with the largest loss"])
                Assert.Equal(part == name, trained.Output.ReplaceLineEndings(" ").Contains(text, StringComparison.Ordinal));
        }
    }

    // A network that has learned nothing from 120 rows of two classes.
    [Theory]
    [InlineData("--test 0.3", "test")]
    [InlineData("--test 0 --validation 0.3", "validation")]
    [InlineData("--test 0 --validation 0", null)]
    public void A_network_that_is_no_better_than_a_constant_is_called_so_on_the_part_that_tells(string parts, string? name)
    {
        string output = CliFolder.Run(["train", Table("yes", "no"), "--model", "linear", "--optimizer", "sgd 1e-12", "--epochs", "1",
            .. parts.Split(' '), "--threads", "1", "--out", folder["run"]]).Ok().Output.ReplaceLineEndings(" ");

        foreach (string part in (string[])["test", "validation", "training"])
            Assert.Equal(part == name, output.Contains($"On the {part} rows the network is no better than always answering",
                StringComparison.Ordinal));
    }

    [Fact]
    public void A_report_about_numbers_shows_errors()
    {
        string page = Report(folder.Train("run", Table("1.5", "3.25", isNumber: true), "--task", "regression", "--epochs", "3", "--test",
            "0.3"));
        foreach (string heading in (string[])["Predictions", "Errors", "Errors (prediction", "Permutation importance", "Target. "])
            Assert.Contains(heading, page, StringComparison.Ordinal);
        Assert.DoesNotContain(">confidence</th>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("ROC curve", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_its_rows_a_report_says_what_is_missing()
    {
        string table = Table("yes", "no"), run = folder.Train("run", table, "--epochs", "2");
        File.Delete(table);
        CliResult result = CliFolder.Run("report", run).Ok();
        Assert.Contains("does not have", result.Error, StringComparison.Ordinal);
        string page = File.ReadAllText(Path.Combine(run, "report.html"));
        Assert.Contains("could not be read again", page, StringComparison.Ordinal);
        Assert.Contains("Metrics", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Largest errors", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<h2>Data</h2>", page, StringComparison.Ordinal);
        Assert.Contains("The columns of the table", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_rows_under_the_same_name_are_not_taken_for_those_of_the_run()
    {
        string table = Table("yes", "no"), run = folder.Train("run", table, "--epochs", "2");
        File.WriteAllText(table, File.ReadAllText(table).Replace("7,", "8,", StringComparison.Ordinal));
        Assert.Contains("has changed since the run", CliFolder.Run("report", run).Ok().Error, StringComparison.Ordinal);
    }

    // The preprocessing is fitted on the training rows alone: it stays the same where only a test row has changed. And where the model
    // file is another one, its rows are others although those of the run are there.
    [Theory]
    [InlineData("float")]
    [InlineData("double")]
    public void A_changed_test_row_and_an_exchanged_model_are_seen(string precision)
    {
        string table = Table("yes", "no"), text = File.ReadAllText(table), tests = folder.Write("tests.csv", text);
        string[] more = ["--epochs", "2", "--precision", precision, "--test", tests];
        string run = folder.Train("run", [table, .. more]);
        Assert.Empty(CliFolder.Run("report", run).Ok().Error);

        File.WriteAllText(tests, text.Replace("7,", "8,", StringComparison.Ordinal));
        Assert.Contains("has changed since the run", CliFolder.Run("report", run, "--overwrite").Ok().Error, StringComparison.Ordinal);

        File.WriteAllText(tests, text);
        Assert.Empty(CliFolder.Run("report", run, "--overwrite").Ok().Error);
        string other = folder.Train("other", [table, .. more, "--scaling", "standard"]);
        File.Copy(RunFolder.FindModel(other), RunFolder.FindModel(run), overwrite: true);
        Assert.Contains("has changed since the run", CliFolder.Run("report", run, "--overwrite").Ok().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_not_replaced_unasked()
    {
        string run = folder.Train("run", "spiral", "--epochs", "2"), page = folder.Write("page.html", "mine");
        Assert.Equal(2, CliFolder.Run("report", run, "--out", page).Code);
        Assert.Equal("mine", File.ReadAllText(page));
        CliFolder.Run("report", run, "--out", page, "--overwrite").Ok();
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_run_is_refused_in_one_line()
    {
        CliResult result = CliFolder.Run("report", folder["nothing"]);
        Assert.Equal(2, result.Code);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Training_ends_with_columns_and_the_most_wrong_rows(bool isTestFile)
    {
        string table = Table("yes", "no");
        CliResult result = CliFolder.Run("train", table, "--test", isTestFile ? table : "0.2", "--epochs", "2", "--out", folder["run"],
            "--threads", "1").Ok();
        Assert.Contains("Permutation importance", result.Output, StringComparison.Ordinal);
        Assert.Contains("rows with the largest loss", result.Output, StringComparison.Ordinal);
    }

    private static string Report(string run)
    {
        CliFolder.Run("report", run).Ok();
        return File.ReadAllText(Path.Combine(run, "report.html"));
    }

    private string Table(string first, string second, bool isNumber = false) =>
        folder.Write("rows.csv", "a,b,t\n" + string.Concat(Enumerable.Range(0, 120).Select(i =>
        string.Create(CultureInfo.InvariantCulture,
            $"{(i % 2 == 0 ? i : -i)},{(i * 7 % 11 == 0 ? "x" : i % 3 == 0 ? "y" : "z")},{(i % 2 == 0 ? first : second)}"
                + $"{(isNumber ? i % 5 : string.Empty)}\n"))));

    [GeneratedRegex("(src|href)=|url\\(|@import", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Link();
}
