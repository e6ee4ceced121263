using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace Downhill;

/// <summary>The header of a safetensors file: metadata and tensors in the order they are written.</summary>
internal sealed class SafetensorsHeader
{
    public const string MetadataKey = "__metadata__";

    /// <summary>The format's own limit in bytes.</summary>
    public const int LongestHeader = 100_000_000;

    public OrderedDictionary<string, string> Metadata { get; } = [];

    public OrderedDictionary<string, SafetensorsTensor> Tensors { get; } = [];

    public static SafetensorsHeader Parse(string file, ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
            throw new DownhillException($"{file}: the header is not valid UTF-8.");
        var parser = new Parser(file, bytes);
        try
        {
            return parser.Header();
        }
        catch (JsonException e)
        {
            throw new DownhillException($"{file}: the header is not valid JSON near byte {sizeof(long) + parser.Position} of the file.", e);
        }
    }

    private ref struct Parser(string file, ReadOnlySpan<byte> bytes)
    {
        private Utf8JsonReader json = new(bytes);

        public readonly long Position => json.BytesConsumed;

        public SafetensorsHeader Header()
        {
            var header = new SafetensorsHeader();
            bool hasMetadata = false;
            json.Read();
            Expect(JsonTokenType.StartObject, "the header", "an object");
            while (NextKey() is { } key)
            {
                if (key == MetadataKey ? hasMetadata : header.Tensors.ContainsKey(key))
                    throw Wrong($"the header has the key {PlainText.Quote(key)} twice");
                json.Read();
                if (key == MetadataKey)
                    hasMetadata = ReadMetadata(header.Metadata);
                else
                    header.Tensors.Add(key, ReadTensor(key));
            }

            json.Read(); // refuses anything but white space after the object
            return header;
        }

        private bool ReadMetadata(OrderedDictionary<string, string> metadata)
        {
            Expect(JsonTokenType.StartObject, MetadataKey, "an object");
            while (NextKey() is { } key)
            {
                json.Read();
                string name = PlainText.Quote(key);
                Expect(JsonTokenType.String, $"{MetadataKey} {name}", "text");
                if (!metadata.TryAdd(key, Text()))
                    throw Wrong($"{MetadataKey} has the key {name} twice");
            }

            return true;
        }

        private SafetensorsTensor ReadTensor(string name)
        {
            string subject = $"the tensor {PlainText.Quote(name)}";
            string? dtype = null;
            ImmutableArray<long>? shape = null, offsets = null;
            Expect(JsonTokenType.StartObject, subject, "an object");
            while (NextKey() is { } key)
            {
                json.Read();
                string part = $"{subject}, {PlainText.Quote(key)}";
                switch (key)
                {
                    case "dtype" when dtype is null:
                        Expect(JsonTokenType.String, part, "text");
                        dtype = Text();
                        break;
                    case "shape" when shape is null:
                        shape = Numbers(part);
                        break;
                    case "data_offsets" when offsets is null:
                        offsets = Numbers(part);
                        break;
                    case "dtype" or "shape" or "data_offsets":
                        throw Wrong($"{subject} has the key '{key}' twice");
                    default:
                        throw Wrong($"{subject} has the unknown key {PlainText.Quote(key)}; expected one of 'dtype', 'shape' and "
                            + $"'data_offsets'");
                }
            }

            return Tensor(
                subject,
                name,
                dtype ?? throw Wrong($"{subject} has no 'dtype'"),
                shape ?? throw Wrong($"{subject} has no 'shape'"),
                offsets ?? throw Wrong($"{subject} has no 'data_offsets'"));
        }

        private readonly SafetensorsTensor Tensor(string subject, string name, string dtype, ImmutableArray<long> shape,
            ImmutableArray<long> offsets)
        {
            if (offsets is not [long begin, long end])
                throw Wrong($"{subject}, 'data_offsets' must be two numbers, begin and end, but there are {offsets.Length:N0}");
            if (begin > end)
                throw Wrong($"{subject} begins at byte {begin} of the data, after its end at {end}");
            var tensor = SafetensorsTensor.Create($"{file}: {subject}", name, dtype, shape, begin);
            return tensor.End == end
                ? tensor
                : throw Wrong($"{subject} is given {end - begin} bytes, but {tensor} takes {tensor.ByteCount}");
        }

        private ImmutableArray<long> Numbers(string part)
        {
            Expect(JsonTokenType.StartArray, part, "a list");
            var numbers = ImmutableArray.CreateBuilder<long>();
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                Expect(JsonTokenType.Number, part, "a list of numbers");
                if (!json.TryGetUInt64(out ulong number) || number > long.MaxValue)
                    throw Wrong($"{part} holds {PlainText.Quote(NumberText())}; a whole number from 0 to {long.MaxValue} was expected");
                numbers.Add((long)number);
            }

            return numbers.DrainToImmutable();
        }

        private string? NextKey()
        {
            json.Read();
            return json.TokenType == JsonTokenType.PropertyName ? Text() : null;
        }

        private readonly string Text()
        {
            try
            {
                return json.GetString()!;
            }
            catch (InvalidOperationException e) // an escape such as \ud800 without its other half
            {
                throw new DownhillException(
                    $"{file}: the header has text that is not valid Unicode near byte {sizeof(long) + Position} of the file.", e);
            }
        }

        private readonly string NumberText() =>
            System.Text.Encoding.UTF8.GetString(json.ValueSpan[..Math.Min(json.ValueSpan.Length, 100)]);

        private readonly void Expect(JsonTokenType expected, string subject, string meaning)
        {
            if (json.TokenType != expected)
                throw Wrong($"{subject} must be {meaning}");
        }

        private readonly DownhillException Wrong(string trouble) => new($"{file}: {trouble}.");
    }
}
