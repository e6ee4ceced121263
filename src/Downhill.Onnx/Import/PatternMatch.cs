namespace Downhill.Onnx;

/// <summary>Finds out whether a value of a graph matches a formula.</summary>
/// <param name="graph">The graph.</param>
/// <param name="x">The value that the formula calls x.</param>
/// <param name="rank">The number of axes of x, the rows counted.</param>
internal sealed class PatternMatch(ValueGraph graph, string x, int rank)
{
    // Constants are written in float by most programs.
    private const double Tolerance = 1e-6;

    public bool Matches(Formula formula, string value, LayerMatch match)
    {
        if (formula.IsLeaf)
            return MatchesLeaf(formula, value, match);
        if (graph.Maker(value) is not { Domain: "" } node || node.Outputs[0] != value)
            return false;
        switch (formula.Op)
        {
            case "Clip":
                return Bounded(node) is var (inside, min, max) && Matches(formula.Arguments[0], inside, match)
                    && MatchesConstant(formula.Arguments[1], min, match) && MatchesConstant(formula.Arguments[2], max, match);
            case "Mul":
                return MatchesAnyOrder(formula.Arguments, Factors(value), match);
            case "Add" or "Max" or "Min" or "And":
                return node.Op == formula.Op && node.Inputs.Count == formula.Arguments.Count
                    && MatchesAnyOrder(formula.Arguments, [.. node.Inputs], match);
            case "RowMean":
                return node.Op == "ReduceMean" && IsOverRow(node) && Matches(formula.Arguments[0], node.Inputs[0], match);
            case "GroupMean":
                return node.Op == "ReduceMean" && node.Int("keepdims", 1) == 1 && Axes(node) is [2] or [-1]
                    && Matches(formula.Arguments[0], node.Inputs[0], match);
            case "Whole":
                return node.Op == "Cast" && (OnnxType)node.Int("to", 0) is OnnxType.Int64 or OnnxType.Int32
                    && Matches(formula.Arguments[0], node.Inputs[0], match);
            case "Flat":
                return IsFlat(node) && Matches(formula.Arguments[0], node.Inputs[0], match);
            default:
                string[] inputs = [.. node.Inputs.Reverse().SkipWhile(input => input.Length == 0).Reverse()];
                return node.Op == formula.Op && inputs.Length == formula.Arguments.Count
                    && formula.Arguments.Zip(inputs).All(pair => Matches(pair.First, pair.Second, match));
        }
    }

    private bool MatchesLeaf(Formula leaf, string value, LayerMatch match)
    {
        if (leaf.Op == "x")
            return value == x;
        if (leaf.Op == "_")
            return value.Length == 0 || graph.Constant(value) is not null;
        return graph.Constant(value) is OnnxTensor { Type: not OnnxType.String } constant && MatchesConstant(leaf, constant, match);
    }

    private static bool MatchesConstant(Formula leaf, OnnxTensor constant, LayerMatch match)
    {
        if (leaf.Number is double number)
            return constant.Count == 1 && Math.Abs(constant[0] - number) <= Tolerance * Math.Abs(number);
        return leaf.Op[0] == '#' ? constant.Count == 1 && match.Note(leaf.Op[1..], constant) : match.Note(leaf.Op[1..], constant);
    }

    // What a node holds between two bounds: Clip by inputs or, before version 11, by attributes; Min and Max of a number, one around the
    // other or alone; Min around Relu.
    private (string Inside, OnnxTensor Min, OnnxTensor Max)? Bounded(OnnxNode node)
    {
        if (node.Op == "Clip")
            return Bound(node, 1, "min", double.MinValue) is OnnxTensor min && Bound(node, 2, "max", double.MaxValue) is OnnxTensor max
                ? (node.Inputs[0], min, max)
                : null;
        if (Side(node) is not var (inside, outer))
            return null;
        OnnxNode? before = inside == x ? null : graph.Maker(inside);
        if (node.Op == "Min" && before is { Op: "Relu", Domain: "" })
            return (before.Inputs[0], OnnxTensor.Of<double>([0]), outer);
        OnnxTensor? inner = null;
        if (before is not null && before.Op != node.Op && Side(before) is { } side)
            (inside, inner) = side;
        return node.Op == "Min"
            ? (inside, inner ?? OnnxTensor.Of<double>([double.MinValue]), outer)
            : (inside, outer, inner ?? OnnxTensor.Of<double>([double.MaxValue]));
    }

    private OnnxTensor? Bound(OnnxNode node, int input, string attribute, double otherwise) =>
        node.Inputs.Count > input && node.Inputs[input].Length > 0
            ? graph.Constant(node.Inputs[input])
            : OnnxTensor.Of<double>([node.Number(attribute, otherwise)]);

    // The smaller or the larger of a value and a number.
    private (string Inside, OnnxTensor Bound)? Side(OnnxNode node) => node is not { Op: "Min" or "Max", Domain: "", Inputs.Count: 2 } ? null
        : graph.Constant(node.Inputs[1]) is { Count: 1, Type: not OnnxType.String } second ? (node.Inputs[0], second)
        : graph.Constant(node.Inputs[0]) is { Count: 1, Type: not OnnxType.String } first ? (node.Inputs[1], first)
        : null;

    // Backtracking over few arguments.
    private bool MatchesAnyOrder(IReadOnlyList<Formula> wanted, List<string> values, LayerMatch match)
    {
        if (wanted.Count != values.Count)
            return false;
        if (wanted.Count == 0)
            return true;
        for (int i = 0; i < values.Count; i++)
        {
            List<string> rest = [.. values[..i], .. values[(i + 1)..]];
            object notes = match.Notes;
            if (Matches(wanted[0], values[i], match) && MatchesAnyOrder([.. wanted.Skip(1)], rest, match))
                return true;
            match.Restore(notes);
        }

        return false;
    }

    // A product of products is one product, as long as it is no longer than any formula.
    private List<string> Factors(string value)
    {
        var factors = new List<string> { value };
        for (int i = 0; i < factors.Count && factors.Count <= 4;)
        {
            if (factors[i] != x && graph.Constant(factors[i]) is null && graph.Maker(factors[i]) is { Op: "Mul", Domain: "" } node
                && node.Inputs.Count == 2)
            {
                factors.RemoveAt(i);
                factors.InsertRange(i, node.Inputs);
            }
            else
            {
                i++;
            }
        }

        return factors;
    }

    // Over all axes but the first, of images over their channels, which are the last; they are kept.
    private bool IsOverRow(OnnxNode node)
    {
        long[] expected = rank == 4 ? [3] : [.. Enumerable.Range(1, rank - 1).Select(axis => (long)axis)];
        return node.Int("keepdims", 1) == 1 && Axes(node) is long[] axes
            && axes.Select(axis => axis < 0 ? axis + rank : axis).Order().SequenceEqual(expected);
    }

    private long[]? Axes(OnnxNode node) => node.Inputs.Count > 1 ? graph.Constant(node.Inputs[1])?.Wholes() : node.Ints("axes");

    private bool IsFlat(OnnxNode node) => node.Op switch
    {
        "Flatten" => node.Int("axis", 1) == 1,
        "Reshape" => node.Inputs.Count == 2 && graph.Constant(node.Inputs[1]) is { Count: 2 },
        "Squeeze" => Axes(node) is [1],
        _ => false,
    };
}
