using System.Collections.Immutable;
using Downhill.Images;
using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>The image files named by a column, relative to the folder of the table's file.</summary>
internal sealed class ImagePaths
{
    private readonly Table table;
    private readonly TableColumn column;
    private readonly Dictionary<string, string> folders = [];

    /// <summary>Finds the folders.</summary>
    /// <exception cref="DownhillException">Files in two folders have one name.</exception>
    public ImagePaths(Table table, TableColumn column, IReadOnlyList<string> names)
    {
        (this.table, this.column) = (table, column);
        foreach (string name in names)
        {
            string folder = FolderOf(name);
            if (!folders.TryAdd(Path.GetFileName(name), folder) && folders[Path.GetFileName(name)] != folder)
                throw new DownhillException(
                    $"Two of the files are called {Path.GetFileName(name)}, so the images of '{column.Name}' could be in either "
                        + $"folder; rename one.");
        }
    }

    /// <summary>The folder that paths in a file are relative to.</summary>
    public static string FolderOf(string file) => Directory.Exists(file) ? file : Path.GetDirectoryName(file) is { Length: > 0 } folder
        ? folder : ".";

    /// <summary>The path of a row of the table; null if none is named.</summary>
    public string? Of(int row) => column.IsMissing(row)
        ? null
        : Path.Combine(folders.GetValueOrDefault(table.PlaceOf(row).File, "."), column.Text(row));

    /// <summary>Reads the headers of the files; an unusable file is reported with the line of the table.</summary>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="skipBad">Whether files that cannot be used are left out, instead of refused.</param>
    /// <param name="classOf">The class of each of the rows, by its place among them; null if there is none.</param>
    public (ImageFile[] Files, List<BadImage> Bad) Open(int[] rows, bool skipBad, Func<int, string?>? classOf = null)
    {
        var files = new ImageFile?[rows.Length];
        var problems = new string?[rows.Length];
        Parallel.For(0, rows.Length, i =>
        {
            try
            {
                files[i] = Of(rows[i]) is string path
                    ? ImageFile.Open(path, classOf?.Invoke(i))
                    : throw new InvalidDataException("no image is named");
            }
            catch (InvalidDataException problem)
            {
                problems[i] = problem.Message;
            }
        });
        List<BadImage> bad =
        [
            .. Enumerable.Range(0, rows.Length).Where(i => problems[i] is not null)
                .Select(i => new BadImage($"{column.PlaceOf(rows[i])}: '{column.Text(rows[i])}'", problems[i]!)),
        ];
        ImageFolder.Require(bad, skipBad);
        ImageFile[] good = [.. files.OfType<ImageFile>()];
        return good.Length > 0 ? (good, bad) : throw new DownhillException($"No image is left: {bad[0]}.");
    }

    /// <summary>The rows of the images, which are in the order of the rows; some are left out.</summary>
    public int[] Kept(int[] rows, IReadOnlyList<ImageFile> images)
    {
        var kept = new int[images.Count];
        for (int row = 0, next = 0; next < kept.Length; row++)
        {
            if (Of(rows[row]) == images[next].Path)
                kept[next++] = row;
        }

        return kept;
    }
}
