using System.CommandLine;
using Downhill.Reports;

namespace Downhill.Cli;

/// <summary><c>downhill walkthrough NAME</c>: shows a lesson with live numbers, in the terminal or as a page.</summary>
internal static class WalkthroughCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = Options.Argument("NAME", $"The lesson: {string.Join(", ", Lessons.Names)}");
        var output = Options.File();
        var html = Options.OldFile();
        var json = Options.Json();
        var command = new Command("walkthrough", "Show a lesson on gradient descent, computed as you read") { name, output, html, json };
        command.SetAction(parsed =>
        {
            Document lesson = Lessons.Find(parsed.GetRequiredValue(name));
            string? file = DocumentOutput.File(parsed.GetValue(output), parsed.GetValue(html), terminal);
            if (parsed.GetValue(json))
            {
                if (file is not null)
                    throw new DownhillException("--out writes a file and --json prints the lesson as data; choose one of them.");
                terminal.Print(JsonWriter.Node(lesson));
            }
            else if (file is string path)
            {
                DocumentFile.Write(path, lesson);
                terminal.Output.WriteLine($"written to {path}");
            }
            else
            {
                terminal.Out.Show(lesson, DocumentView.PlainWidth);
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
