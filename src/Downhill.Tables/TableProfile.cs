using System.Collections.Immutable;

namespace Downhill.Tables;

/// <summary>A summary of a column of a table.</summary>
/// <param name="Schema">The schema of the column.</param>
/// <param name="Missing">The number of missing values.</param>
/// <param name="Distinct">The number of distinct values.</param>
/// <param name="Min">The least number; null if the column is not numbers.</param>
/// <param name="Median">The middle number.</param>
/// <param name="Largest">The largest number.</param>
/// <param name="Frequent">The most frequent values and their rows, where the column is not numbers.</param>
/// <param name="Association">
/// The share of the target that this column alone tells, from 0 to 1: how much of the squared error of a guess without it goes away; null
/// without a target.
/// </param>
public sealed record ColumnProfile(
    ColumnSchema Schema,
    int Missing,
    int Distinct,
    double? Min,
    double? Median,
    double? Largest,
    ImmutableArray<(string Value, int Rows)> Frequent,
    double? Association)
{
    /// <summary>The association from which a column is suspected to be derived from the target.</summary>
    public const double LeakFrom = 0.98;

    /// <summary>Whether it predicts the target so well that it is probably not known at the time of prediction.</summary>
    public bool IsLeak => Association >= LeakFrom;

    /// <summary>The values of a category that differ only in their spelling.</summary>
    public ImmutableArray<AlikeValues> Alike { get; init; } = [];
}

/// <summary>A summary of a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">Its columns in order.</param>
/// <param name="Classes">The rows of each class of the target; empty if it is a number, or without a target.</param>
public sealed record TableProfile(Table Table, ImmutableArray<ColumnProfile> Columns, ImmutableArray<(string Class, int Rows)> Classes)
{
    private const int MaxFrequent = 5;

    /// <summary>Summarizes a table.</summary>
    public static TableProfile Of(Table table, SchemaOptions? schema = null)
    {
        var found = Schema.Of(table, schema);
        return new TableProfile(table, [.. table.Columns.Select(column => Of(column, found[column.Name], null))], []);
    }

    /// <summary>Summarizes a table, with the association of each column with the target.</summary>
    public static TableProfile Of(TrainingTable training)
    {
        Table table = training.Table;
        var telling = new TargetAssociation(training);
        ImmutableArray<ColumnProfile> columns =
        [
            .. table.Columns.Select(column => Of(column, training.Schema[column.Name], column.Name == training.Target ? null : telling)),
        ];
        ImmutableArray<(string Class, int Rows)> classes = training.Targets.AreClasses
            ? [.. Enumerable.Range(0, training.Rows).CountBy(training.Targets.Label).OrderBy(entry => entry.Key)
                .Select(entry => (training.Targets.Classes[entry.Key], entry.Value))]
            : [];
        return new TableProfile(table, columns, classes);
    }

    private static ColumnProfile Of(TableColumn column, ColumnSchema schema, TargetAssociation? telling)
    {
        double? told = telling is null || schema.Kind is ColumnKind.Constant or ColumnKind.Image ? null : telling.Of(column, schema.Kind);
        if (!column.IsNumeric || schema.Kind == ColumnKind.Category || (schema.Reason == SchemaRules.LongCodes && column.HasNames))
        {
            (string Value, int Rows)[] counts =
                [.. Codes(column).CountBy(code => code).Select(entry => (column.Names.Distinct[entry.Key], entry.Value))];
            return new ColumnProfile(schema, column.MissingCount, counts.Length, null, null, null, Frequent(counts), told)
            {
                Alike = schema.Kind == ColumnKind.Category ? AlikeValues.Among(counts.Select(entry => entry.Value)) : [],
            };
        }

        double[] numbers = [.. Enumerable.Range(0, column.Rows).Select(column.Number).Where(double.IsFinite)];
        Array.Sort(numbers);
        int distinct = numbers.Length == 0 ? 0 : 1;
        for (int i = 1; i < numbers.Length; i++)
            distinct += numbers[i] > numbers[i - 1] ? 1 : 0;
        return numbers.Length == 0 || schema.Kind is ColumnKind.Boolean
            ? new ColumnProfile(schema, column.MissingCount, distinct, null, null, null,
                Frequent([.. numbers.CountBy(number => number).Select(entry => (NumberText.Format(entry.Key), entry.Value))]), told)
            : new ColumnProfile(schema, column.MissingCount, distinct, numbers[0] + 0.0,
                (numbers[(numbers.Length - 1) / 2] + numbers[numbers.Length / 2]) / 2, numbers[^1], [], told);
    }

    private static IEnumerable<int> Codes(TableColumn column) =>
        Enumerable.Range(0, column.Rows).Select(column.Names.Code).Where(code => code >= 0);

    private static ImmutableArray<(string Value, int Rows)> Frequent((string Value, int Rows)[] counts) =>
        [.. counts.OrderByDescending(entry => entry.Rows).ThenBy(entry => entry.Value, StringComparer.Ordinal).Take(MaxFrequent)];
}
