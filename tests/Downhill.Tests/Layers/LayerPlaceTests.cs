namespace Downhill.Tests;

/// <summary>Every layer of the catalogue first, in the middle and last in a branch: whoever writes a gradient that others add to is found.</summary>
public sealed class LayerPlaceTests
{
    public static TheoryData<string> Layers => [.. Catalog.Layers.Entries.SelectMany(entry => entry.Examples)];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_layer_passes_the_gradient_check_wherever_it_stands_in_a_composite(string layer)
    {
        CatalogEntry entry = Catalog.Layers.Entries.Single(one => one.Examples.Contains(layer));
        int[] input = [.. entry.ExampleInput];
        int size = input.Aggregate(1, (product, extent) => product * extent), width = Examples.Model($"{layer}, flatten", input).OutputShape().Size;
        string back = input.Length == 1 ? string.Empty : $", reshape {string.Join(' ', input)}";
        string first = $"{layer}, flatten, linear 3", middle = $"flatten, linear {size}{back}, {layer}, flatten, linear 3", last = $"flatten, linear {size}{back}, {layer}, flatten";
        foreach (string branch in (string[])[first, middle, last])
        {
            string other = branch == last ? $"flatten, linear {width}" : "flatten, linear 3";
            foreach (string composite in (string[])[
                $"concat ({branch}; {other})", $"concat ({other}; {branch})", $"concat ({branch}; {branch}; {branch})",
                $"average ({branch}; {other})", $"average ({other}; {branch})", $"average ({branch}; {branch})",
                $"residual ({branch}) projection=({other})", $"residual ({other}) projection=({branch})", $"residual ({branch}) projection=({branch})"])
                Gradients.Check(Examples.Model(composite, input), 3);
        }

        Gradients.Check(Examples.Model($"residual ({layer}, flatten, linear {size}{back})", input), 3);
        Gradients.Check(Examples.Model($"residual (flatten, linear {size}{back}, {layer}, flatten, linear {size}{back})", input), 3);
    }
}
