using System.CommandLine;
using Downhill.Reports;

namespace Downhill.Cli;

/// <summary><c>downhill walkthrough NAME</c>: tells a lesson from live numbers, in the terminal or as a page.</summary>
internal static class WalkthroughCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = $"The lesson: {string.Join(", ", Lessons.Names)}" };
        var html = Options.Text("--html", "FILE", "Write the lesson as an HTML page that stands alone instead");
        var json = Options.Json();
        var command = new Command("walkthrough", "Tell a lesson of gradient descent with live numbers") { name, html, json };
        command.SetAction(parsed =>
        {
            Document lesson = Lessons.Find(parsed.GetRequiredValue(name));
            if (parsed.GetValue(json))
            {
                if (parsed.GetValue(html) is not null)
                    throw new DownhillException("--html writes a page and --json prints the lesson as data; choose one of them.");
                terminal.Output.WriteLine(Json.Text(JsonWriter.Node(lesson)));
            }
            else if (parsed.GetValue(html) is string path)
            {
                DocumentFile.Write(path, lesson);
                terminal.Output.WriteLine($"{path} holds the lesson '{lesson.Name}'.");
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
