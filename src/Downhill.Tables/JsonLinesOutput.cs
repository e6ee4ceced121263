using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Downhill.Tables;

/// <summary>
/// Writes a table as JSON lines, an object a row: numbers are the shortest that read back as the same; what is missing, and what is no
/// number, is null.
/// </summary>
public sealed class JsonLinesOutput : TableOutput
{
    private const int FlushBytes = 1 << 16;

    private readonly ArrayBufferWriter<byte> buffer = new(FlushBytes);
    private readonly Stream stream;
    private readonly JsonEncodedText[] names;
    private readonly Utf8JsonWriter json;
    private int column;

    /// <summary>Starts a table of these columns; the stream stays open.</summary>
    public JsonLinesOutput(Stream stream, ImmutableArray<OutputColumn> columns)
    {
        this.stream = stream;
        names = [.. columns.Select(one => JsonEncodedText.Encode(one.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];
        json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <inheritdoc/>
    public override void Text(string value)
    {
        Name();
        json.WriteStringValue(value);
    }

    /// <inheritdoc/>
    public override void Number<T>(T value)
    {
        Name();
        if (!T.IsFinite(value))
            json.WriteNullValue();
        else if (value is float single)
            json.WriteNumberValue(single);
        else if (value is decimal exact)
            json.WriteNumberValue(exact);
        else if (T.IsInteger(value) && value is long or int or ulong or uint)
            json.WriteNumberValue(decimal.CreateChecked(value));
        else
            json.WriteNumberValue(double.CreateChecked(value));
    }

    /// <inheritdoc/>
    public override void Missing()
    {
        Name();
        json.WriteNullValue();
    }

    /// <inheritdoc/>
    public override void EndRow()
    {
        if (column == 0)
            json.WriteStartObject();
        json.WriteEndObject();
        json.Flush();
        json.Reset();
        buffer.Write("\n"u8);
        column = 0;
        if (buffer.WrittenCount >= FlushBytes)
            Flush();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        Flush();
        json.Dispose();
    }

    private void Name()
    {
        if (column == 0)
            json.WriteStartObject();
        json.WritePropertyName(names[column++]);
    }

    private void Flush()
    {
        stream.Write(buffer.WrittenSpan);
        buffer.ResetWrittenCount();
    }
}
