namespace Downhill.Cli;

/// <summary>The formats of tables that this program knows besides text: those of the packages it was built with.</summary>
internal static partial class TableFiles
{
    /// <summary>Lets every command that takes a table take them too.</summary>
    public static void Register() => RegisterPackages();

    // What the small program leaves out.
    static partial void RegisterPackages();
}
