using System.CommandLine;
using Downhill.Tables;

namespace Downhill.Cli;

/// <summary>The options about what the columns of a table are.</summary>
internal sealed class SchemaArguments
{
    private readonly Option<string[]> number = Options.Names("--number", "NAMES", "Columns that are numbers (default: found out)");
    private readonly Option<string[]> category = Options.Names("--category", "NAMES", "Columns that are categories, numbers or not");
    private readonly Option<string[]> date = Options.Names("--date", "NAMES", "Columns that are dates");
    private readonly Option<string[]> drop = Options.Names("--drop", "NAMES", "Columns to leave out");
    private readonly Option<string?> dateFormat = Options.Text("--date-format", "FORMAT", "How dates are written, such as dd/MM/yyyy (default: found out)");

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { number, category, date, drop, dateFormat })
            command.Add(option);
    }

    public SchemaOptions Read(ParseResult parsed) => new()
    {
        Numbers = parsed.GetValue(number) ?? [],
        Categories = parsed.GetValue(category) ?? [],
        Dates = parsed.GetValue(date) ?? [],
        Drop = parsed.GetValue(drop) ?? [],
        DateFormat = parsed.GetValue(dateFormat),
    };

    /// <summary>The options as they can be typed again.</summary>
    public static IEnumerable<string> Words(SchemaOptions options)
    {
        IEnumerable<(string Option, string Name)> names =
        [
            .. options.Numbers.Select(name => ("--number", name)),
            .. options.Categories.Select(name => ("--category", name)),
            .. options.Dates.Select(name => ("--date", name)),
            .. options.Drop.Select(name => ("--drop", name)),
        ];
        foreach ((string option, string name) in names)
            yield return Repeat.Option(option, name);
        if (options.DateFormat is string format)
            yield return $"--date-format {Repeat.Quote(format)}";
    }
}
