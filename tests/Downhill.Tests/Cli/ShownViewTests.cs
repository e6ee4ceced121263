using Downhill.Cli;
using Downhill.Experiments;
using Downhill.Reports;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>Parts of what commands show, from numbers that are made up, each another one.</summary>
public sealed class ShownViewTests
{
    private static readonly TrainingOptions Training = new(new SoftmaxCrossEntropy(), new Adam(0.015), BatchSize: 10, Epochs: 20);

    // Epoch e ends after 2.5 e seconds with the loss 1 / e, the watched loss 3 / e and the accuracy e / 20; an epoch has 10 steps.
    [Fact]
    public void A_live_picture_in_terminals_of_several_sizes()
    {
        var text = new StringWriter { NewLine = "\n" };
        foreach ((int members, int epochs, int width, int height) in ((int, int, int, int)[])[(1, 13, 80, 24), (4, 13, 80, 24),
            (1, 13, 40, 30), (4, 2, 60, 15),
            (1, 0, 80, 24), (1, 1, 80, 24), (1, 13, 40, 6), (1, 13, 30, 4), (1, 20, 200, 50)])
        {
            var run = new RunProgress(Training with { Patience = epochs == 13 ? 3 : null }, rows: 100, members);
            for (int epoch = 1; epoch <= epochs; epoch++)
                run.Add(new TrainingProgress(epoch, epoch * 10, 1.0 / epoch, new Metrics(15, 3.0 / epoch, [("accuracy", epoch / 20.0)]),
                    TimeSpan.FromSeconds(epoch), 1234, true, 0.00123, members == 1 ? null : 2, epoch == 20 ? TrainingStop.Epochs : null),
                    TimeSpan.FromSeconds(2.5 * epoch));
            text.WriteLine($"--- {members} members, {epochs} epochs, {width} × {height}");
            foreach (string line in LiveView.Lines(run, TimeSpan.FromSeconds(2.5 * epochs), width, height))
                text.WriteLine(line);
        }

        Shown.Same("live", text.ToString());
    }

    [Fact]
    public void What_is_said_where_training_diverged()
    {
        var result = new TrainingResult(TrainingStop.Diverged, 3, 1234, double.NaN, "linear1.weight[0, 1]");
        TrainingOptions retried = Training with { Retries = 5 };
        Shown.Same("divergence", string.Join('\n', (string[])
        [
            DivergenceText.Of(new TrainingDivergence(result, null, null, "runs/a/checkpoint", Training), null, HintText.Option),
            DivergenceText.Of(new TrainingDivergence(result with { Loss = double.PositiveInfinity }, 2, 3, "c", Training), 5, HintText.Option),
            DivergenceText.Of(new TrainingDivergence(result with { Loss = 0.5, Retries = [new TrainingRetry(5, 50, "loss", 2, 0.1)] }, null, 1, "c",
                retried), 4, HintText.Option),
            DivergenceText.Of(new TrainingDivergence(result, 1, null, "c", retried), null, HintText.Option),
            DivergenceText.SmallerRate(0.01, HintText.Option),
        ]));
    }

    [Fact]
    public void A_rate_is_compared_with_that_of_the_recipe()
    {
        RateComparison[] all = [new(0.01, 0.5, 0.2, 0.4, "downhill train a"), new(null, 0.5, 0.2, 0.6, "downhill train b"),
            new(0.01, null, 0.2, 0.4, "c"),
            new(0.01, 0.5, 0.2, null, "d"), new(0.01, 0.5, 0.2, 0.5, "e")];
        Shown.Same("rate-comparison", string.Join('\n', all.Select(one => one.ToJson().ToJsonString() + "\n"
            + Shown.Text([.. one.Blocks()]))));
    }

