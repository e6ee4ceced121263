namespace Downhill.Reports;

/// <summary>The layers of a network as a table.</summary>
public static class ModelTables
{
    /// <summary>The layers in order, each with its output shape and its number of parameters.</summary>
    public static DataTable Layers(Model model) => new(
        $"Input {model.Input}; {MetricText.Count(model.Parameters().Sum(parameter => (long)parameter.Spec.Shape.Size), "parameter")}",
        [Column.Text("layer"), Column.Text("formula"), Column.Text("output"), "parameters"],
        [.. model.Places().Select(place => new Row(
            new string('\u00a0', 2 * place.Depth) + place.Name,
            [Formula(place.Layer), place.Output.ToString(), Parameters(place)]))]);

    private static Cell Parameters(LayerPlace place)
    {
        long count = place.Layer.Parameters(place.Input).Sum(spec => (long)spec.Shape.Size);
        return new Cell(MetricText.Count(count), count);
    }

    private static string Formula(Layer layer)
    {
        string kind = Catalog.Layers.NameOf(layer);
        return Catalog.Layers.Entries.FirstOrDefault(entry => entry.Name == kind)?.Formula ?? kind;
    }
}
