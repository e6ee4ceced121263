namespace Downhill.Tests;

/// <summary>The folder of public data sets that lies beside a working copy; it is not part of the repository.</summary>
internal static class SharedData
{
    /// <summary>The path of a file or folder there, or null, with a line in the test's output, where it is absent.</summary>
    public static string? Find(string name, Xunit.Abstractions.ITestOutputHelper output)
    {
        foreach (string root in Roots())
        {
            string path = Path.Combine(root, name);
            if (Path.Exists(path))
                return path;
        }

        output.WriteLine($"Not tested: there is no '{name}' in ../shared/data, nor in the folder that DOWNHILL_DATA names.");
        return null;
    }

    private static IEnumerable<string> Roots()
    {
        if (Environment.GetEnvironmentVariable("DOWNHILL_DATA") is { Length: > 0 } named)
            yield return named;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return Path.Combine(folder.FullName, "..", "shared", "data");
    }
}
