using System.Globalization;

namespace Downhill.Onnx;

/// <summary>The first and the last value of a graph's network.</summary>
/// <param name="Input">The value that holds the rows.</param>
/// <param name="Row">The shape of one row.</param>
/// <param name="IsDouble">Whether rows are doubles.</param>
/// <param name="Output">The value that is computed from it.</param>
internal sealed record GraphEnds(string Input, Shape Row, bool IsDouble, string Output)
{
    private const string Machine = "ai.onnx.ml";

    // Each has a name.
    private const int MaxColumns = 65_536;

    /// <summary>The names of the row's numbers, where the graph has an input for each; otherwise empty.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The names of the classes if the graph contains them; otherwise empty.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    public static GraphEnds Of(OnnxDocument document, ValueGraph graph, string source)
    {
        OnnxGraph whole = document.Graph;
        if (whole.Outputs.Count == 0 || whole.Inputs.Count == 0)
            throw new DownhillException($"{source} has no {(whole.Outputs.Count == 0 ? "output" : "input")}, so it computes nothing.");
        if (whole.Inputs.FirstOrDefault(one => one.Type == OnnxType.String) is OnnxValue text)
            throw new DownhillException(
                $"{source} has a text input ('{text.Name}'), so it contains preprocessing, which cannot be imported; export it without "
                    + $"preprocessing.");
        (string output, IReadOnlyList<string> classes) = End(whole, graph, source);
        OnnxValue[] inputs = [.. whole.Inputs.Where(input => graph.Order.Any(node => node.Inputs.Contains(input.Name)))];
        if (inputs.Length <= 1)
            inputs = [.. inputs, .. whole.Inputs.Take(1 - inputs.Length)];
        return (inputs.Length == 1
            ? new GraphEnds(inputs[0].Name, RowShape(inputs[0], source), inputs[0].Type == OnnxType.Double, output)
            : OfColumns(inputs, graph, output)) with
        { Classes = classes };
    }

    // The numbers that the graph gives; a map from classes to probabilities is made of what it takes.
    private static (string Output, IReadOnlyList<string> Classes) End(OnnxGraph whole, ValueGraph graph, string source)
    {
        OnnxValue[] outputs = [.. whole.Outputs.Where(one =>
            one.Type is OnnxType.Float or OnnxType.Double or OnnxType.Float16 or OnnxType.BFloat16 or OnnxType.None)];
        if (outputs.Length != 1)
            throw new DownhillException(
                $"{source} has {outputs.Length} outputs of numbers ({string.Join(", ", outputs.Select(one => $"'{one.Name}'"))}); "
                    + $"a network here has one.");
        string output = outputs[0].Name;
        IReadOnlyList<string> classes = [];
        while (graph.Maker(output) is { Op: "ZipMap", Domain: Machine, Inputs.Count: 1 } or { Op: "Identity", Domain: "", Inputs.Count: 1 })
        {
            OnnxNode node = graph.Maker(output)!;
            if (graph.Maker(node.Inputs[0]) is null)
                break;
            classes = node.Op == "ZipMap" ? Names(node) : classes;
            output = node.Inputs[0];
        }

        OnnxNode? labels = graph.Order.FirstOrDefault(node => node is { Op: "ArrayFeatureExtractor", Domain: Machine, Inputs.Count: 2 });
        return (output, classes.Count == 0 && labels is not null && graph.Constant(labels.Inputs[0]) is OnnxTensor names
            ? Names(names)
            : classes);
    }

    private static string[] Names(OnnxNode map) => map.Attributes.GetValueOrDefault("classlabels_strings") as string[]
        ?? [.. (map.Ints("classlabels_int64s") ?? []).Select(label => label.ToString(CultureInfo.InvariantCulture))];

    private static IReadOnlyList<string> Names(OnnxTensor names) => names.Type == OnnxType.String
        ? names.Texts
        : names.IsWhole ? [.. names.Wholes().Select(label => label.ToString(CultureInfo.InvariantCulture))] : [];

    // An input for each column, put side by side first.
    private static GraphEnds OfColumns(OnnxValue[] inputs, ValueGraph graph, string output)
    {
        foreach (OnnxNode node in graph.Order.Where(node =>
            node is { Op: "Concat", Domain: "" } or { Op: "FeatureVectorizer", Domain: Machine }))
        {
            string[] read = [.. node.Inputs.Select(Source)];
            bool areSides = node.Op != "Concat" || node.Int("axis", 1) is 1 or -1;
            if (areSides && read.Length == inputs.Length && read.Order().SequenceEqual(inputs.Select(input => input.Name).Order())
                && read.All(name => graph.Order.Count(reader => reader.Inputs.Contains(name)) == 1)
                && Array.TrueForAll(inputs, input => input.Shape is [_, > 0 and <= MaxColumns])
                && inputs.Sum(input => input.Shape![1]) <= MaxColumns)
            {
                string[] columns = [.. read.SelectMany(name => Columns(inputs.First(input => input.Name == name)))];
                return new GraphEnds(node.Outputs[0], [columns.Length], inputs[0].Type == OnnxType.Double, output) { Columns = columns };
            }
        }

        // Of several inputs the first is the rows; another one that a node reads beside it would be a weight.
        OnnxValue second = inputs[1];
        throw graph.Refuse(graph.Order.First(node => node.Inputs.Contains(second.Name)),
            $"reads '{second.Name}', which is an input of the graph and not a constant; "
                + $"export the model with its weights inside and with a single input, or with a column [rows, 1] in each input, side "
                + $"by side");

        static IEnumerable<string> Columns(OnnxValue input) => input.Shape![1] == 1
            ? [input.Name]
            : Enumerable.Range(1, (int)input.Shape[1]!.Value).Select(i => $"{input.Name}{i}");

        string Source(string value)
        {
            while (graph.Maker(value) is { Op: "Identity" or "Cast", Domain: "", Inputs.Count: 1 } node)
                value = node.Inputs[0];
            return value;
        }
    }

    private static Shape RowShape(OnnxValue input, string source)
    {
        if (input.Shape is not { Count: >= 2 } extents)
            throw new DownhillException(
                $"{source}: the input '{input.Name}' {(input.Shape is null ? "has no shape" : "has no axis behind the rows")}; "
                    + $"expected [rows, …].");
        int free = extents.Skip(1).ToList().FindIndex(extent => extent is not (> 0 and <= int.MaxValue));
        if (free >= 0)
            throw new DownhillException(
                $"{source}: axis {free + 1} of the input '{input.Name}' has no fixed length; "
                    + $"export the model with fixed lengths for all axes except the rows.");
        return Shape.Create([.. extents.Skip(1).Select(extent => (int)extent!.Value)]);
    }
}
