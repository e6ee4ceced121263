using System.Globalization;
using System.Text;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>What predictions look like as CSV and as JSON lines, value by value.</summary>
public sealed class PredictionOutputTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    // A float must tell a thousandth of a deviation apart at ten deviations from the mean: below 16,384 its steps are 1/1024.
    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(16_373, 1, true)]
    [InlineData(16_374, 1, false)]
    [InlineData(-16_373, 1, true)]
    [InlineData(-16_374, 1, false)]
    [InlineData(1.7e9, 1e6, true)]
    [InlineData(1.7e9, 1000, false)]
    [InlineData(0, 1.01e-30, true)]
    [InlineData(0, 0.99e-30, false)]
    [InlineData(0, 3.4e37, true)]
    [InlineData(0, 3.5e37, false)]
    public void Numbers_have_the_digits_of_a_float_where_those_are_enough(double mean, double deviation, bool isSingle)
    {
        Preprocessing one = Numbers with { TargetMean = [mean], TargetDeviation = [deviation] },
            second = Numbers with { TargetMean = [0, mean], TargetDeviation = [1, deviation] };
        string third = isSingle ? "0.33333334" : "0.3333333333333333";

        Assert.Equal($"prediction\n{third}\n", Text(one, 1, [1 / 3.0]));
        Assert.Equal($"prediction1,prediction2\n{third},2\n", Text(second, 2, [1 / 3.0, 2]));
    }

    [Fact]
    public void One_output_for_two_classes_gives_both_probabilities() => Assert.Equal(
        "prediction,p_no,p_yes\nno,0.75,0.25\nyes,0.125,0.875\n",
        Text(Classes("no", "yes"), 1, [0.25, 0.875], loss: new BinaryCrossEntropy()));

    [Fact]
    public void Outputs_that_are_no_probabilities_are_not_called_so() => Assert.Equal(
        "prediction,output_a,output_b,output_c\nb,-1,2.5,1\n", Text(Classes("a", "b", "c"), 3, [-1, 2.5, 1]));

    [Theory]
    [InlineData("prediction")]
    [InlineData("p_yes")]
    public void A_kept_column_does_not_share_its_name(string name)
    {
        Table table = Csv.Read($"{name},x\n1,2\n");
        Assert.Equal($"Two columns of the output would be called '{name}'; do not keep that column (--keep), or rename it.", Csv.ErrorOf(
            () => Text(Classes("no", "yes"), 1, [0.25], table, [table.Columns[0]], new BinaryCrossEntropy())));
    }

    // As text a value stays as it was written; a missing one is empty, and so is the line of a row that could not be read.
    [Fact]
    public void Kept_values_stand_before_the_predictions_of_their_rows()
    {
        Table table = Csv.Read("k,n,x\n007,1.50,1\nbad\n,,2\nb,3,3\nbad\nbad\n", new TableOptions { SkipBadRows = true });
        TableColumn[] kept = [table.Columns[1], table.Columns[0]];

        Assert.Equal("n,k,prediction\n1.50,007,1\n,,\n,,2\n3,b,3\n,,\n,,\n", Text(Numbers, 1, [1, 2, 3], table, kept, fillsRows: true));
        Assert.Equal("n,k,prediction\n1.50,007,1\n,,2\n3,b,3\n", Text(Numbers, 1, [1, 2, 3], table, kept));
        new PredictionOutput(File(Numbers, 1, null), [1, 2, 3], null, table, kept, fillsRows: true).Save(folder["out.jsonl"]);
        Assert.Equal("""
            {"n":1.5,"k":"007","prediction":1}
            {"n":null,"k":null,"prediction":null}
            {"n":null,"k":null,"prediction":2}
            {"n":3,"k":"b","prediction":3}
            {"n":null,"k":null,"prediction":null}
            {"n":null,"k":null,"prediction":null}

            """, System.IO.File.ReadAllText(folder["out.jsonl"]));
    }

    // In order: a number with a mark of the user in two spellings; texts with usual marks, one of them in quotes, which is a value there;
    // nothing but marks; and numbers that turn out to be texts, so that a quoted mark above is a value.
    [Fact]
    public void Marks_of_missing_values_are_kept_as_they_stand()
    {
        const string Rows = "1.50,a,NA,2\n-9,n/a,?,\"NA\"\n-9.0,\"NA\",,NA\n,?,null,x\n";
        Table table = Csv.Read($"n,t,m,l\n{Rows}", new TableOptions { Missing = ["-9"], KeepsSpelling = true });

        Assert.Equal([3, 2, 4, 1], table.Columns.Select(column => column.MissingCount));
        Assert.Equal("n,t,m,l,prediction\n1.50,a,NA,2,1\n-9,n/a,?,NA,2\n-9.0,NA,,NA,3\n,?,null,x,4\n",
            Text(Numbers, 1, [1, 2, 3, 4], table, table.Columns));
        new PredictionOutput(File(Numbers, 1, null), [1, 2, 3, 4], null, table, table.Columns).Save(folder["out.jsonl"]);
        Assert.Equal("""
            {"n":1.5,"t":"a","m":null,"l":"2","prediction":1}
            {"n":null,"t":null,"m":null,"l":"NA","prediction":2}
            {"n":null,"t":"NA","m":null,"l":null,"prediction":3}
            {"n":null,"t":null,"m":null,"l":"x","prediction":4}

            """, System.IO.File.ReadAllText(folder["out.jsonl"]));
    }

    [Fact]
    public void Numbers_of_JSON_lines_are_the_shortest_that_read_back()
    {
        using var stream = new MemoryStream();
        using (var json = new JsonLinesOutput(stream, [.. "abcdefghijk".Select(name => new OutputColumn($"{name}", OutputType.Double))]))
        {
            json.EndRow();
            json.Number(0.1f);
            json.Number(0.1);
            json.Number(double.NaN);
            json.Number(float.NegativeInfinity);
            json.Number(long.MinValue);
            json.Number(ulong.MaxValue);
            json.Number(1.10m);
            json.Number(-3.0);
            json.Number(1e300);
            json.Text("é \"<\\\n");
            json.Missing();
            json.EndRow();
            json.Text("next");
            json.EndRow();
        }

        Assert.Equal("{}\n"
            + """{"a":0.1,"b":0.1,"c":null,"d":null,"e":-9223372036854775808,"f":18446744073709551615,"""
            + """
            "g":1.10,"h":-3,"i":1E+300,"j":"é \"<\\\n","k":null}
            {"a":"next"}

            """, Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Theory]
    [InlineData("group", "the group is missing; every row needs one to split by group. Fill it in, or leave the row out.", 0)]
    [InlineData("group", "the group is missing; every row needs one to split by group. Fill it in, or leave the row out.", 39)]
    [InlineData("time", "the time is missing; every row needs one to split by time. Fill it in, or leave the row out.", 0)]
    [InlineData("time", "the time is missing; every row needs one to split by time. Fill it in, or leave the row out.", 39)]
    public void The_first_row_without_a_group_or_a_time_is_named(string by, string message, int missing)
    {
        Table table = Csv.Read("x,by,y\n" + string.Concat(Enumerable.Range(0, 40).Select(row =>
            $"{row},{(row == missing ? string.Empty : (row % 7).ToString(CultureInfo.InvariantCulture))},{row % 5}.5\n")));
        var training = new TrainingTable(table, by == "group" ? new TrainingTableOptions { Group = "by" }
            : new TrainingTableOptions { Time = "by" });

        Assert.Equal($"adult.csv line {missing + 2}, column 'by': {message}", Csv.ErrorOf(() => training.Splitter(0)));
    }

    private static Preprocessing Numbers => Preprocessing.Of([new NumberEncoding("x", 0, 1)], "y", []);

    private static Preprocessing Classes(params string[] names) => Preprocessing.Of([new NumberEncoding("x", 0, 1)], "y", names);

    private ModelFile File(Preprocessing preprocessing, int outputs, Loss? loss)
    {
        ModelFile.Save(folder["m.safetensors"], new Network<float>(new Model([1], [new Linear(outputs)]), 1), preprocessing,
            new TrainingOptions(loss ?? new MeanSquaredError(), new Sgd(0.1), 4));
        return ModelFile.Open(folder["m.safetensors"]);
    }

    private string Text(Preprocessing preprocessing, int outputs, double[] predictions, Table? table = null,
        IReadOnlyList<TableColumn>? kept = null, Loss? loss = null, bool fillsRows = false)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        new PredictionOutput(File(preprocessing, outputs, loss), predictions, null, table, kept, fillsRows).WriteCsv(writer);
        return writer.ToString();
    }
}
