using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;

namespace Downhill.Tests;

/// <summary>The text of docs/catalog.md, made from the catalogue.</summary>
internal static class CatalogTables
{
    private const string Introduction = """
        # Catalogue

        All parts of a model and its training. The tables are made from the records in `src/Downhill`; change them there. The formulas are
        derived in [math.md](math.md).

        ## Notation

        On the command line an entry is its name, then values for its options: in the order of the table, or as `name=value`.

        - `linear 64, relu, linear 10` is a chain of layers, first to last.
        - `linear 64 hasBias=false weight=he-normal` sets options by name. An initializer inside a layer
          is a bare name, or is in parentheses with its options: `linear 64 weight=(normal deviation=0.1)`.
        - `residual (linear 8, tanh)` holds a chain in parentheses; `concat (linear 2, tanh; linear 3; )` holds several, separated by
          semicolons, and an empty one passes its input on.
        - `adam 0.01 l2=0.001` is an optimizer, `huber 0.5` a loss, `warm-up 2 (cosine 0.1)` a schedule that holds another one.

        In JSON the same entry is an object, `{"type": "linear", "outputs": 64}`, or its bare name where no option is set. Initial values
        may also be given as numbers, `"weight": [[0.3, 0.2], [-0.4, 0.6]]`, which is the initializer `explicit`.

        In the tables, `option=value` shows a default, *required* marks an option that must be given, and other options may be left out.

        """;

    /// <summary>The built-in entries of all lists but the encodings, without those a program registered.</summary>
    public static IEnumerable<CatalogEntry> All =>
        Catalog.Layers.Entries.Concat(Catalog.Losses.Entries).Concat(Catalog.Optimizers.Entries).Concat(Catalog.Schedules.Entries)
            .Concat(Catalog.Augmentations.Entries).Concat(Catalog.Initializers.Entries)
            .Where(IsBuiltIn);

    public static string Render()
    {
        var text = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        Append(text, "Layers", Catalog.Layers.Entries);
        Append(text, "Losses", Catalog.Losses.Entries);
        Append(text, "Optimizers", Catalog.Optimizers.Entries);
        Append(text, "Schedules", Catalog.Schedules.Entries);
        Append(text, "Augmentations", Catalog.Augmentations.Entries);
        Append(text, "Initializers", Catalog.Initializers.Entries);
        Append(text, "Column encodings", Catalog.Encodings.Entries);
        text.Append("\nThe option `name` is the name of the column; on the command line it is before the encoding: `--encode \"hour=cyclic 24\"`.\n");
        return text.ToString();
    }

    private static void Append(StringBuilder text, string title, IEnumerable<CatalogEntry> entries)
    {
        text.Append('\n').Append("## ").Append(title).Append("\n\n| name | formula | options |\n|---|---|---|\n");
        foreach (CatalogEntry entry in entries.Where(IsBuiltIn))
        {
            string options = string.Join(", ", entry.Options.Select(option => Option(entry.Type, option)));
            text.Append("| ").Append(Code(entry.Name)).Append(" | ").Append(Code(entry.Formula)).Append(" | ").Append(options)
                .Append(" |\n");
        }
    }

    private static string Option(Type owner, CatalogOption option) => option switch
    {
        { IsRequired: true } => $"{Code(option.Name)} *required*",
        { Default: "" } => Code(option.Name),
        _ => Code($"{option.Name}={option.Default}") + string.Concat(Choices(owner, option).Select(choice => $" or {Code(choice)}")),
    };

    // What else an option of named values can be.
    private static IEnumerable<string> Choices(Type owner, CatalogOption option) =>
        owner.GetProperties().Single(property => property.Name.Equals(option.Name, StringComparison.OrdinalIgnoreCase)).PropertyType
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(value => value.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name)
            .OfType<string>()
            .Where(name => name != option.Default);

    // A bar would end the cell, in code too.
    private static string Code(string text) => $"`{text.Replace("|", "\\|", StringComparison.Ordinal)}`";

    private static bool IsBuiltIn(CatalogEntry entry) => entry.Type.Assembly == typeof(Catalog).Assembly;
}