    [Fact]
    public void A_trial_is_told_in_a_line()
    {
        var lines = new List<string>();
        var search = new Search(new Experiment(["plane"]), [SearchChoice.Parse("batch=8|16")], 12);
        foreach (SearchTrial trial in (SearchTrial[])[new(0, 1, [], 0.125, 1.25), new(3, 2, [("batch", "8"), ("epochs", "9")], 0.0625,
            61.5), new(4, 1, [], null, 2)])
        {
            lines.Add(SearchReport.Line(search, trial));
            lines.Add(SearchReport.Line(search with { IsHalving = true }, trial));
        }

        Assert.Equal(
            [
                "recipe: 0.125, 1.2 s", "recipe: 0.125, 1.2 s", "trial 3 of 12: 0.0625, 61.5 s, batch 8, epochs 9",
                "trial 3 of 12 (round 2 of 3): 0.0625, 61.5 s, batch 8, epochs 9", "trial 4 of 12: diverged, 2.0 s, ",
                    "trial 4 of 12 (round 1 of 3): diverged, 2.0 s, ",
            ],
            lines);
    }

    [Fact]
    public void Members_of_candidates_are_told_every_tenth()
    {
        using var error = new StringWriter { NewLine = "\n" };
        using (var line = new BlendLine(new Terminal(TextWriter.Null, error, TextReader.Null)))
        {
            foreach ((int done, int total, int deal) in ((int, int, int)[])[(1, 25, 1), (9, 25, 1), (10, 25, 1), (24, 25, 1), (25, 25, 1),
                (20, 1200, 2), (1200, 1200, 2)])
                line.Report(new BlendProgress("linear", deal, deal, done, total));
        }

        Assert.Equal(["all candidates: 10 of 25 members", "all candidates: 25 of 25 members",
            "candidates in the blend: 20 of 1,200 members",
            "candidates in the blend: 1,200 of 1,200 members"], error.ToString().TrimEnd('\n').Split('\n'));
    }

    // A plan says what the target is taken for, why, and what would say otherwise.
    [Fact]
    public void A_plan_says_what_train_would_do()
    {
        (string Text, Experiment Experiment)[] cases =
        [
            ("x,t\n" + Rows(40, i => $"{i}.5,{i * 7 % 31}"), new Experiment(["a.csv"])), ("x,t\n" + Rows(40, i => $"{i}.5,{i % 2}"),
                new Experiment(["a.csv"], Target: "t")),
            ("x,t\n" + Rows(70, i => $"{i}.5,{"abcdefg"[i % 7]}"), new Experiment(["a.csv"])), ("x,t\n" + Rows(40, i => $"{i}.5,{i % 3}"),
                new Experiment(["a.csv"])),
            ("x,t\n" + Rows(40, i => $"{i}.5,{i % 3}"), new Experiment(["a.csv"], Task: TargetTask.Classification)),
            ("x,t\n" + Rows(40, i => $"{i}.5,{i % 3}"), new Experiment(["a.csv"], Task: TargetTask.Regression)),
                ("x,t\n1,a\n2,a\n", new Experiment(["a.csv"])),
        ];
        Shown.Same("plans", string.Join('\n', cases.Select(one => TrainPlan.Of(one.Experiment, Csv.Read(one.Text)) with { Option = HintText.Option })
            .Select(plan => plan.ToJson().ToJsonString() + "\n" + Shown.Text([.. plan.Blocks()]))));
    }

    [Fact]
    public void Columns_are_told_by_kind_and_what_is_left_out_with_its_reason()
    {
        Table table = Csv.Read("id,a,b,c,w,g,gone,when,t\n" + Rows(40, i =>
            $"k{i},{i}.5,{(i % 2 == 0 ? "no" : "yes")},{"uvw"[i % 3]},{(i == 3 ? 0 : i % 4)},g{i / 4},7,"
            + $"2026-01-{1 + (i % 28):D2},{i * 7 % 31}") + "bad\n", new TableOptions { SkipBadRows = true });
        var training = new TrainingTable(table, new TrainingTableOptions
        {
            Target = "t",
            Weight = "w",
            Group = "g",
            SkipMissingTargets = true,
            Schema = new SchemaOptions { Drop = ["gone"] }
        });
        Preprocessing fitted = training.Fit([.. Enumerable.Range(0, training.Rows)], Scaling.Robust, 0, 100);

        Shown.Same("schema", $"{SchemaText.Inputs(training, fitted)}\n{SchemaText.LeftOut(training)}\n");
    }

    private static string Rows(int count, Func<int, string> row) => string.Concat(Enumerable.Range(0, count).Select(i => row(i) + "\n"));
}
