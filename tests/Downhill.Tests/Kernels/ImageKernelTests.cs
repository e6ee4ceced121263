using System.Numerics;
using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>
/// Pooling, mixing of places and normalization by groups have the bits of plain loops, for any width and number of threads.
/// </summary>
[Collection(nameof(WorkerThreads))]
public sealed class ImageKernelTests
{
    public static TheoryData<int, int, int, int> Sizes =>
        new() { { 1, 3, 2, 1 }, { 2, 5, 7, 3 }, { 3, 6, 6, 16 }, { 2, 9, 4, 33 }, { 20, 12, 14, 40 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Maxima_and_their_gradients_equal_the_plain_loop(int rows, int height, int width, int channels)
    {
        var image = new ImageShape(height, width, channels);
        Check<float>(image.Window(channels, 2, 2, Padding.Valid, 1, channels));
        Check<double>(image.Window(channels, 3, 2, Padding.Same, 1, channels));
        Check<float>(image.Window(channels, 2, 1, Padding.Valid, 1, channels));
        Check<float>(image.Window(channels, 2, 3, Padding.Same, 2, channels));
        Check<float>(image.Window(channels, new PlaneSize(3, 2), new PlaneSize(3, 2), Padding.Valid, 1, channels));

        void Check<T>(WindowShape shape)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Buffer<T> x = TestNumbers.Random<T>(rows * shape.InputSize, 1), delta = TestNumbers.Random<T>(rows * shape.OutputSize, 2);
            Buffer<T> y = TestNumbers.Copy(delta), taps = TestNumbers.Copy(delta), dx = TestNumbers.Copy(x);
            for (int at = 0; at < y.Length; at++)
            {
                int place = at % shape.OutputSize / channels, offset = (at / shape.OutputSize * shape.InputSize) + (at % channels);
                int[] read = [.. Enumerable.Range(0, shape.Taps).Where(tap => shape.Source(place, tap) >= 0)];
                int best = read.MaxBy(tap => x.Span[offset + (shape.Source(place, tap) * channels)]);
                (taps.Span[at], y.Span[at]) = (T.CreateTruncating(best), x.Span[offset + (shape.Source(place, best) * channels)]);
            }

            Buffer<T> gradient = TestNumbers.Copy(x);
            for (int at = 0; at < dx.Length; at++)
            {
                int row = at / shape.InputSize, channel = at % channels;
                T sum = T.Zero;
                for (int tap = 0; tap < shape.Taps; tap++)
                {
                    int reader = shape.Reader(at % shape.InputSize / channels, tap),
                        from = (row * shape.OutputSize) + (reader * channels) + channel;
                    sum += reader >= 0 && taps.Span[from] == T.CreateTruncating(tap) ? delta.Span[from] : T.Zero;
                }

                gradient.Span[at] = sum;
                dx.Span[at] += sum;
            }

            Buffer<T> room = Buffer<T>.Allocate(y.Length);
            AllKernels.Agree(AllKernels.ThreadCounts, y, delta, (kernels, to) => kernels.MaxPool(x, to, room, rows, shape), "max");
            AllKernels.Agree(AllKernels.ThreadCounts, taps, delta, (kernels, to) => kernels.MaxPool(x, room, to, rows, shape), "taps");
            AllKernels.Agree(AllKernels.ThreadCounts, dx, x,
                (kernels, to) => kernels.MaxPoolGradient(delta, taps, to, rows, shape, add: true), "max gradient");
            AllKernels.Agree(AllKernels.ThreadCounts, gradient, x,
                (kernels, to) => kernels.MaxPoolGradient(delta, taps, to, rows, shape, add: false), "max gradient alone");
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Places_and_channels_are_mixed_as_in_the_plain_loop(int rows, int height, int width, int channels)
    {
        WindowShape shape = new ImageShape(height, width, channels).Window(channels, 2, 1, Padding.Same, 1, channels);
        Check<float>();
        Check<double>();

        void Check<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            PlaceMap<T> map = AveragePool.Map<T>(shape);
            int places = shape.OutputPlaces;
            Buffer<T> x = TestNumbers.Random<T>(rows * shape.InputSize, 1), old = TestNumbers.Random<T>(rows * shape.OutputSize, 2);
            Buffer<T> mixed = TestNumbers.Copy(old), scaled = TestNumbers.Copy(old), scale = TestNumbers.Random<T>(rows * channels, 3),
                sums = TestNumbers.Copy(scale);
            for (int at = 0; at < mixed.Length; at++)
            {
                int row = at / shape.OutputSize, channel = at % channels;
                T sum = T.Zero;
                foreach ((int place, T weight) in map.Parts(at % shape.OutputSize / channels))
                    sum = T.FusedMultiplyAdd(weight, x.Span[(row * shape.InputSize) + (place * channels) + channel], sum);
                mixed.Span[at] += sum;
                scaled.Span[at] += x.Span[at] * scale.Span[(row * channels) + channel];
            }

            for (int at = 0; at < sums.Length; at++)
            {
                T sum = T.Zero;
                for (int place = 0; place < places; place++)
                {
                    int from = (((at / channels * places) + place) * channels) + (at % channels);
                    sum = T.FusedMultiplyAdd(x.Span[from], old.Span[from], sum);
                }

                sums.Span[at] = sum;
            }

            AllKernels.Agree(AllKernels.ThreadCounts, mixed, old, (kernels, to) => kernels.MixPlaces(x, to, map, rows, channels, add: true),
                "mixed");
            AllKernels.Agree(AllKernels.ThreadCounts, scaled, old,
                (kernels, to) => kernels.ScaleChannels(x, scale, to, rows, places, channels, add: true), "scaled");
            AllKernels.Agree(AllKernels.ThreadCounts, sums, scale,
                (kernels, to) => kernels.SumChannelProducts(x, old, to, rows, places, channels, add: false), "sums");
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Normalization_has_the_same_bits_everywhere(int rows, int height, int width, int channels)
    {
        int places = height * width;
        Check<float>();
        Check<double>();

        void Check<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int block = rows * places * channels;
            Buffer<T> zeros = Buffer<T>.Allocate((3L * block) + (2L * rows * channels) + (4L * channels)),
                expected = TestNumbers.Copy(zeros);
            Run(new ProcessorBackend<T, SimdScalar<T>>(1), expected);
            Assert.All(expected.Span.ToArray().Take(100), number => Assert.True(T.IsFinite(number)));
            AllKernels.Agree(AllKernels.ThreadCounts, expected, zeros, Run, "group normalization");

            void Run(Backend<T> kernels, Buffer<T> to)
            {
                int place = 0;
                Buffer<T> x = TestNumbers.Random<T>(block, 1), dy = TestNumbers.Random<T>(block, 2),
                    scale = TestNumbers.Random<T>(channels, 3);
                var at = new ColumnNormalization<T>(x, Next(rows * channels), Next(rows * channels), scale,
                    TestNumbers.Random<T>(channels, 4), Next(block), Next(block));
                var gradient = new NormalizationGradient<T>(dy, Next(block), Next(channels), Next(channels));
                kernels.NormalizeGroups(at, rows, places, channels, channels % 4 == 0 ? 4 : 1, T.CreateTruncating(1e-3));
                kernels.NormalizeGroupsGradient(at, gradient, rows, places, channels, channels % 4 == 0 ? 4 : 1, T.CreateTruncating(1e-3),
                    add: false);
                kernels.NormalizeParametersGradient(at.Normalized, gradient, rows * places, channels, places);
                kernels.ColumnMoments(x, Next(channels), Next(channels), rows * places, channels, places);

                Buffer<T> Next(int length)
                {
                    place += length;
                    return to.Slice(place - length, length);
                }
            }
        }
    }
}
