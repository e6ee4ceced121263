namespace Downhill.Onnx;

/// <summary>Operators on constants; a result never has more numbers than its operands.</summary>
internal static class TensorOperators
{
    /// <summary>Picks places along an axis; null if one is outside.</summary>
    public static OnnxTensor? Pick(OnnxTensor tensor, long axis, long[] places, bool keepsAxis = true)
    {
        int at = (int)Math.Clamp(axis < 0 ? axis + tensor.Rank : axis, -1, tensor.Rank);
        int size = OnnxTensor.SizeOf(tensor.Type);
        if (at < 0 || at >= tensor.Rank || size == 0 || tensor.Count == 0)
            return null;
        long extent = tensor.Shape[at];
        places = [.. places.Select(place => place < 0 ? place + extent : place)];
        if (places.Length > extent || Array.Exists(places, place => place < 0 || place >= extent))
            return null;
        int run = size * (int)tensor.Shape.Skip(at + 1).Aggregate(1L, (product, length) => product * length);
        long blocks = tensor.Count * size / run / extent;
        var bytes = new byte[blocks * places.Length * run];
        Span<byte> to = bytes;
        for (long block = 0; block < blocks; block++)
        {
            foreach (long place in places)
            {
                tensor.Bytes.Slice((int)((block * extent) + place) * run, run).CopyTo(to);
                to = to[run..];
            }
        }

        long[] shape = [.. tensor.Shape];
        shape[at] = places.Length;
        return new OnnxTensor(tensor.Type, keepsAxis ? shape : [.. shape[..at], .. shape[(at + 1)..]], bytes);
    }

    /// <summary>A part along an axis, in steps that may go back; null if it is empty.</summary>
    public static OnnxTensor? Slice(OnnxTensor tensor, long axis, long start, long end, long step)
    {
        long at = axis < 0 ? axis + tensor.Rank : axis;
        if (at < 0 || at >= tensor.Rank || step == 0 || step == long.MinValue || tensor.Count == 0)
            return null;
        long extent = tensor.Shape[(int)at], low = step > 0 ? 0 : -1, high = step > 0 ? extent : extent - 1;
        long from = Math.Clamp(start < 0 ? start + extent : start, step > 0 ? 0 : -1, high),
            to = Math.Clamp(end < 0 ? end + extent : end, low, step > 0 ? extent : extent - 1);
        var places = new List<long>();
        for (long place = from; step > 0 ? place < to : place > to; place += step)
        {
            places.Add(place);
            if (Math.Abs(step) >= extent)
                break;
        }

        return places.Count == 0 ? null : Pick(tensor, at, [.. places]);
    }

    /// <summary>
    /// A function of numbers one by one, the smaller tensor repeated over the larger; null if it is another operator, or the shapes
    /// do not fit.
    /// </summary>
    public static OnnxTensor? Elementwise(string op, OnnxTensor[] inputs)
    {
        OnnxTensor a = inputs[0];
        if (inputs.Length == 1 && Of(op) is { } function && a.IsFloating)
            return OfNumbers(a.Type, [.. a.Numbers().Select(function)], a.Shape);
        if (inputs.Length != 2 || inputs[1] is not { } b || !((a.IsFloating && a.Type == b.Type) || (a.IsWhole && b.IsWhole)))
            return null;
        OnnxTensor larger = a.Count > b.Count || (a.Count == b.Count && a.Rank >= b.Rank) ? a : b;
        if (Places(a, larger.Shape) is not { } from || Places(b, larger.Shape) is not { } with)
            return null;
        if (a.IsWhole)
        {
            var wholes = new long[larger.Count];
            for (int i = 0; i < wholes.Length; i++)
            {
                if (Whole(op, a.Whole(from[i]), b.Whole(with[i])) is not long whole)
                    return null;
                wholes[i] = whole;
            }

            return OnnxTensor.Of<long>(wholes, [.. larger.Shape]);
        }

        if (OfTwo(op) is not { } ofTwo)
            return null;
        var numbers = new double[larger.Count];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = ofTwo(a[from[i]], b[with[i]]);
        return OfNumbers(a.Type, numbers, larger.Shape);
    }

    private static Func<double, double>? Of(string op) => op switch
    {
        "Neg" => x => -x,
        "Abs" => Math.Abs,
        "Sqrt" => Math.Sqrt,
        "Reciprocal" => x => 1 / x,
        "Exp" => Math.Exp,
        "Log" => Math.Log,
        _ => null,
    };

    private static Func<double, double, double>? OfTwo(string op) => op switch
    {
        "Add" => (x, y) => x + y,
        "Sub" => (x, y) => x - y,
        "Mul" => (x, y) => x * y,
        "Div" => (x, y) => x / y,
        "Pow" => Math.Pow,
        _ => null,
    };

    // The number of rows is not known.
    private static long? Whole(string op, long x, long y) => x == ConstantFolding.Rows || y == ConstantFolding.Rows ? null : op switch
    {
        "Add" => x + y,
        "Sub" => x - y,
        "Mul" => x * y,
        "Div" when y != 0 => x / y,
        _ => null,
    };

    private static OnnxTensor OfNumbers(OnnxType type, double[] numbers, IReadOnlyList<long> shape) => type == OnnxType.Double
        ? OnnxTensor.Of<double>(numbers, [.. shape])
        : OnnxTensor.Of<float>([.. numbers.Select(number => (float)number)], [.. shape]);

    // For each place of a larger shape the number of a tensor that stands there; null where the tensor does not fit into the shape.
    private static int[]? Places(OnnxTensor tensor, IReadOnlyList<long> shape)
    {
        int missing = shape.Count - tensor.Rank;
        if (missing < 0 || tensor.Count == 0
            || tensor.Shape.Where((extent, axis) => extent != 1 && extent != shape[axis + missing]).Any())
            return null;
        var places = new int[shape.Aggregate(1L, (product, extent) => product * extent)];
        var at = new long[shape.Count];
        for (int i = 0; i < places.Length; i++)
        {
            long place = 0;
            for (int axis = missing; axis < at.Length; axis++)
                place = (place * tensor.Shape[axis - missing]) + (tensor.Shape[axis - missing] == 1 ? 0 : at[axis]);
            places[i] = (int)place;
            for (int axis = at.Length - 1; axis >= 0 && ++at[axis] == shape[axis]; axis--)
                at[axis] = 0;
        }

        return places;
    }
}
