namespace Downhill.CSharp;

/// <summary>Writes the public part of the class: the raw row, the preprocessing, and the prediction from the outputs.</summary>
internal sealed class RowCode(ClassCode code, Preprocessing preprocessing, Model model)
{
    private string[] fields = [];

    public string WriteInputs()
    {
        string input = code.Buffer("input", model.Input.Size);
        IReadOnlyList<ColumnEncoding> encodings = preprocessing.EncodingsOf(model.Input.Size);
        fields = [.. (preprocessing.Encodings ?? []).Select(encoding => Names.Identifier(encoding.Name, capital: true))];
        for (int i = 0; i < fields.Length; i++)
        {
            while (Array.IndexOf(fields, fields[i]) < i)
                fields[i] += "_";
        }

        int at = 0;
        for (int i = 0; i < encodings.Count; i++)
        {
            Write(encodings[i], fields.Length > 0 ? $"row.{fields[i]}" : "raw", input, at);
            at += encodings[i].Width;
        }

        return input;
    }

    public void WriteOutputs(string y)
    {
        int outputs = model.OutputShape().Size;
        bool hasClasses = !preprocessing.Classes.IsEmpty;
        string values = hasClasses ? "Probabilities" : "Predictions";
        int width = hasClasses ? preprocessing.Classes.Length : outputs;
        List<string> lines = [];
        if (hasClasses)
            code.Static($"public static readonly string[] Classes = {{ {string.Join(", ", preprocessing.Classes.Select(Names.Quote))} }};");
        if (fields.Length > 0)
            AddRow(lines);
        lines.Add($"/// "
            + $"<summary>{(hasClasses
                ? "The probability of each class of the last row, in the order of Classes"
                : "The numbers predicted for the last row")}.</summary>");
        lines.Add($"public double[] {values} {{ get; }} = new double[{width}];");
        lines.Add(string.Empty);
        string result = hasClasses ? "string" : outputs == 1 ? "double" : "double[]";
        lines.Add($"/// "
            + $"<summary>{(!hasClasses ? "The prediction for a row"
                : preprocessing.Threshold is null ? "The most probable class of a row"
                : "The class of a row: the second from its threshold on")}.</summary>");
        lines.Add(fields.Length > 0 ? $"public {result} Predict(in Row given)" : $"public {result} Predict(double[] given)");
        lines.Add("{");
        if (fields.Length == 0)
            lines.Add($"    if (given.Length != {model.Input.Size})\n        throw new ArgumentException(\"A row has "
                + $"{model.Input.Size} numbers.\");");
        lines.Add(fields.Length > 0 ? "    row = given;" : "    raw = given;");
        lines.Add("    Run();");
        AddResult(lines, y, outputs, values, hasClasses);
        lines.Add("}");
        code.Surface.AddRange(lines);
        code.Field(fields.Length > 0 ? "private Row row;" : "private double[] raw = new double[0];");
    }

    private void AddRow(List<string> lines)
    {
        lines.Add("/// <summary>A raw row: NaN or null is a missing value; dates are days since 1970-01-01 (see Days).</summary>");
        lines.Add("public struct Row\n{");
        for (int i = 0; i < fields.Length; i++)
        {
            ColumnEncoding encoding = preprocessing.Encodings![i];
            string pixels = encoding is ImageEncoding image ? $": an image, {image.Reading.Shape}, values from 0 to 255" : string.Empty;
            string name = System.Security.SecurityElement.Escape(encoding.Name.ReplaceLineEndings(" "));
            lines.Add($"    /// <summary>Column {name}{pixels}.</summary>");
            lines.Add($"    public {Type(encoding)} {fields[i]};");
        }

        lines.Add("}\n");
        if (preprocessing.Encodings!.Any(encoding => encoding is DateEncoding))
            lines.Add("/// <summary>A date as days since the start of 1970.</summary>\npublic static double Days(DateTime date) { return "
                + "(date - new DateTime(1970, 1, 1)).TotalDays; }\n");
    }

    private static string Type(ColumnEncoding encoding) => encoding switch
    {
        { TakesNumbers: true } or DateEncoding => "double",
        ImageEncoding => "double[]",
        _ => "string",
    };

    private void AddResult(List<string> lines, string y, int outputs, string values, bool hasClasses)
    {
        if (!preprocessing.TargetMean.IsEmpty)
        {
            string mean = code.Table("target mean", [.. preprocessing.TargetMean], asReal: false),
                deviation = code.Table("target deviation", [.. preprocessing.TargetDeviation], asReal: false);
            lines.Add($"    for (int i = 0; i < {outputs}; i++)\n        {values}[i] = {mean}[i] + ({deviation}[i] * {y}[i]);");
        }
        else if (hasClasses && outputs == 1)
        {
            lines.Add($"    {values}[1] = {y}[0];\n    {values}[0] = 1 - {values}[1];");
        }
        else
        {
            lines.Add($"    for (int i = 0; i < {outputs}; i++)\n        {values}[i] = {y}[i];");
        }

        if (!hasClasses)
        {
            lines.Add(outputs == 1 ? $"    return {values}[0];" : $"    return {values};");
            return;
        }

        lines.Add(outputs == 1 || preprocessing.Threshold is not null
            ? $"    return Classes[{values}[1] >= {Names.Number(preprocessing.Threshold?.Value ?? 0.5)} ? 1 : 0];"
            : $"    int best = 0;\n    for (int i = 1; i < {values}.Length; i++)\n    {{\n        if ({values}[i] > {values}[best])\n     "
                + $"       best = i;\n    }}\n\n    return Classes[best];");
    }

    private void Write(ColumnEncoding encoding, string value, string input, int at)
    {
        switch (encoding)
        {
            case NumberEncoding number:
                Step("Number", $"{input}[{at}] = (Real)Number({value}, {Names.Number(number.Center)}, {Names.Number(number.Scale)}, "
                    + $"{(number.IsClipped ? "true" : "false")});");
                if (number.HasIndicator)
                    code.Steps.Add($"{input}[{at + 1}] = double.IsNaN({value}) ? 1 : 0;");
                if (number.Knots is { } knots)
                    Step("Pieces", $"Pieces({value}, {code.Table(encoding.Name + " knots", [.. knots], asReal: false)}, {input}, "
                        + $"{at + (number.HasIndicator ? 2 : 1)});");
                break;
            case BooleanEncoding flag:
                Step("Flag", $"{input}[{at}] = Flag({value}, {Names.Quote(flag.First)}, {Names.Quote(flag.Second)});");
                if (flag.HasIndicator)
                    code.Steps.Add($"{input}[{at + 1}] = IsMissing({value}) ? 1 : 0;");
                Marks();
                break;
            case CategoryEncoding category:
                string names = code.Unique(encoding.Name + " places");
                string entries = string.Join(", ", category.Categories.Select((name, i) => (name, i)).DistinctBy(entry => entry.name)
                    .Select(entry => $"{{ {Names.Quote(entry.name)}, {entry.i} }}"));
                code.Static($"private static readonly Dictionary<string, int> {names} = new Dictionary<string, int> {{ {entries} }};");
                string place = $"Place({value}, {names}, {category.Place(category.Categories.Length)}, {category.Place(double.NaN)})";
                Step("Place", category.IsEmbedded ? $"{input}[{at}] = {place};" : $"OneHot({place}, {input}, {at}, {category.Width});");
                if (!category.IsEmbedded)
                    code.Use("OneHot");
                Marks();
                break;
            case DateEncoding date:
                Step("Number", $"{input}[{at}] = (Real)Number({value}, {Names.Number(date.Center)}, {Names.Number(date.Scale)}, true);");
                int next = at + 1;
                foreach ((bool has, string turns) in (ReadOnlySpan<(bool, string)>)[(date.HasYear, $"{value} / 365.2425"),
                    (date.HasWeek, $"({value} + 3) / 7"), (date.HasDay, value)])
                {
                    if (!has)
                        continue;
                    Step("Turn", $"Turn({turns}, {input}, {next});");
                    next += 2;
                }

                if (date.HasIndicator)
                    code.Steps.Add($"{input}[{next}] = double.IsNaN({value}) ? 1 : 0;");
                break;
            case CyclicEncoding cyclic:
                Step("Turn", $"Turn({value} / {Names.Number(cyclic.Period)}, {input}, {at});");
                if (cyclic.HasIndicator)
                    code.Steps.Add($"{input}[{at + 2}] = double.IsNaN({value}) ? 1 : 0;");
                break;
            case ScaledEncoding scaled:
                string mean = code.Table("mean", [.. scaled.Mean], asReal: false),
                    deviation = code.Table("deviation", [.. scaled.Deviation], asReal: false);
                string of = scaled.Mean.Length == 1 ? "0" : "i";
                code.Steps.Add($"for (int i = 0; i < {input}.Length; i++)\n    {input}[i] = (Real)(({value}[i] - {mean}[{of}]) / "
                    + $"{deviation}[{of}]);");
                break;
            case ImageEncoding image:
                code.Steps.Add($"if ({value} == null || {value}.Length != {image.Width})\n    throw new ArgumentException(\"The image has "
                    + $"{image.Width} values.\");");
                code.Steps.Add($"for (int i = 0; i < {image.Width}; i++)\n    {input}[{at} + i] = (Real)({value}[i] / "
                    + $"{Names.Number(image.Largest)});");
                break;
            default:
                throw new DownhillException($"The column '{encoding.Name}' cannot be written as C#.");
        }
    }

    private void Step(string function, string text)
    {
        code.Use(function);
        code.Steps.Add(text);
    }

    // What stands for a missing text besides the usual marks.
    private void Marks()
    {
        if (hasMarks)
            return;
        hasMarks = true;
        code.Static($"private static readonly string[] Missing = {{ "
            + $"{string.Join(", ", (preprocessing.Missing ?? []).Select(Names.Quote))} }};");
    }

    private bool hasMarks;
}
