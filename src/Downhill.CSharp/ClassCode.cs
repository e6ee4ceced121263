using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Downhill.CSharp;

/// <summary>The generated class: its constants, its fields, the steps of a prediction, and the functions that they use.</summary>
internal sealed class ClassCode(bool isDouble, Model model, Func<string, double[]> numbers)
{
    // Fewer numbers stand in the text as they are; more of them as base64 at its end.
    private const int MaxLiterals = 64, LineLength = 120;

    private readonly List<string> tables = [], fields = [], blobs = [];
    private readonly HashSet<string> names = [];
    private readonly SortedSet<string> functions = new(StringComparer.Ordinal);
    private readonly Queue<LayerPlace> places = new(model.Places());

    public bool IsDouble => isDouble;

    /// <summary>The public part: rows and predictions.</summary>
    public List<string> Surface { get; } = [];

    /// <summary>The steps from the inputs to the outputs.</summary>
    public List<string> Steps { get; } = [];

    /// <summary>The functions that are needed, each once.</summary>
    public void Use(string function)
    {
        if (!functions.Add(function))
            return;
        foreach (string needed in Snippets.Needs(function))
            Use(needed);
    }

    public string Unique(string name)
    {
        string identifier = Names.Identifier(name), unique = identifier;
        for (int i = 2; !names.Add(unique); i++)
            unique = $"{identifier}_{i}";
        return unique;
    }

    /// <summary>A field for some numbers of a row.</summary>
    public string Buffer(string name, int size)
    {
        string field = Unique(name);
        fields.Add($"private readonly Real[] {field} = new Real[{size}];");
        return field;
    }

    public void Field(string declaration) => fields.Add(declaration);

    /// <summary>A parameter or statistic as a table of numbers.</summary>
    public string Table(string name) => Table(name, numbers(name));

    public string Table(string name, double[] values, bool asReal = true)
    {
        string field = Unique(name);
        string type = asReal ? "Real" : "double";
        if (values.Length <= MaxLiterals)
        {
            tables.Add($"private static readonly {type}[] {field} = {{ "
                + $"{string.Join(", ", values.Select(value => asReal ? Real(value) : Names.Number(value)))} }};");
            return field;
        }

        bool isWide = isDouble || !asReal;
        Use(isWide ? "DoublesOf" : "SinglesOf");
        byte[] bytes = isWide
            ? MemoryMarshal.AsBytes<double>(values).ToArray()
            : MemoryMarshal.AsBytes<float>([.. values.Select(value => (float)value)]).ToArray();
        tables.Add($"private static readonly {type}[] {field} = {(isWide ? "DoublesOf" : "SinglesOf")}({field}Text);");
        blobs.Add($"private const string {field}Text = "
            + $"@\"\n{string.Join('\n', Convert.ToBase64String(bytes).Chunk(LineLength).Select(line => new string(line)))}\";");
        return field;
    }

    /// <summary>Whole numbers as a table.</summary>
    public string Wholes(string name, ReadOnlySpan<int> values)
    {
        string field = Unique(name);
        tables.Add($"private static readonly int[] {field} = {{ {string.Join(", ", values.ToArray())} }};");
        return field;
    }

    public void Static(string declaration) => tables.Add(declaration);

    /// <summary>A number in the type of the network, as <c>T.CreateTruncating</c> makes it.</summary>
    public string Real(double value) => isDouble ? Names.Number(value) : (float)value switch
    {
        float.NaN => "float.NaN",
        float.PositiveInfinity => "float.PositiveInfinity",
        float.NegativeInfinity => "float.NegativeInfinity",
        float number => number.ToString("R", CultureInfo.InvariantCulture) + "f",
    };

    /// <summary>Writes a chain of layers and gives the field that holds its output.</summary>
    public string Write(IReadOnlyList<Layer> layers, string x)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            LayerPlace place = places.Dequeue();
            x = LayerCode.Write(new CodeAt(this, place.Name, place.Layer, place.Input, place.Output), x);
        }

        return x;
    }

    public string Text(CSharpOptions options)
    {
        string version = typeof(CSharpExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? string.Empty;
        string runtimes = isDouble ? ", for .NET Core 3.0 and later: numbers in double need its fused multiply-add"
                : ", also for .NET Standard 2.0 (64-bit runtimes)",
            refusal = isDouble
                ? "#else\n#error This network computes in double, which needs Math.FusedMultiplyAdd of .NET Core 3.0 or later.\n"
                : string.Empty,
            warnings = options.ClassName.All(char.IsAsciiLetterLower)
                ? "#pragma warning disable 8981 // a name without a capital\n"
                : string.Empty;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""
            // <auto-generated>
            // A network trained with Downhill {{version}}, as one class without packages: the same bits as Downhill's own predictions.
            // It compiles as C# 7.3 and later{{runtimes}}.
            // An object serves one thread at a time and allocates nothing when it predicts.
            // </auto-generated>
            #if NETCOREAPP3_0_OR_GREATER
            #nullable enable
            {{refusal}}#endif
            {{warnings}}using System;
            using System.Collections.Generic;
            using System.Runtime.InteropServices;
            using Real = System.{{(isDouble ? "Double" : "Single")}};


            """);
        if (options.Namespace.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"namespace {options.Namespace}\n{{\n");
        text.Append(CultureInfo.InvariantCulture, $"public sealed class {options.ClassName}\n{{\n");
        Add(tables);
        Add(fields);
        Add(Surface);
        Add(["private void Run()\n{", .. Steps.Select(step => "    " + step.ReplaceLineEndings("\n    ")), "}"]);
        foreach (string function in functions)
            Add([Snippets.Text(function, isDouble)]);
        foreach (string blob in blobs)
            text.Append("    ").Append(blob).Append("\n\n");
        text.Append("}\n");
        if (options.Namespace.Length > 0)
            text.Append("}\n");
        return text.ToString();

        void Add(IEnumerable<string> lines)
        {
            foreach (string line in string.Join('\n', lines).Split('\n'))
                text.Append(line.Length > 0 && line[0] != '#' ? "    " : string.Empty).Append(line).Append('\n');
            text.Append('\n');
        }
    }
}

/// <summary>A layer at its position in the generated class.</summary>
internal sealed record CodeAt(ClassCode Code, string Name, Layer Layer, Shape Input, Shape Output)
{
    /// <summary>A field for the layer's output.</summary>
    public string NewOutput() => Code.Buffer(Name, Output.Size);

    public string Table(string parameter) => Code.Table($"{Name}.{parameter}");

    public void Step(string text) => Code.Steps.Add(text);
}
