using System.Collections.Immutable;

namespace Downhill.Tables;

/// <summary>The rows of a table as a trained model takes them.</summary>
/// <param name="Inputs">The model's columns in the model's order, as they came: <c>[rows, columns]</c>.</param>
/// <param name="Targets">What the model should answer, or null where that was not asked for.</param>
/// <param name="Weights">How much each row counts where it is measured, or null where all count alike.</param>
/// <param name="PlaceOf">Where each row, counted from 0, stands in its file, or null where it is of none.</param>
public sealed record TableRows(Samples Inputs, Targets? Targets, IReadOnlyList<double>? Weights = null, Func<int, RowPlace>? PlaceOf = null)
{
    private ImmutableArray<NewDataFinding>? findings;

    /// <summary>The table; null where the rows are of none.</summary>
    public Table? Table { get; init; }

    /// <summary>
    /// The column of the table that names each row and stands before its prediction, such as the file of an image; null where there is
    /// none.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>The rows that cannot be measured, for their target is missing or none of the model's classes.</summary>
    public ImmutableArray<RowPlace> WithoutTarget { get; init; } = [];

    /// <summary>What the model finds strange about the columns; compared when it is first asked for.</summary>
    public ImmutableArray<NewDataFinding> Findings => findings ??= Table is null || Known is null ? [] : NewDataCheck.Compare(Table, Known);

    /// <summary>What the model knows of its columns; null where the rows are of no table.</summary>
    internal Preprocessing? Known { get; init; }

    /// <summary>Throws where the model finds anything strange.</summary>
    /// <exception cref="DownhillException">It does; the message names the columns.</exception>
    public void RequireKnown()
    {
        if (!Findings.IsEmpty)
            throw new DownhillException(
                $"{Table!.Name} has data that the model does not know: {string.Join("; ", Findings)}. Correct the data, "
                    + $"or leave out{new Hint(Setting.Strict)}.");
    }
}
