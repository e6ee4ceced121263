using Downhill.Experiments;
using Downhill.Tables;

namespace Downhill.Cli;

/// <summary>Writes the masks that a model answers as PNG files.</summary>
internal static class MaskOutput
{
    /// <summary>Whether a name is that of a folder.</summary>
    public static bool IsFolder(string name) => Path.EndsInDirectorySeparator(name) || Directory.Exists(name);

    /// <summary>Writes a file for each image, with its name.</summary>
    /// <exception cref="DownhillException">The model answers no masks, or two images have one name.</exception>
    public static void Write(string folder, ModelFile file, TableRows rows, double[] answers)
    {
        if (!ImageMasks.AreAnsweredBy(file) || rows is not { Table: Table table, Key: string key })
            throw new DownhillException(
                $"{folder} is a folder, but only masks are written as separate files; name a CSV file (--out answers.csv).");
        TableColumn column = table.Find(key)!;
        string[] names = [.. Enumerable.Range(0, table.Rows).Select(row => $"{Path.GetFileNameWithoutExtension(column.Text(row))}.png")];
        if (names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Count() > 1) is { Key: string twice })
            throw new DownhillException($"Two masks would be called {twice}; predict the images of one folder at a time.");
        Directory.CreateDirectory(folder);
        Shape shape = file.Model.OutputShape();
        for (int row = 0; row < names.Length; row++)
        {
            byte[] pixels = [.. answers.AsSpan(row * shape.Size, shape.Size).ToArray()
                .Select(value => (byte)Math.Round(byte.MaxValue * Math.Clamp(value, 0, 1)))];
            AtomicFile.Write(Path.Combine(folder, names[row]), stream => stream.Write(PngImage.Encode(pixels, shape[0], shape[1])));
        }
    }
}
