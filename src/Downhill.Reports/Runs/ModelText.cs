namespace Downhill.Reports;

/// <summary>A model in one line; for models of plain layers, the notation that makes it.</summary>
public static class ModelText
{
    /// <summary>The layers in order: <c>linear 64, relu, linear 10</c>.</summary>
    public static string Of(Model model) => string.Join(", ", model.Layers.Select(layer => layer is Linear linear
        ? $"linear {linear.Outputs}"
        : Catalog.Layers.NameOf(layer)));

    /// <summary>
    /// The layers of a run's model; equal members of an ensemble are shown once: <c>mean of 5 × (linear 64, relu, linear 10)</c>.
    /// </summary>
    public static string OfRun(Model model) => model.Layers is [Average mean]
        ? $"mean of {MetricText.Count(mean.Members.Length)} × ({Of(new Model(model.Input, mean.Members[0]))})"
        : Of(model);
}
