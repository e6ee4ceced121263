using System.CommandLine;
using System.Globalization;

namespace Downhill.Cli;

/// <summary>One option that a search varies: values to choose from, or a range.</summary>
/// <param name="Option">The option of <c>train</c>, with its two dashes.</param>
/// <param name="Text">The choice as the user wrote it.</param>
internal sealed record TuneChoice(string Option, string Text)
{
    // From such a ratio of its ends on, a range is one of magnitudes.
    private const double MagnitudesFrom = 10;

    private const string Form = "--try takes OPTION=VALUE|VALUE… or OPTION=FROM..TO, such as \"batch=16|32\" or \"learning-rate=0.001..0.1\"";

    /// <summary>Reads <c>batch=16|32|64</c> or <c>learning-rate=0.001..0.1</c>.</summary>
    /// <exception cref="DownhillException">It has another form, or there is no such option.</exception>
    public static TuneChoice Parse(string text, Command train)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1 || equals == text.Length - 1)
            throw new DownhillException($"{Form}; not '{text}'.");
        string name = $"--{text[..equals].Trim().TrimStart('-')}", values = text[(equals + 1)..].Trim();
        string[] known = [.. train.Options.Where(option => option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool)).Select(option => option.Name)];
        if (!known.Contains(name))
            throw new DownhillException($"--try names '{name[2..]}', which is no option of train with a value{Nearest.Hint(name, known)}.");
        if (name is "--test" or "--seed" or "--out" or "--threads" or "--folds" or "--validation" or "--split" or "--group" or "--time" or "--target")
            throw new DownhillException($"--try cannot vary {name}: trials are compared on the same rows.");
        var choice = new TuneChoice(name, values);
        if (choice.Range() is (double from, double to) && !(from < to))
            throw new DownhillException($"--try {text}: a range goes from a smaller number to a larger one.");
        if (choice.Range() is null && values.Split('|').Any(value => value.Trim().Length == 0))
            throw new DownhillException($"{Form}; one of the values in '{text}' is empty.");
        return choice;
    }

    /// <summary>The value for a random number from 0 up to 1: every one equally likely, or every magnitude where a range spans several.</summary>
    public string Draw(double share)
    {
        if (Range() is not (double from, double to))
        {
            string[] values = Text.Split('|');
            return values[(int)(share * values.Length)].Trim();
        }

        double value = from > 0 && to / from >= MagnitudesFrom ? from * Scalar.Exp(share * Scalar.Log(to / from)) : from + (share * (to - from));
        bool isWhole = Text.Split("..").All(end => long.TryParse(end, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
        return isWhole
            ? Math.Round(value).ToString(CultureInfo.InvariantCulture)
            : double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
    }

    private (double From, double To)? Range()
    {
        string[] ends = Text.Split("..");
        return ends.Length == 2 && Parse(ends[0], out double from) && Parse(ends[1], out double to) ? (from, to) : null;

        static bool Parse(string text, out double value) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }
}
