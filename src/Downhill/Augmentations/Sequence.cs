using System.Collections.Immutable;

namespace Downhill;

/// <summary>Several augmentations, one after the other, each with random numbers of its own.</summary>
/// <param name="Steps">The augmentations in order.</param>
[CatalogEntry("last(… first(image))", "sequence (flip, crop 2)", "sequence (affine 1 5 0.1, cut-out 3, mix-up)")]
public sealed record Sequence(ImmutableArray<Augmentation> Steps) : Augmentation
{
    /// <inheritdoc/>
    internal override MixUp? Mixing => Steps.Select(step => step.Mixing).FirstOrDefault(mixing => mixing is not null);

    /// <inheritdoc/>
    internal override bool NeedsImages => Steps.Any(step => step.NeedsImages);

    /// <inheritdoc/>
    public bool Equals(Sequence? other) => other is not null && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Steps.Length, Steps.FirstOrDefault());

    /// <inheritdoc/>
    public override void Validate()
    {
        if (Steps.IsDefaultOrEmpty)
            throw new DownhillException(
                "The augmentation 'sequence' needs at least one augmentation in parentheses: sequence (flip, crop 4).");
        foreach (Augmentation step in Steps)
            step.Validate();
        if (Steps.Count(step => step.Mixing is not null) > 1)
            throw new DownhillException("The augmentation 'sequence' has 'mix-up' twice; use it once.");
    }

    /// <inheritdoc/>
    public override void Apply<T>(Span<T> image, Span<T> room, Shape shape, RandomStream random, int row)
    {
        for (int i = 0; i < Steps.Length; i++)
            Steps[i].Apply(image, room, shape, i == 0 ? random : random.Part(i), row);
    }
}
