using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Downhill.Reports;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>When candidates compete for a table, and how its columns are encoded then.</summary>
internal static class BlendRun
{
    // With fewer rows folds tell candidates apart by chance; with more, one recipe is good and several cost too much.
    private const int MinRows = 100, MaxRows = 5000;

    // More of either make a competition take too long.
    private const int MaxInputs = 300, MaxClasses = 30;

    /// <summary>How often folds are dealt, and how many.</summary>
    public const int Deals = 3, Folds = 5;

    public static bool IsFor(TrainRequest request, DataSource source, int trainingRows)
    {
        Wishes wishes = request.Wishes;
        DataOptions data = request.DataOptions;
        bool isOpen = source.Table is not null && data.Time is null && !IsTooWide(source) && trainingRows >= 20
            && wishes is { Model: null, Loss: null, Optimizer: null, LearningRate: null, Batch: null, Epochs: null, Steps: null, UntilLoss: null, Members: null, Shuffle: true }
            && wishes.Regularization == new Regularization() && request.Folds is null && request.Validation is null or "0" && request.Retries is null && !request.Tensorboard
            && !request.CheckpointEachEpoch && request.CheckpointMinutes is null;
        if (wishes.Blend == true && !isOpen)
            throw new DownhillException("--blend on is for tables, and chooses model and training itself; leave the options of model, training, folds, checkpoints and --validation out, or say --blend off.");
        return wishes.Blend ?? (isOpen && trainingRows is >= MinRows and < MaxRows);
    }

    /// <summary>In how many pieces the range of a number is cut besides: fewer where there are many columns.</summary>
    public static int Pieces(int trainingRows, DataSource source) =>
        Math.Min(trainingRows < 2000 ? 8 : 16, Math.Max(2, MaxInputs / Math.Max(1, source.Columns.Length)));

    /// <summary>Numbers as they are: candidates that want large ones clipped do so in a layer.</summary>
    public static Preprocessing Unclipped(Preprocessing fitted) =>
        fitted with { Encodings = [.. fitted.Encodings!.Select(encoding => encoding is NumberEncoding number ? number with { IsClipped = false } : encoding)] };

    public static string Reason(int rows) => string.Create(CultureInfo.InvariantCulture, $"tables, {rows:N0} rows: candidates compete on rows held out, and the best are blended (--blend off trains one recipe instead)");

    private static bool IsTooWide(DataSource source) => source.Targets.Classes.Count > MaxClasses || source.Columns.Length > MaxInputs;
}

