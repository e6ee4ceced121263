namespace Downhill.Serving.Tests;

/// <summary>A small model of a table of four columns of different kinds.</summary>
internal static class TestModel
{
    private static readonly ColumnEncoding[] Columns =
    [
        new NumberEncoding("age", 40, 10, HasIndicator: true),
        new CategoryEncoding("job", ["Sales", "Tech"], HasOther: true, HasMissing: true),
        new BooleanEncoding("member", "no", "yes", HasIndicator: true),
        new DateEncoding("since", "yyyy-MM-dd", 19000, 400, HasYear: true, HasWeek: false, HasDay: false, HasIndicator: true),
    ];

    public static Preprocessing Table { get; } = Preprocessing.Of(Columns, "income", ["low", "high"]);

    /// <summary>Saves it with the weights of a seed.</summary>
    public static string Save(string path, ulong seed, Preprocessing? preprocessing = null)
    {
        Preprocessing table = preprocessing ?? Table;
        var network = new Network<float>(new Model([Columns.Sum(column => column.Width)],
            [new Linear(6), new Tanh(), new Linear(table.Classes.IsEmpty ? 1 : 2)]), seed);
        ModelFile.Save(path, network, table,
            new TrainingOptions(table.Classes.IsEmpty ? new MeanSquaredError() : new SoftmaxCrossEntropy(), new Adam()));
        return path;
    }

    /// <summary>A row as JSON.</summary>
    public static string Row(int age) =>
        FormattableString.Invariant($"{{\"age\": {age}, \"job\": \"Tech\", \"member\": \"no\", \"since\": null}}");

    /// <summary>The probability of "high" for that row.</summary>
    public static double High(string path, int age) =>
        new Predictor<float>(ModelFile.Open(path)).Predict(Samples.From([age, 1, 0, double.NaN], 4))[1];
}
