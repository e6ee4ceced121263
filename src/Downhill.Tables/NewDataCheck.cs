using System.Collections.Immutable;

namespace Downhill.Tables;

/// <summary>A difference between a column of new data and what the model knows of it.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Rows">The number of rows with a value.</param>
/// <param name="Unknown">The number of these values that the model does not know.</param>
/// <param name="Text">It in words: <c>100 of 100 values unknown; 98 match after adding leading zeros</c>.</param>
public sealed record NewDataFinding(string Column, int Rows, int Unknown, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Words.Column(Column)}: {Text}";
}

/// <summary>
/// Compares a table with what a model knows about its columns: unknown values, spellings that differ from known ones only in case, spaces,
/// leading zeros or a trailing <c>.0</c>, and empty columns that never had missing values in training.
/// </summary>
public static class NewDataCheck
{
    // Some values are always new; where so large a share is, the column is probably another one.
    private const double ManyUnknown = 0.05;

    // A model that has one input for all rare values has seen some that it does not know by name.
    private const double ManyUnknownAmongOthers = 0.5;

    /// <summary>The findings, column by column; empty if there are none.</summary>
    /// <param name="table">The new data.</param>
    /// <param name="preprocessing">The preprocessing of the model.</param>
    public static ImmutableArray<NewDataFinding> Compare(Table table, Preprocessing preprocessing)
    {
        if (preprocessing.Encodings is not { } encodings)
            return [];
        var findings = ImmutableArray.CreateBuilder<NewDataFinding>();
        foreach (ColumnEncoding encoding in encodings)
        {
            if (table.Find(encoding.Name) is TableColumn column && Of(column, encoding) is NewDataFinding finding)
                findings.Add(finding);
        }

        return findings.ToImmutable();
    }

    private static NewDataFinding? Of(TableColumn column, ColumnEncoding encoding)
    {
        int rows = column.Rows - column.MissingCount;
        if (rows == 0)
            return encoding.KnowsMissing || (EncodingNames.Of(encoding) is EncodingNames known
                && column.QuotedMarks.Any(mark => known.Place(mark.Text) < known.Count))
                ? null
                : new NewDataFinding(column.Name, 0, 0,
                    $"missing in {(column.Rows == 1 ? "the only row" : $"all {column.Rows:N0} rows")}; "
                        + $"the model never saw a missing value there");
        return encoding.Names is { } names
            ? Names(column, encoding, names, encoding is CategoryEncoding { HasOther: true } ? ManyUnknownAmongOthers : ManyUnknown)
            : null;
    }

    private static NewDataFinding? Names(TableColumn column, ColumnEncoding encoding, IReadOnlyList<string> names, double many)
    {
        EncodingNames known = EncodingNames.Of(encoding)!;
        var spellings = new KnownSpellings(names);
        TextValues values = column.Names;
        var counts = new int[values.Distinct.Count];
        for (int row = 0; row < column.Rows; row++)
        {
            if (!column.IsMissing(row))
                counts[values.Code(row)]++;
        }

        int unknown = 0;
        string? example = null;
        var cures = new Dictionary<string, int>();
        for (int code = 0; code < counts.Length; code++)
        {
            string value = values.Distinct[code];
            if (counts[code] == 0 || known.Place(value) < known.Count)
                continue;
            unknown += counts[code];
            example ??= value;
            if (spellings.Cure(value) is string cure)
                cures[cure] = cures.GetValueOrDefault(cure) + counts[code];
        }

        int rows = column.Rows - column.MissingCount;
        if (unknown == 0 || (cures.Count == 0 && unknown < many * rows))
            return null;
        string matches = string.Concat(cures.OrderByDescending(cure => cure.Value).ThenBy(cure => cure.Key, StringComparer.Ordinal)
            .Select(cure => $"; {cure.Value:N0} {(cure.Value == 1 ? "matches" : "match")} after {cure.Key}"));
        return new NewDataFinding(column.Name, rows, unknown,
            $"{unknown:N0} of {Words.Count(rows, "value")} unknown, such as {Words.Value(example!)}{matches}");
    }
}
