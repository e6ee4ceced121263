namespace Downhill.Tests;

/// <summary>The working copy the tests were built in.</summary>
internal static class Repository
{
    /// <summary>The path of a file or folder in it, whether it exists or not.</summary>
    public static string Find(params string[] parts)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Downhill.slnx")))
                return Path.Combine([folder.FullName, .. parts]);
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Downhill.slnx.");
    }
}
