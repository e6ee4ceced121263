using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Downhill.Experiments;

/// <summary>A member of an ensemble that another process trained, in the form that is sent to rank 0.</summary>
/// <param name="Result">The end of its training.</param>
/// <param name="Epochs">Its epochs.</param>
/// <param name="Network">Its network.</param>
internal sealed record MemberResult<T>(TrainingResult Result, IReadOnlyList<EpochRecord> Epochs, Network<T> Network)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Its bytes: lines of JSON, an empty line, and the numbers.</summary>
    public byte[] Write() =>
    [
        .. Encoding.UTF8.GetBytes(string.Join('\n',
            [Description.Write(Result), .. Epochs.Select(Description.Write), string.Empty, string.Empty])),
        .. MemoryMarshal.AsBytes<T>(Network.Parameters.ToArray()),
        .. MemoryMarshal.AsBytes<T>(Network.Statistics.ToArray()),
    ];

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="model">The model of a member.</param>
    public static MemberResult<T> Read(byte[] bytes, Model model)
    {
        int end = bytes.AsSpan().IndexOf("\n\n"u8);
        string[] lines = Encoding.UTF8.GetString(bytes, 0, end).Split('\n');
        ReadOnlySpan<T> numbers = MemoryMarshal.Cast<byte, T>(bytes.AsSpan(end + 2).ToArray());
        Network<T> network = Network<T>.Uninitialized(model);
        int parameters = network.Parameters.Length;
        network.Parameters.Write(numbers[..parameters].ToArray());
        network.Statistics.Write(numbers[parameters..].ToArray());
        return new MemberResult<T>(Description.ReadOwn<TrainingResult>(lines[0]),
            [.. lines.Skip(1).Select(Description.ReadOwn<EpochRecord>)], network);
    }
}
