namespace Downhill.Onnx;

/// <summary>
/// Writes the preprocessing before the network and the link after it. A column of a table is an input <c>[rows, 1]</c>: numbers are
/// doubles, with NaN for a missing value; dates are days since the start of 1970; categories and booleans are texts.
/// </summary>
internal sealed class PreprocessingGraph(GraphBuilder graph, Preprocessing preprocessing, Model model)
{
    /// <summary>The operators that look texts up.</summary>
    public const string Domain = "ai.onnx.ml";

    // What a table takes for a missing value: see docs/tables.md.
    private static readonly string[] MissingMarks =
        ["", "?", "NA", "na", "Na", "nA", "N/A", "n/a", "N/a", "n/A", "NaN", "nan", "NAN", "Nan", "null", "NULL", "Null"];

    /// <summary>The graph's inputs, once they are written.</summary>
    public List<OnnxValue> Inputs { get; } = [];

    /// <summary>Writes the way from raw rows to the network's numbers.</summary>
    public string WriteInputs()
    {
        string[] columns = [.. preprocessing.EncodingsOf(model.Input.Size).Select(Write)];
        graph.Scope = "inputs";
        return columns.Length == 1 ? columns[0] : graph.Add("Concat", columns, ("axis", 1L));
    }

    /// <summary>
    /// Writes the way from the network's predictions to the graph's outputs: the label and probabilities, or numbers in the target's unit.
    /// </summary>
    public IReadOnlyList<OnnxValue> WriteOutputs(string y)
    {
        int outputs = model.OutputShape().Size;
        graph.Scope = "outputs";
        if (preprocessing.Classes.IsEmpty)
        {
            if (!preprocessing.TargetMean.IsEmpty)
            {
                string scaled = graph.Add("Mul",
                    [graph.Cast(y, OnnxType.Double), Numbers("deviation", preprocessing.TargetDeviation, OnnxType.Double)]);
                y = To(graph.Add("Add", [scaled, Numbers("mean", preprocessing.TargetMean, OnnxType.Double)]), OnnxType.Double);
            }

            graph.Name(y, "prediction");
            return [new OnnxValue("prediction", graph.Type, [null, .. model.OutputShape().Select(extent => (long?)extent)],
                string.Join(", ", preprocessing.Target))];
        }

        string index;
        if (outputs == 1)
        {
            index = FromThreshold(y);
            y = graph.Add("Concat", [graph.Add("Sub", [graph.Number(1), y]), y], ("axis", 1L));
        }
        else if (preprocessing.Threshold is not null)
        {
            index = FromThreshold(graph.Add("Gather", [y, graph.Whole("second", 1)], ("axis", 1L)));
        }
        else
        {
            index = graph.Add("ArgMax", [y], ("axis", 1L), ("keepdims", 0L));
        }

        string names = graph.Constant("classes", OnnxTensor.OfTexts([.. preprocessing.Classes]));
        graph.Name(graph.Add("Gather", [names, index]), "label");
        graph.Name(y, "probabilities");
        return
        [
            new OnnxValue("label", OnnxType.String, [null], string.Join(", ", preprocessing.Target)),
            new OnnxValue("probabilities", graph.Type, [null, preprocessing.Classes.Length],
                $"classes: {string.Join(", ", preprocessing.Classes)}"),
        ];
    }

    // 1 where the probability of the second class reaches the threshold, otherwise 0.
    private string FromThreshold(string probability)
    {
        double threshold = preprocessing.Threshold?.Value ?? 0.5;
        if (graph.Type == OnnxType.Float && (float)threshold < threshold)
            threshold = MathF.BitIncrement((float)threshold); // the least float that reaches it
        string reached = graph.Cast(graph.Add("GreaterOrEqual", [probability, graph.Number(threshold)]), OnnxType.Int64);
        return graph.Add("Reshape", [reached, graph.Whole("shape", -1)]);
    }

