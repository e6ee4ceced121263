using System.Numerics;

namespace Downhill;

/// <summary>How the images of an epoch differ from those that are stored, so that a network learns what does not matter. Only training sees it.</summary>
public abstract partial record Augmentation
{
    /// <summary>Throws where an option is out of its range.</summary>
    public abstract void Validate();

    /// <summary>Changes one image in place.</summary>
    /// <param name="image">Its pixels, <c>[height, width]</c>.</param>
    /// <param name="room">As much room, whose content means nothing.</param>
    /// <param name="width">How many pixels a line has.</param>
    /// <param name="random">The random numbers of the epoch.</param>
    /// <param name="row">The row of the data set, which names its own among them.</param>
    public abstract void Apply<T>(Span<T> image, Span<T> room, int width, RandomStream random, int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Throws unless rows are images of one grey value a pixel.</summary>
    internal void Require(Shape input, string data)
    {
        if (input.Rank != 2)
            throw new DownhillException($"The augmentation '{CatalogName.Of(this)}' moves images of a height and a width, but a row of {data} has the shape {input}; leave it out.");
    }
}
