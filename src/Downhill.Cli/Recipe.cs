using System.Collections.Immutable;

namespace Downhill.Cli;

/// <summary>What the user asked for, as far as he did.</summary>
internal sealed record Wishes(
    string? Model, string? Loss, string? Optimizer, double? LearningRate, int? Batch, int? Epochs, int? Steps, double? UntilLoss, bool Shuffle, ulong Seed)
{
    /// <summary>What keeps the network from learning the training rows by heart, and the steps in bounds.</summary>
    public Regularization Regularization { get; init; } = new();

    /// <summary>How many networks are trained apart, to give the mean of their outputs.</summary>
    public int? Members { get; init; }

    /// <summary>Whether candidates compete and are blended; null where the recipe decides.</summary>
    public bool? Blend { get; init; }

    /// <summary>What the JSON file holds that <see cref="Model"/> names, where it has been read before.</summary>
    public Model? Read { get; init; }
}

/// <summary>Model and training options with every choice made: the user's, or a default that works.</summary>
/// <param name="Model">The layers.</param>
/// <param name="Training">How they are trained.</param>
/// <param name="Layers">The layers in the notation of the command line, or the JSON file they stand in.</param>
/// <param name="Optimizer">The optimizer in the notation of the command line, without its rate.</param>
/// <param name="Schedule">The schedule likewise; null where the rate stays.</param>
/// <param name="Reason">What was chosen and why, in words.</param>
/// <param name="Members">How many networks of the model are trained apart, to give the mean of their outputs.</param>
internal sealed record Recipe(Model Model, TrainingOptions Training, string Layers, string Optimizer, string? Schedule, string Reason, int Members = 1)
{
    /// <summary>Whether number targets are to be standardized: not where the answer has a range of its own.</summary>
    public bool StandardizesTargets => Model.Layers[^1] is Linear && Training.Loss.Link is null;

    /// <summary>Chooses what the wishes leave open; the loss and the last layer follow from the target.</summary>
    public static Recipe Choose(Wishes wishes, Dataset training, RecipeKind kind = RecipeKind.Plain, int validationRows = 0, Preprocessing? preprocessing = null)
    {
        Regularization rules = wishes.Regularization;
        Loss? loss = wishes.Loss is null ? null : Catalog.Losses.Parse(wishes.Loss);
        var defaults = Defaults.For(kind, training, validationRows, wishes.Batch, loss);
        string layers = wishes.Model ?? defaults.Model;
        Model model = ChooseModel(layers, wishes.Read, loss, training, preprocessing is null ? [] : CategoryEmbeddings.For(preprocessing));
        if (!model.Parameters().Any())
            throw new DownhillException("The model has no parameters, so there is nothing to train; a 'linear' layer has some.");
        loss = rules.Apply(loss ?? ChooseLoss(model, training.Targets));
        if (!training.Targets.AreClasses && loss.IsForClasses)
            throw new DownhillException($"The loss '{Catalog.Losses.NameOf(loss)}' is for classes, but the target of {training.Name} is a number; choose a loss of numbers such as mean-squared-error, or make it classes where they are meant (--task classification).");

        string optimizerText = wishes.Optimizer ?? rules.DefaultOptimizer(defaults.Optimizer);
        Optimizer optimizer = Catalog.Optimizers.Parse(rules.Apply(optimizerText));
        if (wishes.LearningRate is double rate)
            optimizer = optimizer with { LearningRate = rate };
        else if (optimizer is Adam or AdamW && !NamesRate(wishes.Optimizer))
            optimizer = optimizer with { LearningRate = defaults.LearningRate };

        // A schedule belongs to the optimizer it was chosen with.
        string? schedule = rules.Schedule ?? (wishes.Optimizer is null ? defaults.Schedule : null);
        int batch = Math.Min(wishes.Batch ?? (optimizer is Lbfgs or Rprop ? 0 : defaults.Batch), Math.Max(Defaults.SmallestBound, training.Rows));

        // Batch normalization of a single row makes zeros of it.
        while (wishes.Batch is null && batch > 1 && training.Rows > batch && training.Rows % batch == 1 && Compatibility.HasBatchNorm(model))
            batch++;
        int steps = batch == 0 ? 1 : (training.Rows + batch - 1) / batch;
        int epochs = wishes.Epochs ?? (wishes.Steps is int most
            ? (int)((most + (long)steps - 1) / steps)
            : wishes.Batch is null && batch == defaults.Batch ? defaults.Epochs : Defaults.EpochsFor(4000, training.Rows, Math.Max(1, batch == 0 ? training.Rows : batch), 15, 200));
        var options = new TrainingOptions(
            loss,
            optimizer,
            batch,
            epochs,
            wishes.Steps,
            wishes.UntilLoss,
            wishes.Shuffle,
            wishes.Seed,
            rules.ChooseSchedule(schedule),
            rules.Patience ?? (defaults.RestoresBest ? epochs : null),
            rules.L1 ?? 0,
            rules.ClipValue,
            rules.ClipNorm,
            rules.MaxNorm,
            rules.Average,
            Augmentation: rules.Augmentation is string augmentation ? Catalog.Augmentations.Parse(augmentation) : null);
        options.Validate();
        int members = wishes.Members ?? (wishes.Model is null ? defaults.Members : 1);
        string reason = $"{defaults.Rows}: {(wishes.Model is null ? defaults.Reason : "layers as told")}{(members > 1 ? $"; the mean of {members} networks" : string.Empty)}";
        return new Recipe(model, options, layers, optimizerText, schedule, reason, members);
    }

    private static Model ChooseModel(string text, Model? read, Loss? loss, Dataset data, ImmutableArray<Layer> first)
    {
        if (text.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            if (read is not null)
                return read;
            if (!File.Exists(text))
                throw new DownhillException($"{text} does not exist; --model takes layers such as \"linear 64, relu, linear\", or a JSON file.");
            return Model.FromJson(File.ReadAllText(text), text);
        }

        Targets targets = data.Targets;
        Shape input = new Model(data.Input, first).OutputShape();
        Model model = Model.Parse(text, input, targets.OutputsFor(loss?.Link?.OutputKind ?? OutputKind.Numbers));
        if (targets.AreClasses && model.Layers[^1].OutputKind == OutputKind.Distribution)
            model = Model.Parse(text, input, targets.Classes.Count);
        return new Model(data.Input, [.. first, .. model.Layers]);
    }

    // "adam 0.01" and "adam learningRate=0.01" do, "adam" and "adam l2=0.001" do not.
    private static bool NamesRate(string? optimizer)
    {
        string[] words = (optimizer ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Skip(1).Take(1).Any(word => !word.Contains('=')) || words.Any(word => word.StartsWith("learningRate", StringComparison.Ordinal));
    }

    private static Loss ChooseLoss(Model model, Targets targets)
    {
        if (!targets.AreClasses)
            return new MeanSquaredError();
        if (model.Layers[^1].OutputKind != OutputKind.Numbers)
            return new SumSquaredError();
        return model.OutputShape().Size == 1 ? new BinaryCrossEntropy() : new SoftmaxCrossEntropy();
    }
}
