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
    private readonly T[] room, partner, partnerTarget;

    public Augmenter(Augmentation augmentation, Dataset data, ulong seed, int width)
    {
        (this.augmentation, this.data, this.seed, this.width) = (augmentation, data, seed, width);
        room = new T[data.Input.Size];
        bool mixes = augmentation.Mixing is not null;
        (partner, partnerTarget) = (mixes ? new T[data.Input.Size] : [], mixes ? new T[width] : []);
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
            Span<T> image = inputs.Slice(i * room.Length, room.Length);
            augmentation.Apply(image, room, data.Input, random, rows[i]);
            if (augmentation.Mixing is MixUp mixing)
                Mix(mixing, random, rows[i], image, targets.Slice(i * width, width));
        }
    }

    private void Mix(MixUp mixing, RandomStream random, int row, Span<T> image, Span<T> target)
    {
        (int other, double share) = mixing.Draw(random.Part(MixingPart), row, data.Rows);
        data.Gather([other], partner, partnerTarget, width);
        augmentation.Apply(partner, room, data.Input, random, other);
        MixUp.Blend(image, partner, share);
        MixUp.Blend(target, partnerTarget, share);
    }
}
