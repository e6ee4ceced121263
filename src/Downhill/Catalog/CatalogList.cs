using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Downhill;

/// <summary>One list of the catalogue: the built-in entries and those a program registered.</summary>
/// <typeparam name="TBase">Layer, Initializer, Loss, Optimizer or Schedule.</typeparam>
public sealed class CatalogList<TBase>
    where TBase : class
{
    private readonly string what;
    private IReadOnlyList<CatalogEntry>? entries;

    internal CatalogList(string what) => this.what = what;

    /// <summary>The entries in order.</summary>
    public IReadOnlyList<CatalogEntry> Entries => entries ??=
        [.. Description.Info(typeof(TBase)).PolymorphismOptions!.DerivedTypes.Select(Entry)];

    /// <summary>The name of a description's kind: <c>linear</c>.</summary>
    public string NameOf(TBase description) => CatalogName.Of(description);

    /// <summary>
    /// Reads the notation of the command line: a name, then values in order or as name=value, such as <c>sgd 0.1 momentum=0.9</c>.
    /// </summary>
    /// <exception cref="DownhillException">The text is none; the message says where and what the nearest known name is.</exception>
    public TBase Parse(string text) =>
        Description.Read<TBase>(Notation.One(text, what, typeof(TBase)), $"'{text}'");

    /// <summary>Writes a description in the notation that <see cref="Parse"/> reads, without the options that have their default.</summary>
    public string ToText(TBase description) => NotationText.Of(description);

    /// <summary>The description with one of its options changed.</summary>
    /// <exception cref="DownhillException">It has no such option.</exception>
    public TBase With(TBase description, string option, double value)
    {
        JsonObject entry = JsonNode.Parse(Description.Write(description))!.AsObject();
        string[] known = [.. Entries.First(one => one.Type == description.GetType()).Options.Select(one => one.Name)];
        if (!known.Contains(option))
            throw new DownhillException(
                $"'{NameOf(description)}' has no option '{option}'; it has {(known.Length == 0 ? "none" : string.Join(", ", known))}.");
        entry[option] = value;
        return Description.Read<TBase>(entry.ToJsonString(), what);
    }

    /// <summary>Writes a description as JSON: <c>{"type": "linear", "outputs": 3}</c>.</summary>
    public string ToJson(TBase description) => Description.Write(description);

    /// <summary>Reads a description from JSON.</summary>
    /// <exception cref="DownhillException">The text is none; the message says where and what was expected.</exception>
    public TBase FromJson(string json) => Description.Read<TBase>(json, what);

    /// <summary>Registers a kind that a program defines; call it before the first model is read or written.</summary>
    /// <param name="name">Its name in JSON and on the command line.</param>
    /// <param name="context">A source-generated context that knows the record.</param>
    /// <typeparam name="TOwn">The record.</typeparam>
    public void Register<TOwn>(string name, JsonSerializerContext context)
        where TOwn : TBase
    {
        if (Entries.FirstOrDefault(entry => entry.Name == name || entry.Type == typeof(TOwn)) is CatalogEntry present)
            throw new DownhillException($"The catalogue already has the {what} '{present.Name}' ({present.Type.Name}).");
        if (name.Length == 0 || !name.All(letter => char.IsAsciiLetterLower(letter) || letter == '-'))
            throw new DownhillException(
                $"The name '{name}' of a {what} must be lower-case letters and hyphens: a number is added to the names of layers.");
        CatalogName.Register(typeof(TOwn), name);
        Description.Register(typeof(TBase), new JsonDerivedType(typeof(TOwn), name), context);
        entries = null;
    }

    private static CatalogEntry Entry(JsonDerivedType derived)
    {
        CatalogEntryAttribute? said = derived.DerivedType.GetCustomAttribute<CatalogEntryAttribute>();
        return new CatalogEntry(
            (string)derived.TypeDiscriminator!,
            derived.DerivedType,
            said?.Formula ?? string.Empty,
            said?.Examples ?? [],
            CatalogOption.Of(Description.Info(derived.DerivedType)),
            said?.Input ?? [5]);
    }
}
