namespace Downhill.Onnx;

/// <summary>A graph whose values are found by name: the node that computes a value, or the constant.</summary>
internal sealed class ValueGraph
{
    // More than any network here becomes; reading takes time that grows with the square.
    private const int MaxNodes = 10_000;

    private readonly string source;
    private readonly Dictionary<string, OnnxNode> makers = [];
    private readonly Dictionary<string, OnnxTensor> constants;
    private readonly ILookup<string, OnnxNode> readers;
    private readonly ConstantFolding folding;

    public ValueGraph(OnnxDocument document, string source)
    {
        this.source = source;
        Opset = document.Opsets.GetValueOrDefault(string.Empty);
        constants = new(document.Graph.Constants);
        ConstantNumbers = constants.Values.Sum(tensor => (long)tensor.Count);
        OnnxNode[] nodes = Nested([.. document.Graph.Nodes.Select(Known)]);
        if (document.Graph.Nodes.Count > MaxNodes)
            throw new DownhillException($"{source} has {document.Graph.Nodes.Count:N0} nodes; models of up to {MaxNodes:N0} are read.");
        foreach (OnnxNode node in nodes)
        {
            if (node.Outputs.Count == 0 || node.Outputs[0].Length == 0 || (node.Inputs.Count == 0 && node.Op != "Constant"))
                throw Refuse(node, node.Outputs.Count == 0 || node.Outputs[0].Length == 0 ? "gives nothing" : "reads nothing");
            foreach (string output in node.Outputs.Where(output => output.Length > 0))
            {
                if (!makers.TryAdd(output, node) || constants.ContainsKey(output))
                    throw Refuse(node, $"gives '{output}', which something else gives too");
            }
        }

        Order = Sort(nodes);
        readers = Order.SelectMany(node => node.Inputs.Distinct().Select(input => (input, node)))
            .ToLookup(pair => pair.input, pair => pair.node);
        folding = new ConstantFolding(constants);
        foreach (OnnxNode node in Order)
            folding.Fold(node);
    }

    /// <summary>The version of the standard operators.</summary>
    public long Opset { get; }

    /// <summary>The nodes, each behind those whose outputs it reads.</summary>
    public IReadOnlyList<OnnxNode> Order { get; }

    public OnnxNode? Maker(string value) => makers.GetValueOrDefault(value);

    public OnnxTensor? Constant(string value) => constants.GetValueOrDefault(value);

    /// <summary>The number of values in all constants of the file.</summary>
    public long ConstantNumbers { get; }

    /// <summary>The value that is the network's output.</summary>
    public string Output { get; set; } = string.Empty;

    /// <summary>
    /// Tells the shape of a value's rows: what nodes compute from it becomes constant. True where there is such a node.
    /// </summary>
    public bool NoteShape(string value, Shape row)
    {
        var changed = new Queue<OnnxNode>();
        foreach (OnnxNode node in readers[value].Where(node => node.Op == "Shape" && !constants.ContainsKey(node.Outputs[0])))
        {
            if (folding.FoldShape(node, row))
                changed.Enqueue(node);
        }

        bool isAny = changed.Count > 0;
        while (changed.TryDequeue(out OnnxNode? node))
        {
            foreach (OnnxNode reader in readers[node.Outputs[0]].Where(reader => !constants.ContainsKey(reader.Outputs[0])))
            {
                folding.Fold(reader);
                if (constants.ContainsKey(reader.Outputs[0]))
                    changed.Enqueue(reader);
            }
        }

        return isAny;
    }

    public DownhillException Refuse(OnnxNode node, string why) => new($"{source}: {node} {why}.");

