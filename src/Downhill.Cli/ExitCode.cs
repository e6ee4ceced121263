namespace Downhill.Cli;

/// <summary>The exit codes of the command line.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>A check found something, or the program itself failed.</summary>
    public const int Failure = 1;

    /// <summary>The command or its input cannot be used.</summary>
    public const int Usage = 2;

    /// <summary>Training reached a number that is not finite.</summary>
    public const int Diverged = 3;

    /// <summary>Ctrl-C.</summary>
    public const int Interrupted = 130;
}
