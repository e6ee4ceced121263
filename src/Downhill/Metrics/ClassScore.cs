namespace Downhill;

/// <summary>Precision, recall and F1 of one class.</summary>
/// <param name="Name">The class.</param>
/// <param name="Rows">The number of its rows.</param>
/// <param name="Precision">The correct share of the rows predicted as this class; 0 if there are none.</param>
/// <param name="Recall">The correctly predicted share of the rows of this class; 0 if there are none.</param>
/// <param name="F1">The harmonic mean of the two; 0 if both are 0.</param>
/// <param name="Share">The share of all weights that its rows have; null if all rows count the same.</param>
public sealed record ClassScore(string Name, int Rows, double Precision, double Recall, double F1, double? Share = null);
