using System.Globalization;

namespace Downhill.Tests.Images;

/// <summary>
/// A table of made pictures and columns in which neither tells the class: it is yes where the bright half of the picture is the one that
/// the column names.
/// </summary>
internal static class PicturesAndColumns
{
    public const int Side = 8;

    private const string Header = "file,side,size,day,who,weight,value,same";

    /// <summary>Writes the pictures into a folder beside the table, and the table; gives its path.</summary>
    public static string Write(CliFolder folder, string name, int rows, int first = 0)
    {
        string path = folder[name], pictures = Path.Combine(Path.GetDirectoryName(path)!, "pictures");
        Directory.CreateDirectory(pictures);
        var lines = new List<string> { Header };
        for (int row = first; row < first + rows; row++)
        {
            bool isLeft = Bits(row, 1) < 0.5, isNamed = Bits(row, 2) < 0.5;
            File.WriteAllBytes(Path.Combine(pictures, $"{row:000}.png"), PngImage.Encode(Pixels(row, isLeft), Side, Side));
            double size = Math.Round(10 * Bits(row, 3), 2), value = (isLeft ? 1 : -1) * size;
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"pictures/{row:000}.png,{(isNamed ? "left" : "right")},{(row % 7 == 0 ? string.Empty : size)},2024-{1 + (row % 12):00}-11,"
                    + $"p{row % 9},{1 + (row % 2)},{value},{(isLeft == isNamed ? "yes" : "no")}"));
        }

        File.WriteAllLines(path, lines);
        return path;
    }

    // Dim noise, and one half brighter.
    private static byte[] Pixels(int row, bool isLeft) =>
        [.. Enumerable.Range(0, Side * Side).Select(i =>
            (byte)((60 * Bits(row, 10 + i)) + (i % Side < Side / 2 == isLeft ? 120 + (60 * Bits(row, 100 + i)) : 0)))];

    private static double Bits(int row, int what) => new RandomStream(5, RandomPurpose.Checking, (ulong)what).Uniform((ulong)row);
}
