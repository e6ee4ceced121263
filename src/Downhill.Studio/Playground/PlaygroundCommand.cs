using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Downhill.Studio;

/// <summary>The run of <c>downhill train</c> that gives the same weights as a playground, as a command line and as a recipe.</summary>
public static class PlaygroundCommand
{
    /// <summary>The name of the file with the points, for points that <c>downhill train</c> does not know by name.</summary>
    public const string PointsFile = "points.csv";

    /// <summary>The options of <c>train</c> in order, without dashes, with their values.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Options(PlaygroundSession session)
    {
        PlaygroundState state = session.State;
        var options = new List<KeyValuePair<string, string>>();
        if (session.Data.IsNamed)
        {
            Add("rows", Whole(state.Rows));
        }
        else
        {
            Add("target", session.Data.Preprocessing.Target[0]);
            foreach (PlaygroundInput input in session.Data.Inputs)
                Add("number", input.Key);
            Add("scaling", "standard");
            Add("pieces", "0");
            if (session.Data.Raw.Targets.Classes is [_, string positive])
                Add("positive", positive);
        }

        OptimizerText optimizer = OptimizerText.Parse(state.Optimizer);
        Add("model", state.Layers);
        Add("loss", state.Loss ?? Catalog.Losses.NameOf(session.Training.Loss));
        Add("optimizer", optimizer.With("learningRate", optimizer["learningRate"]));
        if (state.L1 > 0)
            Add("l1", PlaygroundText.Number(state.L1));
        if (state.ClipNorm is double clip)
            Add("clip-norm", PlaygroundText.Number(clip));
        Add("batch", Whole(state.Batch));
        Add(session.Step > 0 ? "steps" : "epochs", session.Step > 0 ? session.Step.ToString(CultureInfo.InvariantCulture) : "100");
        Add("seed", state.Seed.ToString(CultureInfo.InvariantCulture));
        Add("validation", "0");
        Add("test", PlaygroundText.Number(state.Test));
        return options;

        void Add(string key, string value) => options.Add(KeyValuePair.Create(key, value));
    }

    /// <summary>The command line.</summary>
    public static string Line(PlaygroundSession session) =>
        $"downhill train {Source(session)} {string.Join(' ', Options(session).Select(option => $"--{option.Key} {Quote(option.Value)}"))}";

    /// <summary>The recipe, a JSON file for <c>downhill train FILE</c>.</summary>
    public static string Recipe(PlaygroundSession session)
    {
        var text = new StringBuilder("// A recipe of Downhill's studio: downhill train FILE  repeats it.\n{\n");
        text.Append(CultureInfo.InvariantCulture, $"  \"data\": {Json(Source(session))}");
        string[] numbers = [.. Options(session).Where(option => option.Key == "number").Select(option => option.Value)];
        if (numbers.Length > 0)
            text.Append(CultureInfo.InvariantCulture,
                $",\n  \"columns\": {{ {string.Join(", ", numbers.Select(name => $"{Json(name)}: \"number\""))} }}");
        foreach ((string key, string value) in Options(session).Where(option => option.Key != "number"))
            text.Append(CultureInfo.InvariantCulture,
                $",\n  {Json(key)}"
                    + $": {(double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? value : Json(value))}");
        return text.Append("\n}\n").ToString();
    }

    /// <summary>All points as a table, with a column for each input and one for the target.</summary>
    public static string Points(PlaygroundSession session)
    {
        Dataset rows = session.Data.Raw;
        var text = new StringBuilder().AppendJoin(',', session.Data.Inputs.Select(input => input.Key)).Append(',')
            .Append(session.Data.Preprocessing.Target[0]).Append('\n');
        for (int row = 0; row < rows.Rows; row++)
        {
            for (int column = 0; column < rows.Inputs.Columns; column++)
                text.Append(PlaygroundText.Number(rows.Inputs[row, column])).Append(',');
            text.Append(rows.Targets.AreClasses
                ? Cell(rows.Targets.Classes[rows.Targets.Label(row)])
                : PlaygroundText.Number(rows.Targets.Numbers![row, 0])).Append('\n');
        }

        return text.ToString();
    }

    private static string Source(PlaygroundSession session) => session.Data.IsNamed ? session.State.Data : PointsFile;

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Json(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";

    private static string Quote(string text) => text.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./:=+".Contains(letter))
        ? text
        : $"\"{text}\"";

    private static string Cell(string text) => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
}
