using System.Globalization;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>Whatever is fitted is fitted on the rows to learn from: other values in the test rows change no byte of it.</summary>
public sealed class LeakTests : IDisposable
{
    private const int Rows = 120;

    private static readonly string[] Names = ["number", "gaps", "spikes", "flag", "bit", "two", "colour", "day", "moment", "y"];

    private readonly CliFolder folder = new();

    public static TheoryData<Scaling, int, int?> Ways => new()
    {
        { Scaling.Robust, 0, null },
        { Scaling.Standard, 0, null },
        { Scaling.Robust, 6, null },
        { Scaling.Standard, 100, 2 },
        { Scaling.Robust, 0, 2 },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public void Other_test_rows_give_the_same_encodings(Scaling scaling, int pieces, int? embedAbove)
    {
        int[] training = [.. Enumerable.Range(0, Rows).Where(row => !IsTest(row))];
        Preprocessing usual = Fit(Table(isChanged: false)), changed = Fit(Table(isChanged: true));
        Assert.Equal(
            [typeof(NumberEncoding), typeof(NumberEncoding), typeof(NumberEncoding), typeof(BooleanEncoding), typeof(BooleanEncoding),
                typeof(BooleanEncoding), typeof(CategoryEncoding), typeof(DateEncoding), typeof(DateEncoding)],
            usual.Encodings!.Select(encoding => encoding.GetType()));
        foreach ((ColumnEncoding one, ColumnEncoding other) in usual.Encodings!.Zip(changed.Encodings!))
            Assert.Equal(Description.Write(one), Description.Write(other));
        Assert.Equal(Description.Write(usual), Description.Write(changed));
        Assert.NotEqual(Description.Write(usual), Description.Write(Fit(Table(isChanged: true), [.. Enumerable.Range(0, Rows)])));

        Preprocessing Fit(string text, int[]? rows = null)
        {
            var table = new TrainingTable(Csv.Read(text));
            Preprocessing fitted = table.Fit(rows ?? training, scaling, pieces, embedAbove);
            return fitted.WithTargets(fitted.Apply(table.Raw(fitted)).Subset(rows ?? training));
        }
    }

    [Fact]
    public void Every_kind_of_encoding_is_among_those_that_are_tested() => Assert.Equal(
        [nameof(BooleanEncoding), nameof(CategoryEncoding), nameof(CyclicEncoding), nameof(DateEncoding), nameof(ImageEncoding),
            nameof(NumberEncoding), nameof(ScaledEncoding)],
        typeof(ColumnEncoding).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ColumnEncoding))).Select(type => type.Name)
            .Order(StringComparer.Ordinal));

    [Fact]
    public void A_missing_value_in_the_test_rows_gives_a_declared_encoding_no_indicator()
    {
        var options = new TrainingTableOptions { Schema = new SchemaOptions { Encodings = [new CyclicEncoding("hour", 24)] } };
        var table = new TrainingTable(Csv.Read("hour,y\n1,1\n2,2\n,3\n3,5\n"), options);
        Assert.Equal([new CyclicEncoding("hour", 24)], table.Fit([0, 1, 3]).Encodings);
        Assert.Equal([new CyclicEncoding("hour", 24, HasIndicator: true)], table.Fit([0, 1, 2]).Encodings);
    }

    [Fact]
    public void Bytes_and_numbers_without_encodings_are_scaled_by_the_training_rows()
    {
        byte[] bytes = [10, 20, 30, 200];
        var images = new Dataset("images", [1], Samples.From(bytes, 1), Targets.FromLabels([0, 1, 0, 1], ["a", "b"]));
        Assert.Equal([30.0], Preprocessing.Fit(images.Subset([0, 1, 2])).Deviation.AsEnumerable());
        Assert.Equal(30, ImageEncoding.Fit("photo", new ImageReading(1, 1, 1), images.Subset([0, 1, 2])).Largest);
        Dataset numbers = Dataset.FromArrays([1], [1, 3, 100], [10, 30, 1000]);
        Preprocessing fitted = Preprocessing.Fit(numbers.Subset([0, 1]));
        Assert.Equal((2.0, 1.0, 20.0, 10.0), (fitted.Mean[0], fitted.Deviation[0], fitted.TargetMean[0], fitted.TargetDeviation[0]));
    }

    // The whole way of the command line: the split at random depends on the number of rows alone.
    [Theory]
    [InlineData("--task regression")]
    [InlineData("--task regression --loss mean-absolute-error --pieces 8")]
    [InlineData("--target two")]
    [InlineData("--target two --class-weights balanced --patience 2")]
    [InlineData("--target colour --one-hot 2 --ensemble 2")]
    [InlineData("--weight y --target number --task regression")]
    public void Other_test_rows_give_the_same_model_file(string arguments)
    {
        string[] words = [.. arguments.Split(' '), "--split", "random", "--epochs", "3", "--model", "linear 4, tanh, linear", "--blend",
            "off", "--validation", "0.1", "--test", "0.2"];
        string run = folder.Train("usual", [folder.Write("rows.csv", Table(isChanged: false)), .. words]);
        byte[] usual = File.ReadAllBytes(RunFolder.FindModel(run));
        int[] test = Splitter.Random(Rows, 0).Split(0.1, 0.2).Test;
        string? target = words.SkipWhile(word => word != "--target").ElementAtOrDefault(1);
        string changed = Table(isChanged: true, isTest: test.Contains, keeps: target);
        Assert.NotEqual(File.ReadAllText(folder["rows.csv"]), changed);
        folder.Write("rows.csv", changed);
        Assert.Equal(usual, File.ReadAllBytes(RunFolder.FindModel(folder.Train("changed", [folder["rows.csv"], .. words]))));
    }

    private static bool IsTest(int row) => row % 5 == 3;

    // In test rows that are changed there are numbers far away, gaps, categories and dates that the other rows do not have; the kinds stay.
    private static string Table(bool isChanged, Func<int, bool>? isTest = null, string? keeps = null)
    {
        isTest ??= IsTest;
        var lines = new List<string> { string.Join(',', Names) };
        for (int row = 0; row < Rows; row++)
        {
            string[] usual = Values(row);
            if (isChanged && isTest(row))
            {
                string[] other = Others(row);
                if (keeps is not null)
                    other[Array.IndexOf(Names, keeps)] = usual[Array.IndexOf(Names, keeps)];
                usual = other;
            }

            lines.Add(string.Join(',', usual));
        }

        return string.Join('\n', lines) + "\n";
    }

    private static string[] Values(int row) =>
    [
        Text((row * 37 % 101 / 7.0) - 3), row % 11 == 0 ? string.Empty : Text(row * 13 % 29), row % 7 == 0 ? "50" : "0",
        row % 2 == 0 ? "yes" : "no", row % 3 == 0 ? "1" : "0",
        row % 4 == 0 ? "up" : "down", ((string[])["red", "green", "blue", "red", "black"])[row % 5], Date(row % 40),
        Date(row % 9) + (row % 2 == 0 ? " 06:30" : " 18:00"), Text(0.5 + (row % 10 * 1.5) + (row * 7 % 13)),
    ];

    private static string[] Others(int row) =>
    [
        row % 2 == 0 ? string.Empty : "98765.5", row % 3 == 0 ? string.Empty : "-4e6", row % 2 == 0 ? "1e9" : string.Empty,
        row % 2 == 0 ? string.Empty : "no", row % 2 == 0 ? string.Empty : "1",
        "down", row % 3 == 0 ? string.Empty : "violet", row % 2 == 0 ? string.Empty : Date(4000 + row),
        row % 2 == 0 ? string.Empty : Date(9000) + " 23:59", Text(1e6 + row),
    ];

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Date(int day) => new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(day)
        .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
