namespace Downhill;

/// <summary>Checks before the training whether model, loss and data fit together.</summary>
public static class Compatibility
{
    // Fewer rows tell a good epoch from a lucky one by accident only.
    private const int MinValidationRows = 20;

    /// <summary>Throws if model, loss and data do not fit together.</summary>
    /// <exception cref="DownhillException">They do not; the message says which two and what to change.</exception>
    public static void Require(Model model, Loss loss, Dataset data)
    {
        RequireData(model, data);
        RequireLoss(model, loss);
        RequireTargets(loss, data);
    }

    /// <summary>Throws unless model, options and data fit together.</summary>
    /// <exception cref="DownhillException">They do not; the message says which and what to change.</exception>
    public static void Require(Model model, TrainingOptions options, Dataset data)
    {
        Require(model, options.Loss, data);
        options.Augmentation?.Require(data.Image ?? data.Input, data.Name);
        FrozenNames.Require(model, options.Frozen ?? []);
        if (HasBatchNorm(model) && options.BatchSize == 1 && data.Rows > 1)
            throw new DownhillException(
                $"Batch normalization needs at least 2 rows a step, but there is 1: it would make every row 0. "
                    + $"Give larger batches{new Hint(Setting.Batch, "32")}, "
                    + $"or leave 'batch-norm' out of the model{new Hint(Setting.Model)}.");
        RequireShards(model, options, data);
    }

    private static void RequireShards(Model model, TrainingOptions options, Dataset data)
    {
        int shards = options.Shards ?? 1, batch = LargestBatch(options, data);
        if (shards > batch)
            throw new DownhillException(
                $"A batch of {batch:N0} row{(batch == 1 ? string.Empty : "s")} cannot be cut into {shards:N0} shards; "
                    + $"use fewer shards{new Hint(Setting.Shards, $"{batch}")}, or larger batches{new Hint(Setting.Batch, $"{shards}")}.");
        int last = LastStep(data.Rows, batch);
        if (shards > 1 && HasBatchNorm(model) && last / shards < 2)
            throw new DownhillException(
                $"Batch normalization needs at least 2 rows in each shard, "
                    + $"but the last step of an epoch has {last:N0} row{(last == 1 ? string.Empty : "s")} for {shards:N0} shards "
                    + $"({data.Rows:N0} rows in batches of {batch:N0}). Choose another batch size{new Hint(Setting.Batch)}, "
                    + $"or fewer shards{new Hint(Setting.Shards)}.");
    }

    /// <summary>Whether each process has a shard of every batch.</summary>
    internal static bool AreEnoughShards(TrainingOptions options, int ranks) => ranks <= (options.Shards ?? 1);

    /// <summary>Throws if there are more processes than shards of a batch.</summary>
    internal static void RequireRanks(TrainingOptions options, int ranks)
    {
        int shards = options.Shards ?? 1;
        if (!AreEnoughShards(options, ranks))
            throw new DownhillException(
                $"There are {ranks} processes for {shards} shard{(shards == 1 ? string.Empty : "s")} of a batch; "
                    + $"each process needs at least one{new Hint(Setting.Shards, $"{ranks}")}.");
    }

    /// <summary>The number of rows in the last step of an epoch.</summary>
    internal static int LastStep(int rows, int batch) => rows % batch == 0 ? batch : rows % batch;

