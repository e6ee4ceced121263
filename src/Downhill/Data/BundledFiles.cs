using System.Globalization;
using System.IO.Compression;

namespace Downhill;

/// <summary>The data sets in the library's resources; Resources/SOURCES.txt names their sources.</summary>
internal static class BundledFiles
{
    public static Dataset Digits()
    {
        using var unpacked = new GZipStream(Open("digits.csv.gz"), CompressionMode.Decompress);
        (double[] pixels, int[] labels) = Parse(ReadAll(unpacked), inputs: 64);
        return new Dataset(
            "digits",
            [8, 8],
            Samples.From(Array.ConvertAll(pixels, pixel => (byte)pixel), 64),
            Targets.FromLabels(labels, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]));
    }

    public static Dataset Iris()
    {
        using Stream file = Open("iris.csv");
        ReadOnlySpan<byte> text = ReadAll(file);
        ReadOnlySpan<byte> rows = text[(text.IndexOf((byte)'\n') + 1)..];
        (double[] measurements, int[] labels) = Parse(rows, inputs: 4);
        return new Dataset("iris", [4], Samples.From(measurements, 4), Targets.FromLabels(labels, ["setosa", "versicolor", "virginica"]));
    }

    // Each line: the inputs, then the label, with commas between.
    private static (double[] Inputs, int[] Labels) Parse(ReadOnlySpan<byte> text, int inputs)
    {
        int rows = text.Count((byte)'\n');
        var values = new double[rows * inputs];
        var labels = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < inputs; column++)
                values[(row * inputs) + column] = double.Parse(Take(ref text, (byte)','), NumberStyles.Float, CultureInfo.InvariantCulture);
            labels[row] = int.Parse(Take(ref text, (byte)'\n'), NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return (values, labels);
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> text, byte end)
    {
        int length = text.IndexOf(end);
        ReadOnlySpan<byte> field = text[..length];
        text = text[(length + 1)..];
        return field;
    }

    private static Stream Open(string name) =>
        typeof(BundledFiles).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The library was built without '{name}'.");

    private static byte[] ReadAll(Stream stream)
    {
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
