using System.Collections.Immutable;

namespace Downhill.Tables;

/// <summary>The rows of a table for a trained model.</summary>
/// <param name="Inputs">The model's columns in the model's order, as they came: <c>[rows, columns]</c>.</param>
/// <param name="Targets">The expected predictions; null if they were not requested.</param>
/// <param name="Weights">The weight of each row in metrics; null if all weights are equal.</param>
/// <param name="PlaceOf">The position of each row in its file, by its number from 0; null if the rows are not from a file.</param>
public sealed record TableRows(Samples Inputs, Targets? Targets, IReadOnlyList<double>? Weights = null, Func<int, RowPlace>? PlaceOf = null)
{
    private ImmutableArray<NewDataFinding>? findings;

    /// <summary>The table; null if the rows are not from a table.</summary>
    public Table? Table { get; init; }

    /// <summary>The column that names each row in predictions, such as the file of an image; null if there is none.</summary>
    public string? Key { get; init; }

    /// <summary>The rows that cannot be measured because their target is missing or not a class of the model.</summary>
    public ImmutableArray<RowPlace> WithoutTarget { get; init; } = [];

    /// <summary>The differences from what the model knows about the columns, computed on first use.</summary>
    public ImmutableArray<NewDataFinding> Findings => findings ??= Table is null || Known is null ? [] : NewDataCheck.Compare(Table, Known);

    /// <summary>The preprocessing of the model, which knows its columns; null if the rows are not of a table.</summary>
    internal Preprocessing? Known { get; init; }

    /// <summary>The columns to write before the predictions, the column that names each row first.</summary>
    /// <param name="names">The names of columns.</param>
    /// <param name="all">Whether all columns are written.</param>
    /// <exception cref="DownhillException">There is no such column, or the rows are not from a table.</exception>
    public ImmutableArray<TableColumn> KeptColumns(IReadOnlyList<string> names, bool all = false)
    {
        if (Table is null)
            return names.Count == 0 && !all
                ? []
                : throw new DownhillException(
                    $"Only the columns of a table can be copied{new Hint(Setting.Keep)}; these rows have no column names.");
        IEnumerable<string> kept = Key is string key && !names.Contains(key) ? names.Prepend(key) : names;
        return all ? Table.Columns : [.. kept.Select(name => Table.Find(name) ?? throw new DownhillException(
            $"{Table.Name} has no column '{name}' to keep{new Hint(Setting.Keep)}"
                + $"{Nearest.Hint(name, Table.Columns.Select(column => column.Name))}."))];
    }

    /// <summary>Throws if there are any findings.</summary>
    /// <exception cref="DownhillException">It does; the message names the columns.</exception>
    public void RequireKnown()
    {
        if (!Findings.IsEmpty)
            throw new DownhillException(
                $"{Table!.Name} has data that the model does not know: {string.Join("; ", Findings)}. Correct the data, "
                    + $"or leave out{new Hint(Setting.Strict)}.");
    }
}
