using System.Runtime.CompilerServices;

namespace Downhill.Kernels;

/// <summary>
/// The buffers to which a thread copies blocks of a product's operands. They are allocated once for each thread and reused by every
/// product. A worker gets them when it starts, so its first step allocates nothing.
/// </summary>
internal static unsafe class PackingRoom
{
    /// <summary>
    /// How many bytes further apart than they are long the strips of a block start, or all would compete for the same few lines of the
    /// cache.
    /// </summary>
    public const int Gap = 64;

    /// <summary>How many rows a block of A has at most, how many bytes of columns a block of B, and how many k both.</summary>
    public const int BlockRows = 256, BlockColumnBytes = 4096, BlockDepth = 256;

    /// <summary>The bytes of a block of A, and of one of B.</summary>
    public const int SizeOfA = BlockRows * ((BlockDepth * sizeof(double)) + Gap);
    /// <inheritdoc cref="SizeOfA"/>
    public const int SizeOfB = (BlockDepth * BlockColumnBytes) + (BlockColumnBytes / (2 * sizeof(float)) * Gap);

    [ThreadStatic]
    private static byte[]? room;

    /// <summary>Room for a block of A, starting on a 64 byte line.</summary>
    public static void* ForA => (void*)(((nint)Unsafe.AsPointer(ref (room ??= New())[0]) + 63) & ~63);

    /// <summary>The buffer for a block of B.</summary>
    public static void* ForB => (byte*)ForA + SizeOfA;

    /// <summary>Makes the room of a thread.</summary>
    public static byte[] New()
    {
        byte[] made = GC.AllocateUninitializedArray<byte>(SizeOfA + SizeOfB + Gap, pinned: true);
        Bounds.Register((byte*)Unsafe.AsPointer(ref made[0]), made.Length);
        return made;
    }

    /// <summary>Gives the calling thread its room.</summary>
    public static void Use(byte[] made) => room = made;
}
