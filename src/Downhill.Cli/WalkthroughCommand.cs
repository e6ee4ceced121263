using System.CommandLine;
using System.Text;

namespace Downhill.Cli;

/// <summary><c>downhill walkthrough NAME</c>: tells a lesson from live numbers, in the terminal or as a page.</summary>
internal static class WalkthroughCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = $"The lesson: {string.Join(", ", Walkthrough.Names)}" };
        var html = Options.Text("--html", "FILE", "Write the lesson as an HTML page that stands alone instead");
        var json = Options.Json();
        var command = new Command("walkthrough", "Tell a lesson of gradient descent with live numbers") { name, html, json };
        command.SetAction(parsed =>
        {
            Walkthrough walkthrough = Walkthrough.Find(parsed.GetRequiredValue(name));
            if (parsed.GetValue(json))
            {
                if (parsed.GetValue(html) is not null)
                    throw new DownhillException("--html writes a page and --json prints the lesson as data; choose one of them.");
                terminal.Output.WriteLine(Json.Text(WalkthroughJson.Node(walkthrough)));
            }
            else if (parsed.GetValue(html) is string path)
            {
                AtomicFile.Write(path, stream =>
                {
                    using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
                    WalkthroughHtml.Write(walkthrough, writer);
                });
                terminal.Output.WriteLine($"{path} holds the lesson '{walkthrough.Name}'.");
            }
            else
            {
                foreach (string line in WalkthroughText.Lines(walkthrough))
                    terminal.Output.WriteLine(line);
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
