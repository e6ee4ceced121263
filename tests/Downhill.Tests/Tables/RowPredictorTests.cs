using System.Text.Json.Serialization;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>Answers for rows of a program are those for the same rows in a file.</summary>
public sealed partial class RowPredictorTests : IDisposable
{
    private static readonly ColumnEncoding[] Encodings =
    [
        new NumberEncoding("age", 40, 10, HasIndicator: true),
        new CategoryEncoding("job", ["Sales", "Tech"], HasOther: true, HasMissing: true),
        new BooleanEncoding("member", "no", "yes", HasIndicator: true),
        new DateEncoding("since", "yyyy-MM-dd", 19000, 400, HasYear: true, HasWeek: false, HasDay: false, HasIndicator: true),
    ];

    private static readonly Person[] People =
    [
        new(39, "Sales", true, new DateOnly(2022, 1, 8)),
        new(null, "Tech", null, null),
        new(51.5, "Nurse", false, new DateOnly(2020, 1, 1)),
    ];

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Dictionaries_objects_and_a_table_get_the_same_answers()
    {
        ModelFile file = Model(Preprocessing.Of(Encodings, "income", ["low", "high"]));
        Table table = Csv.Read("age,job,member,since\n39,Sales,yes,2022-01-08\n,Tech,,\n51.5,Nurse,no,2020-01-01\n");
        double[] expected = new Predictor<float>(file)
            .Predict(TableDataset.ForModel(table, file.Preprocessing, targetRequired: false).Inputs);
        var predictor = new Predictor(file);

        IReadOnlyList<Prediction> dictionaries =
            predictor.Predict(People.Select(person => (IReadOnlyDictionary<string, object?>)new Dictionary<string, object?>
            {
                ["since"] = person.Since,
                ["job"] = person.Job,
                ["member"] = person.Member,
                ["age"] = person.Age,
                ["income"] = "low",
            }));
        RowPredictor<Person> mapped =
            predictor.For<Person>(("age", p => p.Age), ("job", p => p.Job), ("member", p => p.Member), ("since", p => p.Since));
        IReadOnlyList<Prediction> generated = predictor.For(PersonContext.Default.Person).PredictBatch(People);

        Assert.Equal(expected, dictionaries.SelectMany(answer => answer.Outputs));
        Assert.Equal(expected, People.SelectMany(person => mapped.Predict(person).Outputs));
        Assert.Equal(expected, generated.SelectMany(answer => answer.Outputs));
        Assert.All(dictionaries, answer => Assert.Equal(predictor.Classes[answer.Outputs[0] >= answer.Outputs[1] ? 0 : 1], answer.Class));
        Assert.Equal([[], [], ["job"]], dictionaries.Select(answer => answer.Unseen.ToArray()));
    }

