using System.Collections.Immutable;
using System.Numerics;
using Downhill.Tables;
using Parquet;
using Parquet.Schema;

namespace Downhill.Parquet;

/// <summary>
/// Writes a table as Parquet, in groups of rows: texts, and numbers in single or double precision; every column may have missing values.
/// </summary>
public sealed class ParquetOutput : TableOutput
{
    private const int GroupRows = 100_000;

    private readonly Column[] columns;
    private readonly Stream stream;
    private ParquetWriter? writer;
    private int at, rows;
    private bool failed;

    /// <summary>Starts a table of these columns; the stream stays open.</summary>
    public ParquetOutput(Stream stream, ImmutableArray<OutputColumn> columns)
    {
        this.stream = stream;
        this.columns = [.. columns.Select(column => (Column)(column.Type switch
        {
            OutputType.Text => new Texts(column.Name),
            OutputType.Single => new Numbers<float>(column.Name),
            _ => new Numbers<double>(column.Name),
        }))];
    }

    /// <inheritdoc/>
    public override void Text(string value) => columns[at++].Add(value);

    /// <inheritdoc/>
    public override void Number<T>(T value) => columns[at++].Add(value);

    /// <inheritdoc/>
    public override void Missing() => columns[at++].AddMissing();

    /// <inheritdoc/>
    public override void EndRow()
    {
        at = 0;
        if (++rows == GroupRows)
            WriteGroup();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing || failed)
            return;
        if (rows > 0 || writer is null)
            WriteGroup();
        writer!.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private void WriteGroup()
    {
        failed = true; // until it is written
        WriteGroupAsync().GetAwaiter().GetResult();
        failed = false;
        rows = 0;
    }

    private async Task WriteGroupAsync()
    {
        writer ??= await ParquetWriter.CreateAsync(new ParquetSchema(columns.Select(column => column.Field)), stream).ConfigureAwait(false);
        if (rows == 0)
            return;
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        foreach (Column column in columns)
            await column.WriteAsync(group).ConfigureAwait(false);
        group.CompleteValidate();
    }

    private abstract class Column
    {
        public abstract DataField Field { get; }

        public abstract void Add(string text);

        public abstract void Add<T>(T number)
            where T : struct, INumber<T>;

        public abstract void AddMissing();

        /// <summary>Writes the added values and clears them.</summary>
        public abstract Task WriteAsync(ParquetRowGroupWriter group);
    }

    private sealed class Texts(string name) : Column
    {
        private readonly List<string?> values = [];

        public override DataField Field { get; } = new DataField<string>(name, true);

        public override void Add(string text) => values.Add(text);

        public override void Add<T>(T number) => values.Add(number.ToString());

        public override void AddMissing() => values.Add(null);

        public override async Task WriteAsync(ParquetRowGroupWriter group)
        {
            await group.WriteAsync(Field, values!).ConfigureAwait(false);
            values.Clear();
        }
    }

    private sealed class Numbers<TNumber>(string name) : Column
        where TNumber : struct, INumber<TNumber>
    {
        private readonly List<TNumber?> values = [];

        public override DataField Field { get; } = new DataField<TNumber?>(name);

        public override void Add(string text) =>
            throw new InvalidOperationException($"The column '{Field.Name}' holds numbers, not the text \"{text}\".");

        public override void Add<T>(T number) => values.Add(TNumber.CreateChecked(number));

        public override void AddMissing() => values.Add(null);

        public override async Task WriteAsync(ParquetRowGroupWriter group)
        {
            await group.WriteAsync<TNumber>(Field, values.ToArray().AsMemory()).ConfigureAwait(false);
            values.Clear();
        }
    }
}
