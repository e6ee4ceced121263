using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;

namespace Downhill;

/// <summary>
/// A file whose bytes are read from disk on demand: the operating system caches what fits in memory, so a data set can be larger than that.
/// Opening reads nothing.
/// </summary>
/// <remarks>
/// The samples made of it can be read until it is disposed; many threads may do so at once. A file that becomes shorter meanwhile is
/// noticed before the next batch and refused; one that is cut off within the microseconds of gathering a batch ends the process, which
/// no program can prevent. So leave it alone while it is in use.
/// </remarks>
public sealed class MappedFile : IDisposable
{
    private readonly FileStream stream;
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;

    private MappedFile(string path, FileStream stream)
    {
        this.stream = stream;
        Path = path;
        Length = stream.Length;
        map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
    }

    /// <summary>The path.</summary>
    public string Path { get; }

    /// <summary>The length in bytes when it was opened.</summary>
    public long Length { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="DownhillException">It is not there, empty, or cannot be read.</exception>
    public static MappedFile Open(string path)
    {
        if (!File.Exists(path))
            throw new DownhillException($"There is no file '{path}'.");
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (file.Length == 0)
                throw new DownhillException($"{path} is empty.");
            var mapped = new MappedFile(path, file);
            file = null;
            return mapped;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new DownhillException($"{path} cannot be read: {failure.Message}", failure);
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>
    /// The rows in the file from an offset on: little-endian floats or doubles, or bytes, such as an array that another program wrote after
    /// a header.
    /// </summary>
    /// <typeparam name="T">What the file holds: byte, float or double.</typeparam>
    /// <param name="columns">The number of values in a row.</param>
    /// <param name="start">The byte at which the first row starts.</param>
    /// <param name="rows">The number of rows; by default up to the end of the file.</param>
    /// <exception cref="DownhillException">The file is too short, or what is left of it is no whole number of rows.</exception>
    public Samples Rows<T>(int columns, long start = 0, int? rows = null)
        where T : unmanaged
    {
        if (typeof(T) != typeof(byte) && typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new ArgumentException("Rows are bytes, floats or doubles.");
        if (!BitConverter.IsLittleEndian && typeof(T) != typeof(byte))
            throw new DownhillException(
                $"{Path} holds little-endian numbers, and this machine reads big-endian ones; read the file into memory.");
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        long row = columns * (long)Unsafe.SizeOf<T>(), left = Length - start;
        if (rows is int wanted ? left / row < wanted : left < row || left % row != 0)
            throw new DownhillException(
                $"{Path} has {Math.Max(0, left):N0} bytes from byte {start:N0} on; {(rows is null ? "whole rows" : $"{rows:N0} rows")} of "
                    + $"{columns:N0} numbers take {(rows is null ? "a multiple of " : string.Empty)}{row * (rows ?? 1):N0}.");
        long numbers = (rows ?? (left / row)) * columns;
        return typeof(T) == typeof(byte) ? new StoredSamples<byte>(new MappedStorage<byte>(this, start, numbers), columns)
            : typeof(T) == typeof(float) ? new StoredSamples<float>(new MappedStorage<float>(this, start, numbers), columns)
            : new StoredSamples<double>(new MappedStorage<double>(this, start, numbers), columns);
    }

    /// <summary>Reads bytes at the start of the file through a stream.</summary>
    internal Stream FromStart()
    {
        stream.Position = 0;
        return stream;
    }

    internal void Read<T>(long start, Span<T> to)
        where T : unmanaged => view.SafeMemoryMappedViewHandle.ReadSpan((ulong)start, to);

    // By a read instead of a touch: a read brings many pages at once, and it ends where a file was cut off. What fails is told by whoever
    // needs the bytes.
    internal void Load(long start, long bytes, Span<byte> room)
    {
        try
        {
            for (long end = start + bytes; start < end;)
            {
                int read = RandomAccess.Read(stream.SafeFileHandle, room[..(int)Math.Min(room.Length, end - start)], start);
                if (read == 0)
                    return;
                start += read;
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
        }
    }

    internal void RequireUnchanged()
    {
        ObjectDisposedException.ThrowIf(stream.SafeFileHandle.IsClosed, this);
        long now = RandomAccess.GetLength(stream.SafeFileHandle);
        if (now < Length)
            throw new DownhillException(
                $"{Path} had {Length:N0} bytes when it was opened and has {now:N0} now; a file must not change while it is trained on. "
                    + $"Run the command again when the file is complete.");
    }

    /// <summary>Closes the file; its samples cannot be read any more.</summary>
    public void Dispose()
    {
        view.Dispose();
        map.Dispose();
        stream.Dispose();
    }
}
