namespace Downhill.Experiments;

/// <summary>A training that reached a number that is not finite.</summary>
/// <param name="Result">The end of the training.</param>
/// <param name="Member">The member of an ensemble, from 1; null if there is one network.</param>
/// <param name="Fold">The fold of a cross-validation, from 1; null if it is the run itself.</param>
/// <param name="Checkpoint">The last good checkpoint.</param>
/// <param name="Training">The training options.</param>
public sealed record TrainingDivergence(TrainingResult Result, int? Member, int? Fold, string Checkpoint, TrainingOptions Training);
