using System.IO.Compression;
using System.Text;
using Downhill.Cli;
using Downhill.Tables;

namespace Downhill.Tests;

internal static class Csv
{
    public static Table Read(string text, TableOptions? options = null) => Read(Encoding.UTF8.GetBytes(text), options);

    public static Table Read(byte[] bytes, TableOptions? options = null)
    {
        using var stream = new MemoryStream(bytes);
        return TableReader.Read(stream, "adult.csv", options);
    }

    /// <summary>A text packed with gzip.</summary>
    public static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
            stream.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    /// <summary>What the command line says of an error: the message with its hints as options.</summary>
    public static string ErrorOf(Action action)
    {
        string message = HintText.Of(Assert.Throws<DownhillException>(action));
        Assert.DoesNotContain('\n', message);
        Assert.DoesNotContain('\r', message);
        return message;
    }

    public static string ErrorOfReading(string text, TableOptions? options = null) => ErrorOf(() => Read(text, options));

    public static double[] Numbers(Samples samples) =>
        [.. Enumerable.Range(0, samples.Rows)
            .SelectMany(row => Enumerable.Range(0, samples.Columns).Select(column => samples[row, column]))];

    public static int[] Labels(Targets targets) => [.. Enumerable.Range(0, targets.Rows).Select(targets.Label)];
}
