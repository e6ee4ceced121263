namespace Downhill.Tests;

/// <summary>The folder of public data sets that lies beside a working copy; it is not part of the repository.</summary>
internal static class SharedData
{
    /// <summary>Why tests that need it are skipped; null where it is there.</summary>
    public static string? Missing { get; } = Roots().Any(Directory.Exists)
        ? null
        : "There is no folder ../shared/data, nor one that DOWNHILL_DATA names.";

    /// <summary>The path of a file or folder there.</summary>
    public static string Find(string name) => Roots().Select(root => Path.Combine(root, name)).FirstOrDefault(Path.Exists)
        ?? throw new FileNotFoundException($"There is a folder of shared data, but no '{name}' in it.");

    private static IEnumerable<string> Roots()
    {
        if (Environment.GetEnvironmentVariable("DOWNHILL_DATA") is { Length: > 0 } named)
            yield return named;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return Path.Combine(folder.FullName, "..", "shared", "data");
    }
}

/// <summary>A test that needs the shared data; it is skipped, with the reason, where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute() => Skip = SharedData.Missing;
}

/// <inheritdoc cref="SharedFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute() => Skip = SharedData.Missing;
}
