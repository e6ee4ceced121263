using System.Buffers.Binary;
using System.Numerics;

namespace Downhill;

/// <summary>
/// A running 64-bit checksum. Each step is a bijection of the state for a given word and of the word for a given state, so that
/// a change within one word of eight bytes is always seen, and any other with a chance of 1 − 2⁻⁶⁴.
/// </summary>
internal sealed class Checksum
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15; // 2⁶⁴ / the golden ratio, odd

    private readonly byte[] rest = new byte[sizeof(ulong)];
    private ulong state = Multiplier;
    private long length;

    /// <summary>The checksum of all bytes so far.</summary>
    public ulong Value
    {
        get
        {
            Span<byte> last = stackalloc byte[sizeof(ulong)];
            last.Clear();
            rest.AsSpan(0, (int)(length % sizeof(ulong))).CopyTo(last);
            ulong mixed = Mix(Mix(state, BinaryPrimitives.ReadUInt64LittleEndian(last)), (ulong)length);
            mixed = (mixed ^ (mixed >> 32)) * Multiplier;
            return mixed ^ (mixed >> 29);
        }
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        int held = (int)(length % sizeof(ulong));
        length += bytes.Length;
        if (held > 0)
        {
            int taken = Math.Min(bytes.Length, sizeof(ulong) - held);
            bytes[..taken].CopyTo(rest.AsSpan(held));
            bytes = bytes[taken..];
            if (held + taken < sizeof(ulong))
                return;
            state = Mix(state, BinaryPrimitives.ReadUInt64LittleEndian(rest));
        }

        ulong mixed = state;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            mixed = Mix(mixed, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        state = mixed;
        bytes.CopyTo(rest);
    }

    private static ulong Mix(ulong state, ulong word) => BitOperations.RotateLeft((state ^ word) * Multiplier, 29);
}
