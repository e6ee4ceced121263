namespace Downhill.Tests;

/// <summary>Central differences for many entries at once.</summary>
public sealed class DifferencesTests
{
    // The layers that are linear in their parameters and say what a moved one does; a convolution's derivatives go through it.
    private static readonly string[] Moves = ["linear", "embedding", "conv2d"];

    [Theory]
    [InlineData("linear 20, tanh, linear 3", 1)]
    [InlineData("linear 20, tanh, linear 3", 4)]
    [InlineData("linear 5, residual (linear 5, gelu), concat (; linear 2, sigmoid), linear 3, softmax", 2)]
    [InlineData("linear 5, dropout 0.3, linear 3 hasBias=false", 3)]
    [InlineData("linear 5, tanh, linear 3", 70)]
    public void Many_at_once_are_those_of_one_by_one(string layers, int rows)
    {
        var network = new Network<double>(Model.Parse(layers, [5], 3), seed: 3);
        Plan<double> plan = Plan<double>.ForTraining(network, rows, new MeanSquaredError(), inputGradient: true);
        Examples.Numbers(plan.Inputs.Length, 1, 2).CopyTo(plan.Inputs);
        Examples.Numbers(plan.Targets.Length, 2).CopyTo(plan.Targets);
        var pass = new Pass(rows, IsTraining: true, Step: 2, Seed: 4);
        plan.Forward(pass);
        plan.Loss(pass);
        double[] outputs = plan.Outputs.ToArray();
        var differences = new Differences(plan, pass);
        foreach (Parameter<double> parameter in network.AllParameters)
        {
            double[] values = parameter.Data.Span.ToArray();
            int[] indices = [.. Enumerable.Range(0, parameter.Shape.Size)];
            double[] found = differences.Of(parameter.Name, indices);
            Assert.Equal(values, parameter.Data.Span.ToArray());
            Assert.Equal(outputs, plan.Outputs.ToArray());
            double[] single = [.. indices.Select(i => GradientCheck.Numeric(plan, pass, new GradientEntry(parameter.Name, i)))];
            plan.Forward(pass);
            plan.Loss(pass);
            Assert.All(indices, i => Assert.Equal(single[i], found[i], 1e-11));
            Assert.Contains(found, value => Math.Abs(value) > 1e-4);
        }
    }

    [Fact]
    public void A_layer_that_moves_its_output_moves_it_as_a_forward_pass_does()
    {
        foreach (string layers in Examples.Chains)
        {
            var network = new Network<double>(Model.Parse($"{layers}, linear 2", [5], 2), seed: 3);
            Plan<double> plan = Plan<double>.ForInference(network, 3);
            Examples.Numbers(plan.Inputs.Length, 1, 2).CopyTo(plan.Inputs);
            (plan.Inputs[5], plan.Inputs[9]) = (2, 1); // the last categories of the embeddings, in the row that is moved
            foreach (Operation<double> operation in plan.Operations)
            {
                foreach (Parameter<double> parameter in network.AllParameters.Where(known =>
                    known.Name.StartsWith($"{operation.Name}.", StringComparison.Ordinal)))
                    Assert.Equal(Moves.Contains(operation.Name.TrimEnd([.. "0123456789"])), Check(plan, operation, parameter));
            }
        }
    }

    [Fact]
    public void EveryWeightOfAConvolutionMovesTheOutputsThatTrainingMoves()
    {
        // Padding on every side: no weight reads the same places as another.
        var network = new Network<double>(Model.Parse("conv2d 2 3 padding=same, flatten, linear 2", [4, 5, 2], 2), seed: 3);
        Plan<double> plan = Plan<double>.ForInference(network, 3);
        Examples.Numbers(plan.Inputs.Length, 1, 2).CopyTo(plan.Inputs);
        Operation<double> convolution = plan.Operations[0];
        foreach (Parameter<double> parameter in network.AllParameters.Where(known =>
            known.Name.StartsWith($"{convolution.Name}.", StringComparison.Ordinal)))
        {
            for (int index = 0; index < parameter.Shape.Size; index++)
                Assert.True(Check(plan, convolution, parameter, index));
        }
    }

    private static bool Check(Plan<double> plan, Operation<double> operation, Parameter<double> parameter, int? index = null)
    {
        int last = index ?? (parameter.Shape.Size - 1), width = operation.Output.Shape.Size;
        var pass = new Pass(3);
        plan.Forward(pass);
        double[] before = operation.Output.Data.Span.ToArray();
        if (!operation.MoveOutput(parameter.Name[(operation.Name.Length + 1)..], last, 0.125, 1, 1))
            return false;
        double[] told = operation.Output.Data.Span.ToArray();
        double kept = parameter.Data.Span[last];
        parameter.Data.Span[last] += 0.125;
        plan.Forward(pass);
        parameter.Data.Span[last] = kept;
        double[] real = operation.Output.Data.Span.ToArray();
        Assert.Equal(before[..width], told[..width]);
        Assert.Equal(before[(2 * width)..], told[(2 * width)..]);
        Assert.All(Enumerable.Range(width, width), i => Assert.Equal(real[i], told[i], 1e-14));
        Assert.NotEqual(before, told);
        return true;
    }
}
