using System.Collections.Immutable;
using System.Reflection;

namespace Downhill.Studio;

/// <summary>The pages that only one of the studio's programs has.</summary>
/// <param name="Links">Their addresses and titles.</param>
/// <param name="Assemblies">Where they are found.</param>
public sealed record StudioPages(ImmutableArray<(string Address, string Title)> Links, ImmutableArray<Assembly> Assemblies)
{
    /// <summary>None.</summary>
    public static StudioPages None { get; } = new([], []);
}
