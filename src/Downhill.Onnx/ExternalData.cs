using System.Globalization;

namespace Downhill.Onnx;

/// <summary>Reads tensors from files next to the model, and from no other folder.</summary>
internal sealed class ExternalData(string source, string folder)
{
    public ReadOnlyMemory<byte> Read(string tensor, IReadOnlyDictionary<string, string> entries)
    {
        string location = entries.GetValueOrDefault("location", string.Empty);
        string root = Path.GetFullPath(folder);
        string path = Path.GetFullPath(Path.Combine(root, location));
        string inside = root.EndsWith(Path.DirectorySeparatorChar) ? root : root + Path.DirectorySeparatorChar;
        if (location.Length == 0 || Path.IsPathRooted(location) || !path.StartsWith(inside, StringComparison.Ordinal)
            || HasLink(root, path))
            throw new DownhillException(
                $"{source}: the tensor '{tensor}' lies in '{location}', outside the model's folder; files there are not read.");
        if (!File.Exists(path))
            throw new DownhillException(
                $"{source}: the tensor '{tensor}' lies in '{location}', but there is no such file beside the model.");
        using FileStream file = File.OpenRead(path);
        long offset = Number(tensor, entries, "offset", 0);
        long length = Number(tensor, entries, "length", file.Length - offset);
        if (offset < 0 || length < 0 || offset > file.Length || length > file.Length - offset || length > Array.MaxLength)
            throw new DownhillException(
                $"{source}: the tensor '{tensor}' is {length:N0} bytes from byte {offset:N0} of '{location}', which has {file.Length:N0}.");
        var bytes = new byte[length];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    // A link inside the folder could lead out of it.
    private static bool HasLink(string root, string path)
    {
        for (string? at = path; at is not null && at.Length > root.Length; at = Path.GetDirectoryName(at))
        {
            if (new FileInfo(at).LinkTarget is not null)
                return true;
        }

        return false;
    }

    private long Number(string tensor, IReadOnlyDictionary<string, string> entries, string key, long otherwise) =>
        !entries.TryGetValue(key, out string? text) ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
        : throw new DownhillException($"{source}: the tensor '{tensor}' has the {key} \"{text}\", which is not a number.");
}
