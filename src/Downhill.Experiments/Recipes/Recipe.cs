using System.Collections.Immutable;

namespace Downhill.Experiments;

/// <summary>A choice of the recipe for a setting that the experiment leaves open.</summary>
/// <param name="Setting">The setting's name.</param>
/// <param name="Value">The chosen value as text.</param>
/// <param name="Reason">Why.</param>
public sealed record RecipeChoice(string Setting, string Value, string Reason);

/// <summary>Model and training options with every choice made: the experiment's, or a default that works.</summary>
/// <param name="Experiment">
/// The experiment with every choice written out: it gives the same network on any version with other defaults.
/// </param>
/// <param name="Model">The layers of one network.</param>
/// <param name="Training">The training options.</param>
/// <param name="Reason">The choice and its reason in one line.</param>
/// <param name="Choices">The choices, each with its reason.</param>
/// <param name="Members">The number of independently trained networks, whose outputs are averaged.</param>
public sealed record Recipe(
    Experiment Experiment, Model Model, TrainingOptions Training, string Reason, ImmutableArray<RecipeChoice> Choices, int Members = 1)
{
    private const int MaxRetries = 5;

    /// <summary>Whether candidates compete and the best are blended, instead of training <see cref="Model"/>.</summary>
    public bool IsBlend { get; init; }

    /// <summary>Whether numeric targets are standardized; they are not if the output has a range of its own.</summary>
    public bool StandardizesTargets => Model.Layers[^1] is Linear && Training.Loss.Link is null;

    /// <summary>Chooses what the experiment leaves open; the loss and the last layer follow from the target.</summary>
    public static Recipe Choose(
        Experiment experiment, Dataset training, RecipeKind kind = RecipeKind.Plain, int validationRows = 0,
        Preprocessing? preprocessing = null)
    {
        var defaults = Defaults.For(kind, training, validationRows, experiment.Batch, experiment.Loss);
        string layers = experiment.Model ?? defaults.Model;
        Model model = ChooseModel(experiment, layers, training, preprocessing is null ? [] : CategoryEmbeddings.For(preprocessing));
        if (!model.Parameters().Any())
            throw new DownhillException("The model has no parameters, so there is nothing to train; a 'linear' layer has some.");
        Loss loss = Smoothed(experiment.Loss ?? ChooseLoss(model, training.Targets, defaults.Loss), experiment.LabelSmoothing);
        bool areShares = loss is BinaryCrossEntropy && defaults.Loss is BinaryCrossEntropy; // a mask's numbers are from 0 to 1
        if (!training.Targets.AreClasses && loss.IsForClasses && !areShares)
            throw new DownhillException(
                $"The loss '{Catalog.Losses.NameOf(loss)}' is for classes, but the target of {training.Name} is a number; "
                + $"choose a loss of numbers{new Hint(Setting.Loss, "mean-squared-error")}, "
                + $"or make the target classes{new Hint(Setting.Task, "classification")}.");

        // A schedule belongs to the optimizer it was chosen with.
        Optimizer optimizer = ChooseOptimizer(experiment, defaults);
        Schedule? schedule = experiment.Schedule ?? (experiment.Optimizer is null ? defaults.Schedule : null);
        if (experiment.WarmUp is double warmUp)
            schedule = new WarmUp(warmUp, schedule);
        int batch = Math.Min(experiment.Batch ?? (optimizer is Lbfgs or Rprop ? 0 : defaults.Batch),
            Math.Max(Defaults.SmallestBound, training.Rows));

        // Batch normalization of a single row makes zeros of it.
        int shards = experiment.Shards ?? 1;
        while (experiment.Batch is null && batch > 1 && training.Rows > batch && Compatibility.LastStep(training.Rows, batch) < 2 * shards
            && Compatibility.HasBatchNorm(model))
            batch++;
        int epochs = ChooseEpochs(experiment, defaults, training.Rows, batch);
        var options = new TrainingOptions(
            loss,
            optimizer,
            batch,
            epochs,
            experiment.Steps,
            experiment.UntilLoss,
            experiment.Shuffle,
            experiment.Seed ?? 0,
            schedule,
            experiment.Patience ?? (defaults.RestoresBest ? epochs : null),
            experiment.L1 ?? 0,
            experiment.ClipValue,
            experiment.ClipNorm,
            experiment.MaxNorm,
            experiment.Ema,
            experiment.OnDivergence == Divergence.LowerRate ? MaxRetries : null,
            experiment.Augment ?? (experiment.Model is null && experiment.Network is null ? defaults.Augmentation : null),
            experiment.Freeze,
            shards > 1 ? shards : null);
        options.Validate();
        int members = experiment.Ensemble ?? (experiment.Model is null && experiment.Network is null ? defaults.Members : 1);
        string layersReason = experiment.Model is null && experiment.Network is null ? defaults.Reason : "layers as given";
        string reason = $"{defaults.Rows}: {layersReason}{(members > 1 ? $"; the mean of {members} networks" : string.Empty)}";
        Experiment complete = Complete(experiment, layers, model, options, members);
        return new Recipe(complete, model, options, reason, Explain(experiment, complete, defaults), members);
    }

    // Every choice that was made, written out.
    private static Experiment Complete(Experiment experiment, string layers, Model model, TrainingOptions options, int members) =>
        experiment with
        {
            Model = experiment.Model is null && experiment.Network is not null ? null : layers,
            Network = experiment.Network ?? (IsFile(layers) ? model : null), // a run that is resumed does not need the file again
            Loss = options.Loss,
            LabelSmoothing = null,
            Optimizer = options.Optimizer,
            LearningRate = options.Optimizer.LearningRate,
            L2 = null,
            WeightDecay = null,
            Schedule = options.Schedule,
            WarmUp = null,
            Patience = options.Patience,
            Augment = options.Augmentation,
            Batch = options.BatchSize,
            Epochs = options.Epochs,
            Seed = options.Seed,
            Ensemble = members,
            Precision = experiment.Precision ?? Downhill.Precision.Float,
        };

    private static ImmutableArray<RecipeChoice> Explain(Experiment open, Experiment complete, Defaults defaults)
    {
        System.Text.Json.Nodes.JsonObject before = ExperimentFile.Node(open), after = ExperimentFile.Node(complete);
        return
        [
            .. ExperimentSetting.All.Where(setting => before[setting.Name] is null && after[setting.Name] is not null)
                .Select(setting => new RecipeChoice(setting.Name, string.Join(", ", setting.Texts(after)), setting.Name switch
                {
                    "loss" => "follows from the target",
                    "seed" or "precision" => "the default",
                    _ => $"{defaults.Rows}: {defaults.Reason}",
                })),
        ];
    }

    private static Model ChooseModel(Experiment experiment, string text, Dataset data, ImmutableArray<Layer> first)
    {
        if (experiment.Network is Model network)
            return network;
        if (text.StartsWith('{'))
            return Downhill.Model.FromJson(text, "the model");
        if (IsFile(text))
        {
            if (!File.Exists(text))
                throw new DownhillException(
                    $"{text} does not exist; a model is layers{new Hint(Setting.Model, "linear 64, relu, linear")}, or a JSON file.");
            return Downhill.Model.FromJson(File.ReadAllText(text), text);
        }

        Targets targets = data.Targets;
        Shape input = new Model(data.Input, first).OutputShape();
        Model model = Downhill.Model.Parse(text, input, targets.OutputsFor(experiment.Loss?.Link?.OutputKind ?? OutputKind.Numbers));
        if (targets.AreClasses && model.Layers[^1].OutputKind == OutputKind.Distribution)
            model = Downhill.Model.Parse(text, input, targets.Classes.Count);
        return new Model(data.Input, [.. first, .. model.Layers]);
    }

    // A decay that is chosen replaces that of the recipe's optimizer.
    private static Optimizer ChooseOptimizer(Experiment experiment, Defaults defaults)
    {
        Optimizer optimizer = experiment.Optimizer
            ?? (experiment.L2 is not null ? new Adam() : experiment.WeightDecay is not null && defaults.Optimizer is Adam ? new AdamW()
                : defaults.Optimizer);
        if (experiment.L2 is double l2)
            optimizer = Catalog.Optimizers.With(optimizer, "l2", l2);
        if (experiment.WeightDecay is double decay)
            optimizer = Catalog.Optimizers.With(optimizer, "weightDecay", decay);
        if (experiment.LearningRate is double rate)
            return optimizer with { LearningRate = rate };
        bool isOpen = experiment.Optimizer is null || optimizer.LearningRate == new Adam().LearningRate;
        return optimizer is Adam or AdamW && isOpen ? optimizer with { LearningRate = defaults.LearningRate } : optimizer;
    }

    private static int ChooseEpochs(Experiment experiment, Defaults defaults, int rows, int batch)
    {
        int steps = batch == 0 ? 1 : (rows + batch - 1) / batch;
        return experiment.Epochs ?? (experiment.Steps is int most
            ? (int)((most + (long)steps - 1) / steps)
            : experiment.Batch is null && batch == defaults.Batch
                ? defaults.Epochs
                : Defaults.EpochsFor(4000, rows, Math.Max(1, batch == 0 ? rows : batch), 15, 200));
    }

    private static Loss ChooseLoss(Model model, Targets targets, Loss? byDefault)
    {
        if (byDefault is not null && model.Layers[^1].OutputKind == OutputKind.Numbers)
            return byDefault;
        if (!targets.AreClasses)
            return new MeanSquaredError();
        if (model.Layers[^1].OutputKind != OutputKind.Numbers)
            return new SumSquaredError();
        return model.OutputShape().Size == 1 ? new BinaryCrossEntropy() : new SoftmaxCrossEntropy();
    }

    private static bool IsFile(string layers) => layers.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static Loss Smoothed(Loss loss, double? smoothing) => (smoothing, loss) switch
    {
        (null, _) => loss,
        (double share, SoftmaxCrossEntropy softmax) => softmax with { LabelSmoothing = share },
        (double share, BinaryCrossEntropy binary) => binary with { LabelSmoothing = share },
        _ => throw new DownhillException(
            $"Label smoothing{new Hint(Setting.LabelSmoothing)} needs one of the losses softmax-cross-entropy and binary-cross-entropy, "
            + $"not {Catalog.Losses.NameOf(loss)}."),
    };
}
