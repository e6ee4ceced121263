using System.Text.Json.Serialization;
using Downhill.Kernels;

namespace Downhill;

/// <summary>Enlarges an image by whole factors.</summary>
/// <param name="Factor">The factor of the height and the width.</param>
/// <param name="Mode">Whether a new place takes the nearest old one, or a weighted mean of the four around it.</param>
[CatalogEntry("x at the place divided by the factor", "upsample 2", "upsample 2x3 bilinear", Input = [3, 2, 2])]
public sealed record Upsample(PlaneSize Factor, UpsampleMode Mode = UpsampleMode.Nearest) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        var image = ImageShape.Require(input);
        ImageShape.RequirePositive(Factor, "factor");
        return (long)image.Height * Factor.Height <= Array.MaxLength && (long)image.Width * Factor.Width <= Array.MaxLength
            ? [image.Height * Factor.Height, image.Width * Factor.Width, image.Channels]
            : throw new DownhillException($"makes an image of {image.Height} × {image.Width} {Factor} times as large, which is too large");
    }

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at)
    {
        var image = ImageShape.Require(at.Input.Shape);
        (int Place, double Weight)[][] rows = Along(image.Height, Factor.Height), columns = Along(image.Width, Factor.Width);
        return new PlaceMapping<T>(at, PlaceMap<T>.Create(
            image.Places,
            [.. rows.SelectMany(row => columns.Select(column => (IReadOnlyList<(int, double)>)[
                .. row.SelectMany(y => column.Select(x => ((y.Place * image.Width) + x.Place, y.Weight * x.Weight)))]))]));
    }

    // The middle of new place i lies at (i + ½) / factor − ½ among the middles of the old ones; beyond the outermost it is that one.
    private (int Place, double Weight)[][] Along(int extent, int factor) =>
        [.. Enumerable.Range(0, extent * factor).Select<int, (int, double)[]>(i =>
        {
            if (Mode == UpsampleMode.Nearest)
                return [(i / factor, 1)];
            double at = Math.Max(0, ((i + 0.5) / factor) - 0.5);
            int before = (int)at;
            double share = at - before;
            return before == extent - 1 || share == 0 ? [(before, 1)] : [(before, 1 - share), (before + 1, share)];
        })];
}

/// <summary>How an image is enlarged.</summary>
public enum UpsampleMode
{
    /// <summary>The value of the nearest input position.</summary>
    [JsonStringEnumMemberName("nearest")]
    Nearest,

    /// <summary>A weighted mean of the four surrounding input positions.</summary>
    [JsonStringEnumMemberName("bilinear")]
    Bilinear,
}
