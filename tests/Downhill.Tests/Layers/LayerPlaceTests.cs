namespace Downhill.Tests;

/// <summary>
/// Every layer of the catalogue first, in the middle and last in a branch: whoever writes a gradient that others add to is found.
/// </summary>
public sealed class LayerPlaceTests
{
    public static TheoryData<string> Layers => [.. Catalog.Layers.Entries.SelectMany(entry => entry.Examples)];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_layer_passes_the_gradient_check_wherever_it_stands_in_a_composite(string layer)
    {
        CatalogEntry entry = Catalog.Layers.Entries.Single(one => one.Examples.Contains(layer));
        int[] input = [.. entry.ExampleInput];
        int size = input.Aggregate(1, (product, extent) => product * extent),
            width = Examples.Model($"{layer}, flatten", input).OutputShape().Size;
        string back = input.Length == 1 ? string.Empty : $", reshape {string.Join(' ', input)}";
        string first = $"{layer}, flatten, linear 3", middle = $"flatten, linear {size}{back}, {layer}, flatten, linear 3",
            last = $"flatten, linear {size}{back}, {layer}, flatten";
        foreach (string branch in (string[])[first, middle, last])
        {
            string other = branch == last ? $"flatten, linear {width}" : "flatten, linear 3";
            foreach (string composite in (string[])[
                $"concat ({branch}; {other})", $"concat ({other}; {branch})", $"concat ({branch}; {branch}; {branch})",
                $"average ({branch}; {other})", $"average ({other}; {branch})", $"average ({branch}; {branch})",
                $"residual ({branch}) projection=({other})", $"residual ({other}) projection=({branch})",
                $"residual ({branch}) projection=({branch})"])
                Gradients.Check(Examples.Model(composite, input), 3);
        }

        Gradients.Check(Examples.Model($"residual ({layer}, flatten, linear {size}{back})", input), 3);
        Gradients.Check(Examples.Model($"residual (flatten, linear {size}{back}, {layer}, flatten, linear {size}{back})", input), 3);
    }

    // What a pass writes it must not find from the pass before.
    [Theory]
    [MemberData(nameof(Layers))]
    public void A_second_pass_over_other_rows_gives_the_gradient_of_a_first(string layer)
    {
        int[] input = [.. Catalog.Layers.Entries.Single(one => one.Examples.Contains(layer)).ExampleInput];
        int size = input.Aggregate(1, (product, extent) => product * extent);
        string back = input.Length == 1 ? string.Empty : $", reshape {string.Join(' ', input)}";
        foreach (string model in (string[])[$"{layer}, flatten, linear 2", $"flatten, linear {size}{back}, {layer}, flatten, linear 2",
            $"concat ({layer}, flatten; flatten), linear 2", $"concat (flatten; {layer}, flatten), linear 2"])
        {
            var network = new Network<double>(Examples.Model(model, input), seed: 3);
            double[] one = Examples.Numbers(3L * size, 1, 2), other = Examples.Numbers(3L * size, 5, 2), targets = Examples.Numbers(6, 2);
            var pass = new Pass(3, IsTraining: true, Step: 2, Seed: 5);
            Plan<double> plan = Plan<double>.ForTraining(network, 3, new SumSquaredError(), inputGradient: true);
            double[] first = Gradients.Of(plan, one, targets, pass), firstInput = plan.InputGradient.ToArray();
            Gradients.Of(plan, other, targets, pass);
            Assert.Equal(first, Gradients.Of(plan, one, targets, pass));
            Assert.Equal(firstInput, plan.InputGradient.ToArray());
        }
    }
}
