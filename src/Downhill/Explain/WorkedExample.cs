using System.Collections.Immutable;
using System.Text.Json;

namespace Downhill;

/// <summary>
/// A worked example in a file: a network with all its numbers, a loss, an optimizer and a few samples, so that everybody can run and check
/// it. All samples are one batch.
/// </summary>
/// <param name="Network">The network; its layers hold their first values.</param>
/// <param name="Loss">The cost.</param>
/// <param name="Optimizer">The optimizer.</param>
/// <param name="Samples">The rows with their targets.</param>
/// <param name="Steps">The number of updates.</param>
/// <param name="Name">The name.</param>
/// <param name="Source">The source.</param>
/// <param name="Expected">Reference numbers, in any form.</param>
/// <param name="Published">The values in the source, in any form.</param>
public sealed record WorkedExample(
    Model Network,
    Loss Loss,
    Optimizer Optimizer,
    ImmutableArray<WorkedSample> Samples,
    int Steps = 1,
    string? Name = null,
    string? Source = null,
    JsonElement? Expected = null,
    JsonElement? Published = null)
{
    /// <summary>Creates the network with the numbers of the example.</summary>
    public Network<double> NewNetwork() => new(Network);

    /// <summary>Fills a plan's inputs and targets with the samples.</summary>
    public void Fill(Plan<double> plan)
    {
        for (int row = 0; row < Samples.Length; row++)
        {
            Samples[row].Input.CopyTo(plan.Inputs[(row * Network.Input.Size)..]);
            Samples[row].Target.CopyTo(plan.Targets[(row * plan.Network.Output.Size)..]);
        }
    }

    /// <summary>Runs the example in double: forward, loss, gradient and updates.</summary>
    /// <param name="steps">The number of updates; by default that of the example.</param>
    public WorkedResult Run(int? steps = null)
    {
        Network<double> network = NewNetwork();
        Plan<double> plan = Plan<double>.ForTraining(network, Samples.Length, Loss);
        var state = Kernels.Buffer<double>.Allocate(Optimizer.State.Count * (long)network.Parameters.Length);
        OptimizerOperation<double> optimizer =
            Optimizer.Bind(new OptimizerBinding<double>(plan.Kernels, network.Parameters, network.Gradient, state));
        Fill(plan);

        var pass = new Pass(Samples.Length, IsTraining: true, Step: 1);
        plan.Forward(pass);
        double before = plan.Loss(pass);
        double[] outputs = plan.Outputs.ToArray();
        plan.Backward(pass);
        double[] gradient = network.Gradient.ToArray();
        string? found = null;
        int count = steps ?? Steps;
        for (int step = 1; step <= count; step++)
        {
            if (step > 1)
            {
                pass = pass with { Step = step };
                plan.Forward(pass);
                plan.Loss(pass);
                plan.Backward(pass);
            }

            found ??= At(plan.FirstNonFinite(pass) ?? plan.FirstNonFiniteGradient(), $"in step {step:N0}");
            optimizer.Update(step, Optimizer.LearningRate);
        }

        pass = pass with { Step = count + 1 };
        plan.Forward(pass);
        double after = plan.Loss(pass);
        found ??= At(plan.FirstNonFinite(pass), count == 1 ? "after the update" : $"after {count:N0} updates");
        return new WorkedResult(network, before, outputs, gradient, network.Parameters.ToArray(), after, plan.Outputs.ToArray(), found);

        static string? At(string? what, string when) => what is null ? null : $"{what} {when}";
    }

    internal void Validate()
    {
        Optimizer.Validate();
        if (Steps < 1)
            throw new DownhillException($"steps: expected at least 1, got {Steps}.");
        if (Samples.IsEmpty)
            throw new DownhillException("samples: expected at least one.");
        int inputs = Network.Input.Size, outputs = Network.OutputShape().Size;
        for (int row = 0; row < Samples.Length; row++)
        {
            if (Samples[row].Input.Length != inputs)
                throw new DownhillException(
                    $"samples[{row}].input: expected {inputs} numbers, one for each input of the network, "
                        + $"got {Samples[row].Input.Length}.");
            if (Samples[row].Target.Length != outputs)
                throw new DownhillException(
                    $"samples[{row}].target: expected {outputs} numbers, one for each output of the network, "
                        + $"got {Samples[row].Target.Length}.");
        }

        _ = NewNetwork();
        Compatibility.RequireLoss(Network, Loss);
    }
}

/// <summary>One sample of a worked example.</summary>
/// <param name="Input">The row.</param>
/// <param name="Target">The expected output.</param>
public sealed record WorkedSample(ImmutableArray<double> Input, ImmutableArray<double> Target);
