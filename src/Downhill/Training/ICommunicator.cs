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

    /// <summary>How many processes there are.</summary>
    int Ranks { get; }

    /// <summary>
    /// Begins to send bytes to another rank. They must lie in memory that does not move, and stay as they are until <see cref="Complete"/>.
    /// </summary>
    void Send(ReadOnlySpan<byte> bytes, int to);

    /// <summary>
    /// Begins to receive as many bytes from another rank, in the order in which it sends them. They are there after <see cref="Complete"/>.
    /// </summary>
    void Receive(Span<byte> bytes, int from);

    /// <summary>Waits until all that was begun is done.</summary>
    void Complete();

    /// <summary>Gives the bytes of rank 0 to all ranks; each calls it with as many.</summary>
    void Broadcast(Span<byte> bytes);
}

/// <summary>What can be said with the few means of a communicator.</summary>
public static class Communicators
{
    /// <summary>Gives a text of rank 0 to all ranks.</summary>
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
