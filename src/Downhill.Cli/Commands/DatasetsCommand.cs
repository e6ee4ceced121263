using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill datasets</c>: lists the built-in data sets.</summary>
internal static class DatasetsCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = Options.Json();
        var command = new Command("datasets", "List the built-in data sets") { json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
                terminal.Print(new JsonArray([.. BuiltInData.All.Select(Node)]));
            else
                Print(terminal.Out);
            return ExitCode.Ok;
        });
        return command;
    }

    private static JsonNode Node(BuiltInData data) => new JsonObject
    {
        ["name"] = data.Name,
        ["description"] = data.Description,
        ["rows"] = data.Rows,
        ["input"] = data.InputDescription,
        ["columns"] = new JsonArray([.. data.Columns.Select(column => (JsonNode)column)]),
        ["target"] = data.Target,
        ["classes"] = data.Classes,
    };

    private static void Print(IAnsiConsole console)
    {
        Table table = Tabular.Create("name", "what", ">rows", "input", "target");
        foreach (BuiltInData data in BuiltInData.All)
        {
            table.AddRow(
                data.Name,
                Markup.Escape(data.Description),
                data.Rows.ToString("N0", CultureInfo.InvariantCulture),
                Markup.Escape(data.InputDescription),
                $"{data.Target} ({data.TargetDescription})");
        }

        console.Print(table);
        console.WriteLine("Train on one with: downhill train digits");
        console.WriteLine("Generated sets take --rows and --seed. Files: any table of text (CSV), "
            + "a folder of images or of IDX files (MNIST), or NumPy's arrays x and y in an .npz file.");
    }
}
