using System.CommandLine;
using Downhill.Tables;

namespace Downhill.Cli;

/// <summary>The options about how a table is written, which every verb that reads one has.</summary>
internal sealed class TableArguments
{
    private readonly Option<string?> separator = Options.Choice("--separator", "What stands between two values (default: found out)", "comma", "semicolon", "tab", "bar", "spaces");
    private readonly Option<string?> quote = Options.Choice("--quote", "What stands around a value that holds a separator (default: found out)", "double", "single");
    private readonly Option<string?> comment = Options.Text("--comment", "CHARACTER", "What a comment line starts with (default: # above the first row)");
    private readonly Option<bool> header = new("--header") { Description = "The first line names the columns (default: found out)" };
    private readonly Option<bool> noHeader = new("--no-header") { Description = "The first line is a row; columns are column1, column2, … or as --columns says" };
    private readonly Option<string?> columns = Options.Text("--columns", "NAMES", "The names of all columns, with commas between them, instead of the file's");
    private readonly Option<int?> skipLines = Options.Whole("--skip-lines", "How many lines above the table to leave out (default: comments and blank ones)", 0);
    private readonly Option<string?> badRows = Options.Choice("--bad-rows", "What to do with rows of another number of values, or without the target (default: stop)", "stop", "skip");
    private readonly Option<string?> decimalMark = Options.Choice("--decimal", "What numbers have before their fraction (default: point)", "point", "comma");
    private readonly Option<bool> amounts = new("--amounts") { Description = "Numbers may have a sign of currency or %, and commas between thousands: $1,234.50" };
    private readonly Option<string[]> missing = Options.Names("--missing", "TEXT", "What stands for a missing value besides nothing, ?, NA, N/A, NaN and null");

    private readonly Option<string[]> missingOnly = Options.Names("--missing-only", "TEXT", "What alone stands for a missing value, instead of the usual marks; \"\" is nothing between separators");

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { separator, quote, comment, header, noHeader, columns, skipLines, badRows, decimalMark, amounts, missing, missingOnly })
            command.Add(option);
    }

    public TableOptions Read(ParseResult parsed)
    {
        bool withHeader = parsed.GetValue(header), without = parsed.GetValue(noHeader);
        if (withHeader && without)
            throw new DownhillException("--header and --no-header contradict each other; say one of them.");
        return new TableOptions
        {
            Separator = parsed.GetValue(separator) switch
            {
                "comma" => ',',
                "semicolon" => ';',
                "tab" => '\t',
                "bar" => '|',
                "spaces" => TableOptions.Spaces,
                _ => null,
            },
            Quote = parsed.GetValue(quote) switch { "double" => '"', "single" => '\'', _ => null },
            Comment = Letter(parsed.GetValue(comment)),
            HasHeader = withHeader ? true : without ? false : null,
            Columns = parsed.GetValue(columns)?.Split(',', StringSplitOptions.TrimEntries),
            SkipLines = parsed.GetValue(skipLines) ?? 0,
            SkipBadRows = parsed.GetValue(badRows) == "skip",
            DecimalComma = parsed.GetValue(decimalMark) == "comma",
            Amounts = parsed.GetValue(amounts),
            Missing = [.. parsed.GetValue(missing) ?? [], .. parsed.GetValue(missingOnly) ?? []],
            MissingOnly = parsed.GetValue(missingOnly) is { Length: > 0 },
        };
    }

    /// <summary>The options as they can be typed again.</summary>
    public static IEnumerable<string> Words(TableOptions options)
    {
        if (options.Separator is char given)
            yield return $"--separator {given switch { ';' => "semicolon", '\t' => "tab", '|' => "bar", TableOptions.Spaces => "spaces", _ => "comma" }}";
        if (options.Quote is char quote)
            yield return $"--quote {(quote == '"' ? "double" : "single")}";
        if (options.Comment is char comment)
            yield return $"--comment {Repeat.Quote(comment.ToString())}";
        if (options.HasHeader is bool hasHeader)
            yield return hasHeader ? "--header" : "--no-header";
        if (options.Columns is { } columns)
            yield return Repeat.Option("--columns", string.Join(',', columns));
        if (options.SkipLines > 0)
            yield return $"--skip-lines {options.SkipLines}";
        if (options.SkipBadRows)
            yield return "--bad-rows skip";
        if (options.DecimalComma)
            yield return "--decimal comma";
        if (options.Amounts)
            yield return "--amounts";
        foreach (string mark in options.Missing)
            yield return Repeat.Option(options.MissingOnly ? "--missing-only" : "--missing", mark);
    }

    private static char? Letter(string? text) => text switch
    {
        null => null,
        [var letter] when char.IsAscii(letter) => letter,
        _ => throw new DownhillException($"--comment takes one ASCII character, such as #, not '{text}'."),
    };
}
