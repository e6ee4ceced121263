using System.Collections.Immutable;

namespace Downhill.Reports;

/// <summary>The network of the lesson on convolution after a forward and a backward pass.</summary>
public sealed class ConvolutionExample
{
    /// <summary>The sides of the image, the kernel, the feature map and the pooled map.</summary>
    public const int ImageSide = 5, KernelSide = 3, MapSide = 3, PooledSide = 2;

    /// <summary>The learning rate of the lesson.</summary>
    public const double Rate = 0.1;

    private const string Layers = "conv2d 1 3 padding=valid hasBias=false, relu, max-pool 2 stride=1, flatten, linear 1 hasBias=false";

    private readonly Network<double> network;
    private readonly Plan<double> plan;

    /// <summary>Computes the network.</summary>
    /// <param name="image">The 25 grey values, row by row.</param>
    /// <param name="kernel">The 9 weights of the kernel, row by row.</param>
    /// <exception cref="DownhillException">There are more or fewer numbers, or one is not finite.</exception>
    public ConvolutionExample(ImmutableArray<double> image, ImmutableArray<double> kernel)
    {
        if (image.Length != ImageSide * ImageSide || kernel.Length != KernelSide * KernelSide)
        {
            throw new DownhillException(
                $"The image has {ImageSide * ImageSide} numbers and the kernel {KernelSide * KernelSide}, "
                    + $"not {image.Length} and {kernel.Length}.");
        }

        if (image.Concat(kernel).Any(number => !double.IsFinite(number)))
            throw new DownhillException("A number must be finite.");
        (Image, Kernel) = (image, kernel);
        network = new Network<double>(Model.Parse(Layers, [ImageSide, ImageSide], 1));
        network["conv2d1.weight"].Data.Write(kernel.AsSpan());
        network["linear1.weight"].Data.Write(Weights.AsSpan());
        plan = Plan<double>.ForTraining(network, 1, new MeanSquaredError());
        Cost = Run();
        Map = Values("conv2d1");
        Active = Values("relu1");
        Pooled = Values("max-pool1");
        Output = plan.Outputs[0];
        plan.Backward(new Pass(1));
        MapGradient = [.. Operation("conv2d1").Output.Gradient.ToArray()];
        PooledGradient = [.. Operation("max-pool1").Output.Gradient.ToArray()];
        KernelGradient = [.. network["conv2d1.weight"].Gradient.ToArray()];
    }

    /// <summary>The numbers of the lesson: a bright stroke, and a kernel that detects it.</summary>
    public static ConvolutionExample Given => new(
        [0, 0, 0, 0.2, 0.9, 0, 0, 0.3, 1, 0.4, 0, 0.2, 0.5, 0.5, 0, 0.1, 1, 0.4, 0, 0, 0.8, 0.6, 0, 0, 0],
        [-0.5, 0, 0.5, 0, 1, 0.25, 0.75, 0.25, -0.5]);

    /// <summary>The image, row by row.</summary>
    public ImmutableArray<double> Image { get; }

    /// <summary>The kernel, row by row.</summary>
    public ImmutableArray<double> Kernel { get; }

    /// <summary>The weights of the output.</summary>
    public ImmutableArray<double> Weights { get; } = [0.3, -0.2, 0.25, 0.15];

    /// <summary>The feature map.</summary>
    public ImmutableArray<double> Map { get; }

    /// <summary>The feature map after relu.</summary>
    public ImmutableArray<double> Active { get; }

    /// <summary>The largest value of each window.</summary>
    public ImmutableArray<double> Pooled { get; }

    /// <summary>The output.</summary>
    public double Output { get; }

    /// <summary>The squared difference between the output and 1.</summary>
    public double Cost { get; }

    /// <summary>The derivative of the cost by each pooled value.</summary>
    public ImmutableArray<double> PooledGradient { get; }

    /// <summary>The derivative of the cost by each value of the feature map.</summary>
    public ImmutableArray<double> MapGradient { get; }

    /// <summary>The derivative of the cost by each weight of the kernel.</summary>
    public ImmutableArray<double> KernelGradient { get; }

    /// <summary>The example after one update of the kernel against its gradient.</summary>
    public ConvolutionExample Step(double rate) => new(Image, [.. Kernel.Zip(KernelGradient, (w, g) => w - (rate * g))]);

    /// <summary>The derivative of the cost by a weight of the kernel as a central difference.</summary>
    public double Difference(int index)
    {
        const double Distance = 1e-6;
        return (With(Distance) - With(-Distance)) / (2 * Distance);

        double With(double move) => new ConvolutionExample(Image, Kernel.SetItem(index, Kernel[index] + move)).Cost;
    }

    /// <summary>The cost before the first and after each of some updates of the kernel.</summary>
    public ImmutableArray<double> Costs(double rate, int steps)
    {
        var costs = ImmutableArray.CreateBuilder<double>(steps + 1);
        ConvolutionExample at = this;
        for (int step = 0; step <= steps; step++, at = at.Step(rate))
            costs.Add(at.Cost);
        return costs.ToImmutable();
    }

    private double Run()
    {
        Image.CopyTo(plan.Inputs);
        plan.Targets[0] = 1;
        var pass = new Pass(1);
        plan.Forward(pass);
        return plan.Loss(pass);
    }

    private ImmutableArray<double> Values(string name) => [.. Operation(name).Output.Data.ToArray()];

    private Operation<double> Operation(string name) => plan.Operations.First(operation => operation.Name == name);
}
