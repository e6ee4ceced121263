namespace Downhill.Cli;

/// <summary>The table formats besides text that this program reads and writes: those of the packages with which it was built.</summary>
internal static partial class TableFiles
{
    /// <summary>Registers them for every command that reads a table.</summary>
    public static void Register() => RegisterPackages();

    // What the small program leaves out.
    static partial void RegisterPackages();
}
