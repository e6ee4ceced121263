using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <summary>Copies blocks of patches straight from images, and blocks of a convolution's transposed weights.</summary>
internal static unsafe class PatchPacking<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
{
    /// <summary>A block of A whose rows are places and whose depth is a part of the patch.</summary>
    public static MatrixBlock<T> CopyRows(in Patches<T> from, int place, int places, int k, int depth, int strip)
    {
        nint stride = Copy(from, place, places, k, depth);
        return new MatrixBlock<T> { Start = (T*)PackingRoom.ForA, StripStride = strip * stride, AcrossStride = stride, DepthStride = 1 };
    }

    /// <summary>A block of A whose rows are a part of the patch and whose depth are places.</summary>
    public static MatrixBlock<T> CopyDeep(in Patches<T> from, int place, int places, int k, int count, int strip)
    {
        nint stride = Copy(from, place, places, k, count);
        return new MatrixBlock<T> { Start = (T*)PackingRoom.ForA, StripStride = strip, AcrossStride = 1, DepthStride = stride };
    }

    /// <summary>A block of B: from depth k on, k being tap and output, the weights of some channels.</summary>
    public static MatrixBlock<T> TransposeTaps(
        T* weight, nint channelStride, in TapWeights taps, int k, int depth, int columns, int strip, T* room = null)
    {
        MatrixBlock<T> to = MatrixPacking<T, V>.StripsOfB(depth, strip, room);
        for (int at = 0; at < depth;)
        {
            (int tap, int output) = Math.DivRem(k + at, taps.Outputs);
            (int down, int across) = Math.DivRem(tap, taps.TapsAcross);
            int count = Math.Min(taps.Outputs - output, depth - at);
            var from = new MatrixBlock<T>
            {
                Start = weight + (down * taps.DownStride) + (across * taps.AcrossStride) + output,
                AcrossStride = channelStride,
            };
            MatrixPacking<T, V>.TransposeInto(to, at, from, columns, count, strip);
            at += count;
        }

        return to;
    }

    // Each place's part of its patch in one piece; how far apart they are.
    [MethodImpl(NoInlining | AggressiveOptimization)]
    private static nint Copy(in Patches<T> given, int place, int places, int k, int depth)
    {
        Patches<T> from = given;
        nint stride = depth + (PackingRoom.Gap / sizeof(T));
        T* to = (T*)PackingRoom.ForA;
        (int image, int inImage) = Math.DivRem(place, from.Down * from.Across);
        (int y, int x) = Math.DivRem(inImage, from.Across);
        (int firstTap, int firstChannel) = Math.DivRem(k, from.Channels);
        (int firstRow, int firstColumn) = Math.DivRem(firstTap, from.TapsAcross);
        nint rowStride = (nint)from.Width * from.PixelStride, imageStride = rowStride * from.Height;
        bool whole = from.TapX == 1 && from.PixelStride == from.Channels; // the taps of a kernel's row lie in one piece
        for (int i = 0; i < places; i++, to += stride)
        {
            T* start = from.Image + (image * imageStride);
            int row = (y * from.StepY) + from.FirstY + (firstRow * from.TapY), first = (x * from.StepX) + from.FirstX;
            int tap = firstColumn, channel = firstChannel;
            for (int at = 0; at < depth; row += from.TapY, tap = 0)
            {
                T* line = (uint)row < (uint)from.Height ? start + (row * rowStride) : null;
                if (whole)
                {
                    int count = Math.Min(((from.TapsAcross - tap) * from.Channels) - channel, depth - at);
                    Piece(line, ((first + tap) * from.Channels) + channel, count, from.Width * from.Channels, to + at);
                    at += count;
                    channel = 0;
                    continue;
                }

                for (; tap < from.TapsAcross && at < depth; tap++, channel = 0)
                {
                    int count = Math.Min(from.Channels - channel, depth - at), column = first + (tap * from.TapX);
                    if (line is null || (uint)column >= (uint)from.Width)
                        MatrixPacking<T, V>.Clear(to + at, count);
                    else
                        MatrixPacking<T, V>.Copy(line + ((nint)column * from.PixelStride) + channel, to + at, count);
                    at += count;
                }
            }

            if (++x == from.Across)
            {
                x = 0;
                if (++y == from.Down)
                    (y, image) = (0, image + 1);
            }
        }

        return stride;
    }

    // Numbers from, from + 1, … of a line of so many, zeros where they are outside of it.
    [MethodImpl(AggressiveInlining)]
    private static void Piece(T* line, int from, int count, int length, T* to)
    {
        if (line is null)
        {
            MatrixPacking<T, V>.Clear(to, count);
            return;
        }

        int before = Math.Min(Math.Max(-from, 0), count), inside = Math.Max(Math.Min(length - from, count) - before, 0);
        if (before > 0)
            MatrixPacking<T, V>.Clear(to, before);
        if (inside > 0)
            MatrixPacking<T, V>.Copy(line + from + before, to + before, inside);
        if (before + inside < count)
            MatrixPacking<T, V>.Clear(to + before + inside, count - before - inside);
    }
}
