using System.Text;

namespace Downhill;

/// <summary>
/// Processes that train one network together. Each has a rank, from 0; each computes the gradient of its shards of a batch, and all have
/// the same weights after each step.
/// </summary>
public interface ICommunicator
{
    /// <summary>The rank of this process, from 0.</summary>
    int Rank { get; }

    /// <summary>The number of processes.</summary>
    int Ranks { get; }

    /// <summary>
    /// Starts to send bytes to another rank. They must be in memory that does not move, and must not change until <see cref="Complete"/>.
    /// </summary>
    void Send(ReadOnlySpan<byte> bytes, int to);

    /// <summary>
    /// Starts to receive bytes from another rank, in the order in which it sends them. They are complete after <see cref="Complete"/>.
    /// </summary>
    void Receive(Span<byte> bytes, int from);

    /// <summary>Waits until all started transfers are complete.</summary>
    void Complete();

    /// <summary>Copies the bytes of rank 0 to all ranks; each calls it with the same number of bytes.</summary>
    void Broadcast(Span<byte> bytes);
}

/// <summary>Extensions of communicators.</summary>
internal static class Communicators
{
    /// <summary>Copies a text of rank 0 to all ranks.</summary>
    /// <param name="communicator">The processes.</param>
    /// <param name="text">The text; only that of rank 0 counts.</param>
    public static string Broadcast(this ICommunicator communicator, string text)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        BitConverter.TryWriteBytes(length, bytes.Length);
        communicator.Broadcast(length);
        if (communicator.Rank > 0)
            bytes = new byte[BitConverter.ToInt32(length)];
        communicator.Broadcast(bytes.AsSpan());
        return Encoding.UTF8.GetString(bytes);
    }
}
