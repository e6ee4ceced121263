using System.Numerics;

namespace Downhill.Tables;

/// <summary>The type of a column of a written table.</summary>
public enum OutputType
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>Numbers in double precision.</summary>
    Double,

    /// <summary>Numbers in single precision.</summary>
    Single,
}

/// <summary>A column of a written table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its values.</param>
public readonly record struct OutputColumn(string Name, OutputType Type);

/// <summary>
/// Writes a table, one value after the other, row by row. Disposing writes what is left; what it writes to stays open.
/// </summary>
public abstract class TableOutput : IDisposable
{
    /// <summary>Writes the next value of the row: text.</summary>
    public abstract void Text(string value);

    /// <summary>Writes the next value of the row: a number.</summary>
    public abstract void Number<T>(T value)
        where T : struct, INumber<T>;

    /// <summary>Leaves the next value of the row out.</summary>
    public abstract void Missing();

    /// <summary>Ends the row.</summary>
    public abstract void EndRow();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes the remaining values.</summary>
    /// <param name="disposing">Whether it is disposed of by a program, not by the collector of garbage.</param>
    protected abstract void Dispose(bool disposing);
}
