namespace Downhill.Tests;

/// <summary>Runs the gradient check with the bound that every layer has to meet: 1e-7 · |analytic| + 1e-9.</summary>
internal static class Gradients
{
    public static void Check(Model model, int rows) =>
        Check(new Network<double>(model, seed: 3), Examples.Numbers((long)rows * model.Input.Size, 1, 2));

    /// <summary>
    /// Checks at given inputs; the targets lie near the outputs, so that a large output leaves no large loss to take differences of.
    /// </summary>
    public static void Check(Network<double> network, double[] inputs)
    {
        int rows = inputs.Length / network.Model.Input.Size;
        Plan<double> plan = Plan<double>.ForInference(network, rows);
        inputs.CopyTo(plan.Inputs);
        plan.Forward(new Pass(rows, IsTraining: true, Step: 1));
        double[] targets = Examples.Numbers(plan.Outputs.Length, 2);
        for (int i = 0; i < targets.Length; i++)
            targets[i] += plan.Outputs[i];
        Check(network, new SumSquaredError(Reduction.Sum), inputs, targets);
    }

    public static void Check(Network<double> network, Loss loss, double[] inputs, double[] targets)
    {
        GradientReport report = GradientCheck.Run(network, loss, inputs, targets);
        foreach (GradientComparison part in report.Parts)
        {
            Assert.True(
                part.Failed == 0,
                $"{part.Failed} of {part.Count} entries of {part.Name} are off, the worst by {part.Worst.Excess} times the bound: "
                    + $"[{part.Worst.Index}] is {part.Worst.Analytic:R}, differences give {part.Worst.Numeric:R}.");
        }
    }

    /// <summary>The gradient of every parameter after one pass with the plan given.</summary>
    public static double[] Of(Plan<double> plan, double[] inputs, double[] targets, in Pass pass)
    {
        inputs.CopyTo(plan.Inputs);
        targets.CopyTo(plan.Targets);
        plan.Forward(pass);
        plan.Loss(pass);
        plan.Backward(pass);
        return plan.Network.Gradient.Span.ToArray();
    }
}
