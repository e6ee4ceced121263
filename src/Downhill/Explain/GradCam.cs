using System.Collections.Immutable;

namespace Downhill;

/// <summary>
/// Where in an image a network of convolutions finds what speaks for a class: L = max(0, Σₖ αₖ Aᵏ), where Aᵏ is channel k of the last
/// convolution, after the layers that keep its shape, and αₖ the mean over its places of ∂y / ∂Aᵏ, y the output of the class before its
/// link. Source: R. Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization", 2017, equations 1
/// and 2.
/// </summary>
public sealed class GradCam
{
    private readonly Preprocessing preprocessing;
    private readonly Plan<double> plan;
    private readonly Operation<double>[] maps;

    /// <summary>Maps for the predictions of a trained model.</summary>
    /// <exception cref="DownhillException">It has no convolution.</exception>
    public GradCam(IStoredModel model)
        : this(model.Load<double>(), model.Preprocessing)
    {
    }

    /// <summary>Maps for the predictions of a network.</summary>
    /// <param name="network">The network; of an average of networks the maps are averaged too.</param>
    /// <param name="preprocessing">The preprocessing that was fitted in training.</param>
    /// <exception cref="DownhillException">It has no convolution.</exception>
    public GradCam(Network<double> network, Preprocessing preprocessing)
    {
        this.preprocessing = preprocessing;
        plan = Plan<double>.ForTraining(network, 1, new SelectedOutput());
        maps = network.Model.Layers is [Average]
            ? [.. plan.Operations[0].Children.Select(member => Map(member.Children)).OfType<Operation<double>>()]
            : Map(plan.Operations) is Operation<double> one ? [one] : [];
        if (maps.Length == 0)
            throw new DownhillException("The model has no convolution, so there is no map of image regions.");
    }

    /// <summary>Whether a model has a convolution from which maps can be made.</summary>
    public static bool IsFor(Model model) => model.Places().Any(place => place.Layer is Conv2D && place.Output.Rank == 3);

    /// <summary>The map for one image and one class.</summary>
    /// <param name="row">The image as it is before preprocessing.</param>
    /// <param name="label">The label of the class, or the place of the target.</param>
    public HeatMap Of(ReadOnlySpan<double> row, int label)
    {
        preprocessing.Apply(Samples.From(row.ToArray(), row.Length)).Gather([0], plan.Inputs);
        int outputs = plan.Network.Output.Size;
        bool isSecond = outputs == 1
            && preprocessing.Classes.Length == 2; // one output speaks for the second of two classes, and against the first
        if ((uint)label >= (uint)(isSecond ? 2 : outputs))
            throw new DownhillException($"The model has {(isSecond ? 2 : outputs)} outputs, counted from 0; there is no output {label}.");
        plan.Targets.Clear();
        plan.Targets[isSecond ? 0 : label] = isSecond && label == 0 ? -1 : 1;
        var pass = new Pass(1);
        plan.Forward(pass);
        plan.Loss(pass);
        plan.Backward(pass);
        Shape shape = maps[0].Output.Shape;
        var sum = new double[shape[0] * shape[1]];
        foreach (Operation<double> map in maps)
            Add(map, sum);
        return new HeatMap(shape[0], shape[1], [.. sum.Select(value => value / maps.Length)]);
    }

    // In the order of a pass: the last value that has the shape of the last convolution's.
    private static Operation<double>? Map(IEnumerable<Operation<double>> operations)
    {
        Operation<double>[] all = [.. operations.SelectMany(All)];
        int last = Array.FindLastIndex(all, operation => operation.Name.Split('.')[^1].StartsWith("conv2d", StringComparison.Ordinal)
            && operation.Output.Shape.Rank == 3);
        return last < 0 ? null : Array.FindLast(all, operation => operation.Output.Shape.Equals(all[last].Output.Shape));
    }

    private static IEnumerable<Operation<double>> All(Operation<double> operation) => [.. operation.Children.SelectMany(All), operation];

    private static void Add(Operation<double> map, double[] sum)
    {
        Shape shape = map.Output.Shape;
        int places = shape[0] * shape[1], channels = shape[2];
        double[] values = map.Output.Data.ToArray(), gradient = map.Output.Gradient.ToArray();
        for (int place = 0; place < places; place++)
        {
            double weighted = 0;
            for (int channel = 0; channel < channels; channel++)
                weighted += Mean(gradient, places, channels, channel) * values[(place * channels) + channel];
            sum[place] += Math.Max(0, weighted);
        }
    }

    private static double Mean(double[] gradient, int places, int channels, int channel)
    {
        double sum = 0;
        for (int place = 0; place < places; place++)
            sum += gradient[(place * channels) + channel];
        return sum / places;
    }
}

/// <summary>The importance of each place of an image for a class.</summary>
/// <param name="Height">The height of the map.</param>
/// <param name="Width">The width of the map.</param>
/// <param name="Values">The values, at least 0, <c>[height, width]</c>.</param>
public sealed record HeatMap(int Height, int Width, ImmutableArray<double> Values)
{
    /// <summary>The map in the size of an image, scaled to a largest value of 1 and interpolated bilinearly.</summary>
    /// <param name="height">The height of the image.</param>
    /// <param name="width">The width of the image.</param>
    public double[] Scaled(int height, int width)
    {
        double largest = Values.Max();
        var scaled = new double[height * width];
        for (int y = 0; y < height && largest > 0; y++)
        {
            (int top, int below, double down) = Between(y, height, Height);
            for (int x = 0; x < width; x++)
            {
                (int left, int next, double right) = Between(x, width, Width);
                double upper = Values[(top * Width) + left] + (right * (Values[(top * Width) + next] - Values[(top * Width) + left]));
                double lower = Values[(below * Width) + left] + (right * (Values[(below * Width) + next] - Values[(below * Width) + left]));
                scaled[(y * width) + x] = (upper + (down * (lower - upper))) / largest;
            }
        }

        return scaled;
    }

    private static (int Before, int After, double Share) Between(int at, int extent, int places)
    {
        double place = Math.Clamp(((at + 0.5) * places / extent) - 0.5, 0, places - 1);
        int before = (int)place;
        return (before, Math.Min(before + 1, places - 1), place - before);
    }
}
