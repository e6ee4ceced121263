using System.Collections.Immutable;

namespace Downhill.Reports;

/// <summary>A network as a drawing: a column of units for each layer, and the weights between them as lines by sign and size.</summary>
/// <param name="Title">The title.</param>
/// <param name="Description">A description of the picture for people who cannot see it.</param>
/// <param name="Columns">
/// The input and the layers in order; layers of as many units without weights stand in the column before them.
/// </param>
public sealed record NetworkDrawing(string Title, string Description, ImmutableArray<NetworkColumn> Columns) : Chart(Title, Description)
{
    /// <summary>The drawing of a network.</summary>
    public static NetworkDrawing Of<T>(Network<T> network, string title = "Network")
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var columns = new List<NetworkColumn> { new("input", network.Model.Input.Size, null) };
        foreach (LayerPlace place in network.Model.Places().Where(place => place.Depth == 0))
        {
            bool hasParameters = place.Layer is Average or Concat or Residual || place.Layer.Parameters(place.Input).Count > 0;
            if (!hasParameters && place.Output.Size == columns[^1].Units && columns.Count > 1)
                columns[^1] = columns[^1] with { Name = $"{columns[^1].Name}, {place.Name}" };
            else
                columns.Add(new NetworkColumn(place.Name, place.Output.Size, place.Layer is Linear ? Weights(network, place) : null));
        }

        string widths = string.Join(" → ", columns.Select(column => $"{column.Name} ({MetricText.Count(column.Units)})"));
        return new NetworkDrawing(title,
            $"{widths}. Weights are lines: positive ones solid blue, negative ones dashed orange; the thicker, the larger.", [.. columns]);
    }

    private static ImmutableArray<double> Weights<T>(Network<T> network, LayerPlace place)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        [.. network[$"{place.Name}.weight"].Data.ToArray().Select(weight => double.CreateTruncating(weight))];
}

/// <summary>A column of a network's drawing.</summary>
/// <param name="Name">The layers' names.</param>
/// <param name="Units">The number of units.</param>
/// <param name="Weights">The weights from the column before, <c>[units before, units]</c>; null if it is no linear layer.</param>
public sealed record NetworkColumn(string Name, int Units, ImmutableArray<double>? Weights);
