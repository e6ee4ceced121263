using System.Buffers.Binary;
using Downhill.Tables;

namespace Downhill.Parquet;

/// <summary>Tables from Arrow's files (Feather) and streams.</summary>
public static class ArrowTable
{
    private const int Continuation = -1, SchemaMessage = 1, DictionaryMessage = 2, BatchMessage = 3;

    private static ReadOnlySpan<byte> Magic => "ARROW1"u8;

    /// <summary>
    /// The format of Arrow files; register it to read and write them wherever a table is expected:
    /// <c>TableFileFormat.Register(ArrowTable.Format)</c>.
    /// </summary>
    public static TableFileFormat Format { get; } = new("an Arrow table", [".arrow", ".feather", ".ipc", ".arrows"], Read)
    {
        Signature = [.. Magic],
        Write = (stream, columns) => new ArrowOutput(stream, columns),
    };

    /// <summary>Reads a file or a stream of flat columns: numbers, texts, truth values, dates, and dictionaries of them.</summary>
    /// <param name="path">The file, of at most 2 GB.</param>
    /// <param name="options">The options for reading values, such as the marks of missing values.</param>
    /// <exception cref="DownhillException">There is no such file, it is damaged, or a column is nested.</exception>
    public static Table Read(string path, TableOptions? options = null)
    {
        if (!File.Exists(path))
            throw new DownhillException($"There is no file '{path}'; check the path.");
        string name = Path.GetFileName(path);
        return new FileInfo(path).Length <= Array.MaxLength
            ? Read(File.ReadAllBytes(path), name, options)
            : throw new DownhillException($"{name} has more than {Array.MaxLength:N0} bytes; split it into parts, or write it as Parquet.");
    }

    /// <summary>Reads the bytes of a file or of a stream.</summary>
    /// <param name="bytes">All of them.</param>
    /// <param name="name">The name in messages.</param>
    /// <param name="options">The options for reading values, such as the marks of missing values.</param>
    /// <exception cref="DownhillException">They are damaged, or a column is nested.</exception>
    public static Table Read(ReadOnlyMemory<byte> bytes, string name, TableOptions? options = null)
    {
        try
        {
            return ReadMessages(bytes.Span.StartsWith(Magic) ? Messages(bytes) : bytes, name, options);
        }
        catch (Exception error) when (error is not (DownhillException or OutOfMemoryException))
        {
            throw new DownhillException($"{name} is not an Arrow file, or it is damaged: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    // Messages stand one after the other: a length, a description, a body. The first one is the schema.
    private static Table ReadMessages(ReadOnlyMemory<byte> messages, string name, TableOptions? options)
    {
        ArrowField[]? fields = null;
        var dictionaries = new Dictionary<long, List<object?>>();
        var batches = new List<Func<int, object?>[]>();
        var rows = new List<(int Batch, int Row)>();
        while (Next(ref messages, out ReadOnlyMemory<byte> description, out ReadOnlyMemory<byte> body))
        {
            FlatTable message = FlatTable.Root(description.Span);
            int kind = message.Byte(1);
            if (kind == SchemaMessage != fields is null)
                throw new InvalidDataException(fields is null ? "its first message is no schema." : "it has a second schema.");
            FlatTable about = message.Table(2);
            if (fields is null)
            {
                fields = Fields(about, name);
            }
            else if (kind == DictionaryMessage)
            {
                AddDictionary(about, body, fields, dictionaries);
            }
            else if (kind == BatchMessage)
            {
                var batch = new ArrowBatch(about, body);
                batches.Add([.. fields.Select(field => batch.Column(field, dictionaries))]);
                for (int row = 0; row < batch.Rows; row++)
                    rows.Add((batches.Count - 1, row));
            }
        }

        if (fields is null)
            throw new InvalidDataException("it has no schema.");
        return RowTable.From(name, rows, options,
            [.. fields.Select((field, i) => (field.Name, new Func<(int Batch, int Row), object?>(at => batches[at.Batch][i](at.Row))))]);
    }

    private static bool Next(ref ReadOnlyMemory<byte> messages, out ReadOnlyMemory<byte> description, out ReadOnlyMemory<byte> body)
    {
        (description, body) = (default, default);
        if (messages.IsEmpty)
            return false;
        int length = Length(ref messages);
        if (length == Continuation)
            length = Length(ref messages);
        if (length == 0)
            return false;
        if (length < 0 || length > messages.Length)
            throw new InvalidDataException($"a message says it has {length:N0} bytes where {messages.Length:N0} are left.");
        description = messages[..length];
        long bodyLength = FlatTable.Root(description.Span).Long(3);
        if (bodyLength < 0 || bodyLength > messages.Length - length)
            throw new InvalidDataException($"a message says {bodyLength:N0} bytes follow it where {messages.Length - length:N0} are left.");
        body = messages.Slice(length, (int)bodyLength);
        messages = messages[(length + (int)bodyLength)..];
        return true;
    }

    private static int Length(ref ReadOnlyMemory<byte> messages)
    {
        if (messages.Length < sizeof(int))
            throw new InvalidDataException("a message is cut off.");
        int length = BinaryPrimitives.ReadInt32LittleEndian(messages.Span);
        messages = messages[sizeof(int)..];
        return length;
    }

    private static ArrowField[] Fields(FlatTable schema, string name)
    {
        if (schema.Short(0) != 0)
            throw new DownhillException($"{name}: the numbers have their bytes in big-endian order; write it on a little-endian machine.");
        var fields = new ArrowField[schema.Count(1)];
        for (int i = 0; i < fields.Length; i++)
            fields[i] = ArrowField.Read(schema.Item(1, i), name);
        return fields;
    }

    // Its values stand as a batch of one column; a delta adds to those that were there.
    private static void AddDictionary(FlatTable message, ReadOnlyMemory<byte> body, ArrowField[] fields,
        Dictionary<long, List<object?>> dictionaries)
    {
        long id = message.Long(0);
        ArrowField field = Array.Find(fields, one => one.Dictionary == id)
            ?? throw new InvalidDataException($"no column has the dictionary {id:N0}.");
        var batch = new ArrowBatch(message.Table(1), body);
        Func<int, object?> values = batch.Column(field with { Dictionary = null }, dictionaries);
        List<object?> all = message.Byte(2) != 0 && dictionaries.TryGetValue(id, out List<object?>? before) ? [.. before] : [];
        for (int i = 0; i < batch.Rows; i++)
            all.Add(values(i));
        dictionaries[id] = all; // batches before this one keep theirs
    }

    // A file is a stream between its name and a footer, which it must end with.
    private static ReadOnlyMemory<byte> Messages(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < 24 || !bytes.Span.EndsWith(Magic))
            throw new InvalidDataException("its end is missing.");
        int footer = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[^10..]);
        return footer > 0 && footer <= bytes.Length - 24
            ? bytes[8..^(10 + footer)]
            : throw new InvalidDataException($"its footer says it has {footer:N0} bytes.");
    }
}
