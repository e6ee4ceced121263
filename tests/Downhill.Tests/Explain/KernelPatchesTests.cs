using Downhill.Reports;

namespace Downhill.Tests;

/// <summary>The kernel and the patches behind the derivative by a weight of a convolution.</summary>
public sealed class KernelPatchesTests
{
    [Theory]
    [InlineData("conv2d 3 3, tanh, flatten, linear", "conv2d1.weight", 1, 1, 1)]
    [InlineData("conv2d 2 3 stride=2 padding=valid, flatten, linear", "conv2d1.weight", 2, 1, 2)]
    [InlineData("conv2d 4 1, relu, residual (conv2d 4 3 groups=2), flatten, linear", "residual1.conv2d1.weight", 1, 1, 1)]
    public void Patches_are_what_the_kernel_reads_where_it_weighs_most(string layers, string name, int stride, int dilation, int rows)
    {
        Plan<double> plan = Planned(layers, rows);
        Parameter<double> weight = plan.Network[name];
        int height = weight.Shape[0], width = weight.Shape[1], channels = weight.Shape[2], outputs = weight.Shape[3];
        Operation<double> operation = All(plan.Operations).Single(one => $"{one.Name}.weight" == name);
        for (int index = 0; index < weight.Shape.Size; index += 5)
        {
            Explanation explanation = Explanation.Of(plan, new Pass(rows), new GradientEntry(name, index), mostTerms: 1000);
            KernelPatches patches = explanation.Patches!;
            int output = index % outputs, channel = index / outputs % channels, tap = index / outputs / channels;

            Assert.Equal((height, width, tap), (patches.Height, patches.Width, patches.Tap));
            Assert.Equal(Enumerable.Range(0, height * width).Select(one => weight.Data[(((one * channels) + channel) * outputs) + output]),
                patches.Kernel);
            Assert.Equal(explanation.Result.Stored, patches.Patches.Sum(patch => patch.Gradient * patch.Values[tap]), 1e-12);
            double[] sizes = [.. patches.Patches.Select(patch => Math.Abs(patch.Gradient * patch.Values[tap]))];
            Assert.Equal(sizes.OrderDescending(), sizes);
            Assert.All(patches.Patches, patch => Assert.Equal(Read(patch, channel, output), patch.Values));
        }

        // By the definition: padding is half the kernel, or none where the stride is 2.
        IEnumerable<double> Read(KernelPatch patch, int channel, int output)
        {
            Shape input = operation.Input.Shape;
            int all = input.Rank == 3 ? input[2] : 1, pad = stride == 2 ? 0 : height / 2,
                from = output / (outputs / (all / channels)) * channels;
            for (int down = 0; down < height; down++)
            {
                for (int across = 0; across < width; across++)
                {
                    int y = (patch.Y * stride) + (down * dilation) - pad, x = (patch.X * stride) + (across * dilation) - pad;
                    yield return y < 0 || x < 0 || y >= input[0] || x >= input[1] ? 0
                        : operation.Input.Data[(patch.Row * input.Size) + (((y * input[1]) + x) * all) + from + channel];
                }
            }
        }
    }

    [Fact]
    public void Other_derivatives_have_none_and_a_page_shows_them()
    {
        Plan<double> plan = Planned("conv2d 3 3, tanh, flatten, linear", 2);

        Assert.Null(Explanation.Of(plan, new Pass(2), new GradientEntry("conv2d1.bias", 0)).Patches);
        Assert.Null(Explanation.Of(plan, new Pass(2), new GradientEntry("linear1.weight", 0)).Patches);
        Explanation explanation = Explanation.Of(plan, new Pass(2), new GradientEntry("conv2d1.weight", 0));
        string page = ExplanationHtml.Section(explanation, plan.Network, "one");
        Assert.Equal(1 + explanation.Patches!.Patches.Length, page.Split("<img src=\"data:image/png").Length - 1);
        KernelPatch first = explanation.Patches.Patches[0];
        Assert.Contains($"row {first.Row}, place [{first.Y}, {first.X}]", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Differences_that_reach_across_a_kink_are_taken_from_smaller_steps()
    {
        // z = w x with w = 2e-4 and x = 1: a step of 1e-3 crosses the kink of relu at 0. C = (z − 1)²: C′ = 2 (z − 1).
        var network = new Network<double>(Model.Parse("linear 1 hasBias=false, relu", [1], 1), seed: 1);
        network["linear1.weight"].Data.Set(0, 2e-4);
        Plan<double> plan = Plan<double>.ForTraining(network, 1, new SumSquaredError(), inputGradient: true);
        plan.Inputs[0] = 1;
        plan.Targets[0] = 1;

        Explanation explanation = Explanation.Of(plan, new Pass(1), new GradientEntry("linear1.weight", 0));

        Assert.Equal(2 * (2e-4 - 1), explanation.Result.Stored, 1e-12);
        Assert.True(explanation.DigitsThatAgree >= 8, $"{explanation.DigitsThatAgree} digits: {explanation.Numeric}");
        Assert.Equal(2e-4, network["linear1.weight"].Data[0]);
    }

    private static Plan<double> Planned(string layers, int rows)
    {
        var network = new Network<double>(Model.Parse(layers, [5, 5, 2], 3), seed: 3);
        Plan<double> plan = Plan<double>.ForTraining(network, rows, new MeanSquaredError(), inputGradient: true);
        Examples.Numbers(plan.Inputs.Length, 1, 2).CopyTo(plan.Inputs);
        Examples.Numbers(plan.Targets.Length, 2).CopyTo(plan.Targets);
        return plan;
    }

    private static IEnumerable<Operation<double>> All(IEnumerable<Operation<double>> operations) =>
        operations.SelectMany(operation => All(operation.Children).Prepend(operation));
}
