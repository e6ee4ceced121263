namespace Downhill.Tables;

/// <summary>
/// Converts a text with runs of spaces and tabs as separators: each run becomes one tab, and those at the ends of a line are removed. Text
/// in quotes is not changed.
/// </summary>
internal sealed class SpaceRuns(Stream source, char quote) : ReadOnlyStream
{
    private bool isQuoted, isLineStart = true, isPending, hasJustClosed;

    public override int Read(Span<byte> buffer)
    {
        // A value may get its tab from the block before: one place is kept for that.
        while (true)
        {
            int count = source.Read(buffer.Length > 1
                ? buffer[1..]
                : throw new ArgumentException("The buffer is too small.", nameof(buffer)));
            if (count == 0)
                return 0;
            int written = Collapse(buffer[1..(count + 1)], buffer);
            if (written > 0)
                return written;
        }
    }

    // What is written never overtakes what is read.
    private int Collapse(ReadOnlySpan<byte> from, Span<byte> to)
    {
        int written = 0;
        foreach (byte letter in from)
        {
            if (!isQuoted && letter is (byte)' ' or (byte)'\t')
            {
                isPending = !isLineStart;
                continue;
            }

            bool isBreak = letter is (byte)'\n' or (byte)'\r';
            bool isStart = isLineStart || isPending;
            if (isPending && !isBreak)
                to[written++] = (byte)'\t';
            bool opensOrCloses = letter == quote && (isQuoted || isStart || hasJustClosed); // a doubled quote closes and opens again
            hasJustClosed = opensOrCloses && isQuoted;
            isQuoted ^= opensOrCloses;
            isPending = false;
            isLineStart = isBreak && !isQuoted;
            to[written++] = letter;
        }

        return written;
    }
}
