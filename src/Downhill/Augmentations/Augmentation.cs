using System.Numerics;

namespace Downhill;

/// <summary>An augmentation: a random change of the training images in each epoch. Only training uses it.</summary>
public abstract partial record Augmentation
{
    /// <summary>Throws if an option is out of its range.</summary>
    public abstract void Validate();

    /// <summary>
    /// Changes one image in place. The change depends on the random numbers and the row, not on the position in the batch.
    /// </summary>
    /// <param name="image">Its values, <c>[height, width]</c> or <c>[height, width, channels]</c>.</param>
    /// <param name="room">As much room, whose content means nothing.</param>
    /// <param name="shape">The shape of the image.</param>
    /// <param name="random">The random numbers of the epoch.</param>
    /// <param name="row">The row of the data set, which names its own among them.</param>
    public abstract void Apply<T>(Span<T> image, Span<T> room, Shape shape, RandomStream random, int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The augmentation that mixes rows; null if there is none.</summary>
    internal virtual MixUp? Mixing => null;

    /// <summary>Whether rows must be images.</summary>
    internal virtual bool NeedsImages => true;

    /// <summary>Throws unless rows are images.</summary>
    internal void Require(Shape input, string data)
    {
        if (NeedsImages && input.Rank is not (2 or 3))
            throw new DownhillException(
                $"The augmentation '{CatalogName.Of(this)}' changes images of a height and a width, "
                    + $"but a row of {data} has the shape {input}; leave it out.");
    }

    /// <summary>Throws unless an option is in its range, which is given in words.</summary>
    private protected void Require(string option, double value, bool holds, string range)
    {
        if (!holds)
            throw new DownhillException($"The augmentation '{CatalogName.Of(this)}' needs {option} to be {range}, not {value}.");
    }
}
