namespace Downhill;

/// <summary>The contribution of each column to the difference between the predictions for a row and for a baseline row.</summary>
/// <param name="Output">The explained output: the label of a class, or the index of the target.</param>
/// <param name="Prediction">
/// The prediction for the row, in the target's unit; for a class its probability, where the model gives one.
/// </param>
/// <param name="Baseline">The prediction for the baseline.</param>
/// <param name="Columns">Each column's part of the difference, in the order of the columns.</param>
public sealed record Attribution(int Output, double Prediction, double Baseline, IReadOnlyList<ColumnContribution> Columns)
{
    /// <summary>The sum of the contributions: <see cref="Prediction"/> − <see cref="Baseline"/>, except for <see cref="Gap"/>.</summary>
    public double Sum => Columns.Sum(column => column.Contribution);

    /// <summary>The error of the integration: the difference of the predictions minus the sum of the contributions.</summary>
    public double Gap => Prediction - Baseline - Sum;
}

/// <summary>The contribution of one column to the prediction for a row.</summary>
/// <param name="Column">Its name, or its place in the row, <c>[3]</c>, where columns have no names.</param>
/// <param name="Value">
/// The row's value as it is before preprocessing: a number, or the place of a category; NaN if it is missing, and for an image.
/// </param>
/// <param name="BaselineValue">The baseline's value; NaN if it is between two values, and for an image.</param>
/// <param name="Contribution">The change of the prediction, in the unit of the prediction.</param>
public sealed record ColumnContribution(string Column, double Value, double BaselineValue, double Contribution);
