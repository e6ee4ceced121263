using System.CommandLine;
using Downhill.Experiments;
using Downhill.Reports;

namespace Downhill.Cli;

/// <summary>The short form of <c>downhill explain</c>: which columns move the prediction for a row up or down.</summary>
internal sealed class ShortExplanation
{
    private readonly Option<bool> brief =
        Options.Flag("--short", "Show which columns move the row's prediction up or down, and by how much (integrated gradients)");
    private readonly Option<string?> label =
        Options.Text("--class", "NAME", "With --short: the class whose probability is explained (default: the predicted one)");
    private readonly Option<int?> against =
        Options.Whole("--against", "With --short: the row to compare with, counted from 0 (default: a typical row)", 0);

    public void AddTo(Command command)
    {
        command.Add(brief);
        command.Add(label);
        command.Add(against);
    }

    public bool IsAskedFor(ParseResult parsed)
    {
        bool isAsked = parsed.GetValue(brief);
        Options.RefuseIdle(
            (!isAsked && parsed.GetValue(label) is not null, "--class", "it belongs to --short"),
            (!isAsked && parsed.GetValue(against) is not null, "--against", "it belongs to --short"));
        return isAsked;
    }

    public int Run(ParseResult parsed, ModelRow row, string format, string? file, Terminal terminal)
    {
        int? other = parsed.GetValue(against);
        Attribution attribution = new IntegratedGradients(row.File)
            .Of(row.Values(row.Row), Output(parsed.GetValue(label), row.File.Preprocessing),
            other is int compared ? row.Values(compared) : default);
        string? baseline = other is int at ? row.Place(at) : null;
        var report = new AttributionReport(attribution, row.File, row.Where, baseline);
        if (file is not null)
            DocumentFile.Write(file, report.Document());
        else if (format == "json")
            terminal.Print(report.ToJson());
        else if (format == "text")
            terminal.Out.Show(report.Document());
        else
            throw new DownhillException(
                $"--short prints text or json; for {format} name a file: --out FILE.{(format == "latex" ? "tex" : "html")}.");
        return ExitCode.Ok;
    }

    private static int? Output(string? name, Preprocessing preprocessing)
    {
        if (name is null)
            return null;
        if (preprocessing.Classes.IsEmpty)
            throw new DownhillException("--class needs a model with classes; this one predicts a number.");
        int found = preprocessing.Classes.IndexOf(name);
        return found >= 0
            ? found
            : throw new DownhillException(
                $"--class '{name}': the model has the classes {string.Join(", ", preprocessing.Classes.Take(10))}"
                    + $"{Nearest.Hint(name, preprocessing.Classes)}.");
    }
}
