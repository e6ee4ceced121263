using System.Globalization;
using System.Text.Json.Nodes;

namespace Downhill.Tests;

/// <summary>The verb explain on rows of a table: names of columns, lines of files, and the short form.</summary>
public sealed class ExplainRowTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_short_form_adds_up_from_the_typical_row_to_what_predict_says()
    {
        string data = folder.Write("flowers.csv", CliData.Flowers()),
            run = folder.Train("run", data, "--epochs", "20", "--model", "linear 8, relu, linear");
        string[] predicted = CliData.Rows(CliFolder.Run("predict", run, data).Ok().Output)[61];

        JsonNode report = CliFolder.Run("explain", run, "--data", data, "--row", "60", "--short", "--format", "json").Ok().Json;

        Assert.Equal("line 62 of flowers.csv (row 60)", (string)report["row"]!);
        Assert.EndsWith($" is {predicted[0]}", (string)report["of"]!, StringComparison.Ordinal);
        Assert.Equal(predicted[1..].Max(text => double.Parse(text, CultureInfo.InvariantCulture)), (double)report["prediction"]!, 5);
        JsonNode[] columns = [.. report["columns"]!.AsArray().Select(column => column!)];
        Assert.Equal(CliData.Rows(CliData.Flowers())[0][..4], columns.Select(column => (string)column["name"]!));
        Assert.Equal(CliData.Rows(CliData.Flowers())[61][..4], columns.Select(column => (string)column["value"]!));
        Assert.Equal((double)report["prediction"]! - (double)report["baseline"]!, columns.Sum(column => (double)column["contribution"]!),
            5);
        Assert.Equal(report.ToJsonString(), CliFolder.Run("explain", run, "--data", data, "--line", "62", "--short", "--format", "json")
            .Ok().Json.ToJsonString());
    }

    [Fact]
    public void The_short_form_is_written_for_a_person_and_as_a_page()
    {
        string data = folder.Write("flowers.csv", CliData.Flowers()),
            run = folder.Train("run", data, "--epochs", "20", "--model", "linear 8, relu, linear");
        string[] arguments = ["explain", run, "--data", data, "--row", "60", "--short"];

        string text = CliFolder.Run(arguments).Ok().Output;
        CliFolder.Run([.. arguments, "--out", folder["why.html"]]).Ok();

        Assert.Contains("Prediction for line 62 of flowers.csv (row 60): ", text, StringComparison.Ordinal);
        Assert.Contains("They add up.", text, StringComparison.Ordinal);
        Assert.Contains("most frequent", text, StringComparison.Ordinal);
        Assert.Contains("They add up.", File.ReadAllText(folder["why.html"]), StringComparison.Ordinal);
        string one = CliFolder.Run([.. arguments, "--class", "Iris setosa"]).Ok().Output;
        Assert.Contains("is Iris setosa", one, StringComparison.Ordinal);
        Assert.Contains("compared with line 2 of flowers.csv (row 0)", CliFolder.Run([.. arguments, "--against", "0"]).Ok().Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_short_form_adds_up_for_a_blend()
    {
        string data = folder.Write("prices.csv", CliData.Prices(120)), run = folder.Train("run", data, "--blend", "on");
        string[] predicted = CliData.Rows(CliFolder.Run("predict", run, data).Ok().Output)[8];

        JsonNode report = CliFolder.Run("explain", run, "--data", data, "--row", "7", "--short", "--format", "json").Ok().Json;

        double prediction = (double)report["prediction"]!;
        Assert.Equal(1, double.Parse(predicted[0], CultureInfo.InvariantCulture) / prediction, 4);
        Assert.Equal(prediction - (double)report["baseline"]!, report["columns"]!.AsArray().Sum(column => (double)column!["contribution"]!),
            1e-6 * prediction);
    }

    [Fact]
    public void A_derivation_says_the_line_and_the_names_of_the_columns_and_no_zero_has_a_sign()
    {
        string data = folder.Write("flowers.csv", CliData.Flowers()),
            run = folder.Train("run", data, "--epochs", "5", "--model", "linear 8, relu, linear");
        string name = CliData.Rows(CliData.Flowers())[0][2];
        string[] row = ["explain", run, "--data", data, "--line", "40"];

        string weight = CliFolder.Run([.. row, "--parameter", "linear1.weight[2,0]"]).Ok().Output;
        string input = CliFolder.Run([.. row, "--input", name]).Ok().Output;
        string all = CliFolder.Run([.. row, "--all"]).Ok().Output;

        Assert.StartsWith("line 40 of flowers.csv (row 38)\n", weight, StringComparison.Ordinal);
        Assert.Contains($"input[{name}]", weight, StringComparison.Ordinal);
        Assert.Contains($"∂C/∂input[{name}] = ", input, StringComparison.Ordinal);
        Assert.Equal(input, CliFolder.Run([.. row, "--input", "2"]).Ok().Output);
        Assert.DoesNotMatch(@"(?<![\d.eE])-0(?![.\d])", all);
        Assert.Contains(name, CliFolder.Run([.. row, "--input", "2", "--format", "latex"]).Ok().Output, StringComparison.Ordinal);
        Assert.Contains($"<mtext>{name}</mtext>", CliFolder.Run([.. row, "--input", "2", "--format", "html"]).Ok().Output,
            StringComparison.Ordinal);
        Assert.Contains($"input[{name}]", CliFolder.Run([.. row, "--input", "2", "--format", "json"]).Ok().Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        string data = folder.Write("prices.csv", CliData.Prices()), run = folder.Train("run", data, "--epochs", "1", "--blend", "off");
        string[] row = ["explain", run, "--data", data];

        Assert.Contains("no row starts on line 1; the first starts on line 2 and the last on line 301.",
            CliFolder.Run([.. row, "--line", "1", "--short"]).Refusal(), StringComparison.Ordinal);
        Assert.Contains("counted from 0; there is no row 300", CliFolder.Run([.. row, "--short", "--against", "300"]).Refusal(),
            StringComparison.Ordinal);
        Assert.Contains("predicts a number", CliFolder.Run([.. row, "--short", "--class", "x"]).Refusal(), StringComparison.Ordinal);
        Assert.Contains("it belongs to --short", CliFolder.Run([.. row, "--all", "--against", "1"]).Refusal(), StringComparison.Ordinal);
        Assert.Contains("one derivative is requested", CliFolder.Run([.. row, "--short", "--all"]).Refusal(),
            StringComparison.Ordinal);
        Assert.Contains("or its name, not 'nothing'", CliFolder.Run([.. row, "--input", "nothing"]).Refusal(), StringComparison.Ordinal);
        Assert.Contains("add --data", CliFolder.Run("explain", run, "--short").Refusal(), StringComparison.Ordinal);
    }
}
