namespace Downhill;

/// <summary>Names the formats in which other programs keep models, by the first bytes of a file.</summary>
internal static class OtherModelFile
{
    /// <summary>The format and what to do; null if it is none of them. At least the first eight bytes are needed.</summary>
    public static string? KindOf(ReadOnlySpan<byte> start) => start.Length < sizeof(long) ? null
        : start.StartsWith("PK\u0003\u0004"u8)
            ? "a zip archive, as PyTorch and Keras save models; save the weights as safetensors, which 'import' reads"
        : start.StartsWith((ReadOnlySpan<byte>)[0x89, .. "HDF"u8]) ? "an HDF5 file; save the weights as safetensors, which 'import' reads"
        : start[0] == 0x80 && start[1] is >= 2 and <= 5 ? "a Python pickle; save the weights as safetensors, which 'import' reads"
        : start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 8]) ? "packed with gzip; unpack it"
        : start[4..].StartsWith("TFL3"u8) ? "a model of TensorFlow Lite; convert it to ONNX, which 'import' reads"
        : null;

    /// <summary>Whether the bytes are letters, as those of a table or of JSON.</summary>
    public static bool IsText(ReadOnlySpan<byte> start) => !start.IsEmpty && start.IndexOfAnyExceptInRange((byte)'\t', (byte)'~') < 0;
}
