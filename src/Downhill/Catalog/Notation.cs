using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Downhill;

/// <summary>
/// The notation of the command line. <c>linear 64, relu, linear 10</c> is a chain of layers; an entry is a name followed by values
/// in order or as name=value; <c>residual (linear 8, tanh)</c> and <c>concat (linear 2; linear 3)</c> hold chains, and
/// <c>weights=(3, 1)</c> holds numbers or texts. It is turned into JSON, so that one set of checks serves both.
/// </summary>
internal static class Notation
{
    /// <summary>The JSON of one entry; <paramref name="named"/> is its option "name" where the text does not have it.</summary>
    public static string One(string text, string what, Type type, string? named = null)
    {
        var reader = new Reader(text, what);
        JsonObject entry = Entry(ref reader, what, Description.Info(type), named);
        reader.End();
        return entry.ToJsonString();
    }

    /// <summary>The JSON of a chain of layers.</summary>
    public static JsonArray Chain(string text)
    {
        var reader = new Reader(text, "model");
        JsonArray chain = Chain(ref reader, typeof(Layer));
        reader.End();
        return chain;
    }

    /// <summary>What a chain, or several, is made of: layers unless the option says otherwise.</summary>
    public static Type Element(JsonTypeInfo option)
    {
        Type? element = option.ElementType is Type inner && Description.Info(inner).Kind == JsonTypeInfoKind.Enumerable
            ? Description.Info(inner).ElementType
            : option.ElementType;
        return element is not null && Description.Info(element).PolymorphismOptions is not null ? element : typeof(Layer);
    }

    private static JsonArray Chain(ref Reader reader, Type type)
    {
        var entries = new JsonArray();
        if (reader.AtWord)
        {
            do
                entries.Add((JsonNode)Entry(ref reader, type.Name.ToLowerInvariant(), Description.Info(type)));
            while (reader.Take(','));
        }

        return entries;
    }

    private static JsonObject Entry(ref Reader reader, string what, JsonTypeInfo baseInfo, string? named = null)
    {
        string name = reader.Word($"the name of a {what}");
        JsonTypeInfo info = Find(baseInfo, name, what);
        JsonPropertyInfo[] options = [.. Description.Options(info).Where(option => named is null || option.Name != "name")];
        var entry = new JsonObject { ["type"] = name };
        if (named is not null)
            entry["name"] = named;
        int position = 0;
        while (reader.AtWord || reader.At('('))
        {
            string? word = reader.At('(') ? null : reader.Word("a value");
            if (word is not null && reader.Take('='))
            {
                JsonPropertyInfo option = options.FirstOrDefault(option => option.Name == word)
                    ?? throw new DownhillException(
                        $"'{name}' has no option '{word}'{Nearest.Hint(word, options.Select(option => option.Name))}; {Takes(options)}.");
                Add(entry, name, option.Name, reader.At('(')
                    ? Group(ref reader, option)
                    : Scalar(reader.Word($"a value for {word}"), option.PropertyType));
                continue;
            }

            if (position >= options.Length)
                throw new DownhillException($"'{name}' cannot take '{word ?? "(…)"}'; {Takes(options)}.");
            JsonPropertyInfo next = options[position++];
            Add(entry, name, next.Name, word is null ? Group(ref reader, next) : Scalar(word, next.PropertyType));
        }

        return entry;
    }

    // (a, b) is a chain, or numbers, or texts; (a; b) is several chains; (a) is one entry where no chain is meant.
    private static JsonNode Group(ref Reader reader, JsonPropertyInfo option)
    {
        JsonTypeInfo info = Description.Info(Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType);
        if (info.ElementType == typeof(double) || info.ElementType == typeof(int) || info.ElementType == typeof(string))
            return Values(ref reader, option.Name, info.ElementType);
        bool several = info.ElementType is Type inner && Description.Info(inner).Kind == JsonTypeInfoKind.Enumerable;
        Type element = Element(info);
        reader.Open();
        if (info.PolymorphismOptions is not null)
        {
            JsonObject one = Entry(ref reader, option.PropertyType.Name.ToLowerInvariant(), info);
            reader.Close();
            return one;
        }

        JsonArray first = Chain(ref reader, element);
        if (!several)
        {
            reader.Close();
            return first;
        }

        var chains = new JsonArray(first);
        while (reader.Take(';'))
            chains.Add((JsonNode)Chain(ref reader, element));
        reader.Close();
        return chains;
    }

    private static JsonArray Values(ref Reader reader, string option, Type type)
    {
        var numbers = new JsonArray();
        reader.Open();
        do
            numbers.Add(Scalar(reader.Word($"a value of {option}"), type));
        while (reader.Take(','));
        reader.Close();
        return numbers;
    }

    private static JsonTypeInfo Find(JsonTypeInfo baseInfo, string name, string what)
    {
        IList<JsonDerivedType> known = baseInfo.PolymorphismOptions!.DerivedTypes;
        foreach (JsonDerivedType derived in known)
        {
            if (name.Equals(derived.TypeDiscriminator))
                return Description.Info(derived.DerivedType);
        }

        string[] names = [.. known.Select(derived => (string)derived.TypeDiscriminator!)];
        throw new DownhillException($"There is no {what} '{name}'{Nearest.Hint(name, names)}; expected one of {string.Join(", ", names)}.");
    }

    private static void Add(JsonObject entry, string name, string option, JsonNode value)
    {
        if (!entry.TryAdd(option, value))
            throw new DownhillException($"'{name}' is given '{option}' twice.");
    }

    private static JsonNode Scalar(string word, Type type)
    {
        if (type == typeof(string))
            return word;
        if (bool.TryParse(word, out bool truth))
            return truth;
        if (long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
            return whole;
        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
            return number;
        return word;
    }

    private static string Takes(JsonPropertyInfo[] options) =>
        options.Length == 0 ? "it has no options" : $"it takes {string.Join(", ", options.Select(option => option.Name))}";

    private ref struct Reader(string text, string what)
    {
        // JSON, into which the text is turned, is read to a depth of 64; a concat takes three of them.
        private const int Deepest = 16;

        private int at, depth;

        public bool AtWord
        {
            get
            {
                Skip();
                return at < text.Length && !"(),;=".Contains(text[at]);
            }
        }

        public bool At(char sign)
        {
            Skip();
            return at < text.Length && text[at] == sign;
        }

        public bool Take(char sign)
        {
            if (!At(sign))
                return false;
            at++;
            return true;
        }

        public void Open()
        {
            Require('(');
            if (++depth > Deepest)
                throw new DownhillException($"The {what} nests layers more than {Deepest} deep, at character {at}.");
        }

        public void Close()
        {
            Require(')');
            depth--;
        }

        public string Word(string expected)
        {
            if (!AtWord)
                throw Unexpected(expected);
            int start = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at]) && !"(),;=".Contains(text[at]))
                at++;
            return text[start..at];
        }

        public void End()
        {
            Skip();
            if (at < text.Length)
                throw Unexpected("the end");
        }

        private void Require(char sign)
        {
            if (!Take(sign))
                throw Unexpected($"'{sign}'");
        }

        private void Skip()
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
        }

        private readonly DownhillException Unexpected(string expected) => new(
            at < text.Length
                ? $"The {what} \"{text}\" has '{text[at]}' at character {at + 1}; expected {expected}."
                : $"The {what} \"{text}\" ends too early; expected {expected}.");
    }
}
