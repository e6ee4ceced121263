namespace Downhill.Cli;

/// <summary>What to try where training diverges.</summary>
internal static class Cure
{
    public static string Of(double rate) => $"The usual cure is a smaller learning rate (now {rate:G3}): --learning-rate {rate / 10:G3}";

    /// <summary>Says where numbers that were given in full stopped being finite, after what could be shown of them.</summary>
    /// <returns>The exit code.</returns>
    public static int Tell(Terminal terminal, string? firstNonFinite, int otherwise)
    {
        if (firstNonFinite is null)
            return otherwise;
        terminal.ErrorOutput.WriteLine($"The first non-finite value is {firstNonFinite}; what follows from it tells nothing. The usual cure is smaller inputs and weights, or a smaller learning rate.");
        return ExitCode.Diverged;
    }
}
