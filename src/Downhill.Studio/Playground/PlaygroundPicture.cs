using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Downhill.Studio;

/// <summary>
/// What a network of the playground answers all over the square, neuron by neuron: two plans bound once, one for the grid of places
/// and one for the points. A frame is a run of bytes that the page's script draws.
/// </summary>
public sealed class PlaygroundPicture
{
    /// <summary>The number of points along a side of the decision surface.</summary>
    public const int Grid = 60;

    /// <summary>The number of points along a side of a neuron's picture.</summary>
    public const int Small = 30;

    private readonly PlaygroundSession session;
    private readonly List<Operation<float>> layers = [];
    private readonly int classes;
    private Plan<float> grid, points;

    internal PlaygroundPicture(PlaygroundSession session)
    {
        this.session = session;
        classes = session.Data.Raw.Targets.Classes.Count;
        (grid, points) = Bind();
    }

    /// <summary>The number of neurons of each layer: inputs, hidden layers and outputs.</summary>
    public IReadOnlyList<int> Neurons => [session.Data.Inputs.Count, .. session.State.Hidden, session.Network.Output.Size];

    /// <summary>The parts that all pictures of this network have in common.</summary>
    public PlaygroundOutline Outline() => PlaygroundOutline.Of(session);

    /// <summary>Binds the plans to the network and the loss as they now are.</summary>
    internal void Rebind() => (grid, points) = Bind();

    /// <summary>The mean losses of both parts, without dropout and penalties.</summary>
    internal LossPoint Losses()
    {
        Dataset training = session.Data.Training;
        return new LossPoint(session.Step, Loss(training), session.Data.Test is Dataset test ? Loss(test) : float.NaN);
    }

    /// <summary>
    /// The picture as it now is. Little-endian: the step, the epoch, <see cref="Grid"/>, <see cref="Small"/>, the number of neurons, of
    /// parameters and of losses (32 bits each), the parameters (32-bit floats), the losses (step, training, test), the surface (a byte a
    /// place for what it answers, and one for how sure it is), and each neuron's picture (a byte a place, 128 for zero).
    /// </summary>
    public byte[] Frame()
    {
        grid.Forward(new Pass(Grid * Grid));
        ReadOnlySpan<float> parameters = session.Network.Parameters.Span;
        IReadOnlyList<LossPoint> history = session.History;
        int neurons = Neurons.Sum() - Neurons[^1];
        const int Header = 7 * sizeof(int);
        int floats = (parameters.Length + (3 * history.Count)) * sizeof(float), surface = 2 * Grid * Grid;
        var frame = new byte[Header + floats + surface + (neurons * Small * Small)];
        int[] header = [(int)session.Step, session.Epoch, Grid, Small, neurons, parameters.Length, history.Count];
        for (int i = 0; i < header.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(i * sizeof(int)), header[i]);
        Span<float> numbers = MemoryMarshal.Cast<byte, float>(frame.AsSpan(Header, floats));
        parameters.CopyTo(numbers);
        for (int i = 0; i < history.Count; i++)
            (numbers[parameters.Length + (3 * i)], numbers[parameters.Length + (3 * i) + 1], numbers[parameters.Length + (3 * i) + 2]) =
                (history[i].Step, history[i].Training, history[i].Test);
        Surface(frame.AsSpan(Header + floats, surface));
        Span<byte> rest = frame.AsSpan(Header + floats + surface);
        rest = Neuron(rest, grid.Operations[0].Input, isSquashed: false);
        foreach (Operation<float> layer in layers)
            rest = Neuron(rest, layer.Output, session.State.Activation == "sigmoid");
        return frame;
    }

    // The surface is the answer from −1 to 1 (classes: 2 p − 1; a number: in deviations of the targets), or the likeliest of many classes.
    private void Surface(Span<byte> bytes)
    {
        ReadOnlySpan<float> answers = grid.Predictions;
        int places = Grid * Grid, width = session.Network.Output.Size;
        for (int i = 0; i < places; i++)
        {
            if (width > 1)
            {
                ReadOnlySpan<float> row = answers.Slice(i * width, width);
                int best = 0;
                for (int k = 1; k < width; k++)
                    best = row[k] > row[best] ? k : best;
                (bytes[i], bytes[places + i]) = ((byte)best, Byte(row[best]));
                continue;
            }

            float answer = classes == 2 ? (2 * answers[i]) - 1 : answers[i] / 2;
            bytes[i] = Signed(answer);
            bytes[places + i] = 255;
        }
    }

    private static Span<byte> Neuron(Span<byte> bytes, Tensor<float> value, bool isSquashed)
    {
        int width = value.Shape.Size, stride = Grid / Small;
        ReadOnlySpan<float> numbers = value.Data.Span;
        for (int neuron = 0; neuron < width; neuron++)
        {
            float most = 0.25f;
            for (int i = 0; i < Grid * Grid; i++)
                most = Math.Max(most, Math.Abs(numbers[(i * width) + neuron]));
            Span<byte> picture = bytes.Slice(neuron * Small * Small, Small * Small);
            for (int i = 0; i < picture.Length; i++)
            {
                int place = (i / Small * stride * Grid) + (i % Small * stride);
                float number = numbers[(place * width) + neuron];
                picture[i] = Signed(isSquashed ? (2 * number) - 1 : number / most);
            }
        }

        return bytes[(width * Small * Small)..];
    }

    private static byte Signed(float value) => (byte)Math.Clamp(128 + (127 * value), 0, 255);

    private static byte Byte(float value) => (byte)Math.Clamp(255 * value, 0, 255);

    private float Loss(Dataset rows)
    {
        int width = session.Network.Output.Size;
        double sum = 0;
        Span<int> chosen = stackalloc int[256];
        for (int start = 0; start < rows.Rows; start += chosen.Length)
        {
            Span<int> batch = chosen[..Math.Min(chosen.Length, rows.Rows - start)];
            for (int i = 0; i < batch.Length; i++)
                batch[i] = start + i;
            rows.Gather(batch, points.Inputs, points.Targets, width);
            var pass = new Pass(batch.Length);
            points.Forward(pass);
            points.Loss(pass);
            foreach (float loss in points.RowLosses[..batch.Length])
                sum += loss;
        }

        return (float)(sum / rows.Rows);
    }

    private (Plan<float> Grid, Plan<float> Points) Bind()
    {
        var over = Plan<float>.ForInference(session.Network, Grid * Grid, session.Training.Loss.Link);
        layers.Clear();
        string kind = session.State.Activation;
        layers.AddRange(over.Operations.Where(operation => operation.Name.StartsWith(kind, StringComparison.Ordinal)));
        (double x, double y, double half) = session.Data.View;
        var places = new (double X, double Y)[Grid * Grid];
        for (int i = 0; i < places.Length; i++)
            places[i] = (x + (half * ((2 * (i % Grid) / (Grid - 1.0)) - 1)), y - (half * ((2 * (i / Grid) / (Grid - 1.0)) - 1)));
        session.Data.Prepare(places).Gather(Enumerable.Range(0, places.Length).ToArray(), over.Inputs);
        return (over, Plan<float>.ForEvaluation(session.Network, 256, session.Training.Loss));
    }
}
