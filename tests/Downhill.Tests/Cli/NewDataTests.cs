namespace Downhill.Tests;

/// <summary>New data are compared with what a model knows, and every row gets an answer or is named.</summary>
public sealed class NewDataTests : IDisposable
{
    private readonly CliFolder folder = new();
    private readonly string run;

    public NewDataTests()
    {
        folder.Write("rows.csv", "id,zip,color,x,y\n"
            + string.Concat(Enumerable.Range(0, 120)
            .Select(row => $"{row}.50,{7000 + (row % 10):00000},{Color(row)},{row % 7},{(row % 3 == 0 ? "b" : "a")}\n")));
        run = folder.Train("run", folder["rows.csv"], "--category", "zip", "--drop", "id", "--epochs", "1", "--model", "linear");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Values_that_the_model_does_not_know_are_counted_and_near_spellings_named()
    {
        string data = folder.Write("new.csv", "zip,color,x\n"
            + string.Concat(Enumerable.Range(0, 10)
            .Select(row => $"{7000 + row},{(row < 9 ? Color(row).ToUpperInvariant() : "purple")},\n")));

        CliResult result = CliFolder.Run("predict", run, data).Ok();

        Assert.Equal(
            """
            note: column 'zip': 10 of 10 values unknown, such as "7000"; 10 match after adding leading zeros
            note: column 'color': 10 of 10 values unknown, such as "RED"; 9 match after a change of case
            note: column 'x': missing in all 10 rows; the model never saw a missing value there

            """,
            result.Error,
            ignoreLineEndingDifferences: true);
        Assert.Equal(11, result.Lines.Length);
        Assert.Empty(CliFolder.Run("predict", run, data, "--quiet").Ok().Error);
        string refusal = CliFolder.Run("predict", run, data, "--strict").Refusal();
        Assert.StartsWith(
            "new.csv has data that the model does not know: 'zip': 10 of 10 values unknown", refusal, StringComparison.Ordinal);
        Assert.Empty(CliFolder.Run("predict", run, folder["rows.csv"], "--strict").Ok().Error);
    }

    [Theory]
    [InlineData(20, "note: column 'color': 1 of 20 values unknown, such as \"violet\"\n")]
    [InlineData(21, "")]
    public void From_one_value_in_twenty_on_unknown_ones_are_said(int rows, string note)
    {
        string data = folder.Write("new.csv", "zip,color,x\n07000,violet,1\n"
            + string.Concat(Enumerable.Repeat("07000,red,1\n", rows - 1)));

        Assert.Equal(note, CliFolder.Run("predict", run, data).Ok().Error);
    }

    [Theory]
    [InlineData("07000.0", "removing a trailing .0")]
    [InlineData("7000.0", "removing a trailing .0 and adding leading zeros")]
    [InlineData("007000", "removing leading zeros")]
    public void A_spelling_says_what_would_make_it_known(string value, string cure)
    {
        string data = folder.Write("new.csv", $"zip,color,x\n{value},red,1\n");

        Assert.Equal($"note: column 'zip': 1 of 1 value unknown, such as \"{value}\"; 1 matches after {cure}\n",
            CliFolder.Run("predict", run, data).Ok().Error);
    }

    [Fact]
    public void Missing_values_are_none_of_those_that_are_unknown()
    {
        string model = folder.Train("other", folder.Write("a.csv", "c,y\n" + string.Concat(Enumerable.Range(0, 60)
            .Select(row => $"{(row % 7 == 0 ? "" : $"k{row % 3}")},{row % 2}\n"))), "--epochs", "1");

        string error = CliFolder.Run("predict", model, folder.Write("new.csv", "c,y\n" + string.Concat(Enumerable.Range(0, 10)
            .Select(row => $"{(row < 4 ? "" : row < 6 ? "k1" : "other")},{row % 2}\n")))).Error;

        Assert.Contains("column 'c': 4 of 6 values unknown, such as \"other\"", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_was_missing_in_the_training_too_may_be_missing_everywhere()
    {
        string model = folder.Train("other", folder.Write("a.csv", "n,c,y\n" + string.Concat(Enumerable.Range(0, 60)
            .Select(row => $"{(row % 5 == 0 ? "" : $"{row % 4}")},{(row % 7 == 0 ? "" : $"k{row % 3}")},{row % 2}\n"))), "--epochs", "1");
        string data = folder.Write("new.csv", "n,c\n,\n,\n");

        Assert.Empty(CliFolder.Run("predict", model, data).Ok().Error);
        Assert.Equal(3, CliFolder.Run("predict", model, data, "--strict").Ok().Lines.Length);
    }

    [Theory]
    [InlineData("--keep", "x")]
    [InlineData("--keep-all")]
    public void Rows_without_column_names_have_none_to_keep(params string[] options) => Assert.Contains(
        "Only the columns of a table can be copied (--keep); these rows have no column names.",
        CliFolder.Run(["predict", folder.Train("iris", "iris", "--epochs", "1"), "iris", .. options]).Refusal(), StringComparison.Ordinal);

    [Theory]
    [InlineData("--quiet")]
    [InlineData("--json")]
    public void Silence_does_not_make_unknown_data_known(string silent)
    {
        string data = folder.Write("new.csv", "zip,color,x,y\n7000,red,1,a\n");

        if (silent == "--quiet")
            Assert.Contains("does not know", CliFolder.Run("predict", run, data, "--strict", silent).Refusal(), StringComparison.Ordinal);
        Assert.Contains("does not know", CliFolder.Run("evaluate", run, data, "--strict", silent).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_target_is_not_looked_at_and_rows_without_an_answer_are_named()
    {
        string data = folder.Write("new.csv", "zip,color,x,y\n07001,red,1,0\n07002,blue\n07003,green,2,nobody\n");

        CliFolder.Run("predict", run, data).Refusal();
        CliResult skipped = CliFolder.Run("predict", run, data, "--bad-rows", "skip").Ok();
        CliResult filled = CliFolder.Run("predict", run, data, "--bad-rows", "skip", "--every-row", "--keep-all").Ok();

        Assert.Equal("note: 1 row could not be read: no answer (line 3)\n", skipped.Error);
        Assert.Equal(3, skipped.Lines.Length);
        Assert.Equal(4, filled.Lines.Length);
        Assert.Equal(",,,,,,", filled.Lines[2]);
        Assert.StartsWith("07003,green,2,nobody,", filled.Lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_without_an_answer_above_the_first_and_below_the_last_one_have_a_line_too()
    {
        string data = folder.Write("new.csv", "zip,color,x\nred\n07001,red,1\nblue\ngreen\n");

        CliResult filled = CliFolder.Run("predict", run, data, "--bad-rows", "skip", "--every-row", "--keep", "zip").Ok();

        Assert.Equal(["zip", "", "07001", "", ""], filled.Lines.Select(line => line.Split(',')[0]));
    }

    [Fact]
    public void Columns_are_carried_along_as_they_were_written_with_as_many_digits_as_the_model_has()
    {
        CliResult result = CliFolder.Run("predict", run, folder["rows.csv"], "--keep", "id", "--keep", "zip").Ok();

        Assert.Equal("id,zip,prediction,p_a,p_b", result.Lines[0]);
        Assert.StartsWith("0.50,07000,", result.Lines[1], StringComparison.Ordinal);
        Assert.All(result.Lines[1..],
            line => Assert.All(line.Split(',')[3..],
            number => Assert.Equal(float.Parse(number, System.Globalization.CultureInfo.InvariantCulture)
            .ToString(System.Globalization.CultureInfo.InvariantCulture), number)));
        Assert.Equal("rows.csv has no column 'zop' to keep (--keep) (did you mean 'zip'?).",
            CliFolder.Run("predict", run, folder["rows.csv"], "--keep", "zop").Refusal());
    }

    [Fact]
    public void Rows_without_a_known_target_are_left_out_where_that_is_asked_for()
    {
        string data = folder.Write("new.csv", "zip,color,x,y\n07001,red,1,a\n07002,blue,2,\n07003,green,2,nobody\n07003,green,2,b\n");

        CliFolder.Run("evaluate", run, data).Refusal();
        CliResult result = CliFolder.Run("evaluate", run, data, "--bad-rows", "skip").Ok();

        Assert.Equal(
            "note: 2 rows left out, because the target is missing or not one of the model's classes (line 3, line 4)\n", result.Error);
        Assert.Contains("the positive class", result.Output, StringComparison.Ordinal);
        Assert.Equal(2, (int)CliFolder.Run("evaluate", run, data, "--bad-rows", "skip", "--json").Ok().Json["rows"]!);
    }

    [Fact]
    public void A_table_in_the_place_of_a_model_and_a_model_in_the_place_of_a_table_are_named()
    {
        Assert.Contains("it holds text, as a table does", CliFolder.Run("predict", folder["rows.csv"], run).Refusal(),
            StringComparison.Ordinal);
        File.Copy(RunFolder.FindModel(run), folder["model.csv"]);
        Assert.Contains("is a model or other tensors (safetensors), not a table", CliFolder.Run("train", folder["model.csv"]).Refusal(),
            StringComparison.Ordinal);
        Assert.Equal("There is no file or folder 'nope.csv'; name a table, a model file, or the folder of a run.",
            CliFolder.Run("inspect", "nope.csv").Refusal());
    }

    private static string Color(int row) => new[] { "red", "blue", "green" }[row % 3];
}
