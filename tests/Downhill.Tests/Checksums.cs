using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Downhill.Tests;

/// <summary>Checksums by which results are known again.</summary>
internal static class Checksums
{
    /// <summary>SHA-256 of the bytes of all tensors in a safetensors file, in lower-case hexadecimal.</summary>
    public static string OfTensors(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int header = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        return Text(bytes.AsSpan(8 + header));
    }

    /// <summary>SHA-256 of numbers as little-endian doubles.</summary>
    public static string OfNumbers(IEnumerable<double> numbers)
    {
        double[] all = [.. numbers];
        var bytes = new byte[8 * all.Length];
        for (int i = 0; i < all.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 * i), all[i]);
        return Text(bytes);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
