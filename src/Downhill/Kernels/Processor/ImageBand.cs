using System.Numerics;

namespace Downhill.Kernels;

/// <summary>Steps of a product's depth at equal distances: the position of the first in A, and their number.</summary>
internal readonly record struct DepthRun(nint Start, int Count);

/// <summary>
/// The lines of images that a run of places reads, copied once, with their padding. The number that a place reads at one number of the
/// kernel lies at the sum of two offsets, one for the place and one for the kernel's number, so patches need not be written out: a band
/// takes about as many numbers as the images, patches take as many times more as the kernel has taps.
/// </summary>
internal readonly unsafe struct ImageBand<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
{
    private readonly Patches<T> from;
    private readonly int firstImage, firstLine, partLines, imageLines;
    private readonly nint lineStride;

    /// <summary>Copies what some places read.</summary>
    public ImageBand(in Patches<T> from, int place, int places)
    {
        this.from = from;
        Start = (T*)PackingRoom.ForA;
        lineStride = Width(from) * (nint)from.Channels;
        (int firstOfGrid, int lastOfGrid) = (place / from.Across, (place + places - 1) / from.Across);
        (firstImage, firstLine) = Math.DivRem(firstOfGrid, from.Down);
        int lastImage = lastOfGrid / from.Down, lastLine = lastOfGrid % from.Down;
        imageLines = Lines(from, from.Down);
        partLines = Lines(from, (firstImage == lastImage ? lastLine + 1 : from.Down) - firstLine);
        T* to = Start;
        for (int image = firstImage; image <= lastImage; image++)
        {
            int line = image == firstImage ? firstLine : 0, end = image == lastImage ? lastLine + 1 : from.Down;
            to = Copy(image, line, Lines(from, end - line), to);
        }
    }

    /// <summary>The first number.</summary>
    public T* Start { get; }

    /// <summary>How far apart the numbers are that neighbours in a line of places read.</summary>
    public nint PlaceStride => from.StepX * (nint)from.Channels;

    /// <summary>Whether a number of places, wherever they begin, fits in the buffer of a thread.</summary>
    public static bool Fits(in Patches<T> from, int places)
    {
        long lines = ((places + from.Across - 2L) / from.Across) + 1, images = ((lines + from.Down - 2) / from.Down) + 1;
        long copied = (lines * from.StepY) + (images * Math.Max(0, Span(from.TapsDown, from.TapY) - from.StepY));
        return copied * Width(from) * from.Channels * sizeof(T) <= PackingRoom.SizeOfA;
    }

    /// <summary>The offset of each of some places.</summary>
    public void Places(int place, int places, nint* to)
    {
        (int line, int x) = Math.DivRem(place, from.Across);
        nint start = OfLine(line);
        for (int i = 0; i < places; i++)
        {
            to[i] = start + (x * PlaceStride);
            if (++x == from.Across)
                (x, start) = (0, OfLine(++line));
        }
    }

    /// <summary>The places as runs of the depth.</summary>
    public int RunsOfPlaces(int place, int places, DepthRun* to)
    {
        (int line, int x) = Math.DivRem(place, from.Across);
        int runs = 0;
        for (int done = 0; done < places; line++, x = 0)
        {
            int count = Math.Min(from.Across - x, places - done);
            to[runs++] = new DepthRun(OfLine(line) + (x * PlaceStride), count);
            done += count;
        }

        return runs;
    }

    /// <summary>The offset of each of some numbers of the kernel.</summary>
    public void Numbers(int first, int count, nint* to)
    {
        (int tap, int channel) = Math.DivRem(first, from.Channels);
        for (int i = 0; i < count; i++)
        {
            to[i] = OfTap(tap) + channel;
            if (++channel == from.Channels)
                (channel, tap) = (0, tap + 1);
        }
    }

    /// <summary>Some numbers of the kernel as runs of the depth: those of a kernel's row lie in one piece, or those of a tap do.</summary>
    public int RunsOfNumbers(int first, int count, DepthRun* to)
    {
        int length = from.Channels * (from.TapX == 1 ? from.TapsAcross : 1), runs = 0;
        for (int at = first; at < first + count;)
        {
            (int piece, int inPiece) = Math.DivRem(at, length);
            int numbers = Math.Min(length - inPiece, first + count - at);
            to[runs++] = new DepthRun(OfTap(from.TapX == 1 ? piece * from.TapsAcross : piece) + inPiece, numbers);
            at += numbers;
        }

        return runs;
    }

    // From the first number that a kernel reaches along an axis to the last one.
    private static int Span(int taps, int step) => ((taps - 1) * Math.Abs(step)) + 1;

    private static int Width(in Patches<T> from) => ((from.Across - 1) * from.StepX) + Span(from.TapsAcross, from.TapX);

    // How many lines of an image so many lines of places read.
    private static int Lines(in Patches<T> from, int places) => ((places - 1) * from.StepY) + Span(from.TapsDown, from.TapY);

    private static int Before(int taps, int step) => Math.Max(0, -(taps - 1) * step);

    // A line of places, counted from the first image on.
    private nint OfLine(int line)
    {
        (int image, int inImage) = Math.DivRem(line, from.Down);
        nint copied = image == firstImage
            ? (inImage - firstLine) * from.StepY
            : partLines + ((image - firstImage - 1) * (nint)imageLines) + (inImage * from.StepY);
        return copied * lineStride;
    }

    private nint OfTap(int tap)
    {
        (int down, int across) = Math.DivRem(tap, from.TapsAcross);
        return (((down * from.TapY) + Before(from.TapsDown, from.TapY)) * lineStride)
            + (((across * from.TapX) + Before(from.TapsAcross, from.TapX)) * (nint)from.Channels);
    }

    private T* Copy(int image, int placeLine, int lines, T* to)
    {
        int top = (placeLine * from.StepY) + from.FirstY - Before(from.TapsDown, from.TapY),
            left = from.FirstX - Before(from.TapsAcross, from.TapX), width = Width(from);
        int before = Math.Clamp(-left, 0, width), inside = Math.Clamp(from.Width - left - before, 0, width - before);
        int first = before * from.Channels, last = (before + inside) * from.Channels;
        nint pixels = (nint)from.Width * from.PixelStride;
        for (int line = 0; line < lines; line++, to += lineStride)
        {
            int row = top + line;
            if ((uint)row >= (uint)from.Height || inside == 0)
            {
                MatrixPacking<T, V>.Clear(to, (int)lineStride);
                continue;
            }

            T* source = from.Image + (((nint)image * from.Height) + row) * pixels + ((left + before) * (nint)from.PixelStride);
            MatrixPacking<T, V>.Clear(to, first);
            if (from.PixelStride == from.Channels)
            {
                MatrixPacking<T, V>.Copy(source, to + first, last - first);
            }
            else
            {
                for (int pixel = 0; pixel < inside; pixel++)
                    MatrixPacking<T, V>.Copy(
                        source + (pixel * (nint)from.PixelStride), to + first + (pixel * (nint)from.Channels), from.Channels);
            }

            MatrixPacking<T, V>.Clear(to + last, (int)lineStride - last);
        }

        return to;
    }
}
