using System.Collections.Immutable;

namespace Downhill.Images;

/// <summary>Decoded images: a row of bytes each.</summary>
/// <param name="Images">The files, in the order of the rows.</param>
/// <param name="Pixels">The rows, <c>[images, height · width · channels]</c>.</param>
/// <param name="Bad">The files that turned out to be damaged and were left out.</param>
public sealed record ImageRows(ImmutableArray<ImageFile> Images, Samples Pixels, ImmutableArray<BadImage> Bad);

/// <summary>Decodes images on several threads to rows of bytes, the same for any number of threads.</summary>
public static class ImageReader
{
    // A longer side than this makes a network slow on a processor, and is worth a word of the user's.
    private const int MaxChosenExtent = 64;

    private const int Block = 256;

    /// <summary>
    /// Chooses how images become rows: their common size, or else the median height and width, with at most 64 pixels on the longer side;
    /// in colour unless all are grey.
    /// </summary>
    /// <param name="images">The images to learn from.</param>
    /// <param name="fit">The scaling of images of another size.</param>
    public static ImageReading Choose(IReadOnlyList<ImageFile> images, ImageFit fit = ImageFit.Resize)
    {
        int height = Median([.. images.Select(image => image.Header.Height)]),
            width = Median([.. images.Select(image => image.Header.Width)]);
        double scale = Math.Min(1, MaxChosenExtent / (double)Math.Max(height, width));
        return new ImageReading(Scaled(height), Scaled(width), images.All(image => image.Header.IsGrey) ? 1 : 3, fit);

        int Scaled(int extent) => Math.Max(1, (int)Math.Round(extent * scale, MidpointRounding.AwayFromZero));
    }

    /// <summary>Decodes images.</summary>
    /// <param name="images">The files.</param>
    /// <param name="reading">The conversion to rows.</param>
    /// <param name="skipBad">Whether damaged files are left out, instead of refused.</param>
    /// <param name="file">A file for the rows, which is overwritten; null to keep them in memory.</param>
    /// <param name="open">Opens that file for reading; the caller disposes it.</param>
    /// <param name="threads">The number of decoding threads; null for all processors.</param>
    /// <param name="progress">Gets the number of finished files.</param>
    /// <exception cref="DownhillException">A file is damaged, or none is left.</exception>
    public static ImageRows Read(
        ImmutableArray<ImageFile> images, ImageReading reading, bool skipBad = false, string? file = null,
        Func<string, MappedFile>? open = null, int? threads = null,
        IProgress<int>? progress = null)
    {
        reading.Validate("the size of images");
        int size = reading.Size;
        if (file is null && (long)size * images.Length > Array.MaxLength)
            throw new DownhillException(
                $"{images.Length:N0} images of {size:N0} bytes do not fit in memory; "
                    + $"make them smaller{new Hint(Setting.ImageSize, "32x32")}, or leave them on disk{new Hint(Setting.Stream)}.");
        var good = ImmutableArray.CreateBuilder<ImageFile>(images.Length);
        var bad = new List<BadImage>();
        byte[] rows = file is null ? new byte[size * images.Length] : [];
        using (FileStream? stream = file is null ? null : File.Create(file))
        {
            var room = new byte[size * Math.Min(Block, images.Length)];
            for (int start = 0; start < images.Length; start += Block)
            {
                Add(start, Math.Min(Block, images.Length - start), room, stream);
                progress?.Report(Math.Min(start + Block, images.Length));
            }
        }

        ImageFolder.Require(bad, skipBad);
        if (good.Count == 0)
            throw new DownhillException("No image is left: all of them are damaged.");
        if (file is not null)
            return new ImageRows(good.ToImmutable(), (open ?? MappedFile.Open)(file).Rows<byte>(size), [.. bad]);
        Array.Resize(ref rows, size * good.Count);
        return new ImageRows(good.ToImmutable(), Samples.From(rows, size), [.. bad]);

        void Add(int start, int count, byte[] room, FileStream? stream)
        {
            var problems = new string?[count];
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount }, i =>
            {
                try
                {
                    images[start + i].Decode(reading, room.AsSpan(i * size, size));
                }
                catch (InvalidDataException problem)
                {
                    problems[i] = problem.Message;
                }
            });
            for (int i = 0; i < count; i++)
            {
                if (problems[i] is string problem)
                {
                    bad.Add(new BadImage(images[start + i].Path, problem));
                    continue;
                }

                ReadOnlySpan<byte> row = room.AsSpan(i * size, size);
                stream?.Write(row);
                if (stream is null)
                    row.CopyTo(rows.AsSpan(good.Count * size));
                good.Add(images[start + i]);
            }
        }
    }

    private static int Median(int[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
