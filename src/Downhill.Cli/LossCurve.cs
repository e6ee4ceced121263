using System.Globalization;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>The losses of a run as a picture of letters: ● training, ○ validation.</summary>
internal static class LossCurve
{
    private const int Width = 64, Height = 9;

    /// <summary>Prints the losses of a run that is over, one value an epoch; validation may have none.</summary>
    public static void Print(IAnsiConsole console, IReadOnlyList<double> training, IReadOnlyList<double> validation)
    {
        LetterLine[] lines = Lines(training, validation);
        string last = training.Count.ToString(CultureInfo.InvariantCulture);
        if (LetterChart.Draw(lines, Math.Min(Width, training.Count), Height, training.Count, "1", last) is LetterChart chart)
            chart.Print(console, lines, $"● training{(validation.Count > 0 ? "  ○ validation" : string.Empty)} loss by epoch");
    }

    /// <summary>The two lines of a loss.</summary>
    public static LetterLine[] Lines(IReadOnlyList<double> training, IReadOnlyList<double> validation) =>
        [new('●', "blue", training), new('○', "yellow", validation)];
}
