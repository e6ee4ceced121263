using System.Numerics;

namespace Downhill;

/// <summary>
/// Changes the images of a batch, and mixes rows, as an augmentation says. What becomes of a row depends on the seed, the epoch and the row
/// alone.
/// </summary>
internal sealed class Augmenter<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The part of an epoch's random numbers that mixing has to itself.
    private const int MixingPart = 1 << 15;

    private readonly Augmentation augmentation;
    private readonly Dataset data;
    private readonly ulong seed;
    private readonly int width;
    private readonly Shape shape;
    private readonly MixUp? mixing;
    private readonly T[] room, partner, partnerTarget;

    public Augmenter(Augmentation augmentation, Dataset data, ulong seed, int width)
    {
        (this.augmentation, this.data, this.seed, this.width) = (augmentation, data, seed, width);
        shape = data.Image ?? data.Input;
        room = new T[shape.Size];
        mixing = augmentation.Mixing;
        (partner, partnerTarget) = mixing is null ? ([], []) : (new T[data.Input.Size], new T[width]);
    }

    /// <summary>Changes a batch in place.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="rows">The rows of the data set that it holds.</param>
    /// <param name="inputs">Their inputs, <c>[rows, input]</c>.</param>
    /// <param name="targets">Their targets, <c>[rows, width]</c>.</param>
    public void Apply(int epoch, ReadOnlySpan<int> rows, Span<T> inputs, Span<T> targets)
    {
        var random = new RandomStream(seed, RandomPurpose.Augmentation, (ulong)epoch);
        for (int i = 0; i < rows.Length; i++)
        {
            Span<T> row = inputs.Slice(i * data.Input.Size, data.Input.Size);
            augmentation.Apply(row[..room.Length], room, shape, random, rows[i]);
            if (mixing is not null)
                Mix(mixing, random, rows[i], row, targets.Slice(i * width, width));
        }
    }

    private void Mix(MixUp mixing, RandomStream random, int row, Span<T> inputs, Span<T> target)
    {
        (int other, double share) = mixing.Draw(random.Part(MixingPart), row, data.Rows);
        data.Gather([other], partner, partnerTarget, width);
        augmentation.Apply(partner.AsSpan(0, room.Length), room, shape, random, other);
        MixUp.Blend(inputs, partner, share);
        MixUp.Blend(target, partnerTarget, share);
    }
}
