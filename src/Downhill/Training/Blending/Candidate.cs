using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Downhill;

/// <summary>
/// A model with its training, which competes with others on held-out rows. A member learns from some of the rows and has several stops,
/// such as numbers of epochs or strengths of a penalty; the held-out rows of all members decide which stop is used.
/// </summary>
/// <param name="Name">The name: <c>linear</c>.</param>
/// <param name="Layers">The layers of a member; the last gets its outputs from the target.</param>
public abstract record Candidate(string Name, ImmutableArray<Layer> Layers)
{
    /// <summary>The stops in order, in words: <c>12 epochs</c>.</summary>
    public abstract IReadOnlyList<string> Stops(int rows);

    /// <summary>Trains one member, and keeps it at every stop.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="training">The rows to learn from.</param>
    /// <param name="heldOut">The rows to predict.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="seed">The member's own.</param>
    /// <param name="cancellation">Ends the training early; the result is then meaningless.</param>
    internal abstract MemberStop<T>[] Fit<T>(Dataset training, Dataset heldOut, Loss loss, ulong seed, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The model of a member.</summary>
    public Model Model(Shape input) => new(input, Layers);

    /// <summary>A member as it is now.</summary>
    private protected static MemberStop<T> Note<T>(Network<T> network, Plan<T> plan, Dataset heldOut)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(network.Parameters.ToArray(), network.Statistics.ToArray(), Outputs(plan, heldOut));

    private protected static double[] Outputs<T>(Plan<T> plan, Dataset rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = plan.Network.Output.Size;
        var outputs = new double[rows.Rows * width];
        Span<int> batch = stackalloc int[plan.Rows];
        for (int start = 0; start < rows.Rows; start += plan.Rows)
        {
            Span<int> some = batch[..Math.Min(plan.Rows, rows.Rows - start)];
            for (int i = 0; i < some.Length; i++)
                some[i] = start + i;
            rows.Gather(some, plan.Inputs, [], 0);
            plan.Forward(new Pass(some.Length));
            for (int i = 0; i < some.Length * width; i++)
                outputs[(start * width) + i] = double.CreateTruncating(plan.Outputs[i]);
        }

        return outputs;
    }
}

/// <summary>A member at one of its stops.</summary>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Statistics">Its running statistics.</param>
/// <param name="HeldOut">Its outputs for the rows held out, <c>[rows, width]</c>, before the link.</param>
internal sealed record MemberStop<T>(T[] Parameters, T[] Statistics, double[] HeldOut)
    where T : unmanaged
{
    /// <summary>The bytes of a member's stops, for another process of the same byte order.</summary>
    public static byte[] Write(MemberStop<T>[] stops)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(stops.Length);
        foreach (MemberStop<T> stop in stops)
        {
            Write<T>(writer, stop.Parameters);
            Write<T>(writer, stop.Statistics);
            Write<double>(writer, stop.HeldOut);
        }

        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="Write(MemberStop{T}[])"/> wrote.</summary>
    public static MemberStop<T>[] Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        return [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => new MemberStop<T>(Read<T>(reader), Read<T>(reader),
            Read<double>(reader)))];
    }

    private static void Write<TNumber>(BinaryWriter writer, TNumber[] numbers)
        where TNumber : unmanaged
    {
        writer.Write(numbers.Length);
        writer.Write(MemoryMarshal.AsBytes<TNumber>(numbers));
    }

    private static TNumber[] Read<TNumber>(BinaryReader reader)
        where TNumber : unmanaged
    {
        var numbers = new TNumber[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }
}
