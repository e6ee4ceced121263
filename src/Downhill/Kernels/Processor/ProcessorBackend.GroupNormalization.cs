using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <content>Normalization over the places of an image and the channels of a group.</content>
internal sealed unsafe partial class ProcessorBackend<T, V>
{
    public override void NormalizeGroups(ColumnNormalization<T> at, int rows, int places, int channels, int groups, T epsilon)
    {
        long count = (long)rows * places * channels;
        var loop = new NormalizeGroupsLoop(
            at.X.Pointer(count),
            at.Mean.Pointer((long)rows * channels),
            at.Variance.Pointer((long)rows * channels),
            at.Scale.Pointer(channels),
            at.Shift.Pointer(channels),
            at.Normalized.Pointer(count),
            at.Y.Pointer(count),
            places,
            channels,
            groups,
            epsilon);
        Workers.For(ref loop, rows, 1, MinLines(NormalizationCost * places, channels), threads);
    }

    public override void NormalizeGroupsGradient(
        ColumnNormalization<T> at, NormalizationGradient<T> gradient, int rows, int places, int channels, int groups, T epsilon, bool add)
    {
        long count = (long)rows * places * channels;
        var loop = new NormalizeGroupsGradientLoop(
            at.Normalized.Pointer(count),
            at.Mean.Pointer((long)rows * channels),
            at.Variance.Pointer((long)rows * channels),
            at.Scale.Pointer(channels),
            gradient.Output.Pointer(count),
            gradient.Input.Pointer(count),
            places,
            channels,
            groups,
            epsilon,
            add);
        Workers.For(ref loop, rows, 1, MinLines(NormalizationCost * places, channels), threads);
    }

    // The channels' sums of a row become, for each channel, the mean over its group.
    private static void ShareAmongGroups(T* sums, int places, int channels, int groups)
    {
        Bounds.Require(sums, channels);
        int width = channels / groups;
        T count = T.CreateTruncating((long)places * width);
        for (int group = 0; group < groups; group++)
        {
            var part = new Span<T>(sums + (group * width), width);
            T sum = T.Zero;
            foreach (T value in part)
                sum += value;
            part.Fill(sum / count);
        }
    }

    private readonly struct NormalizeGroupsLoop(
        T* x, T* mean, T* variance, T* scale, T* shift, T* normalized, T* y, int places, int channels, int groups, T epsilon) : ILoop
    {
        public void Run(int from, int to)
        {
            for (nint row = from; row < to; row++)
            {
                nint at = row * places * channels;
                T* means = mean + (row * channels), variances = variance + (row * channels);
                new LaneLoop<T, V, PlaceSumBody>(new PlaceSumBody(x + at, means, places, channels)).Run(0, channels);
                ShareAmongGroups(means, places, channels, groups);
                new LaneLoop<T, V, PlaceSquaresBody>(new PlaceSquaresBody(x + at, means, variances, places, channels)).Run(0, channels);
                ShareAmongGroups(variances, places, channels, groups);
                var body = new NormalizeBody(x + at, means, variances, scale, shift, normalized + at, y + at, places, channels, epsilon);
                new LaneLoop<T, V, NormalizeBody>(body).Run(0, channels);
            }
        }
    }

    private readonly struct PlaceSumBody(T* x, T* sums, nint places, nint channels) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W sum = W.Create(T.Zero);
            for (nint at = i; at < places * channels; at += channels)
                sum += access.Load(in x[at]);
            access.Store(sum, ref sums[i]);
        }
    }

    private readonly struct PlaceSquaresBody(T* x, T* mean, T* sums, nint places, nint channels) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W center = access.Load(in mean[i]), sum = W.Create(T.Zero);
            for (nint at = i; at < places * channels; at += channels)
            {
                W distance = access.Load(in x[at]) - center;
                sum = W.MultiplyAdd(distance, distance, sum);
            }

            access.Store(sum, ref sums[i]);
        }
    }

    // The means of a row are not needed any more and make room for sums of its gradients.
    private readonly struct NormalizeGroupsGradientLoop(
        T* normalized, T* room, T* variance, T* scale, T* dy, T* dx, int places, int channels, int groups, T epsilon, bool add) : ILoop
    {
        private const int Some = 64;

        public void Run(int from, int to)
        {
            T* along = stackalloc T[Some];
            int width = channels / groups;
            for (nint row = from; row < to; row++)
            {
                nint at = row * places * channels;
                T* mean = room + (row * channels), variances = variance + (row * channels);
                for (int first = 0; first < channels; first += width)
                {
                    T sum = T.Zero, sumAlong = T.Zero, count = T.CreateTruncating((long)places * width);
                    for (int part = first; part < first + width; part += Some)
                    {
                        int some = Math.Min(Some, first + width - part);
                        var body = new GroupSumsBody(normalized + at + part, dy + at + part, scale + part, mean + part, along, places,
                            channels);
                        new LaneLoop<T, V, GroupSumsBody>(body).Run(0, some);
                        Bounds.Require(mean + part, some);
                        for (int i = 0; i < some; i++)
                            (sum, sumAlong) = (sum + mean[part + i], sumAlong + along[i]);
                    }

                    var gradient = new GroupGradientBody(
                        normalized + at + first, variances + first, scale + first, dy + at + first, dx + at + first,
                        places, channels, sum / count, sumAlong / count, epsilon, add);
                    new LaneLoop<T, V, GroupGradientBody>(gradient).Run(0, width);
                }
            }
        }
    }

    private readonly struct GroupSumsBody(T* normalized, T* dy, T* scale, T* sums, T* along, nint places, nint channels) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W sum = W.Create(T.Zero), products = sum, factor = access.Load(in scale[i]);
            for (nint at = i; at < places * channels; at += channels)
            {
                W g = access.Load(in dy[at]);
                sum += g;
                products = W.MultiplyAdd(g, access.Load(in normalized[at]), products);
            }

            access.Store(factor * sum, ref sums[i]);
            access.Store(factor * products, ref along[i]);
        }
    }

    private readonly struct GroupGradientBody(
        T* normalized, T* variance, T* scale, T* dy, T* dx, nint places, nint channels, T mean, T along, T epsilon, bool add) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W factor = access.Load(in scale[i]), deviation = W.Sqrt(access.Load(in variance[i]) + W.Create(epsilon));
            for (nint at = i; at < places * channels; at += channels)
            {
                W g = access.Load(in dy[at]) * factor;
                W gradient = (g - W.Create(mean) - (access.Load(in normalized[at]) * W.Create(along))) / deviation;
                access.Store(add ? access.Load(in dx[at]) + gradient : gradient, ref dx[at]);
            }
        }
    }
}
