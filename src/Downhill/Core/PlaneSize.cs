using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Downhill;

/// <summary>
/// An extent or step in the plane of an image: a number for both axes, <c>3</c>, or rows × columns, <c>3x5</c>. The default is 1.
/// </summary>
[JsonConverter(typeof(PlaneSizeConverter))]
public readonly record struct PlaneSize
{
    // One less each, so that the default is 1.
    private readonly int height, width;

    /// <summary>Rows and columns.</summary>
    public PlaneSize(int height, int width) => (this.height, this.width) = (height - 1, width - 1);

    /// <summary>The number of rows.</summary>
    public int Height => height + 1;

    /// <summary>The width of the image.</summary>
    public int Width => width + 1;

    /// <summary>The same number for both axes.</summary>
    public static implicit operator PlaneSize(int both) => new(both, both);

    /// <summary>Reads <c>3</c> or <c>3x5</c>.</summary>
    public static bool TryParse(string text, out PlaneSize size)
    {
        string[] parts = text.Split('x');
        size = default;
        if (parts.Length > 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int height)
            || !int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int width))
            return false;
        size = new PlaneSize(height, width);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Height == Width
        ? string.Create(CultureInfo.InvariantCulture, $"{Height}")
        : string.Create(CultureInfo.InvariantCulture, $"{Height}x{Width}");
}

/// <summary>
/// What surrounds an image before a window slides over it: <c>same</c>, zeros so that the output is as large as the image (divided by the
/// stride, rounded up); <c>valid</c>, nothing; or so many rows and columns of zeros on each side, <c>1</c> or <c>1x2</c>. The default is
/// <c>same</c>; where it needs an odd number, the one more is below and on the right.
/// </summary>
[JsonConverter(typeof(PaddingConverter))]
public readonly record struct Padding
{
    private const int ValidKind = 1, GivenKind = 2;

    private readonly int kind, rows, columns;

    private Padding(int kind, int rows, int columns) => (this.kind, this.rows, this.columns) = (kind, rows, columns);

    /// <summary>Zeros so that the output is as large as the image divided by the stride.</summary>
    public static Padding Same => default;

    /// <summary>No padding.</summary>
    public static Padding Valid => new(ValidKind, 0, 0);

    /// <summary>The given number of rows above and below, and of columns on both sides.</summary>
    public static Padding Of(int rows, int columns) => new(GivenKind, rows, columns);

    /// <summary>Reads <c>same</c>, <c>valid</c>, <c>1</c> or <c>1x2</c>.</summary>
    public static bool TryParse(string text, out Padding padding)
    {
        (bool known, padding) = text switch
        {
            "same" => (true, Same),
            "valid" => (true, Valid),
            _ when PlaneSize.TryParse(text, out PlaneSize size) => (true, Of(size.Height, size.Width)),
            _ => (false, default),
        };
        return known;
    }

    /// <inheritdoc/>
    public override string ToString() => kind switch
    {
        GivenKind => new PlaneSize(rows, columns).ToString(),
        ValidKind => "valid",
        _ => "same",
    };

    /// <summary>Along one axis: how many places the output has, and how much padding lies before the first of the image.</summary>
    /// <exception cref="DownhillException">The window does not fit into the image.</exception>
    internal (int Output, int Before) Along(bool isHeight, int extent, int kernel, int stride, int dilation)
    {
        int window = ((kernel - 1) * dilation) + 1;
        if (kind == 0)
        {
            int output = (extent + stride - 1) / stride;
            return (output, Math.Max(((output - 1) * stride) + window - extent, 0) / 2);
        }

        int before = isHeight ? rows : columns;
        if (before >= window)
            throw new DownhillException($"has a padding of {before}, with which a window of {window} would read nothing but zeros");
        int room = extent + (2 * before) - window;
        return room >= 0
            ? ((room / stride) + 1, before)
            : throw new DownhillException(
                $"has a window of {window} {(isHeight ? "rows" : "columns")}, but the image with its padding has only {extent}");
    }

    /// <summary>
    /// Along one axis of a transposed convolution, which turns the output of one back: its own output, and the padding cut off before it.
    /// </summary>
    internal (int Output, int Before) TransposedAlong(bool isHeight, int extent, int kernel, int stride, int dilation)
    {
        int window = ((kernel - 1) * dilation) + 1, before = isHeight ? rows : columns;
        if (kind == 0)
            return (extent * stride, Along(isHeight, extent * stride, kernel, stride, dilation).Before);
        int output = ((extent - 1) * stride) + window - (2 * before);
        return output >= 1 && before < window
            ? (output, before)
            : throw new DownhillException($"has a padding of {before}, which is not smaller than the window of {window}");
    }
}

/// <summary>A number, or a text such as <c>"3x5"</c>.</summary>
public sealed class PlaneSizeConverter : JsonConverter<PlaneSize>
{
    /// <inheritdoc/>
    public override PlaneSize Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string text = reader.TokenType == JsonTokenType.Number
            ? reader.GetInt32().ToString(CultureInfo.InvariantCulture)
            : reader.GetString()!;
        return PlaneSize.TryParse(text, out PlaneSize size) ? size : throw new JsonException($"\"{text}\" is no size.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PlaneSize value, JsonSerializerOptions options)
    {
        if (value.Height == value.Width)
            writer.WriteNumberValue(value.Height);
        else
            writer.WriteStringValue(value.ToString());
    }
}

/// <summary><c>"same"</c>, <c>"valid"</c>, a number, or a text such as <c>"1x2"</c>.</summary>
public sealed class PaddingConverter : JsonConverter<Padding>
{
    /// <inheritdoc/>
    public override Padding Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string text = reader.TokenType == JsonTokenType.Number
            ? reader.GetInt32().ToString(CultureInfo.InvariantCulture)
            : reader.GetString()!;
        return Padding.TryParse(text, out Padding padding) ? padding : throw new JsonException($"\"{text}\" is no padding.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Padding value, JsonSerializerOptions options)
    {
        if (int.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            writer.WriteNumberValue(number);
        else
            writer.WriteStringValue(value.ToString());
    }
}
