using System.Numerics;
using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>
/// Convolutions as the contract says: k over kernel row, kernel column and channel, in blocks of 256, each a chain of fused multiply-adds
/// that starts at zero; the start comes first and the blocks' sums are added in order. Padding is zeros.
/// </summary>
internal static class ConvolutionReference
{
    public static void Convolve<T>(Buffer<T> x, Buffer<T> weight, Buffer<T> bias, Buffer<T> y, int rows, WindowShape shape, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> from = x.Span, w = weight.Span, to = y.Span;
        for (int row = 0; row < rows; row++)
        {
            for (int place = 0; place < shape.OutputPlaces; place++)
            {
                for (int output = 0; output < shape.Outputs; output++)
                {
                    var sum = new Blocks<T>();
                    int first = output / shape.GroupOutputs * shape.GroupChannels;
                    for (int tap = 0; tap < shape.Taps; tap++)
                    {
                        int source = shape.Source(place, tap);
                        for (int c = 0; c < shape.GroupChannels; c++)
                        {
                            T value = source < 0 ? T.Zero : from[(row * shape.InputSize) + (source * shape.Channels) + first + c];
                            sum.Add(value, w[(((tap * shape.GroupChannels) + c) * shape.Outputs) + output]);
                        }
                    }

                    ref T result = ref to[(((row * shape.OutputPlaces) + place) * shape.Outputs) + output];
                    result = add ? sum.After(result) : bias.IsEmpty ? sum.Alone() : sum.After(bias.Span[output]);
                }
            }
        }
    }

    public static void InputGradient<T>(Buffer<T> delta, Buffer<T> weight, Buffer<T> bias, Buffer<T> inputGradient, int rows,
        WindowShape shape, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> d = delta.Span, w = weight.Span, to = inputGradient.Span;
        for (int row = 0; row < rows; row++)
        {
            for (int place = 0; place < shape.Height * shape.Width; place++)
            {
                for (int channel = 0; channel < shape.Channels; channel++)
                {
                    var sum = new Blocks<T>();
                    (int group, int inGroup) = Math.DivRem(channel, shape.GroupChannels);
                    for (int tap = 0; tap < shape.Taps; tap++)
                    {
                        if (!IsRead(place, tap, shape))
                            continue;
                        int reader = shape.Reader(place, tap);
                        for (int o = group * shape.GroupOutputs; o < (group + 1) * shape.GroupOutputs; o++)
                        {
                            T value = reader < 0 ? T.Zero : d[(((row * shape.OutputPlaces) + reader) * shape.Outputs) + o];
                            sum.Add(value, w[(((tap * shape.GroupChannels) + inGroup) * shape.Outputs) + o]);
                        }
                    }

                    ref T result = ref to[(((row * shape.Height * shape.Width) + place) * shape.Channels) + channel];
                    result = add ? sum.After(result) : bias.IsEmpty ? sum.Alone() : sum.After(bias.Span[channel]);
                }
            }
        }
    }

    public static void WeightGradient<T>(Buffer<T> x, Buffer<T> delta, Buffer<T> weightGradient, int rows, WindowShape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int groups = shape.RowGroups(rows), groupRows = (rows + groups - 1) / groups;
        T[][] partial = [.. Enumerable.Range(0, groups)
            .Select(group => Partial(x, delta, Math.Min(rows, group * groupRows), Math.Min(rows, (group + 1) * groupRows), shape))];
        for (int apart = 1; apart < groups; apart *= 2)
        {
            for (int group = 0; group < groups; group += 2 * apart)
                partial[group] = [.. partial[group].Zip(partial[group + apart], (a, b) => a + b)];
        }

        partial[0].CopyTo(weightGradient.Span);
    }

    private static T[] Partial<T>(Buffer<T> x, Buffer<T> delta, int from, int to, WindowShape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var result = new T[shape.WeightSize];
        for (int entry = 0; entry < result.Length; entry++)
        {
            (int read, int output) = Math.DivRem(entry, shape.Outputs);
            (int tap, int channel) = Math.DivRem(read, shape.GroupChannels);
            channel += output / shape.GroupOutputs * shape.GroupChannels;
            var sum = new Blocks<T>();
            for (int row = from; row < to; row++)
            {
                for (int place = 0; place < shape.OutputPlaces; place++)
                {
                    int source = shape.Source(place, tap);
                    T value = source < 0 ? T.Zero : x.Span[(row * shape.InputSize) + (source * shape.Channels) + channel];
                    sum.Add(value, delta.Span[(((row * shape.OutputPlaces) + place) * shape.Outputs) + output]);
                }
            }

            result[entry] = sum.Alone();
        }

        return result;
    }

    // Whether a place would be read by a tap if the output had no end.
    private static bool IsRead(int place, int tap, WindowShape shape)
    {
        (int y, int x) = Math.DivRem(place, shape.Width);
        (int i, int j) = Math.DivRem(tap, shape.KernelWidth);
        return (y + shape.Top - (i * shape.DilationY)) % shape.StrideY == 0
            && (x + shape.Left - (j * shape.DilationX)) % shape.StrideX == 0;
    }

    private struct Blocks<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly List<T> sums = [T.Zero];
        private int count;

        public void Add(T a, T b)
        {
            if (count > 0 && count % 256 == 0)
                sums.Add(T.Zero);
            sums[^1] = T.FusedMultiplyAdd(a, b, sums[^1]);
            count++;
        }

        public readonly T Alone() => sums.Skip(1).Aggregate(sums[0], (total, sum) => total + sum);

        public readonly T After(T start) => sums.Aggregate(start, (total, sum) => total + sum);
    }
}
