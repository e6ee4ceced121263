using System.Collections.Immutable;
using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Downhill.Tables;
using Schema = Apache.Arrow.Schema;

namespace Downhill.Parquet;

/// <summary>
/// Writes a table as an Arrow file, in batches of rows: texts, and numbers in single or double precision; every column may have missing
/// values.
/// </summary>
public sealed class ArrowOutput : TableOutput
{
    private const int BatchRows = 65_536;

    private readonly Column[] columns;
    private readonly ArrowFileWriter writer;
    private readonly Schema schema;
    private int at, rows;

    /// <summary>Starts a table of these columns; the stream stays open.</summary>
    public ArrowOutput(Stream stream, ImmutableArray<OutputColumn> columns)
    {
        this.columns = [.. columns.Select(column => (Column)(column.Type switch
        {
            OutputType.Text => new Texts(),
            OutputType.Single => new Singles(),
            _ => new Doubles(),
        }))];
        schema = new Schema([.. columns.Select((column, i) => new Field(column.Name, this.columns[i].Type, nullable: true))], null);
        writer = new ArrowFileWriter(stream, schema, leaveOpen: true);
        writer.WriteStart();
    }

    /// <inheritdoc/>
    public override void Text(string value) => columns[at++].Add(value);

    /// <inheritdoc/>
    public override void Number<T>(T value) => columns[at++].Add(double.CreateChecked(value));

    /// <inheritdoc/>
    public override void Missing() => columns[at++].AddMissing();

    /// <inheritdoc/>
    public override void EndRow()
    {
        at = 0;
        if (++rows == BatchRows)
            WriteBatch();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        if (rows > 0)
            WriteBatch();
        writer.WriteEnd();
        writer.Dispose();
    }

    private void WriteBatch()
    {
        using var batch = new RecordBatch(schema, columns.Select(column => column.Take()), rows);
        writer.WriteRecordBatch(batch);
        rows = 0;
    }

    private abstract class Column
    {
        public abstract ArrowType Type { get; }

        public virtual void Add(string text) =>
            throw new InvalidOperationException($"A column of numbers cannot hold the text \"{text}\".");

        public abstract void Add(double number);

        public abstract void AddMissing();

        /// <summary>Returns the added values and clears them.</summary>
        public abstract IArrowArray Take();
    }

    private sealed class Texts : Column
    {
        private StringArray.Builder values = new();

        public override ArrowType Type => StringType.Default;

        public override void Add(string text) => values.Append(text);

        public override void Add(double number) => values.Append(number.ToString("R", System.Globalization.CultureInfo.InvariantCulture));

        public override void AddMissing() => values.AppendNull();

        public override IArrowArray Take()
        {
            IArrowArray made = values.Build();
            values = new StringArray.Builder();
            return made;
        }
    }

    private sealed class Singles : Column
    {
        private FloatArray.Builder values = new();

        public override ArrowType Type => FloatType.Default;

        public override void Add(double number) => values.Append((float)number);

        public override void AddMissing() => values.AppendNull();

        public override IArrowArray Take()
        {
            IArrowArray made = values.Build();
            values = new FloatArray.Builder();
            return made;
        }
    }

    private sealed class Doubles : Column
    {
        private DoubleArray.Builder values = new();

        public override ArrowType Type => DoubleType.Default;

        public override void Add(double number) => values.Append(number);

        public override void AddMissing() => values.AppendNull();

        public override IArrowArray Take()
        {
            IArrowArray made = values.Build();
            values = new DoubleArray.Builder();
            return made;
        }
    }
}
