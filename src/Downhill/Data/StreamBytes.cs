namespace Downhill;

/// <summary>Reads a number of bytes that a header claims, with no more memory than there is data: the header may lie.</summary>
internal static class StreamBytes
{
    /// <summary>The next bytes of a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="length">How many there should be.</param>
    /// <param name="first">How many to make room for at first; the room is doubled whenever it is full.</param>
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
