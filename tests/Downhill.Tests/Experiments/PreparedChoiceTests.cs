using Downhill.Experiments;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>Which rows are watched and measured, when candidates compete, and the experiment with every choice written out.</summary>
public sealed class PreparedChoiceTests
{
    // A tenth is watched, at most 2,000 rows with two digits of their share; of a table only where that makes 500 rows.
    [Theory]
    [InlineData("plane", 100, 0.1, 0.2, "")]
    [InlineData("plane", 9, 0, 0.2, "")]
    [InlineData("plane", 10, 0.1, 0.2, "")]
    [InlineData("plane", 4, 0, 0, "")]
    [InlineData("plane", 5, 0, 0.2, "")]
    [InlineData("plane", 20_000, 0.1, 0.2, "")]
    [InlineData("plane", 20_010, 0.099, 0.2, "")] // 2,000 / 20,010 = 0.09995
    [InlineData("plane", 30_000, 0.066, 0.2, "")]
    [InlineData("table", 4999, 0, 0.2, "")]
    [InlineData("table", 5000, 0.1, 0.2, "")]
    [InlineData("plane", 100, 0.25, 0.2, "validation=0.25")]
    [InlineData("plane", 100, 0.1, 0, "test=0")]
    [InlineData("plane", 100, 0.1, 0, "folds=5")]
    [InlineData("plane", 100, 0.1, 0.3, "folds=5;test=0.3")]
    [InlineData("table", 100, 0.1, 0.2, "patience=3")]
    [InlineData("table", 100, 0.1, 0, "patience=3;test=other.csv")]
    [InlineData("table", 100, 0, 0.2, "validation=other.csv")]
    public void Parts_of_the_rows(string kind, int rows, double validation, double test, string settings)
    {
        Experiment experiment = settings.Split(';', StringSplitOptions.RemoveEmptyEntries).Aggregate(
            new Experiment([kind], Rows: kind == "plane" ? rows : null),
            (made, setting) => made.With(setting.Split('=')[0], setting.Split('=')[1]));
        DataSource source = kind == "plane" ? DataSource.Load(experiment) : DataSource.Of(experiment, Numbers(rows, 1));

        Assert.Equal(new SplitFractions(validation, test), SplitFractions.Of(experiment, source));
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    [InlineData(4999, true)]
    [InlineData(5000, false)]
    public void Candidates_compete_where_rows_are_neither_few_nor_many(int training, bool compete)
    {
        var experiment = new Experiment(["rows"]);
        var source = DataSource.Of(experiment, Numbers(40, 2));

        Assert.Equal(compete, Competition.IsFor(experiment, source, training));
        Assert.True(Competition.IsFor(experiment with { Blend = BlendChoice.On }, source, training));
        Assert.False(Competition.IsFor(experiment with { Blend = BlendChoice.Off }, source, training));
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void Very_many_columns_do_not_compete(int columns, bool compete) => Assert.Equal(compete,
        Competition.IsFor(new Experiment(["rows"]), DataSource.Of(new Experiment(["rows"]), Numbers(40, columns)), 1000));

    [Theory]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public void Very_many_classes_do_not_compete(int classes, bool compete)
    {
        Table table = Csv.Read("x,t\n" + string.Concat(Enumerable.Range(0, 120).Select(row => $"{row},c{row % classes}\n")));
        Assert.Equal(compete, Competition.IsFor(new Experiment(["rows"]), DataSource.Of(new Experiment(["rows"]), table), 1000));
    }

    [Fact]
    public void A_blend_that_cannot_be_is_refused()
    {
        var experiment = new Experiment(["rows"], Blend: BlendChoice.On);
        var source = DataSource.Of(experiment, Numbers(40, 2));

        Assert.True(Competition.IsFor(experiment, source, 20));
        Refused(experiment, 19);
        foreach (string setting in (string[])["model=linear", "epochs=3", "folds=5", "patience=3", "validation=0.2", "seed=1", "test=0.3",
            "ema=0.9",
            "shuffle=false", "tensorboard=true", "checkpoint-minutes=1", "checkpoint-each-epoch=true", "on-divergence=lower-rate",
                "steps=9",
            "validation=0", "on-divergence=stop", "class-weights=balanced", "batch=8", "learning-rate=0.1", "freeze=linear1"])
        {
            Experiment chosen = experiment.With(setting.Split('=')[0], setting.Split('=')[1]);
            if (setting is "seed=1" or "test=0.3" or "validation=0" or "on-divergence=stop")
                Assert.True(Competition.IsFor(chosen, source, 200), setting);
            else
                Refused(chosen, 200);
        }

        void Refused(Experiment refused, int rows)
        {
            Assert.Contains("A blend", Assert.Throws<DownhillException>(() => Competition.IsFor(refused, source, rows)).Message,
                StringComparison.Ordinal);
            Assert.False(Competition.IsFor(refused with { Blend = null }, source, rows));
        }
    }

    // 8 pieces below 2,000 rows, otherwise 16; of many columns so few that there are about 300 inputs, and at least 2.
    [Theory]
    [InlineData(1999, 1, 8)]
    [InlineData(2000, 1, 16)]
    [InlineData(1999, 50, 6)]
    [InlineData(2000, 18, 16)]
    [InlineData(2000, 20, 15)]
    [InlineData(2000, 140, 2)]
    [InlineData(2000, 200, 2)]
    public void Pieces_of_a_competition(int rows, int columns, int pieces) =>
        Assert.Equal(pieces, Competition.Pieces(rows, DataSource.Of(new Experiment(["rows"]), Numbers(10, columns))));

    [Fact]
    public void A_competition_says_how_many_rows_and_deals_them_three_times_in_five_folds()
    {
        Assert.Equal("tables, 1,234 rows: candidates compete by cross-validation, and the best are blended", Competition.Reason(1234));
        var experiment = new Experiment(["rows"], Seed: 5);
        PreparedExperiment prepared = PreparedExperiment.Of(experiment, DataSource.Of(experiment, Numbers(150, 2)));
        Competition competition = Competition.Of(prepared);

        Assert.Equal([5, 5, 5], competition.Deals.Select(deal => deal.Count));
        Assert.All(competition.Deals, deal =>
            Assert.Equal(Enumerable.Range(0, prepared.Split.Training.Length), deal.SelectMany(fold => fold.Test).Order()));
        Assert.Equal(3, competition.Deals.Select(deal => string.Join(' ', deal[0].Test)).Distinct().Count());
        foreach ((int i, IReadOnlyList<Split> deal) in competition.Deals.Index())
        {
            Assert.Equal(prepared.Parts.Source.Table!.SplitterOf(prepared.Split.Training, Ensemble.Seed(5, 1_000_001 + i)).Folds(5)
                .Select(fold => string.Join(' ', fold.Test)), deal.Select(fold => string.Join(' ', fold.Test)));
        }

        Preprocessing clipped = Preprocessing.Of([new NumberEncoding("a", 1, 2), new BooleanEncoding("b", "no", "yes")], "t", []);
        Assert.Equal([new NumberEncoding("a", 1, 2, IsClipped: false), new BooleanEncoding("b", "no", "yes")],
            Competition.Unclipped(clipped).Encodings!);
    }

    // Adam without a rate of its own takes that of a table with few rows, 0.0015.
    [Theory]
    [InlineData(0.02, 0.02)]
    [InlineData(0.001, 0.0015)]
    public void A_rate_of_its_own_stays_with_the_optimizer(double given, double chosen)
    {
        var experiment = new Experiment(["rows"], Optimizer: new Adam(given));
        PreparedExperiment prepared = PreparedExperiment.Of(experiment, DataSource.Of(experiment, Numbers(60, 2)));

        Assert.Equal(chosen, prepared.Recipe.Training.Optimizer.LearningRate);
    }

    [Fact]
    public void Every_choice_is_written_out()
    {
        (string Settings, Experiment Experiment, Table? Table)[] cases =
        [
            ("plain numbers", new Experiment(["iris"]), null),
            ("plain numbers, folds", new Experiment(["plane"], Rows: 50, Folds: 5, Seed: 3), null),
            ("images", new Experiment(["digits"], Epochs: 2), null),
            ("a table", new Experiment(["t.csv"]), Numbers(60, 2)),
            ("a table, blend", new Experiment(["t.csv"], Test: 0.25), Numbers(150, 2)),
            ("a table, blend, watched", new Experiment(["t.csv"], Blend: BlendChoice.On), Numbers(5000, 1)),
            ("a table, no blend", new Experiment(["t.csv"], Blend: BlendChoice.Off, Scaling: Scaling.Standard, OneHot: 7),
                Numbers(3500, 2)),
            ("a table, chosen", new Experiment(["t.csv"], Validation: 0.25, Pieces: 3, ClassWeights: ClassWeighting.Balanced,
                Task: TargetTask.Classification),
                Numbers(60, 2, distinct: 2)),
        ];
        Shown.Same("prepared", string.Join('\n', cases.Select(one =>
        {
            using var streaming = new Streaming();
            PreparedExperiment prepared = one.Table is null ? PreparedExperiment.Of(one.Experiment, streaming)
                : PreparedExperiment.Of(one.Experiment, DataSource.Of(one.Experiment, one.Table));
            TrainParts parts = prepared.Parts;
            return $"{one.Settings}\n  {CommandText.Of(prepared.Recipe.Experiment, Shell.Posix)}\n  {prepared.Recipe.Reason}\n"
                + $"  {parts.Training.Rows} + {parts.Validation?.Rows} + {parts.Test?.Rows} rows, {prepared.Folds?.Count} folds, "
                + $"judged {parts.EvaluationSet.Name}"
                + $" {parts.EvaluationSet.Rows.Rows}, {prepared.Recipe.Members} members, blend {prepared.Recipe.IsBlend}, "
                + $"targets {string.Join(' ', parts.Preprocessing.TargetMean.Select(mean => $"{mean:G6}"))}, "
                + $"weights {(parts.Unbalanced is null ? "none" : Weights(parts.Training))}, "
                + $"measured {parts.Measured.Weight(0)}";
        })));
    }

    private static string Weights(Dataset rows) => string.Join(' ', Enumerable.Range(0, 4).Select(row => $"{rows.Weight(row):G4}"));

    private static Table Numbers(int rows, int columns, int distinct = int.MaxValue) => Csv.Read(
        string.Join(',', Enumerable.Range(1, columns).Select(i => $"x{i}")) + ",t\n" + string.Concat(Enumerable.Range(0, rows).Select(row =>
            string.Concat(Enumerable.Range(1, columns).Select(i => $"{row * i % 1009}.5,"))
                + $"{(distinct == 2 ? row % 3 / 2 : row * 7 % 1009)}\n")));
}
