using Downhill.Experiments;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>A number that starts again after a period, from the option of an experiment to a prediction.</summary>
public sealed class CyclicEncodingTests
{
    private const string Text = "hour,wind,y\n0,10,1\n6,20,2\n12,,3\n18,20,4\n23,10,1\n1,30,1\n";

    // Source: sine and cosine of 2π · 3 / 24 = 45 degrees, of 90 and of 180.
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(3, 0.70710678118654757, 0.70710678118654757)]
    [InlineData(6, 1, 0)]
    [InlineData(12, 0, -1)]
    [InlineData(24, 0, 1)]
    [InlineData(-6, -1, 0)]
    [InlineData(2400003, 0.70710678118654757, 0.70710678118654757)]
    public void A_number_is_a_place_on_a_circle(double hour, double sine, double cosine)
    {
        var values = new double[2];
        new CyclicEncoding("hour", 24).Write(hour, values);
        Assert.Equal(sine, values[0], 1e-12);
        Assert.Equal(cosine, values[1], 1e-12);
    }

    [Fact]
    public void A_missing_number_is_the_center_and_says_so_where_the_training_part_had_one()
    {
        ColumnEncoding encoding = new CyclicEncoding("hour", 24).Fitted([3, double.NaN]);
        var values = new double[] { 9, 9, 9 };
        encoding.Write(double.NaN, values);

        Assert.Equal(["hour sin", "hour cos", "hour is missing"], encoding.Features);
        Assert.Equal([0, 0, 1], values);
        encoding.Write(6, values);
        Assert.Equal(0, values[2]);
        Assert.Equal(new CyclicEncoding("hour", 24), new CyclicEncoding("hour", 24).Fitted([3, 4]));
    }

    [Fact]
    public void An_experiment_declares_it_and_the_column_is_encoded_so()
    {
        var experiment = new Experiment(["rows.csv"], "y", Encode: ["hour = cyclic 24", "wind=cyclic period=360"]);
        var table = new TrainingTable(Csv.Read(Text), experiment.TrainingTableOptions());
        Preprocessing fitted = table.Fit([0, 1, 2, 3]);

        Assert.Equal(["cyclic", "cyclic"], table.Inputs.Select(column => column.KindName));
        Assert.Equal([new CyclicEncoding("hour", 24), new CyclicEncoding("wind", 360, HasIndicator: true)], fitted.Encodings);
        Assert.Equal(["cyclic", "cyclic"], table.ColumnRecords().Where(column => column.Role == "input").Select(column => column.Kind));
        Assert.Equal(5, fitted.Apply(table.Raw(fitted)).Inputs.Columns);
    }

    [Theory]
    [InlineData("hour=cyclic 0", "'cyclic 0': the period of 'hour' is 0; it must be a number above 0.")]
    [InlineData("hour=cyclical 24", "There is no column encoding 'cyclical' (did you mean 'cyclic'?)")]
    [InlineData("hour=cyclic", "'cyclic': the key 'period' is missing")]
    [InlineData("hour", "\"hour\" is not a column and its encoding (--encode \"hour=cyclic 24\").")]
    [InlineData("day=cyclic 7", "has no column 'day' to be encoded")]
    [InlineData("y=cyclic 7", "'y' is the target of adult.csv and cannot be encoded")]
    [InlineData("name=cyclic 7", "is not a number")]
    public void What_cannot_be_encoded_is_an_error_that_says_why(string encode, string expected)
    {
        var experiment = new Experiment(["rows.csv"], "y", Encode: [encode]);
        Assert.Contains(expected, Csv.ErrorOf(() => _ = new TrainingTable(
            Csv.Read("hour,name,y\n1,ten,1\n2,two,2\n"), experiment.TrainingTableOptions())));
    }

    // A column's name may have equal signs, and a text may be digits.
    [Fact]
    public void The_name_ends_where_an_encoding_begins()
    {
        var options = new Experiment(["rows.csv"], "y", Encode: ["a=b=cyclic 24", "c=boolean 0 1", "d=number 50 10",
            "e=category (1, two) hasOther=true"]).SchemaOptions();
        Assert.Equal([new CyclicEncoding("a=b", 24), new BooleanEncoding("c", "0", "1"), new NumberEncoding("d", 50, 10),
            new CategoryEncoding("e", ["1", "two"], HasOther: true)], options.Encodings);
    }

    [Fact]
    public void The_typical_row_is_the_center_of_the_circle_and_the_parts_add_up()
    {
        Preprocessing preprocessing = Preprocessing.Of(
            [new CyclicEncoding("hour", 24, HasIndicator: true), new NumberEncoding("x", 2, 1, IsClipped: false)], "y", []);
        Network<double> network = Examples.Network("linear 1", 4);
        new[] { 3.0, -2, 5, 4, 1 }.CopyTo(network.Parameters.Span);

        Attribution found = new IntegratedGradients(network, preprocessing, null).Of([6, 3]);

        // 3 sin 90° − 2 cos 90° = 3, and 4 (3 − 2) = 4; the center of the circle is 0, and not missing.
        Assert.Equal([3, 4], found.Columns.Select(column => Math.Round(column.Contribution, 12)));
        Assert.Equal(1, found.Baseline, 1e-12);
    }

    [Fact]
    public void A_kind_of_column_is_its_own_file_and_one_line_of_the_catalogue_and_what_exports_it()
    {
        string source = Repository.Find("src");
        Assert.Equal(
            ["Downhill.CSharp/RowCode.cs", "Downhill.Onnx/Export/PreprocessingGraph.cs", "Downhill/Catalog/Catalog.cs",
                "Downhill/Data/Encodings/CyclicEncoding.cs"],
            Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
                .Where(path => Code(path).Contains(nameof(CyclicEncoding), StringComparison.Ordinal))
                .Select(path => Path.GetRelativePath(source, path).Replace('\\', '/'))
                .Where(path => !path.Contains("/obj/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

        static string Code(string path) =>
            string.Join('\n', File.ReadLines(path).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));
    }
}
