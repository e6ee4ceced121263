namespace Downhill.Cli;

/// <summary>A model in a line for a person, and for the default models, which are made of plain layers, the notation that makes it.</summary>
internal static class ModelText
{
    public static string Of(Model model) => string.Join(", ", model.Layers.Select(layer => layer is Linear linear
        ? $"linear {linear.Outputs}"
        : Catalog.Layers.NameOf(layer)));
}
