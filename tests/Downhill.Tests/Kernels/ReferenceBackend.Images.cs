using Downhill.Kernels;

namespace Downhill.Tests;

/// <content>Images: each number of a result is one sum over the places, taps and channels that the contract names.</content>
internal sealed partial class ReferenceBackend<T>
{
    public override void Convolve(Buffer<T> x, Buffer<T> weight, Buffer<T> bias, Buffer<T> y, int rows, WindowShape shape, bool add)
    {
        T[] from = x.ToArray(), w = weight.ToArray(), summand = bias.ToArray(), old = y.ToArray();
        Fill(y, rows * shape.OutputSize, i =>
        {
            (int place, int output) = Math.DivRem(i % shape.OutputSize, shape.Outputs);
            int image = i / shape.OutputSize * shape.InputSize, firstChannel = output / shape.GroupOutputs * shape.GroupChannels;
            return Chain(shape.Taps * shape.GroupChannels, Read, k => w[(k * shape.Outputs) + output], Start(add, old, i, summand, output));

            T Read(int k) => shape.Source(place, k / shape.GroupChannels) is >= 0 and int source
                ? from[image + (source * shape.Channels) + firstChannel + (k % shape.GroupChannels)]
                : T.Zero;
        });
    }

    public override void ConvolveInputGradient(
        Buffer<T> delta, Buffer<T> weight, Buffer<T> bias, Buffer<T> inputGradient, Buffer<T> room, int rows, WindowShape shape, bool add)
    {
        T[] dy = delta.ToArray(), w = weight.ToArray(), summand = bias.ToArray(), old = inputGradient.ToArray();
        Fill(inputGradient, rows * shape.InputSize, i =>
        {
            (int place, int channel) = Math.DivRem(i % shape.InputSize, shape.Channels);
            int image = i / shape.InputSize * shape.OutputSize, firstOutput = channel / shape.GroupChannels * shape.GroupOutputs;
            int[] taps = [.. Enumerable.Range(0, shape.Taps).Where(tap => IsOnStride(shape, place, tap))];
            return Chain(taps.Length * shape.GroupOutputs, Read, Weight, Start(add, old, i, summand, channel));

            T Read(int k) => shape.Reader(place, taps[k / shape.GroupOutputs]) is >= 0 and int reader
                ? dy[image + (reader * shape.Outputs) + firstOutput + (k % shape.GroupOutputs)]
                : T.Zero;

            T Weight(int k) => w[
                (((taps[k / shape.GroupOutputs] * shape.GroupChannels) + (channel % shape.GroupChannels)) * shape.Outputs)
                + firstOutput + (k % shape.GroupOutputs)];
        });
    }

    public override void ConvolveWeightGradient(Buffer<T> x, Buffer<T> delta, Buffer<T> weightGradient, Buffer<T> room, int rows,
        WindowShape shape)
    {
        T[] from = x.ToArray(), dy = delta.ToArray();
        int groups = shape.RowGroups(rows), groupRows = (rows + groups - 1) / groups;
        Fill(weightGradient, shape.WeightSize, i =>
        {
            (int read, int output) = Math.DivRem(i, shape.Outputs);
            (int tap, int inGroup) = Math.DivRem(read, shape.GroupChannels);
            int channel = (output / shape.GroupOutputs * shape.GroupChannels) + inGroup;
            T[] sums = [.. Enumerable.Range(0, groups).Select(group => OfRows(Math.Min(group * groupRows, rows)))];
            for (int apart = 1; apart < groups; apart *= 2)
            {
                for (int group = 0; group < groups; group += 2 * apart)
                    sums[group] += sums[group + apart];
            }

            return sums[0];

            T OfRows(int first) => Chain(
                Math.Min(groupRows, rows - first) * shape.OutputPlaces,
                k => shape.Source(k % shape.OutputPlaces, tap) is >= 0 and int source
                    ? from[((first + (k / shape.OutputPlaces)) * shape.InputSize) + (source * shape.Channels) + channel]
                    : T.Zero,
                k => dy[(((first * shape.OutputPlaces) + k) * shape.Outputs) + output],
                null);
        });
    }

    public override void MaxPool(Buffer<T> x, Buffer<T> y, Buffer<T> taps, int rows, WindowShape shape)
    {
        T[] from = x.ToArray();
        T[] largest = new T[rows * shape.OutputSize], at = new T[rows * shape.OutputSize];
        for (int i = 0; i < largest.Length; i++)
        {
            (int place, int channel) = Math.DivRem(i % shape.OutputSize, shape.Channels);
            largest[i] = T.NegativeInfinity;
            for (int tap = 0; tap < shape.Taps; tap++)
            {
                int source = shape.Source(place, tap);
                if (source < 0 || !(largest[i] < from[(i / shape.OutputSize * shape.InputSize) + (source * shape.Channels) + channel]))
                    continue;
                (largest[i], at[i]) = (from[(i / shape.OutputSize * shape.InputSize) + (source * shape.Channels) + channel],
                    T.CreateTruncating(tap));
            }
        }

        y.Write(largest);
        taps.Write(at);
    }

    public override void MaxPoolGradient(Buffer<T> delta, Buffer<T> taps, Buffer<T> inputGradient, int rows, WindowShape shape, bool add)
    {
        T[] dy = delta.ToArray(), largest = taps.ToArray(), old = inputGradient.ToArray();
        Fill(inputGradient, rows * shape.InputSize, i =>
        {
            (int place, int channel) = Math.DivRem(i % shape.InputSize, shape.Channels);
            T sum = T.Zero;
            for (int tap = 0; tap < shape.Taps; tap++)
            {
                int reader = shape.Reader(place, tap), at = (i / shape.InputSize * shape.OutputSize) + (reader * shape.Channels) + channel;
                sum += reader >= 0 && largest[at] == T.CreateTruncating(tap) ? dy[at] : T.Zero;
            }

            return Added(add, old[i], sum);
        });
    }

