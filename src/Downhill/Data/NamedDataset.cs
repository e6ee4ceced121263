using System.Collections.Immutable;

namespace Downhill;

/// <summary>A data set with the names of its columns and its target.</summary>
/// <param name="Data">The rows.</param>
/// <param name="Columns">The name of each input; empty if inputs have none, as pixels do not.</param>
/// <param name="Target">The name of the target.</param>
public sealed record NamedDataset(Dataset Data, ImmutableArray<string> Columns, string Target);
