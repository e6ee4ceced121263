namespace Downhill.Images;

/// <summary>
/// Scales an image: each pixel is a weighted mean of the pixels that it covers, with a triangular filter (bilinear for a larger image).
/// Sums are in double and in one order, so the bytes are the same on every machine.
/// </summary>
internal static class ImageScaling
{
    /// <summary>Writes an image in the size and the fit of a reading.</summary>
    /// <param name="from">The pixels, <c>[height, width, channels]</c>.</param>
    /// <param name="height">The height of the image.</param>
    /// <param name="width">The width of the image.</param>
    /// <param name="to">The row.</param>
    /// <param name="reading">The size of the row, its channels, which are those of the image, and how the image is to fit.</param>
    public static void Write(ReadOnlySpan<byte> from, int height, int width, Span<byte> to, ImageReading reading)
    {
        if (height == reading.Height && width == reading.Width)
        {
            from.CopyTo(to);
            return;
        }

        double down = reading.Height / (double)height, across = reading.Width / (double)width;
        (double vertical, double horizontal) = reading.Fit switch
        {
            ImageFit.Pad => (Math.Min(down, across), Math.Min(down, across)),
            ImageFit.Crop => (Math.Max(down, across), Math.Max(down, across)),
            _ => (down, across),
        };
        Taps[] rows = Axis(height, reading.Height, vertical), columns = Axis(width, reading.Width, horizontal);
        Blend(from, width, to, rows, columns, reading.Channels);
    }

    // Which pixels along an axis a new pixel covers, and with what weights; none where it lies beyond the image.
    private static Taps[] Axis(int from, int to, double scale)
    {
        int covered = Math.Clamp((int)Math.Round(from * scale, MidpointRounding.AwayFromZero), 1, int.MaxValue);
        int start = (int)Math.Floor((to - covered) / 2.0);
        double step = from / (double)covered, reach = Math.Max(1, step);
        var axis = new Taps[to];
        for (int i = 0; i < to; i++)
        {
            if (i < start || i >= start + covered)
            {
                axis[i] = new Taps(0, []);
                continue;
            }

            double centre = ((i - start + 0.5) * step) - 0.5;
            int first = Math.Max(0, (int)Math.Ceiling(centre - reach)), last = Math.Min(from - 1, (int)Math.Floor(centre + reach));
            var weights = new double[last - first + 1];
            double sum = 0;
            for (int j = 0; j < weights.Length; j++)
                sum += weights[j] = Math.Max(0, 1 - (Math.Abs(first + j - centre) / reach));
            for (int j = 0; j < weights.Length; j++)
                weights[j] /= sum;
            axis[i] = new Taps(first, weights);
        }

        return axis;
    }

    // Along the width first, for each line that is covered; then along the height.
    private static void Blend(ReadOnlySpan<byte> from, int width, Span<byte> to, Taps[] rows, Taps[] columns, int channels)
    {
        int line = columns.Length * channels;
        var lines = new Dictionary<int, double[]>();
        for (int y = 0; y < rows.Length; y++)
        {
            Span<byte> target = to.Slice(y * line, line);
            if (rows[y].Weights.Length == 0)
            {
                target.Clear();
                continue;
            }

            int first = rows[y].First;
            foreach (int old in lines.Keys.Where(key => key < first).ToArray())
                lines.Remove(old);
            var sums = new double[line];
            for (int j = 0; j < rows[y].Weights.Length; j++)
            {
                if (!lines.TryGetValue(first + j, out double[]? blended))
                    lines[first + j] = blended = Line(from.Slice((first + j) * width * channels, width * channels), columns, channels);
                for (int i = 0; i < line; i++)
                    sums[i] += rows[y].Weights[j] * blended[i];
            }

            for (int i = 0; i < line; i++)
                target[i] = (byte)Math.Clamp(Math.Floor(sums[i] + 0.5), 0, 255);
        }
    }

    private static double[] Line(ReadOnlySpan<byte> from, Taps[] columns, int channels)
    {
        var line = new double[columns.Length * channels];
        for (int x = 0; x < columns.Length; x++)
        {
            for (int j = 0; j < columns[x].Weights.Length; j++)
            {
                int place = (columns[x].First + j) * channels;
                for (int channel = 0; channel < channels; channel++)
                    line[(x * channels) + channel] += columns[x].Weights[j] * from[place + channel];
            }
        }

        return line;
    }

    private sealed record Taps(int First, double[] Weights);
}
