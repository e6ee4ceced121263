namespace Downhill.CSharp;

/// <content>
/// Layers for images. A window is a table: height, width and channels of the image and of the output, rows and columns of the window, its
/// strides, its dilations, the padding above and left, groups.
/// </content>
internal static partial class Snippets
{
    private const string Images = """

        == Source
        // The place of the image that a window reads, or -1 for padding.
        private static int Source(int[] window, int place, int tap)
        {
            int row = (place / window[4] * window[8]) + (tap / window[7] * window[10]) - window[12];
            int column = (place % window[4] * window[9]) + (tap % window[7] * window[11]) - window[13];
            return row < 0 || row >= window[0] || column < 0 || column >= window[1] ? -1 : (row * window[1]) + column;
        }
        == Reader
        // The place of the output whose window reads a place of the image, -1 where it lies outside, -2 where the stride leaves it out.
        private static int Reader(int[] window, int place, int tap)
        {
            int down = (place / window[1]) + window[12] - (tap / window[7] * window[10]);
            int across = (place % window[1]) + window[13] - (tap % window[7] * window[11]);
            if (down % window[8] != 0 || across % window[9] != 0)
                return -2;
            int row = down / window[8], column = across / window[9];
            return row < 0 || row >= window[3] || column < 0 || column >= window[4] ? -1 : (row * window[4]) + column;
        }
        == Convolve
        // Chains of fused multiply-adds over the window's rows, columns and channels, in blocks of 256 that are added up in order.
        private static void Convolve(Real[] x, Real[] weight, Real[] bias, int[] window, Real[] sums, Real[] y)
        {
            int outputs = window[5], width = outputs / window[14], depth = window[2] / window[14], taps = window[6] * window[7];
            for (int at = 0; at < y.Length; at += width)
            {
                int place = at / outputs, first = at % outputs, k = 0;
                for (int tap = 0; tap < taps; tap++)
                {
                    int from = Source(window, place, tap);
                    for (int channel = 0; channel < depth; channel++)
                    {
                        if (k % 256 == 0)
                            Array.Clear(sums, 0, width);
                        Real factor = from < 0 ? 0 : x[(from * window[2]) + (first / width * depth) + channel];
                        for (int j = 0; j < width; j++)
                            sums[j] = Fma(factor, weight[(k * outputs) + first + j], sums[j]);
                        k++;
                        if (k % 256 == 0 || k == taps * depth)
                            Append(sums, width, bias, first, k <= 256, y, at);
                    }
                }
            }
        }
        == ConvolveBack
        // The same from the other side: each place adds up what the windows that hold it give.
        private static void ConvolveBack(Real[] x, Real[] weight, Real[] bias, int[] window, Real[] sums, Real[] y)
        {
            int outputs = window[5], channels = window[2], width = channels / window[14], depth = outputs / window[14];
            int taps = window[6] * window[7];
            for (int at = 0; at < y.Length; at += width)
            {
                int place = at / channels, first = at % channels, k = 0;
                for (int tap = 0; tap < taps; tap++)
                {
                    int from = Reader(window, place, tap);
                    for (int output = 0; output < depth && from > -2; output++)
                    {
                        if (k % 256 == 0)
                            Array.Clear(sums, 0, width);
                        int inGroup = (first / width * depth) + output;
                        Real factor = from < 0 ? 0 : x[(from * outputs) + inGroup];
                        for (int j = 0; j < width; j++)
                            sums[j] = Fma(factor, weight[(((tap * width) + j) * outputs) + inGroup], sums[j]);
                        k++;
                        if (k % 256 == 0)
                            Append(sums, width, bias, first, k <= 256, y, at);
                    }
                }

                if (k % 256 != 0 || k == 0)
                {
                    if (k == 0)
                        Array.Clear(sums, 0, width);
                    Append(sums, width, bias, first, k <= 256, y, at);
                }
            }
        }
        == Append
        private static void Append(Real[] sums, int width, Real[] bias, int first, bool isFirst, Real[] y, int at)
        {
            for (int j = 0; j < width; j++)
                y[at + j] = !isFirst ? y[at + j] + sums[j] : bias.Length == 0 ? sums[j] : bias[first + j] + sums[j];
        }
        == LargestOfWindows
        private static void LargestOfWindows(Real[] x, int[] window, Real[] y)
        {
            int channels = window[2];
            for (int i = 0; i < y.Length; i++)
            {
                y[i] = Real.NegativeInfinity;
                for (int tap = 0; tap < window[6] * window[7]; tap++)
                {
                    int from = Source(window, i / channels, tap);
                    if (from >= 0 && y[i] < x[(from * channels) + (i % channels)])
                        y[i] = x[(from * channels) + (i % channels)];
                }
            }
        }
        == MeansOfWindows
        private static void MeansOfWindows(Real[] x, int[] window, Real[] y)
        {
            int channels = window[2];
            for (int i = 0; i < y.Length; i++)
            {
                int count = 0;
                for (int tap = 0; tap < window[6] * window[7]; tap++)
                    count += Source(window, i / channels, tap) < 0 ? 0 : 1;
                Real share = (Real)(1.0 / count), sum = 0;
                for (int tap = 0; tap < window[6] * window[7]; tap++)
                {
                    int from = Source(window, i / channels, tap);
                    if (from >= 0)
                        sum = Fma(share, x[(from * channels) + (i % channels)], sum);
                }

                y[i] = sum;
            }
        }
        == Repeat
        private static void Repeat(Real[] x, int height, int width, int channels, int down, int across, Real[] y)
        {
            for (int i = 0; i < y.Length; i++)
            {
                int place = i / channels, row = place / (width * across) / down, column = place % (width * across) / across;
                y[i] = x[(((row * width) + column) * channels) + (i % channels)];
            }
        }
        == Interpolate
        private static void Interpolate(Real[] x, int height, int width, int channels, int down, int across, Real[] y)
        {
            for (int i = 0; i < y.Length; i++)
            {
                int place = i / channels, channel = i % channels;
                double row = Between(place / (width * across), down), column = Between(place % (width * across), across);
                int top = (int)row, left = (int)column;
                double low = top == height - 1 ? 0 : row - top, right = left == width - 1 ? 0 : column - left;
                Real sum = Fma((Real)((1 - low) * (1 - right)), x[(((top * width) + left) * channels) + channel], 0);
                if (right > 0)
                    sum = Fma((Real)((1 - low) * right), x[(((top * width) + left + 1) * channels) + channel], sum);
                if (low > 0)
                    sum = Fma((Real)(low * (1 - right)), x[((((top + 1) * width) + left) * channels) + channel], sum);
                if (low > 0 && right > 0)
                    sum = Fma((Real)(low * right), x[((((top + 1) * width) + left + 1) * channels) + channel], sum);
                y[i] = sum;
            }
        }
        == Between
        private static double Between(int i, int factor) { return Math.Max(0, ((i + 0.5) / factor) - 0.5); }
        == NormalizeGroups
        private static void NormalizeGroups(Real[] x, Real[] scale, Real[] shift, int groups, Real epsilon, Real[] y)
        {
            int channels = scale.Length, width = channels / groups;
            Real count = x.Length / channels * width;
            for (int first = 0; first < channels; first += width)
            {
                Real mean = 0, variance = 0;
                for (int channel = first; channel < first + width; channel++)
                {
                    Real sum = 0;
                    for (int i = channel; i < x.Length; i += channels)
                        sum += x[i];
                    mean += sum;
                }

                mean /= count;
                for (int channel = first; channel < first + width; channel++)
                {
                    Real sum = 0;
                    for (int i = channel; i < x.Length; i += channels)
                    {
                        Real distance = x[i] - mean;
                        sum = Fma(distance, distance, sum);
                    }

                    variance += sum;
                }

                variance /= count;
                for (int channel = first; channel < first + width; channel++)
                {
                    for (int i = channel; i < x.Length; i += channels)
                        y[i] = Fma(scale[channel], (x[i] - mean) / Root(variance + epsilon), shift[channel]);
                }
            }
        }
        """;
}