    private string Write(ColumnEncoding encoding)
    {
        graph.Scope = encoding.Name;
        if (encoding is ImageEncoding image)
            return Write(image);
        if (encoding is ScaledEncoding scaled)
            return Write(scaled);
        (OnnxType type, string doc) = encoding switch
        {
            { TakesNumbers: true } => (OnnxType.Double, "a number; NaN where missing"),
            DateEncoding date => (OnnxType.Double, $"days since 1970-01-01 (in tables as {date.Format}); NaN where missing"),
            _ => (OnnxType.String, "text; empty where missing"),
        };
        Inputs.Add(new OnnxValue(encoding.Name, type, [null, 1], doc));
        return encoding switch
        {
            NumberEncoding number => Write(number),
            DateEncoding date => Write(date),
            BooleanEncoding flag => Write(flag),
            CategoryEncoding category => Write(category),
            CyclicEncoding cyclic => Write(cyclic),
            _ => throw new DownhillException(
                $"The column '{encoding.Name}' cannot be written as ONNX: its encoding has no operators there."),
        };
    }

    // (x − mean) / deviation, in double where a mean is subtracted, as large means need it.
    private string Write(ScaledEncoding scaled)
    {
        bool hasMean = scaled.Mean.Any(mean => mean != 0);
        OnnxType type = hasMean ? OnnxType.Double : graph.Type;
        string doc = preprocessing.Images is { } images ? Pixels(images)
            : preprocessing.Columns.IsEmpty ? string.Empty : $"columns: {string.Join(", ", preprocessing.Columns)}";
        Inputs.Add(new OnnxValue(scaled.Name, type, [null, .. model.Input.Select(extent => (long?)extent)], doc));
        graph.Scope = "inputs";
        string x = scaled.Name;
        if (hasMean)
            x = graph.Add("Sub", [x, Numbers("mean", scaled.Mean, type)]);
        if (scaled.Deviation.Any(deviation => deviation != 1))
            x = graph.Add("Div", [x, Numbers("deviation", scaled.Deviation, type)]);
        return To(x, type);
    }

    private string Write(ImageEncoding image)
    {
        long?[] shape = [null, .. image.Reading.Shape.Select(extent => (long?)extent)];
        Inputs.Add(new OnnxValue(image.Name, graph.Type, shape, Pixels(image.Reading)));
        return graph.Add("Div", [graph.Add("Flatten", [image.Name], ("axis", 1L)), graph.Number(image.Largest)]);
    }

    private static string Pixels(ImageReading reading) => $"pictures, decoded: {reading}; pixels from 0 to 255";

    private string Write(NumberEncoding number)
    {
        string missing = graph.Add("IsNaN", [number.Name]);
        List<string> parts = [Where(missing, 0, Scaled(number.Name, number))];
        if (number.HasIndicator)
            parts.Add(graph.Cast(missing, graph.Type));
        if (number.Knots is { Length: > 1 } knots)
        {
            double[] starts = [.. knots[..^1]], lengths = [.. starts.Select((knot, i) => knots[i + 1] - knot)];
            string place = graph.Add("Div",
                [graph.Add("Sub", [number.Name, Numbers("knots", starts, OnnxType.Double)]), Numbers("lengths", lengths, OnnxType.Double)]);
            parts.Add(Where(missing, 0, graph.Add("Clip", [place, Double(0), Double(1)])));
        }

        return Concat(parts);
    }

    // (x − center) / scale; where it is clipped z / √(1 + (z/3)²), and ±3 where that would overflow.
    private string Scaled(string x, NumberEncoding number)
    {
        if (number.Scale <= 0)
            return graph.Add("Mul", [graph.Add("Sign", [x]), Double(0)]);
        string z = graph.Add("Div", [graph.Add("Sub", [x, Double(number.Center)]), Double(number.Scale)]);
        if (!number.IsClipped)
            return z;
        string third = graph.Add("Div", [z, Double(3)]);
        string root = graph.Add("Sqrt", [graph.Add("Add", [Double(1), graph.Add("Mul", [third, third])])]);
        string isSmall = graph.Add("Less", [graph.Add("Abs", [z]), Double(1e6)]);
        return graph.Add("Where", [isSmall, graph.Add("Div", [z, root]), graph.Add("Mul", [graph.Add("Sign", [z]), Double(3)])]);
    }

