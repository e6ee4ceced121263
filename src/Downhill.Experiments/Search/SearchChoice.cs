using System.Globalization;

namespace Downhill.Experiments;

/// <summary>One setting that a search varies: values to choose from, or a range.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Text">The choice as it is written: <c>16|32|64</c> or <c>0.001..0.1</c>.</param>
public sealed record SearchChoice(ExperimentSetting Setting, string Text)
{
    // From such a ratio of its ends on, a range is one of magnitudes.
    private const double MagnitudesFrom = 10;

    private const string Form =
        "A choice is SETTING=VALUE|VALUE… or SETTING=FROM..TO, such as \"batch=16|32\" or \"learning-rate=0.001..0.1\"";

    // What decides which rows a trial is measured on.
    private static readonly Setting[] Fixed =
    [
        Downhill.Setting.Target, Downhill.Setting.Rows, Downhill.Setting.Split, Downhill.Setting.Group, Downhill.Setting.Time,
        Downhill.Setting.Folds,
        Downhill.Setting.Seed, Downhill.Setting.Validation, Downhill.Setting.Test,
    ];

    /// <summary>Reads <c>batch=16|32|64</c> or <c>learning-rate=0.001..0.1</c>.</summary>
    /// <exception cref="DownhillException">It has another form, or there is no such setting.</exception>
    public static SearchChoice Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1 || equals == text.Length - 1)
            throw new DownhillException($"{Form}; not '{text}'.");
        string name = text[..equals].Trim().TrimStart('-'), values = text[(equals + 1)..].Trim();
        ExperimentSetting[] known = [.. ExperimentSetting.All.Where(one => one.IsOption && !one.IsFlag)];
        ExperimentSetting setting = Array.Find(known, one => one.Name == name)
            ?? throw new DownhillException(
                $"'{name}' is no setting of a training with a value{Nearest.Hint(name, known.Select(one => one.Name))}.");
        if (setting.Setting is Setting decides && Fixed.Contains(decides))
            throw new DownhillException($"A search cannot vary '{name}': trials are compared on the same rows.");
        var choice = new SearchChoice(setting, values);
        if (choice.Range() is (double from, double to) && !(from < to))
            throw new DownhillException($"'{text}': a range goes from a smaller number to a larger one.");
        if (choice.Range() is null && values.Split('|').Any(value => value.Trim().Length == 0))
            throw new DownhillException($"{Form}; one of the values in '{text}' is empty.");
        return choice;
    }

    /// <summary>
    /// The value for a random number from 0 up to 1: every one equally likely, or every magnitude where a range spans several.
    /// </summary>
    public string Draw(double share)
    {
        if (Range() is not (double from, double to))
        {
            string[] values = Text.Split('|');
            return values[(int)(share * values.Length)].Trim();
        }

        double value = from > 0 && to / from >= MagnitudesFrom
            ? from * Scalar.Exp(share * Scalar.Log(to / from))
            : from + (share * (to - from));
        bool isWhole = Text.Split("..").All(end => long.TryParse(end, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
        return isWhole
            ? Math.Round(value).ToString(CultureInfo.InvariantCulture)
            : double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
                .ToString(CultureInfo.InvariantCulture);
    }

    private (double From, double To)? Range()
    {
        string[] ends = Text.Split("..");
        return ends.Length == 2 && Parse(ends[0], out double from) && Parse(ends[1], out double to) ? (from, to) : null;

        static bool Parse(string text, out double value) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }
}