    public override void MixPlaces(Buffer<T> x, Buffer<T> y, PlaceMap<T> map, int rows, int channels, bool add)
    {
        T[] from = x.ToArray(), old = y.ToArray();
        Fill(y, rows * map.ToPlaces * channels, i =>
        {
            (int row, int place) = Math.DivRem(i / channels, map.ToPlaces);
            T sum = T.Zero;
            foreach ((int source, T weight) in map.Parts(place))
                sum = T.FusedMultiplyAdd(weight, from[(((row * map.FromPlaces) + source) * channels) + (i % channels)], sum);
            return Added(add, old[i], sum);
        });
    }

    public override void ScaleChannels(Buffer<T> x, Buffer<T> scale, Buffer<T> y, int rows, int places, int channels, bool add)
    {
        T[] from = x.ToArray(), factor = scale.ToArray(), old = y.ToArray();
        Fill(y, rows * places * channels, i => Added(add, old[i], from[i] * factor[(i / channels / places * channels) + (i % channels)]));
    }

    public override void SumChannelProducts(Buffer<T> a, Buffer<T> b, Buffer<T> sums, int rows, int places, int channels, bool add)
    {
        T[] one = a.ToArray(), other = b.ToArray(), old = sums.ToArray();
        Fill(sums, rows * channels, i => Added(add, old[i], OverPlaces(one, other, i, places, channels)));
    }

    public override void NormalizeGroups(ColumnNormalization<T> at, int rows, int places, int channels, int groups, T epsilon)
    {
        T[] x = at.X.ToArray(), ones = [.. Enumerable.Repeat(T.One, x.Length)], scale = at.Scale.ToArray(), shift = at.Shift.ToArray();
        T count = T.CreateTruncating(places * (channels / groups));
        T[] mean = OfGroups([.. Enumerable.Range(0, rows * channels).Select(i => OverPlaces(ones, x, i, places, channels))],
            channels / groups, count);
        T[] distances = [.. x.Take(rows * places * channels)
            .Select((value, i) => value - mean[(i / channels / places * channels) + (i % channels)])];
        T[] variance = OfGroups(
            [.. Enumerable.Range(0, rows * channels).Select(i => OverPlaces(distances, distances, i, places, channels))], channels / groups,
            count);
        at.Mean.Write(mean);
        at.Variance.Write(variance);
        Fill(at.Normalized, distances.Length, i =>
            distances[i] / T.Sqrt(variance[(i / channels / places * channels) + (i % channels)] + epsilon));
        T[] normalized = at.Normalized.ToArray();
        Fill(at.Y, distances.Length, i => T.FusedMultiplyAdd(scale[i % channels], normalized[i], shift[i % channels]));
    }

    public override void NormalizeGroupsGradient(
        ColumnNormalization<T> at, NormalizationGradient<T> gradient, int rows, int places, int channels, int groups, T epsilon, bool add)
    {
        T[] normalized = at.Normalized.ToArray(), variance = at.Variance.ToArray(), scale = at.Scale.ToArray();
        T[] dy = gradient.Output.ToArray(), old = gradient.Input.ToArray(), ones = [.. Enumerable.Repeat(T.One, dy.Length)];
        T count = T.CreateTruncating(places * (channels / groups));
        T[] mean = Means(ones), along = Means(normalized);
        Fill(gradient.Input, rows * places * channels, i =>
        {
            int column = (i / channels / places * channels) + (i % channels);
            T g = dy[i] * scale[i % channels];
            return Added(add, old[i], (g - mean[column] - (normalized[i] * along[column])) / T.Sqrt(variance[column] + epsilon));
        });

        T[] Means(T[] factors) => OfGroups(
            [.. Enumerable.Range(0, rows * channels).Select(i => scale[i % channels] * OverPlaces(dy, factors, i, places, channels))],
            channels / groups,
            count);
    }

    // The products of a row and a channel, over its places.
    private static T OverPlaces(T[] one, T[] other, int rowAndChannel, int places, int channels)
    {
        (int row, int channel) = Math.DivRem(rowAndChannel, channels);
        T sum = T.Zero;
        for (int at = (row * places * channels) + channel; at < (row + 1) * places * channels; at += channels)
            sum = T.FusedMultiplyAdd(one[at], other[at], sum);
        return sum;
    }

    // For each channel the sum over its group, divided by a count.
    private static T[] OfGroups(T[] sums, int width, T count) =>
        [.. sums.Select((_, i) => sums[(i / width * width)..((i / width * width) + width)]
            .Aggregate(T.Zero, (sum, value) => sum + value) / count)];

    private static bool IsOnStride(WindowShape shape, int place, int tap)
    {
        (int y, int x) = Math.DivRem(place, shape.Width);
        (int down, int across) = Math.DivRem(tap, shape.KernelWidth);
        return (y + shape.Top - (down * shape.DilationY)) % shape.StrideY == 0
            && (x + shape.Left - (across * shape.DilationX)) % shape.StrideX == 0;
    }

    private static T? Start(bool add, T[] old, int at, T[] bias, int column) => add ? old[at] : bias.Length == 0 ? null : bias[column];
}
