using System.CommandLine;

namespace Downhill.Cli;

/// <summary><c>downhill train DATA</c>: trains a network, measures it and saves it in a run folder.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal, Func<CancellationToken> begin) =>
        Define("train", "Train a network, measure it and save it", terminal, (_, request) => Run(request, terminal, begin));

    /// <summary>A command that takes everything <c>train</c> does and does something with it.</summary>
    public static Command Define(string name, string description, Terminal terminal, Func<ParseResult, TrainRequest, int> run)
    {
        var data = new Argument<string[]>("DATA") { Arity = ArgumentArity.OneOrMore, Description = "A built-in set (downhill datasets), CSV files of the same columns, - for CSV on standard input, a recipe (downhill init), or a folder of IDX files such as MNIST" };
        var target = Options.Text("--target", "NAME", "The column to predict (default: the last one)");
        var task = Options.Choice("--task", "What the target is (default: text is classes, numbers are numbers unless there are only two)", "classification", "regression");
        var table = new TableArguments();
        var schema = new SchemaArguments();
        var scaling = Options.Choice("--scaling", "How numbers of a table are brought to one size: by median and quartiles, or by mean and deviation (default: robust)", "robust", "standard");
        var pieces = Options.Whole("--pieces", "In how many pieces the range of a table's number is cut besides, each an input of its own; 0 leaves it whole (default: 16 from 2,000 rows on, 32 from 10,000)", 0, 1000);
        var oneHot = Options.Whole("--one-hot", "The most categories of a column that get an input each; where there are more, each is embedded as 8 numbers that are learnt (default: 100)", 1);
        var split = Options.Choice("--split", "How rows are dealt into parts (default: stratified where the target is classes)", "random", "stratified");
        var group = Options.Text("--group", "NAME", "A column whose rows of one value stay in one part; it is no input");
        var time = Options.Text("--time", "NAME", "A column of dates or numbers to split by: the newest rows are the test");
        var weight = Options.Text("--weight", "NAME", "A column that says how much each row counts, in training and in what is measured: 3 counts like three equal rows, 0 not at all; it is no input");
        var folds = Options.Whole("--folds", "Cross-validate first: so many networks, each measured on the rows it did not learn from", 2, 1000);
        var rows = Options.Whole("--rows", "How many rows a generated data set has", 2);
        var model = Options.Text("--model", "LAYERS", $"The layers, such as \"linear 64, relu, linear\", or a JSON file; the last linear gets its outputs from the target, and there are {Names(Catalog.Layers)} (default: the recipe's, see docs/recipe.md)");
        var loss = Options.Text("--loss", "LOSS", $"What becomes small: {Names(Catalog.Losses)} (default: follows from the target)");
        var optimizer = Options.Text("--optimizer", "NAME", $"How the parameters move: {Names(Catalog.Optimizers)}; with options, \"sgd 0.1 momentum=0.9\"");
        var rate = Options.Number("--learning-rate", "How far a step goes (default: the recipe's for adam and adamw, otherwise the optimizer's own)");
        var schedule = Options.Text("--schedule", "NAME", $"How the learning rate changes: {Names(Catalog.Schedules)}; with options, \"cosine 0.01\" (default: the recipe's with its optimizer, otherwise constant)");
        var warmUp = Options.Number("--warm-up", "Epochs over which the learning rate grows at first, also in fractions");
        var patience = Options.Whole("--patience", "Stop early after so many epochs without a smaller loss on the validation rows, and keep the best epoch's weights (default: never stop early; keep them where at least 500 rows are watched)", 1);
        var l1 = Options.Number("--l1", "Pulls every weight towards zero by this much, in the gradient");
        var l2 = Options.Number("--l2", "Pulls every weight towards zero by this share of it, in the gradient");
        var decay = Options.Number("--weight-decay", "Takes this share of every weight, times the learning rate, off at each step (default optimizer: adamw; default: the recipe's)");
        var smoothing = Options.Number("--label-smoothing", "The share of each target that is spread evenly over the classes");
        var clipNorm = Options.Number("--clip-norm", "The largest length of the gradient; a longer one is scaled down");
        var clipValue = Options.Number("--clip-value", "The largest absolute value of an entry of the gradient");
        var maxNorm = Options.Number("--max-norm", "The largest length of the weights that lead into one neuron");
        var average = Options.Number("--ema", "Measure and keep a running mean of the weights, of which a step leaves this share, such as 0.999");
        var classWeights = Options.Choice("--class-weights", "Let every class count alike in training, however rare it is", "balanced");
        var augment = Options.Text("--augment", "HOW", $"Images: move each a little in every epoch, such as \"affine shift=2 rotate=10 scale=0.1\" (there are {Names(Catalog.Augmentations)})");
        var batch = Options.Whole("--batch", "Examples per step; 0 is all of them (default: the recipe's)", 0);
        var ensemble = Options.Whole("--ensemble", "Train so many networks apart, each with its own first weights and order of rows, and save them as one that gives the mean of their outputs (default: the recipe's with its layers, otherwise 1)", 1, 1000);
        var blend = Options.Choice("--blend", "Let candidates compete on rows held out, blend the best and calibrate them (default: on for tables of 100 to 5,000 training rows where model and training are left to the recipe)", "on", "off");
        var epochs = Options.Whole("--epochs", "Passes over the data (default: the recipe's)", 1);
        var steps = Options.Whole("--steps", "Stop after so many steps", 1);
        var untilLoss = Options.Number("--until-loss", "Stop after an epoch whose training loss is at most this");
        var noShuffle = new Option<bool>("--no-shuffle") { Description = "Keep the rows in their order" };
        var seed = Options.Seed("Fixes every random number of the run (default: 0)");
        var validation = Options.Text("--validation", "PART", "The part watched after each epoch: a fraction of all rows, 0 for none, or a CSV file (default: 0.1, at most 2,000 rows; none of a table where that would be fewer than 500 and --patience is not asked for)");
        var test = Options.Text("--test", "PART", "The part measured at the end: a fraction, 0 for none, or a CSV file (default: 0.2, or the test files of an IDX folder)");
        var precision = Options.Choice("--precision", "The numbers to compute with (default: float)", "float", "double");
        var stream = new Option<bool>("--stream") { Description = "Leave unpacked IDX files on disk and read batch by batch; the result does not depend on it (default: if one is larger than a quarter of the memory)" };
        var threads = Options.Threads();
        var outFolder = Options.Text("--out", "FOLDER", "The run folder (default: runs/NAME-1, -2, …)");
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace a run that is there already" };
        var minutes = Options.Number("--checkpoint-minutes", "The longest time between two checkpoints; one is also written after an epoch, at most about once a second, and 0 is after each step (default: 5)");
        var eachEpoch = new Option<bool>("--checkpoint-each-epoch") { Description = "Write a checkpoint after each epoch, however short it is; so a kill never costs more than an epoch, but short epochs take longer" };
        var divergence = Options.Choice("--on-divergence", "Where numbers become infinite: stop, or go back to the best epoch and on with a tenth of the learning rate, five times at most (default: stop)", "stop", "lower-rate");
        var tensorboard = new Option<bool>("--tensorboard") { Description = "Write event files for TensorBoard into the run folder" };
        var noImportance = new Option<bool>("--no-importance") { Description = "Do not measure which columns a network of a table needs, after training" };
        var positive = Options.Text("--positive", "CLASS", "Of two classes, the one that PR-AUC, thresholds and curves are of (default: 1 of 0 and 1, yes of no and yes, otherwise the rarer one)");
        var json = Options.Json();
        var quiet = Options.Quiet();

        var command = new Command(name, description)
        {
            data, target, task, rows, split, group, time, weight, scaling, pieces, oneHot, folds, model, loss, optimizer, rate, schedule, warmUp, batch, epochs, steps, untilLoss, ensemble, blend, noShuffle, seed,
            patience, l1, l2, decay, smoothing, clipNorm, clipValue, maxNorm, average, classWeights, augment,
            validation, test, precision, stream, threads, outFolder, overwrite, minutes, eachEpoch, divergence, tensorboard, noImportance, positive, json, quiet,
        };
        table.AddTo(command);
        schema.AddTo(command);
        command.SetAction(parsed =>
        {
            if (RecipeFile.Is(parsed.GetRequiredValue(data)))
            {
                ParseResult whole = command.Parse(RecipeFile.Words(parsed.GetRequiredValue(data)[0], parsed), CommandLine.Parsing);
                return whole.Errors.Count == 0
                    ? whole.Invoke(CommandLine.Invocation(terminal))
                    : throw new DownhillException($"{parsed.GetRequiredValue(data)[0]}: {whole.Errors[0].Message}");
            }

            var request = new TrainRequest(
                parsed.GetRequiredValue(data),
                new DataOptions
                {
                    Target = parsed.GetValue(target),
                    Task = parsed.GetValue(task),
                    Table = table.Read(parsed),
                    Schema = schema.Read(parsed),
                    Split = parsed.GetValue(split),
                    Group = parsed.GetValue(group),
                    Time = parsed.GetValue(time),
                    Weight = parsed.GetValue(weight),
                    Positive = parsed.GetValue(positive),
                    Scaling = parsed.GetValue(scaling) == "standard" ? Scaling.Standard : Scaling.Robust,
                    Pieces = parsed.GetValue(pieces),
                    OneHot = parsed.GetValue(oneHot),
                    Rows = parsed.GetValue(rows),
                    Seed = parsed.GetValue(seed) ?? 0,
                },
                new Wishes(
                    parsed.GetValue(model),
                    parsed.GetValue(loss),
                    parsed.GetValue(optimizer),
                    parsed.GetValue(rate),
                    parsed.GetValue(batch),
                    parsed.GetValue(epochs),
                    parsed.GetValue(steps),
                    parsed.GetValue(untilLoss),
                    !parsed.GetValue(noShuffle),
                    parsed.GetValue(seed) ?? 0)
                {
                    Members = parsed.GetValue(ensemble),
                    Blend = parsed.GetValue(blend) is string wanted ? wanted == "on" : null,
                    Regularization = new Regularization(
                        parsed.GetValue(schedule),
                        parsed.GetValue(warmUp),
                        parsed.GetValue(patience),
                        parsed.GetValue(l1),
                        parsed.GetValue(l2),
                        parsed.GetValue(decay),
                        parsed.GetValue(smoothing),
                        parsed.GetValue(clipValue),
                        parsed.GetValue(clipNorm),
                        parsed.GetValue(maxNorm),
                        parsed.GetValue(average),
                        parsed.GetValue(classWeights) is not null,
                        parsed.GetValue(augment)),
                },
                parsed.GetValue(validation),
                parsed.GetValue(test),
                parsed.GetValue(folds),
                parsed.GetValue(precision) ?? "float",
                parsed.GetValue(threads) ?? Environment.ProcessorCount,
                parsed.GetValue(outFolder),
                parsed.GetValue(overwrite),
                parsed.GetValue(json),
                parsed.GetValue(stream))
            {
                CheckpointMinutes = parsed.GetValue(minutes),
                CheckpointEachEpoch = parsed.GetValue(eachEpoch),
                Retries = parsed.GetValue(divergence) == "lower-rate" ? TrainRequest.MaxRetries : null,
                Tensorboard = parsed.GetValue(tensorboard),
                Importance = !parsed.GetValue(noImportance),
            };
            if (request.Overwrite && request.Out is null)
                throw new DownhillException("--overwrite needs --out, to name the run that is to be replaced.");
            if (request.Json || parsed.GetValue(quiet))
                terminal.Silence();
            return run(parsed, request);
        });
        return command;
    }

    /// <summary>What <c>train</c> makes of some words, without training.</summary>
    /// <exception cref="DownhillException">It would refuse them.</exception>
    public static TrainRequest Read(IReadOnlyList<string> words, Terminal terminal)
    {
        TrainRequest? read = null;
        Command train = Define("train", string.Empty, terminal, (_, request) =>
        {
            read = request;
            return ExitCode.Ok;
        });
        ParseResult parsed = train.Parse(words, CommandLine.Parsing);
        if (parsed.Errors.Count > 0)
            throw new DownhillException(parsed.Errors[0].Message);
        parsed.Invoke(CommandLine.Invocation(terminal));
        return read ?? throw new DownhillException("The words ask for help, not for training.");
    }

    /// <summary>Trains as asked, and gives the exit code.</summary>
    public static int Run(TrainRequest request, Terminal terminal, Func<CancellationToken> begin) => request.Precision == "double"
        ? new TrainRun<double>(request, terminal).Run(begin)
        : new TrainRun<float>(request, terminal).Run(begin);

    private static string Names<T>(CatalogList<T> list)
        where T : class => string.Join(", ", list.Entries.Select(entry => entry.Name));
}

/// <summary>Everything <c>downhill train</c> was asked for.</summary>
internal sealed record TrainRequest(
    IReadOnlyList<string> Sources,
    DataOptions DataOptions,
    Wishes Wishes,
    string? Validation,
    string? Test,
    int? Folds,
    string Precision,
    int Threads,
    string? Out,
    bool Overwrite,
    bool Json,
    bool Stream = false)
{
    public const int MaxRetries = 5;

    public double? CheckpointMinutes { get; init; }

    /// <summary>Whether a checkpoint is written after each epoch, however short.</summary>
    public bool CheckpointEachEpoch { get; init; }

    /// <summary>How often a training that diverges goes on with a smaller learning rate.</summary>
    public int? Retries { get; init; }

    /// <summary>Whether the need for each column is measured after training.</summary>
    public bool Importance { get; init; } = true;

    /// <summary>Whether events are written for TensorBoard.</summary>
    public bool Tensorboard { get; init; }

    /// <summary>The run to go on with, where it is no new one.</summary>
    public Resumption? Resumption { get; init; }

    /// <summary>What the data is called.</summary>
    public string Data => string.Join(", ", Sources);
}
