using Downhill.Reports;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>How a competition of candidates ended.</summary>
internal static class BlendView
{
    public static void Show(IAnsiConsole console, RunRecord record)
    {
        console.Show(BlendText.Candidates(record.Blend!, record.Metrics!.OutOfFold!));
        foreach (string sentence in BlendText.Sentences(record.Blend!, record.Metrics))
            console.WriteLine(sentence);
    }
}
