using System.Text.Json.Serialization.Metadata;

namespace Downhill;

/// <summary>One entry of the catalogue.</summary>
/// <param name="Name">Its name in JSON and on the command line.</param>
/// <param name="Type">Its record.</param>
/// <param name="Formula">Its formula in one line.</param>
/// <param name="Examples">Examples in the notation of the command line.</param>
/// <param name="Options">Its options in order: name, default as JSON, and whether it must be given.</param>
/// <param name="ExampleInput">The shape of one row that a layer's examples are written for.</param>
public sealed record CatalogEntry(
    string Name, Type Type, string Formula, IReadOnlyList<string> Examples, IReadOnlyList<CatalogOption> Options,
    IReadOnlyList<int> ExampleInput)
{
    /// <summary>Whether it is a layer that takes images and nothing else.</summary>
    public bool IsForImages => ExampleInput.Count > 1;
}

/// <summary>One option of an entry of the catalogue.</summary>
/// <param name="Name">Its name in JSON and on the command line.</param>
/// <param name="Default">The value where none is given, as JSON.</param>
/// <param name="IsRequired">Whether it must be given.</param>
public sealed record CatalogOption(string Name, string Default, bool IsRequired)
{
    internal static IReadOnlyList<CatalogOption> Of(JsonTypeInfo info) =>
        [.. Description.Options(info).Select(property => new CatalogOption(
            property.Name,
            Description.DefaultText(property),
            !property.AssociatedParameter!.HasDefaultValue))];
}
