namespace Downhill.Cli;

/// <summary>What the user asked for, as far as he did.</summary>
internal sealed record Wishes(
    string? Model, string? Loss, string? Optimizer, double? LearningRate, int? Batch, int? Epochs, int? Steps, double? UntilLoss, bool Shuffle, ulong Seed)
{
    /// <summary>What keeps the network from learning the training rows by heart, and the steps in bounds.</summary>
    public Regularization Regularization { get; init; } = new();
}

/// <summary>Model and training options with every choice made: the user's, or a default that works.</summary>
internal sealed record Recipe(Model Model, TrainingOptions Training)
{
    // Many rows give as many steps with larger batches, whose gradients are less noisy.
    private const int DefaultBatch = 32, LargeBatch = 64, LargeFrom = 20_000;

    // Enough steps for a small set to be learnt, and enough passes over a large one.
    private const int StepsWorthMaking = 4000, FewestEpochs = 15, MostEpochs = 200;

    // Adam moves every weight by about η, and so a neuron's z by about η Σ|x|: the more inputs, the smaller the rate.
    private const double RateTimesRootOfInputs = 0.03;

    /// <summary>Whether number targets are to be standardized: not where the answer has a range of its own.</summary>
    public bool StandardizesTargets => Model.Layers[^1] is Linear && Training.Loss.Link is null;

    /// <summary>Chooses what the wishes leave open; the loss and the last layer follow from the target.</summary>
    public static Recipe Choose(Wishes wishes, Dataset data, int trainingRows)
    {
        Loss? loss = wishes.Loss is null ? null : Catalog.Losses.Parse(wishes.Loss);
        Model model = ChooseModel(wishes.Model, loss, data);
        if (!model.Parameters().Any())
            throw new DownhillException("The model has no parameters, so there is nothing to train; a 'linear' layer has some.");
        loss = wishes.Regularization.Apply(loss ?? ChooseLoss(model, data.Targets));
        if (!data.Targets.AreClasses && loss.IsForClasses)
            throw new DownhillException($"The loss '{Catalog.Losses.NameOf(loss)}' is for classes, but the target of {data.Name} is a number; choose a loss of numbers such as mean-squared-error, or make it classes where they are meant (--task classification).");

        Optimizer optimizer = Catalog.Optimizers.Parse(wishes.Regularization.Apply(wishes.Optimizer));
        if (wishes.LearningRate is double rate)
            optimizer = optimizer with { LearningRate = rate };
        else if (optimizer is Adam or AdamW && !NamesRate(wishes.Optimizer))
            optimizer = optimizer with { LearningRate = DefaultRate(data.Input.Size) };

        int batch = Math.Min(wishes.Batch ?? (optimizer is Lbfgs or Rprop ? 0 : trainingRows < LargeFrom ? DefaultBatch : LargeBatch), Math.Max(LargeBatch, trainingRows));
        int steps = batch == 0 ? 1 : (trainingRows + batch - 1) / batch;
        int epochs = wishes.Epochs ?? (wishes.Steps is int most
            ? (int)((most + (long)steps - 1) / steps)
            : Math.Clamp((StepsWorthMaking + steps - 1) / steps, FewestEpochs, MostEpochs));
        Regularization rules = wishes.Regularization;
        var training = new TrainingOptions(
            loss,
            optimizer,
            batch,
            epochs,
            wishes.Steps,
            wishes.UntilLoss,
            wishes.Shuffle,
            wishes.Seed,
            rules.ChooseSchedule(),
            rules.Patience,
            rules.L1 ?? 0,
            rules.ClipValue,
            rules.ClipNorm,
            rules.MaxNorm,
            rules.Average);
        training.Validate();
        return new Recipe(model, training);
    }

    private static Model ChooseModel(string? text, Loss? loss, Dataset data)
    {
        if (text is not null && text.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            if (!File.Exists(text))
                throw new DownhillException($"{text} does not exist; --model takes layers such as \"linear 64, relu, linear\", or a JSON file.");
            return Model.FromJson(File.ReadAllText(text), text);
        }

        Targets targets = data.Targets;
        int outputs = targets.AreClasses && loss?.Link is Softmax ? targets.Classes.Count : targets.Outputs;
        text ??= data.Input.Size < 256 ? "linear 64, relu, linear" : "linear 128, relu, linear";
        Model model = Model.Parse(text, data.Input, outputs);
        return targets.AreClasses && model.Layers[^1] is Softmax // which shares 1 among the classes, also among two
            ? Model.Parse(text, data.Input, targets.Classes.Count)
            : model;
    }

    // "adam 0.01" and "adam learningRate=0.01" do, "adam" and "adam l2=0.001" do not.
    private static bool NamesRate(string? optimizer)
    {
        string[] words = (optimizer ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Skip(1).Take(1).Any(word => !word.Contains('=')) || words.Any(word => word.StartsWith("learningRate", StringComparison.Ordinal));
    }

    private static double DefaultRate(int inputs)
    {
        double rate = RateTimesRootOfInputs / Math.Sqrt(inputs);
        return Math.Round(rate, rate < 0.001 ? 7 : 4);
    }

    private static Loss ChooseLoss(Model model, Targets targets)
    {
        if (!targets.AreClasses)
            return new MeanSquaredError();
        if (model.Layers[^1] is Softmax or Sigmoid)
            return new SumSquaredError();
        return model.OutputShape().Size == 1 ? new BinaryCrossEntropy() : new SoftmaxCrossEntropy();
    }
}
