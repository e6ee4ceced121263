using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Downhill.Experiments;

/// <summary>One setting of an experiment: its name, its type, its help text, and its form as text.</summary>
public sealed class ExperimentSetting
{
    private readonly JsonTypeInfo info;
    private readonly HelpAttribute help;

    private ExperimentSetting(JsonPropertyInfo property, ParameterInfo parameter)
    {
        Name = property.Name;
        Setting = Enum.TryParse(parameter.Name, out Setting setting) ? setting : null;
        help = parameter.GetCustomAttribute<HelpAttribute>() ?? throw new InvalidOperationException($"The setting {Name} has no help.");
        IsSwitch = parameter.ParameterType == typeof(bool?);
        info = Downhill.Description.Info(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
        IsFlag = info.Type == typeof(bool);
        IsOnByDefault = IsFlag && parameter.DefaultValue is true;
        IsList = info.Kind == JsonTypeInfoKind.Enumerable && !help.Commas;
        Choices = info.Type.IsEnum ? [.. DescriptionCheck.EnumTexts(info)] : [];
    }

    /// <summary>All settings, in the order in which they are shown.</summary>
    public static IReadOnlyList<ExperimentSetting> All { get; } = Build();

    /// <summary>The member of <see cref="Downhill.Setting"/> that errors use for it; null if no error names it.</summary>
    public Setting? Setting { get; }

    /// <summary>Whether it is an option of the command line; otherwise only files and programs set it.</summary>
    public bool IsOption => help.IsOption;

    /// <summary>Its name in JSON and, after two dashes, on the command line: <c>learning-rate</c>.</summary>
    public string Name { get; }

    /// <summary>The help text.</summary>
    public string Help => help.Text
        .Replace("{layers}", Names(Catalog.Layers), StringComparison.Ordinal)
        .Replace("{losses}", Names(Catalog.Losses), StringComparison.Ordinal)
        .Replace("{optimizers}", Names(Catalog.Optimizers), StringComparison.Ordinal)
        .Replace("{schedules}", Names(Catalog.Schedules), StringComparison.Ordinal)
        .Replace("{augmentations}", Names(Catalog.Augmentations), StringComparison.Ordinal)
        .Replace("{encodings}", string.Join(", ", Catalog.Encodings.Entries.Where(entry => entry.Examples.Count > 0)
            .Select(entry => entry.Name)), StringComparison.Ordinal);

    /// <summary>The default in words; null if there is nothing to say.</summary>
    public string? Default => help.Default;

    /// <summary>What the value "no" means for a setting that can be yes, no or left to the recipe.</summary>
    public string? No => help.No;

    /// <summary>The help text with the default.</summary>
    public string Description => Default is null ? Help : $"{Help} (default: {Default})";

    /// <summary>The placeholder of a value in help: NAME, N, X, or the choices.</summary>
    public string ValueName => help.Value ?? (Choices.IsEmpty ? IsReal ? "X" : "N" : string.Join("|", Choices));

    /// <summary>Whether it is true or false.</summary>
    public bool IsFlag { get; }

    /// <summary>Whether it is a flag that is true by default.</summary>
    public bool IsOnByDefault { get; }

    /// <summary>Whether it is a flag that can also be left to the recipe.</summary>
    public bool IsSwitch { get; }

    /// <summary>Whether it may be given several times.</summary>
    public bool IsList { get; }

    /// <summary>The values it takes if they are a fixed list; otherwise empty.</summary>
    public ImmutableArray<string> Choices { get; }

    /// <summary>The expected values in words: a whole number of at least 1.</summary>
    public string Expected => true switch
    {
        _ when info.Type == typeof(int) && help.Max == int.MaxValue => $"a whole number of at least {help.Min}",
        _ when info.Type == typeof(int) => $"a whole number from {help.Min} to {help.Max}",
        _ when info.Type == typeof(ulong) => "a whole number of at least 0",
        _ when IsReal => "a number of at least 0",
        _ when IsFlag => "true or false",
        _ when info.Type == typeof(ThresholdAim) => ThresholdAim.Expected,
        _ when !Choices.IsEmpty => string.Join(" or ", Choices),
        _ => "a text",
    };

    private bool IsReal => info.Type == typeof(double);

    /// <summary>Finds a setting by its name.</summary>
    /// <exception cref="DownhillException">There is none; the message names the nearest.</exception>
    public static ExperimentSetting Find(string name) => All.FirstOrDefault(setting => setting.Name == name)
        ?? throw new DownhillException($"There is no setting '{name}'{Nearest.Hint(name, All.Select(setting => setting.Name))}.");

    /// <summary>The setting for a member of <see cref="Downhill.Setting"/>; null if experiments do not have it.</summary>
    public static ExperimentSetting? Of(Setting setting) => All.FirstOrDefault(one => one.Setting == setting);

    /// <summary>
    /// Whether a text is a valid value; the notation of layers, losses and the like is checked when the experiment is read.
    /// </summary>
    public bool Fits(string text) => info.PolymorphismOptions is not null || Value(text) is not null;

    /// <summary>Its values in an experiment as text; none if it is not set.</summary>
    public IEnumerable<string> Texts(JsonObject experiment) => experiment[Name] switch
    {
        null => [],
        JsonArray items when help.Commas => [string.Join(',', items.Select(item => (string)item!))],
        JsonArray items => items.Select(item => (string)item!),
        JsonNode value when IsFlag && (bool)value == IsOnByDefault && !IsSwitch => [],
        JsonNode value => [value.GetValueKind() == System.Text.Json.JsonValueKind.String ? (string)value! : value.ToJsonString()],
    };

    /// <summary>The error message for an invalid text.</summary>
    /// <param name="name">The name of the setting at the place where the text comes from.</param>
    /// <param name="text">The text.</param>
    public string Refusal(string name, string text) => $"{name} takes {Expected}, not '{text}'{Nearest.Hint(text, Choices)}.";

    /// <summary>Chooses a value, or one value more of a list.</summary>
    internal void Put(JsonObject experiment, string text)
    {
        JsonNode value = Value(text) ?? throw new DownhillException(Refusal($"'{Name}'", text));
        if (IsList && experiment[Name] is JsonArray items)
            items.Add(value);
        else
            experiment[Name] = IsList ? new JsonArray(value) : value;
    }

    internal void Require(JsonObject experiment)
    {
        if (experiment[Name] is JsonValue value && (IsReal || info.Type == typeof(int)) && Value(value.ToJsonString()) is null)
            throw new DownhillException($"'{Name}' takes {Expected}, not {value.ToJsonString()}.");
    }

    private JsonNode? Value(string text)
    {
        if (info.PolymorphismOptions is not null)
        {
            string entry = Notation.One(text, info.Type.Name.ToLowerInvariant(), info.Type);
            return JsonNode.Parse(Downhill.Description.Normalize(entry, info, $"'{text}'"));
        }

        if (info.Type == typeof(int))
        {
            bool isWhole = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int whole);
            return isWhole && whole >= help.Min && whole <= help.Max ? whole : null;
        }

        if (info.Type == typeof(ulong))
            return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) ? seed : null;
        if (IsReal)
        {
            bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
            return isNumber && number >= 0 && double.IsFinite(number) ? number : null;
        }

        if (IsFlag)
            return bool.TryParse(text, out bool truth) ? truth : null;
        if (info.Type == typeof(ThresholdAim))
            return ThresholdAim.TryParse(text) is null ? null : text;
        if (!Choices.IsEmpty)
            return Choices.Contains(text) ? text : null;
        return help.Commas ? new JsonArray([.. text.Split(',', StringSplitOptions.TrimEntries).Select(item => (JsonNode)item)]) : text;
    }

    private static ImmutableArray<ExperimentSetting> Build()
    {
        var parameters = typeof(Experiment).GetConstructors()[0].GetParameters().ToDictionary(parameter => parameter.Name!);
        return
        [
            .. Downhill.Description.Options(ExperimentFile.Info)
                .Select(property => new ExperimentSetting(property, parameters[property.AssociatedParameter!.Name])),
        ];
    }

    private static string Names<T>(CatalogList<T> list)
        where T : class => string.Join(", ", list.Entries.Select(entry => entry.Name));
}