    /// <summary>Warnings about settings that are allowed but probably not intended; empty if there are none.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">The training options.</param>
    /// <param name="training">The rows to learn from.</param>
    /// <param name="validationRows">The number of validation rows; 0 for none.</param>
    public static IReadOnlyList<ErrorText> Warnings(Model model, TrainingOptions options, Dataset training, int validationRows = 0)
    {
        var warnings = new List<ErrorText>();
        int batch = LargestBatch(options, training);
        if (HasBatchNorm(model) && batch > 1 && training.Rows % batch == 1)
            warnings.Add(ErrorText.Of($"The last step of each epoch has 1 row ({training.Rows:N0} rows in batches of {batch:N0}), "
                + $"of which batch normalization makes zeros; choose another size{new Hint(Setting.Batch, $"{batch + 1}")}."));
        if (validationRows is > 0 and < MinValidationRows && options.Patience is not null)
            warnings.Add(ErrorText.Of($"{validationRows:N0} validation row{(validationRows == 1 ? " is" : "s are")} too few to choose an "
                + $"epoch by; give a larger part{new Hint(Setting.Validation, "0.2")}, or none{new Hint(Setting.Validation, "0")}."));
        return warnings;
    }

    /// <summary>Whether a model has batch normalization, which needs at least two rows a step.</summary>
    public static bool HasBatchNorm(Model model) => model.Places().Any(place => place.Layer is BatchNorm);

    private static int LargestBatch(TrainingOptions options, Dataset data) => options.BatchSize == 0
        ? data.Rows
        : Math.Min(options.BatchSize, data.Rows);

    // As the network sees them: also where they were standardized.
    private static void RequireTargets(Loss loss, Dataset data)
    {
        if (data.Targets.AreClasses && loss.Link is { OutputKind: OutputKind.Numbers })
            throw new DownhillException(
                $"The loss '{CatalogName.Of(loss)}' is for numbers, but the target of {data.Name} is classes. "
                    + $"Choose a loss of classes"
                    + $"{new Hint(Setting.Loss, data.Targets.Classes.Count == 2 ? "binary-cross-entropy" : "softmax-cross-entropy")}.");
        (double least, double largest) = loss.TargetRange;
        if (data.Targets.Numbers is not Samples numbers || (double.IsInfinity(least) && double.IsInfinity(largest)))
            return;
        for (int row = 0; row < data.Rows; row++)
        {
            for (int column = 0; column < numbers.Columns; column++)
            {
                double target = numbers[data.Stored(row), column];
                if (target >= least && target <= largest)
                    continue;
                string range = double.IsInfinity(largest) ? $"of at least {least}" : $"from {least} to {largest}";
                string cure = loss.IsForClasses
                    ? "Leave 0 and 1 as they are, without standardizing the targets, or give labels (Targets.FromLabels)"
                    : "Correct the number, or choose a loss of numbers such as mean-squared-error";
                throw new DownhillException(
                    $"The loss '{CatalogName.Of(loss)}' needs targets {range}, but row {row + 1:N0} of {data.Name} has {target:G6}. "
                        + $"{cure}{new Hint(Setting.Loss)}.");
            }
        }
    }

    private static void RequireData(Model model, Dataset data)
    {
        if (model.Input.Size != data.Input.Size)
            throw new DownhillException($"The network takes {model.Input} numbers a row, but {data.Name} has {data.Input}.");
        data.Targets.Require(model.OutputShape().Size);
    }

    // A loss from logits applies its link itself; a model that ends in it would apply it twice.
    internal static void RequireLoss(Model model, Loss loss)
    {
        LayerPlace? last = model.Places().LastOrDefault(place => place.Depth == 0);
        if (loss.Link is not null && last is { Layer.OutputKind: not OutputKind.Numbers })
            throw new DownhillException(
                $"The loss '{CatalogName.Of(loss)}' takes logits and applies {loss.Link.Kind} itself, "
                    + $"but the model ends in '{last.Name}'; leave that layer out{new Hint(Setting.Model)}, "
                    + $"or choose a loss of probabilities such as sum-squared-error{new Hint(Setting.Loss, "sum-squared-error")}.");
        if (loss.Link is { OutputKind: OutputKind.Distribution } && model.OutputShape().Size == 1)
            throw new DownhillException(
                $"The loss '{CatalogName.Of(loss)}' needs one output for each class, at least 2; the network has 1. "
                    + $"For two classes and one output choose binary-cross-entropy{new Hint(Setting.Loss, "binary-cross-entropy")}.");
    }
}
