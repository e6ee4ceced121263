using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Downhill.Studio;

/// <summary>An optimizer in the notation of the command line, taken apart: its name and every option with its value.</summary>
/// <param name="Entry">The optimizer's entry in the catalogue.</param>
/// <param name="Values">Each option's value as JSON, in the catalogue's order.</param>
public sealed record OptimizerText(CatalogEntry Entry, ImmutableArray<KeyValuePair<string, string>> Values)
{
    /// <summary>Reads the notation.</summary>
    /// <exception cref="DownhillException">The text names no optimizer.</exception>
    public static OptimizerText Parse(string text)
    {
        Optimizer optimizer = Catalog.Optimizers.Parse(text);
        using var json = JsonDocument.Parse(Catalog.Optimizers.ToJson(optimizer));
        CatalogEntry entry = Catalog.Optimizers.Entries.First(known => known.Name == Catalog.Optimizers.NameOf(optimizer));
        return new OptimizerText(entry, [.. entry.Options.Select(option => KeyValuePair.Create(
            option.Name,
            json.RootElement.TryGetProperty(option.Name, out JsonElement value) ? value.GetRawText() : option.Default))]);
    }

    /// <summary>Another optimizer with its default options and a learning rate for small networks.</summary>
    public static string Start(string name) => name switch
    {
        "sgd" => "sgd learningRate=0.1",
        "adam" or "adamw" or "nadam" or "radam" or "adamax" => $"{name} learningRate=0.02",
        _ => name,
    };

    /// <summary>One option's value as JSON.</summary>
    public string this[string option] => Values.First(pair => pair.Key == option).Value;

    /// <summary>η.</summary>
    public double LearningRate => double.Parse(this["learningRate"], CultureInfo.InvariantCulture);

    /// <summary>The notation with one option changed; options with their default are left out, except the learning rate.</summary>
    public string With(string option, string value) => string.Join(' ', Values
        .Select(pair => pair.Key == option ? KeyValuePair.Create(option, value) : pair)
        .Where(pair => pair.Key == "learningRate" || pair.Value != Entry.Options.First(known => known.Name == pair.Key).Default)
        .Select(pair => $"{pair.Key}={pair.Value}")
        .Prepend(Entry.Name));
}
