namespace Downhill.Tables;

/// <summary>The rows of a table as a trained model takes them.</summary>
/// <param name="Inputs">The model's columns in the model's order, as they came: <c>[rows, columns]</c>.</param>
/// <param name="Targets">What the model should answer, or null where the table does not hold it.</param>
/// <param name="Weights">How much each row counts where it is measured, or null where all count alike.</param>
/// <param name="PlaceOf">Where each row, counted from 0, stands in its file, or null where it is of none.</param>
public sealed record TableRows(Samples Inputs, Targets? Targets, IReadOnlyList<double>? Weights = null, Func<int, RowPlace>? PlaceOf = null);