/// <summary>A run of <c>downhill train</c> whose network is a blend.</summary>
internal sealed class BlendRun<T>(TrainRequest request, Terminal terminal)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Run(RunFolder folder, RunRecord record, Recipe recipe, TrainParts parts, int[] rows, CancellationToken cancellation)
    {
        if (request.Resumption is not null)
            terminal.ErrorOutput.WriteLine("A competition of candidates is short; it begins anew, to the same model.");
        Loss loss = recipe.Training.Loss;
        ulong seed = recipe.Training.Seed;
        IReadOnlyList<IReadOnlyList<Split>> deals = [.. Enumerable.Range(1, BlendRun.Deals).Select(deal =>
            parts.Source.Table!.SplitterOf(rows, Ensemble.Seed(seed, 1_000_000 + deal)).Folds(BlendRun.Folds))];
        int outputs = recipe.Model.OutputShape().Size;
        IReadOnlyList<Candidate> candidates = TableCandidates.For(parts.Preprocessing, rows.Length * (BlendRun.Folds - 1) / BlendRun.Folds, outputs);
        var view = new TrainView(terminal, recipe.Training, parts.Training.Rows);
        terminal.Out.WriteLine($"data    {record.Data.Source}: {parts.Source.Columns.Length:N0} columns → {parts.Source.Target} ({(parts.Training.Targets.AreClasses ? $"{parts.Training.Targets.Classes.Count:N0} classes" : "a number")})");
        terminal.Out.WriteLine($"rows    {parts.Training.Rows:N0} to learn from, {parts.Test?.Rows ?? 0:N0} for the test");
        terminal.Out.WriteLine($"recipe  {recipe.Reason}");
        terminal.Out.WriteLine($"        {string.Join(", ", candidates.Select(candidate => candidate.Name))}; folds of {BlendRun.Folds}, dealt {BlendRun.Deals} times");
        var clock = Stopwatch.StartNew();
        Blend<T> blend;
        try
        {
            blend = new BlendTrainer<T>(parts.Training, loss, candidates, deals, seed, request.Threads).Train(new Reporter<BlendProgress>(Told), cancellation);
        }
        catch (OperationCanceledException)
        {
            folder.Write(record with { Status = "interrupted", Seconds = clock.Elapsed.TotalSeconds });
            terminal.Out.WriteLine($"interrupted; to go on: downhill resume {Repeat.Quote(folder.Path)}");
            return ExitCode.Interrupted;
        }

        Preprocessing preprocessing = parts.Preprocessing with { Uncertainty = blend.Uncertainty(parts.Training, loss, parts.Preprocessing) };
        ModelFile.Save(folder.ModelPath, blend.Network, preprocessing, recipe.Training);
        var evaluator = new Evaluator<T>(blend.Network, parts.Measured, loss, request.Threads, preprocessing);
        record = record with
        {
            Status = "finished",
            Model = blend.Network.Model,
            Parameters = blend.Network.Parameters.Length,
            Seconds = clock.Elapsed.TotalSeconds,
            Result = new TrainingResult(TrainingStop.Epochs, 1, 0, blend.Loss, null),
            Blend = new BlendRecord(blend.Competitors, blend.Deals, blend.Folds, blend.Factor, blend.LossBefore, blend.Loss),
            Metrics = new RunMetrics(
                evaluator.Evaluate(),
                parts.Validation is null ? null : evaluator.Evaluate(parts.Validation),
                parts.Test is null ? null : evaluator.Evaluate(parts.Test),
                blend.Measure(parts.Training, loss, preprocessing, new Bootstrap(Seed: seed))),
        };
        folder.Write(record);
        if (request.Json)
            terminal.Output.WriteLine(record.ToJson());
        Show(record);
        if (!terminal.IsSilent)
        {
            Dataset? raw = request.Importance ? parts.Raw : null;
            view.Assess(ErrorAnalysis.Of(blend.Network, loss, preprocessing, parts.EvaluationSet.Rows, raw, request.Threads, cancellation: cancellation), parts);
        }

        view.Finish(record, folder);
        return ExitCode.Ok;
    }

    private void Told(BlendProgress told)
    {
        if (told.Done == told.Total || told.Done % 10 == 0)
            terminal.Error.WriteLine($"{(told.FirstDeal == 1 ? "all candidates" : "candidates that the blend needs")}: {told.Done:N0} of {told.Total:N0} members");
    }

    private void Show(RunRecord record)
    {
        BlendRecord blend = record.Blend!;
        Metrics outside = record.Metrics!.OutOfFold!;
        bool classes = outside.LogLoss is not null;
        terminal.Out.Show(new DataTable(
            string.Empty,
            [Column.Text("candidate"), Column.Text("stop"), classes ? "log-loss out of fold" : "error out of fold", "weight"],
            [.. blend.Competitors.OrderByDescending(one => one.Weight).ThenBy(one => one.Loss).Select(one => new Row(
                one.Name, [one.Stop, MetricText.Number(classes ? one.Loss : Math.Sqrt(one.Loss)), one.Weight.ToString("P0", CultureInfo.InvariantCulture)]))]));
        if (blend.Factor != 1)
            terminal.Out.WriteLine($"calibrated: logits times {blend.Factor:G3}, log-loss out of fold {MetricText.Number(blend.LossBefore)} → {MetricText.Number(blend.Loss)}");
        string name = classes ? "logLoss" : "rmse";
        MetricInterval? interval = outside.Intervals?.FirstOrDefault(one => one.Name == name);
        double train = classes ? record.Metrics.Train!.LogLoss!.Value : record.Metrics.Train!.Rmse!.Value;
        if (interval is not null)
            terminal.Out.WriteLine($"{(classes ? "log-loss" : "RMSE")} out of fold {MetricText.Number(classes ? outside.LogLoss!.Value : outside.Rmse!.Value)}, 95 % from {MetricText.Number(interval.Low)} to {MetricText.Number(interval.High)}");
        if (interval is not null && train < interval.Low)
            terminal.Out.WriteLine("The score on the training rows is far better than out of fold: the network has partly memorized them. Expect of new rows what is said out of fold.");
    }
}