    /// <summary>The row shape that a reshape gives; null if it does not keep the rows or the numbers.</summary>
    public static Shape? RowShape(long[] shape, Shape input)
    {
        // The rows are −1 or a number of rows taken from the input's shape; 0 keeps an extent.
        if (shape.Length < 2 || shape.Length > 8)
            return null;
        var row = new long[shape.Length - 1];
        for (int i = 0; i < row.Length; i++)
            row[i] = shape[i + 1] == 0 && i < input.Rank ? input[i] : shape[i + 1];
        bool rowsAreFree = shape[0] is -1 or 0 or 1 or ConstantFolding.Rows;
        int free = Array.IndexOf(row, -1);
        long known = row.Where(extent => extent != -1)
            .Aggregate(1L, (product, extent) => extent is < 1 or > int.MaxValue || product > int.MaxValue ? 0 : product * extent);
        if (!rowsAreFree || known < 1 || row.Count(extent => extent == -1) > 1)
            return null;
        if (free >= 0 && input.Size % known == 0 && shape[0] != -1)
            (row[free], known) = (input.Size / known, input.Size);
        return known == input.Size ? Shape.Create([.. row.Select(extent => (int)extent)]) : null;
    }

    // An operator of another domain that a form names goes by its whole name. One value put side by side with nothing stays as it is.
    private static OnnxNode Known(OnnxNode node) => node is { Op: "Concat", Domain: "", Inputs.Count: 1 }
        ? node with { Op = "Identity" }
        : node.Domain.Length > 0 && LayerForms.ByOperator.Contains($"{node.Domain}.{node.Op}")
        ? node with { Op = $"{node.Domain}.{node.Op}", Domain = string.Empty }
        : node;

    // Where values are put side by side, and the first of them are so elsewhere, they are read from there: in a DenseNet each layer reads
    // all before it, and its chains would otherwise hold the same layers over and over.
    private static OnnxNode[] Nested(OnnxNode[] nodes)
    {
        var joins = new Dictionary<string, string>();
        foreach (OnnxNode node in nodes.Where(IsJoin))
            joins.TryAdd(Key(node, node.Inputs.Count), node.Outputs[0]);
        HashSet<int> lengths = [.. nodes.Where(IsJoin).Select(node => node.Inputs.Count)];
        return [.. nodes.Select(node => IsJoin(node) ? Shortened(node) : node)];

        static bool IsJoin(OnnxNode node) => node is { Op: "Concat", Domain: "", Inputs.Count: > 1 and <= 1000, Outputs.Count: 1 };

        static string Key(OnnxNode node, int count) => $"{node.Int("axis", 1)}\n{string.Join('\n', node.Inputs.Take(count))}";

        OnnxNode Shortened(OnnxNode node)
        {
            for (int count = node.Inputs.Count - 1; count > 1; count--)
            {
                if (lengths.Contains(count) && joins.TryGetValue(Key(node, count), out string? first))
                    return node with { Inputs = [first, .. node.Inputs.Skip(count)] };
            }

            return node;
        }
    }

    // Depth first from the outputs, without recursion: a graph may be deep, and a hostile one goes round.
    private List<OnnxNode> Sort(OnnxNode[] nodes)
    {
        var order = new List<OnnxNode>();
        var states = new Dictionary<OnnxNode, bool>(ReferenceEqualityComparer.Instance); // false: at work, true: done
        var stack = new Stack<(OnnxNode Node, int Next)>();
        foreach (OnnxNode start in nodes)
        {
            if (states.ContainsKey(start))
                continue;
            stack.Push((start, 0));
            states[start] = false;
            while (stack.TryPop(out (OnnxNode Node, int Next) at))
            {
                int next = at.Next;
                OnnxNode? child = null;
                while (next < at.Node.Inputs.Count && child is null)
                {
                    if (makers.TryGetValue(at.Node.Inputs[next++], out OnnxNode? maker)
                        && (!states.TryGetValue(maker, out bool done) || !done))
                        child = maker;
                }

                if (child is null)
                {
                    states[at.Node] = true;
                    order.Add(at.Node);
                    continue;
                }

                if (states.ContainsKey(child))
                    throw Refuse(child, "reads a value that depends on its own output: the graph goes round");
                stack.Push((at.Node, next));
                stack.Push((child, 0));
                states[child] = false;
            }
        }

        return order;
    }
}
