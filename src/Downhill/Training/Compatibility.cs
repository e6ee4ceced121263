namespace Downhill;

/// <summary>Tells before any work starts whether model, loss and data fit each other.</summary>
public static class Compatibility
{
    /// <summary>Throws unless the three fit each other.</summary>
    /// <exception cref="DownhillException">They do not; the message says which two and what to change.</exception>
    public static void Require(Model model, Loss loss, Dataset data)
    {
        RequireData(model, data);
        RequireLoss(model, loss);
    }

    /// <summary>Throws unless model, options and data fit each other.</summary>
    /// <exception cref="DownhillException">They do not; the message says which and what to change.</exception>
    public static void Require(Model model, TrainingOptions options, Dataset data)
    {
        Require(model, options.Loss, data);
        options.Augmentation?.Require(data.Input, data.Name);
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
            throw new DownhillException($"The loss '{CatalogName.Of(loss)}' takes logits and applies {loss.Link.Kind} itself, but the model ends in '{last.Name}'; leave that layer out, or choose a loss of probabilities such as sum-squared-error.");
        if (loss.Link is { OutputKind: OutputKind.Distribution } && model.OutputShape().Size == 1)
            throw new DownhillException($"The loss '{CatalogName.Of(loss)}' needs one output for each class, at least 2; the network has 1. For two classes and one output choose binary-cross-entropy.");
    }
}
