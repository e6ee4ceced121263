using System.Text.Json.Nodes;
using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>The settings of an experiment that say how a table is read and what is learned from it.</summary>
public static class TableSettings
{
    /// <summary>The settings that say how the text of a table is read.</summary>
    public static IReadOnlyList<Setting> Reading { get; } =
    [
        Setting.Separator, Setting.Quote, Setting.Comment, Setting.Header, Setting.Columns, Setting.SkipLines, Setting.Query,
        Setting.BadRows,
        Setting.Decimal, Setting.Amounts, Setting.Missing, Setting.MissingOnly,
    ];

    /// <summary>The settings that say what its columns are.</summary>
    public static IReadOnlyList<Setting> Columns { get; } =
        [Setting.Number, Setting.Category, Setting.Date, Setting.Encode, Setting.Drop, Setting.DateFormat];

    /// <summary>How the text of a table is read.</summary>
    public static TableOptions TableOptions(this Experiment experiment) => new()
    {
        Separator = experiment.Separator switch
        {
            SeparatorKind.Comma => ',',
            SeparatorKind.Semicolon => ';',
            SeparatorKind.Tab => '\t',
            SeparatorKind.Bar => '|',
            SeparatorKind.Spaces => Tables.TableOptions.Spaces,
            _ => null,
        },
        Quote = experiment.Quote switch { QuoteKind.Double => '"', QuoteKind.Single => '\'', _ => null },
        Comment = experiment.Comment switch
        {
            null => null,
            [var letter] when char.IsAscii(letter) => letter,
            string text => throw new DownhillException(
                $"A comment line starts with one ASCII character{new Hint(Setting.Comment, "#")}, not '{text}'."),
        },
        HasHeader = experiment.Header,
        Columns = experiment.Columns,
        SkipLines = experiment.SkipLines ?? 0,
        Query = experiment.Query,
        SkipBadRows = experiment.BadRows == BadRowsRule.Skip,
        DecimalComma = experiment.Decimal == DecimalMark.Comma,
        Amounts = experiment.Amounts,
        Missing = [.. experiment.Missing ?? [], .. experiment.MissingOnly ?? []],
        MissingOnly = experiment.MissingOnly is { Count: > 0 },
        Identity = experiment.Identity ?? ValueIdentity.Text,
    };

    /// <summary>The settings for learning from a table.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="table">
    /// The table, if it has been read. With a loss that is for numbers only, a numeric target is predicted as numbers, never as classes.
    /// </param>
    public static TrainingTableOptions TrainingTableOptions(this Experiment experiment, Table? table = null) => new()
    {
        Target = experiment.Target,
        Task = experiment.Task ?? (table is not null && IsOfNumbers(experiment, table) ? TargetTask.Regression : null),
        Schema = experiment.SchemaOptions(),
        Group = experiment.Group,
        Time = experiment.Time,
        Weight = experiment.Weight,
        Positive = experiment.Positive,
        Stratify = experiment.Split switch { SplitKind.Stratified => true, SplitKind.Random => false, _ => null },
        SkipMissingTargets = experiment.BadRows == BadRowsRule.Skip,
    };

    private static bool IsOfNumbers(Experiment experiment, Table table) =>
        experiment.Loss is { IsForNumbers: true } && table.Options.Identity != ValueIdentity.Number
        && (experiment.Target is null ? table.Columns[^1] : table.Find(experiment.Target)) is { IsNumeric: true };

    /// <summary>The declared kinds of the columns.</summary>
    public static SchemaOptions SchemaOptions(this Experiment experiment) => new()
    {
        Numbers = experiment.Number ?? [],
        Categories = experiment.Category ?? [],
        Dates = experiment.Date ?? [],
        Encodings = [.. (experiment.Encode ?? []).Select(Encoding)],
        Drop = experiment.Drop ?? [],
        DateFormat = experiment.DateFormat,
    };

    // NAME=ENCODING; the name may have equals signs too, so the first one counts after which an encoding is named.
    private static ColumnEncoding Encoding(string text)
    {
        int first = text.IndexOf('='), at = first;
        while (at >= 0 && !Catalog.Encodings.Entries.Any(entry => IsNamed(text.AsSpan(at + 1).TrimStart(), entry.Name)))
            at = text.IndexOf('=', at + 1);
        at = at < 0 ? first : at;
        return at > 0
            ? Catalog.Encodings.Parse(text[..at].Trim(), text[(at + 1)..])
            : throw new DownhillException(
                $"\"{text}\" is not a column and its encoding{new Hint(Setting.Encode, "hour=cyclic 24")}.");

        static bool IsNamed(ReadOnlySpan<char> rest, string name) =>
            rest.StartsWith(name, StringComparison.Ordinal) && (rest.Length == name.Length || char.IsWhiteSpace(rest[name.Length]));
    }

    /// <summary>
    /// Throws if a setting is chosen that is for tables only; <paramref name="name"/> is no table. Files of images may be bad as rows
    /// may.
    /// </summary>
    internal static void RefuseTableSettings(this Experiment experiment, string name, bool areImages)
    {
        JsonObject node = ExperimentFile.Node(experiment);
        foreach (Setting setting in (Setting[])[Setting.Target, Setting.Task, Setting.Group, Setting.Time, Setting.Weight, Setting.Positive,
            .. Reading, .. Columns])
        {
            if (ExperimentSetting.Of(setting)!.Texts(node).Any() && !(areImages && setting == Setting.BadRows))
                throw new DownhillException(
                    $"The setting '{ExperimentSetting.Of(setting)!.Name}'{new Hint(setting)} is for tables; "
                        + $"'{name}' is not a table.");
        }
    }
}
