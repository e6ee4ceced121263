namespace Downhill.Cli;

/// <summary>The note about numbers that are not finite.</summary>
internal static class NonFinite
{
    /// <summary>Prints the first value that is not finite, after the numbers.</summary>
    /// <returns>The exit code.</returns>
    public static int Report(Terminal terminal, string? firstNonFinite, int otherwise)
    {
        if (firstNonFinite is null)
            return otherwise;
        terminal.ErrorOutput.WriteLine(
            $"The first non-finite value is {firstNonFinite}; later values are meaningless. "
                + $"Try smaller inputs and weights, or a smaller learning rate.");
        return ExitCode.Diverged;
    }
}
