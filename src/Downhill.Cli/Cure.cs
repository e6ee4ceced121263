namespace Downhill.Cli;

/// <summary>What to try where training diverges.</summary>
internal static class Cure
{
    public static string Of(double rate) => $"The usual cure is a smaller learning rate (now {rate:G3}): --learning-rate {rate / 10:G3}";
}
