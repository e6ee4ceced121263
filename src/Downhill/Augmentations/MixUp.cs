using System.Numerics;

namespace Downhill;

/// <summary>
/// Mixes each row with another random row, and their targets in the same proportion, in each epoch: λ x + (1 − λ) x′, λ from Beta(α, α). It
/// also works for rows that are not images. Source: H. Zhang et al., "mixup: Beyond Empirical Risk Minimization", 2018; λ by M. Jöhnk,
/// "Erzeugung von betaverteilten und gammaverteilten Zufallszahlen", 1964.
/// </summary>
/// <param name="Alpha">α: near 0 rows stay almost as they are, at 1 every proportion is equally likely.</param>
[CatalogEntry("λ x + (1 − λ) x′", "mix-up", "mix-up 1")]
public sealed record MixUp(double Alpha = 0.2) : Augmentation
{
    // So many pairs are tried for a λ; one of them fits with near certainty, for at α ≤ 1 at least every second does.
    private const int MaxTries = 100;

    /// <inheritdoc/>
    internal override MixUp Mixing => this;

    /// <inheritdoc/>
    internal override bool NeedsImages => false;

    /// <inheritdoc/>
    public override void Validate() => Require("alpha", Alpha, Alpha is > 0 and <= 1, "above 0 and up to 1");

    /// <summary>Does nothing: the trainer mixes the rows, because only it has the other rows.</summary>
    public override void Apply<T>(Span<T> image, Span<T> room, Shape shape, RandomStream random, int row)
    {
    }

    /// <summary>Draws the index of the other row and the share λ of the row itself.</summary>
    /// <param name="random">The random numbers of the epoch.</param>
    /// <param name="row">The row.</param>
    /// <param name="rows">The number of rows.</param>
    public (int Partner, double Share) Draw(RandomStream random, int row, int rows)
    {
        ulong first = 2 * (MaxTries + 1) * (ulong)row;
        int partner = random.Below(first, rows);
        for (ulong at = first + 2; at < first + (2 * (MaxTries + 1)); at += 2)
        {
            double one = Scalar.Power(random.Uniform(at), 1 / Alpha), other = Scalar.Power(random.Uniform(at + 1), 1 / Alpha);
            if (one + other is > 0 and <= 1)
                return (partner, one / (one + other));
        }

        return (partner, 1);
    }

    /// <summary>Replaces numbers by their mixture with others.</summary>
    internal static void Blend<T>(Span<T> values, ReadOnlySpan<T> others, double share)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T kept = T.CreateTruncating(share), rest = T.CreateTruncating(1 - share);
        for (int i = 0; i < values.Length; i++)
            values[i] = (kept * values[i]) + (rest * others[i]);
    }
}
