using System.Collections.Immutable;
using System.Globalization;
using Downhill.Reports;

namespace Downhill.Studio;

/// <summary>A way in which training fails, to try with several values of one setting.</summary>
/// <param name="Name">A short name for ids.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Why">What happens, and why.</param>
/// <param name="Cure">How to notice it, and what to do.</param>
/// <param name="Setting">The setting.</param>
/// <param name="Settings">Values to begin with.</param>
/// <param name="Range">The values that can be tried.</param>
/// <param name="Columns">The measured value.</param>
/// <param name="Try">Trains with a value of the setting.</param>
public sealed record WrongCase(
    string Name, string Title, string Why, string Cure, string Setting, ImmutableArray<double> Settings, (double Min, double Max) Range,
    ImmutableArray<string> Columns, Func<double, WrongTrial> Try)
{
    private const int RateSteps = 60, NoiseSteps = 600;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<WrongCase> All { get; } =
    [
        new(
            "rate",
            "The learning rate is too large",
            "A step goes against the gradient, but the gradient is valid only near the current point. A step that is too long ends on "
                + "the other side of the "
                + "minimum, with a larger loss, and there the gradient is even larger. Here a network with four neurons fits a plane by "
                + "gradient descent on all points at once.",
            "The loss jumps, grows or becomes infinite. Divide the rate by ten until the loss decreases; "
                + "downhill find-lr tests rates and suggests one.",
            "learning rate",
            [0.03, 0.3, 1, 3, 30],
            (1e-6, 1e6),
            ["loss at the start", $"loss after {RateSteps} steps"],
            Rate),
        new(
            "dead",
            "Neurons die",
            "A relu neuron gives 0 for every negative sum. If its sum is negative for all rows, its output is 0 for all rows, "
                + "its derivative is 0 as well, and no step ever changes its weights again: it is dead. "
                + "One step that is too long can cause this. Here a layer of eight relu neurons learns the circle.",
            "Use a smaller rate, or an activation with a slope for negative sums, such as leaky-relu or elu. "
                + "The playground marks dead neurons with a dashed frame.",
            "learning rate",
            [0.03, 0.3, 1, 3, 10],
            (1e-6, 1e6),
            ["dead neurons of 8", "accuracy, test"],
            Dead),
        new(
            "noise",
            "The network memorizes noise",
            "Half of the points are for training and half for testing, and some points are on the wrong side by chance. "
                + "A network with many weights and few rows fits every one of them. The training loss continues to decrease, "
                + "but the test loss increases, because the network learns the noise of these rows. This is called overfitting.",
            "Watch the loss of rows that are not trained on. More rows help most; a smaller network, dropout, "
                + "weight decay or early stopping help too.",
            "points",
            [40, 100, 300, 1000],
            (20, 2000),
            ["training loss", "test loss", "accuracy, training", "accuracy, test"],
            Noise),
        new(
            "leak",
            "The data contain the answer",
            "A column has information that is only known later: for example, the date of payment, if you want to predict who will pay. "
                + "This is called a leak. "
                + "Both training rows and test rows have the column, so even the test metrics look excellent. When the model is used, "
                + "the column is empty, and the predictions are poor. Here two weak columns have a little information about the class, "
                + "and a third one is the class with some noise.",
            "Be careful if a result is too good. Ask for each column when its value becomes known; "
                + "downhill inspect shows the association of each column with the target.",
            "strength of the leak",
            [0, 0.5, 1, 2],
            (0, 10),
            ["accuracy, test", "accuracy, in use"],
            Leak),
    ];

    private static WrongTrial Rate(double rate)
    {
        var state = new PlaygroundState
        {
            Data = "plane",
            Rows = 200,
            Hidden = [4],
            Optimizer = $"sgd learningRate={PlaygroundText.Number(rate)}",
            Batch = 0
        };
        PlaygroundSession session = Train(state, RateSteps);
        string end = session.Diverged is null ? Loss(session.History[^1].Training) : $"not finite after {session.Step} steps";
        return Trial(rate, [Loss(session.History[0].Training), end], session, RateSteps);
    }

    private static WrongTrial Dead(double rate)
    {
        var state = new PlaygroundState
        {
            Data = "circle",
            Rows = 200,
            Hidden = [8],
            Activation = "relu",
            Optimizer = $"sgd learningRate={PlaygroundText.Number(rate)}"
        };
        PlaygroundSession session = Train(state, RateSteps);
        return Trial(rate, [GlassBatch.DeadNeurons(session).Length.ToString(CultureInfo.InvariantCulture), Share(session.Metrics().Test!)],
            session, RateSteps);
    }

    private static WrongTrial Noise(double points)
    {
        var state = new PlaygroundState
        {
            Data = "moons",
            Rows = (int)points,
            Noise = 0.4,
            Test = 0.5,
            Hidden = [12, 12],
            Optimizer = "adam learningRate=0.02"
        };
        PlaygroundSession session = Train(state, NoiseSteps);
        (Metrics training, Metrics? test) = session.Metrics();
        LossPoint last = session.History[^1];
        return Trial(points, [Loss(last.Training), Loss(last.Test), Share(training), Share(test!)], session, NoiseSteps);
    }

    private static PlaygroundSession Train(PlaygroundState state, int steps)
    {
        var session = new PlaygroundSession(state);
        int every = Math.Max(1, steps / 60);
        for (int step = every; step <= steps && session.Diverged is null; step += every)
            session.RunTo(step);
        return session;
    }

    private static WrongTrial Trial(double setting, ImmutableArray<string> cells, PlaygroundSession session, int steps)
    {
        // A loss that has grown a hundredfold says enough; what comes after would flatten all that came before.
        int grown = session.History.TakeWhile(point => point.Training < 100 * session.History[0].Training).Count();
        LossPoint[] finite = [.. session.History.Take(grown + 1).Where(point => float.IsFinite(point.Training))];
        var chart = new LineChart(
            "The loss over the steps",
            $"The training loss is {Loss(finite[0].Training)} at the start and {Loss(finite[^1].Training)} after {finite[^1].Step} "
                + $"{(finite[^1].Step == 1 ? "step" : "steps")}"
                + (float.IsNaN(finite[^1].Test) ? "." : $"; the test loss is {Loss(finite[0].Test)} and {Loss(finite[^1].Test)}."),
            "steps",
            "loss",
            [
                new ChartLine("training", [.. finite.Select(point => new ChartPoint(point.Step, point.Training))]),
                new ChartLine("test", [.. finite.Where(point => float.IsFinite(point.Test))
                    .Select(point => new ChartPoint(point.Step, point.Test))]),
            ]);
        return new WrongTrial(setting, cells, chart,
            new PlaygroundFile(session.State, session.Diverged is null ? steps : 0, null).ToQuery());
    }

    // Two weak columns, and one that is the class, −1 or 1, times the strength, with noise that is uniform from −1 to 1.
    private static WrongTrial Leak(double strength)
    {
        const int Rows = 600, Spread = 8, Steps = 300, Every = 10, Batch = 32;
        Dataset points = Generators.TwoGaussians(Rows, 1, Spread);
        var noise = new RandomStream(1, RandomPurpose.Generation, 7);
        int[] labels = [.. Enumerable.Range(0, Rows).Select(points.Targets.Label)];
        double[] leak = [.. labels.Select((label, row) => (strength * ((2 * label) - 1)) + (2 * noise.Uniform((ulong)row)) - 1)];
        Dataset Rows3(Func<int, double> third, int from, int to) => new(
            "rows",
            [3],
            Samples.From([.. Enumerable.Range(from, to - from)
                .SelectMany(row => (double[])[points.Inputs[row, 0] / Spread, points.Inputs[row, 1] / Spread, third(row)])], 3),
            Targets.FromLabels(labels[from..to], points.Targets.Classes));
        Dataset training = Rows3(row => leak[row], 0, 300), test = Rows3(row => leak[row], 300, 450), later = Rows3(_ => 0, 450, Rows);
        var options = new TrainingOptions(new BinaryCrossEntropy(), new Adam(0.02), Batch, Epochs: int.MaxValue, Seed: 1);
        var network = new Network<float>(new Model([3], [new Linear(6), new Tanh(), new Linear(1)]), 1);
        var trainer = new Trainer<float>(network, training, options);
        var evaluator = new Evaluator<float>(network, training, options.Loss);
        List<ChartPoint> tested = [], used = [];
        for (int step = 0; step <= Steps; step++)
        {
            if (step % Every == 0)
            {
                tested.Add(new ChartPoint(step, evaluator.Evaluate(test).Accuracy!.Value));
                used.Add(new ChartPoint(step, evaluator.Evaluate(later).Accuracy!.Value));
            }

            int[] batch = [.. Enumerable.Range(0, Batch).Select(i => ((step * Batch) + i) % training.Rows)];
            trainer.StepOn(batch);
        }

        var chart = new LineChart(
            "The accuracy over the steps",
            $"After {Steps} steps {Percent(tested[^1].Y)} of the test rows are correct, and {Percent(used[^1].Y)} of the rows that come "
                + $"later, without the column.",
            "steps",
            "accuracy",
            [new ChartLine("test", [.. tested]), new ChartLine("in use", [.. used])]);
        return new WrongTrial(strength, [Percent(tested[^1].Y), Percent(used[^1].Y)], chart, null);
    }

    private static string Loss(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Share(Metrics metrics) => Percent(metrics.Accuracy!.Value);

    private static string Percent(double share) => $"{(100 * share).ToString("F1", CultureInfo.InvariantCulture)}%";
}

/// <summary>The result of one value of the setting.</summary>
/// <param name="Setting">The value.</param>
/// <param name="Cells">The measured values.</param>
/// <param name="Chart">A chart that explains them.</param>
/// <param name="Query">The playground that shows it, as the query of an address; null if the playground cannot.</param>
public sealed record WrongTrial(double Setting, ImmutableArray<string> Cells, LineChart Chart, string? Query);
