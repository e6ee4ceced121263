using System.Collections.Immutable;
using System.Globalization;

namespace Downhill.Reports;

/// <summary>The kernel and the patches behind the derivative by a weight of a convolution, as pictures.</summary>
internal static class KernelPictures
{
    /// <summary>The pictures; none if the derivative is by something else.</summary>
    public static IEnumerable<Block> Of(Explanation explanation)
    {
        if (explanation.Patches is not { } patches)
            yield break;
        double largest = patches.Kernel.Max(Math.Abs),
            highest = patches.Patches.Select(patch => patch.Values.Max()).DefaultIfEmpty(0).Max();
        double lowest = patches.Patches.Select(patch => patch.Values.Min()).DefaultIfEmpty(0).Min();
        (int down, int across) = Math.DivRem(patches.Tap, patches.Width);
        yield return new Pictures(
            string.Create(CultureInfo.InvariantCulture,
                $"The kernel that the weight is part of, from {-largest:G4} (black) to {largest:G4} (white). "
                    + $"The weight stands in its row {down}, column {across}, counted from 0."),
            [Picture(patches, patches.Kernel, -largest, largest, "kernel")]);
        if (!patches.Patches.IsEmpty)
        {
            yield return new Pictures(
                string.Create(CultureInfo.InvariantCulture,
                    $"The patches with the largest contributions to the derivative, from {lowest:G4} (black) to {highest:G4} (white). "
                        + $"Below each: its position, and its contribution, which is the derivative with respect to the output there "
                        + $"times the "
                        + $"value under the weight."),
                [.. patches.Patches.Select(patch => Picture(patches, patch.Values, lowest, highest, Text(explanation, patches, patch)))]);
        }
    }

    private static string Text(Explanation explanation, KernelPatches patches, KernelPatch patch)
    {
        double value = patch.Values[patches.Tap];
        string row = explanation.Rows > 1 ? string.Create(CultureInfo.InvariantCulture, $"row {patch.Row}, ") : string.Empty;
        return string.Create(CultureInfo.InvariantCulture,
            $"{row}place [{patch.Y}, {patch.X}]: {patch.Gradient:G4} · {value:G4} = {patch.Gradient * value:G4}").Replace('-', '−');
    }

    private static Picture Picture(KernelPatches patches, ImmutableArray<double> values, double black, double white, string text)
    {
        double range = white > black ? white - black : 1;
        return new Picture([.. values.Select(value => (byte)Math.Clamp(Math.Round(255 * (value - black) / range), 0, 255))], patches.Height,
            patches.Width, 1, text);
    }
}