    private string Write(DateEncoding date)
    {
        string missing = graph.Add("IsNaN", [date.Name]);
        List<string> parts = [Where(missing, 0, Scaled(date.Name, new NumberEncoding(date.Name, date.Center, date.Scale)))];
        if (date.HasYear)
            parts.AddRange(Turn(date.Name, DateEncoding.DaysPerYear, 0, missing));
        if (date.HasWeek)
            parts.AddRange(Turn(date.Name, DateEncoding.DaysPerWeek, DateEncoding.Thursday, missing));
        if (date.HasDay)
            parts.AddRange(Turn(date.Name, 1, 0, missing));
        if (date.HasIndicator)
            parts.Add(graph.Cast(missing, graph.Type));
        return Concat(parts);
    }

    private string Write(CyclicEncoding cyclic)
    {
        string missing = graph.Add("IsNaN", [cyclic.Name]);
        List<string> parts = [.. Turn(cyclic.Name, cyclic.Period, 0, missing)];
        if (cyclic.HasIndicator)
            parts.Add(graph.Cast(missing, graph.Type));
        return Concat(parts);
    }

    // sin and cos of a full turn; cos t = sin (t + a quarter turn).
    private IEnumerable<string> Turn(string x, double period, double first, string missing)
    {
        string turns = graph.Add("Div", [graph.Add("Add", [x, Double(first)]), Double(period)]);
        string part = graph.Add("Sub", [turns, graph.Add("Floor", [turns])]);
        foreach (double quarter in (double[])[0, 0.25])
            yield return Where(missing, 0,
                graph.Add("Sin", [graph.Add("Mul", [graph.Add("Add", [part, Double(quarter)]), Double(2 * Math.PI)])]));
    }

    private string Write(BooleanEncoding flag)
    {
        string place = Look(flag.Name, [flag.First, flag.Second], 2, 3);
        string second = graph.Add("Where", [Is(place, 1), Double(1), Double(0)]);
        List<string> parts = [Where(Is(place, 0), -1, second)];
        if (flag.HasIndicator)
            parts.Add(graph.Cast(Is(place, 3), graph.Type));
        return Concat(parts);
    }

    private string Write(CategoryEncoding category)
    {
        int other = category.Place(category.Categories.Length), missing = category.Place(double.NaN);
        string place = Look(category.Name, category.Categories, other, missing);
        if (category.IsEmbedded)
            return graph.Cast(place, graph.Type);
        string places = graph.Constant("places",
            OnnxTensor.Of<long>([.. Enumerable.Range(0, category.Places).Select(i => (long)i)], 1, category.Places));
        return graph.Cast(graph.Add("Equal", [place, places]), graph.Type);
    }

    // The place of a text among others, what stands for a text that is none of them, and what stands for a missing one.
    private string Look(string column, IReadOnlyList<string> texts, long other, long missing)
    {
        var places = new Dictionary<string, long>();
        for (int i = 0; i < texts.Count; i++)
            places.TryAdd(texts[i], i);
        foreach (string mark in MissingMarks.Concat(preprocessing.Missing ?? []))
            places.TryAdd(mark, missing);
        return graph.Add(
            "LabelEncoder", Domain, [column], ("keys_strings", places.Keys.ToArray()), ("values_int64s", places.Values.ToArray()),
            ("default_int64", other));
    }

    private string Is(string place, long value) => graph.Add("Equal", [place, graph.Whole("place", value)]);

    private string Where(string condition, double yes, string no) => To(graph.Add("Where", [condition, Double(yes), no]), OnnxType.Double);

    private string Concat(List<string> parts) => parts.Count == 1 ? parts[0] : graph.Add("Concat", [.. parts], ("axis", 1L));

    private string To(string value, OnnxType from) => from == graph.Type ? value : graph.Cast(value, graph.Type);

    private string Double(double number) => graph.Number(number, OnnxType.Double);

    private string Numbers(string name, IReadOnlyList<double> numbers, OnnxType type)
    {
        long[] shape = numbers.Count == 1 || numbers.Count != model.Input.Size
            ? [numbers.Count]
            : [.. model.Input.Select(extent => (long)extent)];
        return graph.Constant(name, type == OnnxType.Double
            ? OnnxTensor.Of<double>([.. numbers], shape)
            : OnnxTensor.Of<float>([.. numbers.Select(number => (float)number)], shape));
    }
}
