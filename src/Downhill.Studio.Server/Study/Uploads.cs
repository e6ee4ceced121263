using System.Security.Cryptography;

namespace Downhill.Studio.Server.Study;

/// <summary>Tables that were opened from the page. They are kept next to the runs, so that a run finds its rows again.</summary>
internal static class Uploads
{
    /// <summary>The largest table that the page takes; a larger one is opened by its path.</summary>
    public const long MaxBytes = 256 * Megabyte;

    private const long Megabyte = 1024 * 1024;

    private static readonly string Folder = Path.Combine("runs", "tables");

    /// <summary>Keeps a table under its own name, or with a number where another table has the name.</summary>
    /// <param name="name">Its name; only the letters, digits, dots, dashes and underlines in it are used.</param>
    /// <param name="size">Its size.</param>
    /// <param name="content">Its bytes.</param>
    /// <returns>The path of the kept file.</returns>
    /// <exception cref="DownhillException">It is too large, or the folder cannot be written.</exception>
    public static async Task<string> KeepAsync(string name, long size, Stream content)
    {
        if (size > MaxBytes)
        {
            throw new DownhillException(
                $"{name} has {size / Megabyte:N0} MB; the page takes {MaxBytes / Megabyte:N0}. "
                    + $"Open it by its path: downhill studio {name}.");
        }

        string kept = Safe(name), part = Path.Combine(Folder, $".{Guid.NewGuid():N}.part");
        try
        {
            Directory.CreateDirectory(Folder);
            await using (FileStream file = File.Create(part))
                await content.CopyToAsync(file);
            for (int number = 1; ; number++)
            {
                string numbered = $"{Path.GetFileNameWithoutExtension(kept)}-{number}{Path.GetExtension(kept)}";
                string path = Path.Combine(Folder, number == 1 ? kept : numbered);
                if (!File.Exists(path))
                    File.Move(part, path);
                else if (!await AreSameAsync(part, path))
                    continue;
                return path;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DownhillException($"{name} cannot be kept in {Folder}: {error.Message}", error);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static string Safe(string name)
    {
        string file = name[(name.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
        string safe = string.Concat(file.Select(letter => char.IsLetterOrDigit(letter) || letter is '.' or '_' ? letter : '-'))
            .TrimStart('.');
        return safe.Length == 0 ? "table.csv" : safe[^Math.Min(safe.Length, 100)..];
    }

    private static async Task<bool> AreSameAsync(string one, string other)
    {
        if (new FileInfo(one).Length != new FileInfo(other).Length)
            return false;
        await using FileStream first = File.OpenRead(one), second = File.OpenRead(other);
        byte[] here = await SHA256.HashDataAsync(first), there = await SHA256.HashDataAsync(second);
        return here.AsSpan().SequenceEqual(there);
    }
}
