using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>The settings of an experiment that say how a table is read and what is learned from it.</summary>
public static class TableSettings
{
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
            string text => throw new DownhillException($"'comment' takes one ASCII character, such as #, not '{text}'."),
        },
        HasHeader = experiment.Header,
        Columns = experiment.Columns,
        SkipLines = experiment.SkipLines ?? 0,
        SkipBadRows = experiment.BadRows == BadRowsRule.Skip,
        DecimalComma = experiment.Decimal == DecimalMark.Comma,
        Amounts = experiment.Amounts,
        Missing = experiment.Missing ?? [],
    };

    /// <summary>What is to be learned from a table.</summary>
    public static TrainingTableOptions TrainingTableOptions(this Experiment experiment) => new()
    {
        Target = experiment.Target,
        Task = experiment.Task switch { TaskKind.Classification => "classification", TaskKind.Regression => "regression", _ => null },
        Schema = experiment.SchemaOptions(),
        Group = experiment.Group,
        Time = experiment.Time,
        Weight = experiment.Weight,
        Stratify = experiment.Split switch { SplitKind.Stratified => true, SplitKind.Random => false, _ => null },
        SkipMissingTargets = experiment.BadRows == BadRowsRule.Skip,
    };

    /// <summary>What is known about the columns.</summary>
    public static SchemaOptions SchemaOptions(this Experiment experiment) => new()
    {
        Numbers = experiment.Number ?? [],
        Categories = experiment.Category ?? [],
        Dates = experiment.Date ?? [],
        Drop = experiment.Drop ?? [],
        DateFormat = experiment.DateFormat,
    };

    /// <summary>Throws where a setting is chosen that is for tables only; <paramref name="name"/> is no table.</summary>
    internal static void RefuseTableSettings(this Experiment experiment, string name)
    {
        string[] forTables =
        [
            "target", "task", "group", "time", "weight", "separator", "quote", "comment", "header", "columns", "skip-lines", "bad-rows",
            "decimal", "amounts", "missing", "number", "category", "date", "drop", "date-format",
        ];
        System.Text.Json.Nodes.JsonObject node = ExperimentFile.Node(experiment);
        string? chosen = forTables.FirstOrDefault(setting => ExperimentSetting.Find(setting).Texts(node).Any());
        if (chosen is not null)
            throw new DownhillException($"--{chosen} is for tables; '{name}' has its own target and inputs.");
    }
}
