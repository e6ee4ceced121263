namespace Downhill;

/// <summary>Precision, recall and F1 of one class.</summary>
/// <param name="Name">The class.</param>
/// <param name="Rows">How many rows belong to it.</param>
/// <param name="Precision">Of the rows called so, the share that is; 0 where none is called so.</param>
/// <param name="Recall">Of the rows that are, the share called so; 0 where there is none.</param>
/// <param name="F1">The harmonic mean of the two; 0 where both are 0.</param>
public sealed record ClassScore(string Name, int Rows, double Precision, double Recall, double F1);