    [Fact]
    public void Numbers_are_taken_in_the_order_of_the_columns()
    {
        ModelFile file = Model(Preprocessing.Of([new NumberEncoding("a", 1, 2), new NumberEncoding("b", -1, 4, HasIndicator: true)], "y",
            ["no", "yes"]));
        var predictor = new Predictor(file);
        Prediction one = predictor.Predict(new Dictionary<string, object?> { ["b"] = null, ["a"] = 2.5 });

        Assert.Equal((IEnumerable<double>)one.Outputs, predictor.Predict([2.5f, float.NaN]).Outputs);
        Assert.Equal((IEnumerable<double>)one.Outputs, predictor.PredictBatch([0f, 1, 2.5f, float.NaN])[1].Outputs);
        Assert.Contains("2 numbers a row, not 3", Assert.Throws<DownhillException>(() => predictor.Predict([1f, 2, 3])).Message,
            StringComparison.Ordinal);
        Assert.Contains("do not fill whole rows", Assert.Throws<DownhillException>(() => predictor.PredictBatch([1f, 2, 3])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_and_unknown_columns_and_values_that_do_not_fit_are_named()
    {
        var predictor = new Predictor(Model(Preprocessing.Of(Encodings, "income", ["low", "high"])));
        Dictionary<string, object?> row = new() { ["age"] = 1, ["job"] = null, ["member"] = null };

        Assert.Equal("Row 1 lacks the column 'since'; use null if its value is missing.", Refusal(() => predictor.Predict(row)));
        row["sinse"] = null;
        Assert.Contains("no column 'sinse' (did you mean 'since'?)", Refusal(() => predictor.Predict(row)), StringComparison.Ordinal);
        row.Remove("sinse");
        Dictionary<string, object?> whole = new(row) { ["since"] = null };
        Assert.Equal("Row 2 lacks the column 'since'; use null if its value is missing.", Refusal(() => predictor.Predict([whole, row])));
        row["since"] = "8.1.2022";
        Assert.Equal("Row 1, column 'since': \"8.1.2022\" is not a date written as yyyy-MM-dd.", Refusal(() => predictor.Predict(row)));
        row["since"] = predictor;
        Assert.Contains("row 1, column 'since': a value of type Predictor", Refusal(() => predictor.Predict(row)),
            StringComparison.Ordinal);
        Assert.Contains("lack 2 columns that the model needs: 'member', 'since'",
            Refusal(() => predictor.For<Person>(("age", p => p.Age), ("job", p => p.Job))), StringComparison.Ordinal);
        Assert.Contains("no column 'wage'", Refusal(() => predictor.For<Person>(("wage", p => p.Age))), StringComparison.Ordinal);
        Assert.Contains("'job' of the model is not numeric", Refusal(() => predictor.Predict([1f, 2, 3, 4])), StringComparison.Ordinal);
    }

    // Each text in a row of a program is what it is in a table that is read like the training table, or is refused in both.
    [Theory]
    [InlineData(false, false, false, "1.5=1.5 NA=NaN -9=NaN 1,5=! $2=!")]
    [InlineData(true, false, false, "1,5=1.5 NA=NaN -9,0=NaN $2=!")]
    [InlineData(false, true, false, "1.5=1.5 1,234.5=1234.5 $2=2 -9=NaN 1.234,5=!")]
    [InlineData(true, true, false, "1,5=1.5 1.234,5=1234.5 $2=2 NA=NaN 1,234.5=!")]
    [InlineData(false, false, true, "1.5=1.5 -9=NaN NA=! ?=!")]
    [InlineData(true, true, true, "1,5=1.5 $2=2 -9=NaN NA=!")]
    public void Texts_are_read_as_the_training_table_was(bool comma, bool amounts, bool only, string expected)
    {
        Preprocessing preprocessing = Preprocessing.Of([new NumberEncoding("x", 0, 1, HasIndicator: true)], "y", ["no", "yes"]) with
        {
            Missing = ["-9"],
            Reading = new TableReading(comma, amounts, only),
        };
        var predictor = new Predictor(Model(preprocessing));
        TableOptions like = new TableOptions().ReadLike(preprocessing);

        foreach (string[] pair in expected.Split(' ').Select(pair => pair.Split('=')))
        {
            double? number = pair[1] == "!" ? null : double.Parse(pair[1], System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(number, Number(() => predictor.Raw(new Dictionary<string, object?> { ["x"] = pair[0] })[0]));
            Assert.Equal(number, Number(() => TableDataset.ForModel(RowTable.From("rows", [pair[0]], like, ("x", text => text)),
                preprocessing, targetRequired: false).Inputs[0, 0]));
        }

        static double? Number(Func<double> read)
        {
            try
            {
                return read();
            }
            catch (DownhillException)
            {
                return null;
            }
        }
    }

    // The first column has a country that is written like a mark of missing values: a name that the model knows is none. A float may be
    // missing too, also in a row behind another one.
    [Fact]
    public void What_is_missing_in_a_row_of_a_program_is_missing()
    {
        var predictor = new Predictor(Model(Preprocessing.Of([new CategoryEncoding("c", ["DE", "NA"], HasOther: true, HasMissing: true),
            new CategoryEncoding("d", ["DE", "FR"], HasOther: true, HasMissing: true), new NumberEncoding("x", 0, 1, HasIndicator: true)],
            "y", ["no", "yes"])));

        Assert.Equal([1, double.NaN, double.NaN], Raw("NA", "NA", float.NaN));
        Assert.Equal([double.NaN, double.NaN, double.NaN], Raw("", " ", double.NaN));
        Assert.Equal([double.NaN, 1, 7], Raw("na", "FR", 7f)); // which is another text than NA, and a mark
        Assert.Equal([0, 2, 0.5], Raw("DE", "XX", 0.5m));

        double[] Raw(string c, string d, object x) =>
            predictor.Raw(new Dictionary<string, object?> { ["c"] = c, ["d"] = d, ["x"] = x });
    }

    [Fact]
    public async Task Many_threads_use_one_predictor_at_the_same_time()
    {
        var predictor = new Predictor(
            Model(Preprocessing.Of([new NumberEncoding("a", 1, 2), new NumberEncoding("b", -1, 4)], "y", ["no", "yes"])));
        float[][] rows = [.. Enumerable.Range(0, 64).Select(i => new[] { i * 0.25f, i - 7f })];
        double[][] expected = [.. rows.Select(row => predictor.Predict(row).Outputs.ToArray())];
        using var start = new Barrier(4);

        Task<bool>[] workers = [.. Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return Enumerable.Range(0, 20)
                    .All(_ => rows.Zip(expected).All(pair => predictor.Predict(pair.First).Outputs.SequenceEqual(pair.Second)));
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];

        Assert.All(await Task.WhenAll(workers), Assert.True);
    }

    private static string Refusal(Action action) => Assert.Throws<DownhillException>(action).Message;

    private ModelFile Model(Preprocessing preprocessing)
    {
        int inputs = preprocessing.Encodings!.Sum(encoding => encoding.Width);
        var network = new Network<float>(new Model([inputs], [new Linear(5), new Tanh(), new Linear(2)]), 3);
        string path = folder["m.safetensors"];
        ModelFile.Save(path, network, preprocessing, new TrainingOptions(new SoftmaxCrossEntropy(), new Sgd(0.1), 8, 1));
        return ModelFile.Open(path);
    }

    internal sealed record Person(double? Age, string? Job, bool? Member, DateOnly? Since);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Person))]
    internal sealed partial class PersonContext : JsonSerializerContext;
}
