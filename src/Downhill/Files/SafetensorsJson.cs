using System.Text;

namespace Downhill;

/// <summary>
/// The text of a safetensors header in one fixed form: no white space except the padding, and only quotes, backslashes and control
/// characters are escaped.
/// </summary>
internal sealed class SafetensorsJson
{
    private const int Alignment = 8;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly StringBuilder text = new("{");

    public void Metadata(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        Key(SafetensorsHeader.MetadataKey);
        text.Append('{');
        foreach ((string key, string value) in pairs)
        {
            Key(key);
            Quoted(value);
        }

        text.Append('}');
    }

    public void Tensor(SafetensorsTensor tensor)
    {
        Key(tensor.Name);
        text.Append("{\"dtype\":\"").Append(tensor.Dtype)
            .Append("\",\"shape\":[").AppendJoin(',', tensor.Shape)
            .Append("],\"data_offsets\":[").Append(tensor.Begin).Append(',').Append(tensor.End).Append("]}");
    }

    public byte[] ToPaddedBytes()
    {
        text.Append('}');
        byte[] bytes = Encode(text.ToString());
        int length = bytes.Length;
        if (length > SafetensorsHeader.LongestHeader - Alignment)
            throw new DownhillException(
                $"The names and metadata take {length:N0} bytes; a safetensors header holds at most {SafetensorsHeader.LongestHeader:N0}.");
        Array.Resize(ref bytes, (length + Alignment - 1) / Alignment * Alignment);
        bytes.AsSpan(length).Fill((byte)' ');
        return bytes;
    }

    private static byte[] Encode(string text)
    {
        try
        {
            return StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new DownhillException(
                $"A name or the metadata has half of a two-part character near "
                    + $"{PlainText.Quote(text[Math.Max(0, e.Index - 20)..e.Index])}; it cannot be stored as UTF-8.", e);
        }
    }

    private void Key(string key)
    {
        if (text[^1] != '{')
            text.Append(',');
        Quoted(key);
        text.Append(':');
    }

    private void Quoted(string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            if (c is '"' or '\\')
                text.Append('\\').Append(c);
            else if (c < ' ')
                text.Append("\\u").Append(((int)c).ToString("x4"));
            else
                text.Append(c);
        }

        text.Append('"');
    }
}
