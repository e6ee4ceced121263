namespace Downhill;

/// <summary>Reads the number of bytes that a header claims. Memory grows only with the data, because the header may be wrong.</summary>
internal static class StreamBytes
{
    /// <summary>The next bytes of a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="length">The claimed number of bytes.</param>
    /// <param name="first">The first size of the buffer, which is doubled whenever it is full.</param>
    /// <param name="ended">The error where the stream ends after fewer, by their number.</param>
    public static byte[] Read(Stream stream, int length, int first, Func<int, DownhillException> ended)
    {
        var bytes = new byte[Math.Min(length, first)];
        int read = 0;
        while (true)
        {
            read += stream.ReadAtLeast(bytes.AsSpan(read), bytes.Length - read, throwOnEndOfStream: false);
            if (read < bytes.Length)
                throw ended(read);
            if (read == length)
                return bytes;
            Array.Resize(ref bytes, (int)Math.Min(length, 2L * bytes.Length));
        }
    }
}
