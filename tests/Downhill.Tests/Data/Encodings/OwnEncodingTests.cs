using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Downhill.Experiments;
using Downhill.Reports;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>Names in an order, as one number from −1 to 1: a kind of column that only the tests have.</summary>
internal sealed record OwnOrdinal(string Name, ImmutableArray<string> Order) : ColumnEncoding(Name)
{
    public override IReadOnlyList<string> Features => [Name];

    public override bool KnowsMissing => false;

    public override IReadOnlyList<string> Names => Order;

    public override double Typical => (Order.Length - 1) / 2;

    public override void Write(double raw, Span<double> features) =>
        features[0] = raw < Order.Length ? (2 * raw / (Order.Length - 1)) - 1 : 0;
}

/// <summary>A time such as 07:30, raw as hours: a kind of column that reads its own text.</summary>
internal sealed record OwnClock(string Name) : ColumnEncoding(Name)
{
    public override IReadOnlyList<string> Features => [Name];

    public override bool KnowsMissing => false;

    public override bool TakesNumbers => false;

    public override string Expected => "a time such as 07:30";

    public override string Unit => "hours";

    public override double Read(string text) => TimeOnly.TryParse(text, out TimeOnly time) ? time.ToTimeSpan().TotalHours : double.NaN;

    public override string Text(double raw) => TimeOnly.FromTimeSpan(TimeSpan.FromHours(raw)).ToString("HH:mm");

    public override void Write(double raw, Span<double> features) => features[0] = double.IsNaN(raw) ? 0 : raw / 24;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OwnOrdinal))]
[JsonSerializable(typeof(OwnClock))]
internal sealed partial class OwnEncodingsJson : JsonSerializerContext;

/// <summary>A kind of column of a program's own goes all the way from a table to a report without a change of the library.</summary>
public sealed class OwnEncodingTests : IDisposable
{
    private const string Rows = "size,open,y\nlow,07:30,1\nhigh,12:00,2\nmiddle,18:15,3\nlow,09:00,4\n";

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [ModuleInitializer]
    internal static void Register()
    {
        Catalog.Encodings.Register<OwnOrdinal>("own-ordinal", OwnEncodingsJson.Default);
        Catalog.Encodings.Register<OwnClock>("own-clock", OwnEncodingsJson.Default);
    }

    [Fact]
    public void It_is_declared_encoded_saved_and_shown()
    {
        Experiment experiment = new(["rows.csv"], "y", Encode: ["size=own-ordinal (low, middle, high)", "open=own-clock"]);
        var table = new TrainingTable(Csv.Read(Rows), experiment.TrainingTableOptions());
        Preprocessing fitted = table.Fit([0, 1, 2, 3]);
        Dataset encoded = fitted.Apply(table.Raw(fitted));

        Assert.Equal([-1, 7.5 / 24, 1, 12.0 / 24, 0, 18.25 / 24, -1, 9.0 / 24], Csv.Numbers(encoded.Inputs));
        var network = new Network<float>(new Model([2], [new Linear(1)]), seed: 1);
        string path = folder["own.safetensors"];
        ModelFile.Save(path, network, fitted, new TrainingOptions(new MeanSquaredError(), new Adam()));
        ModelFile file = ModelFile.Open(path);

        Assert.Equal("own-ordinal (low, middle, high)", Assert.IsType<OwnOrdinal>(file.Preprocessing.Encodings![0]) is { } own
            ? $"own-ordinal ({string.Join(", ", own.Order)})" : null);
        Assert.Equal(("middle", "18:15", "other"), (ColumnValueText.Of(file.Preprocessing, 0, 1),
            ColumnValueText.Of(file.Preprocessing, 1, 18.25), ColumnValueText.Of(file.Preprocessing, 0, 3)));
        var predictor = new Predictor(file);
        Prediction known = predictor.Predict(new Dictionary<string, object?> { ["size"] = "high", ["open"] = "12:00" });
        double[] expected = new Predictor<float>(file).Predict(Samples.From([2.0, 12], 2));
        Assert.Equal(expected, known.Outputs);
        Assert.Equal(["size"], predictor.Predict(new Dictionary<string, object?> { ["size"] = "huge", ["open"] = "12:00" })
            .Unseen.ToArray());
        Assert.Contains("\"noon\" is not a time such as 07:30", Assert.Throws<DownhillException>(() =>
            predictor.Predict(new Dictionary<string, object?> { ["size"] = "low", ["open"] = "noon" })).Message);
        Assert.Equal([1, double.NaN], new IntegratedGradients(file).TypicalRow());
    }

    [Fact]
    public void What_does_not_fit_it_is_an_error_with_its_line()
    {
        Experiment experiment = new(["rows.csv"], "y", Encode: ["open=own-clock"]);
        var table = new TrainingTable(Csv.Read(Rows.Replace("18:15", "late", StringComparison.Ordinal)), experiment.TrainingTableOptions());
        Assert.Equal("adult.csv line 4, column 'open': \"late\" is not a time such as 07:30; correct it, or mark it missing "
            + "(--missing late).", Csv.ErrorOf(() => table.Fit([0, 1, 2, 3])));
    }
}
