using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>Writes predicted masks as PNG files, one for each image.</summary>
public static class MaskFiles
{
    /// <summary>Whether a path is that of a folder.</summary>
    public static bool IsFolder(string name) => Path.EndsInDirectorySeparator(name) || Directory.Exists(name);

    /// <summary>Writes a file for each image, with the name of the image.</summary>
    /// <param name="folder">The folder; it is created if it does not exist.</param>
    /// <param name="file">The model.</param>
    /// <param name="rows">The images.</param>
    /// <param name="predictions">The predictions, row by row.</param>
    /// <exception cref="DownhillException">The model does not predict masks, or two images have the same name.</exception>
    public static void Write(string folder, ModelFile file, TableRows rows, double[] predictions)
    {
        if (!ImageMasks.AreAnsweredBy(file) || rows is not { Table: Table table, Key: string key })
            throw new DownhillException(
                $"{folder} is a folder, but only masks are written as separate files; "
                    + $"name a CSV file{new Hint(Setting.Out, "answers.csv")}.");
        TableColumn column = table.Find(key)!;
        string[] names = [.. Enumerable.Range(0, table.Rows).Select(row => $"{Path.GetFileNameWithoutExtension(column.Text(row))}.png")];
        if (names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Count() > 1) is { Key: string twice })
            throw new DownhillException($"Two masks would be called {twice}; predict the images of one folder at a time.");
        Directory.CreateDirectory(folder);
        Shape shape = file.Model.OutputShape();
        for (int row = 0; row < names.Length; row++)
        {
            byte[] pixels = [.. predictions.AsSpan(row * shape.Size, shape.Size).ToArray()
                .Select(value => (byte)Math.Round(byte.MaxValue * Math.Clamp(value, 0, 1)))];
            AtomicFile.Write(Path.Combine(folder, names[row]), stream => stream.Write(PngImage.Encode(pixels, shape[0], shape[1])));
        }
    }
}
