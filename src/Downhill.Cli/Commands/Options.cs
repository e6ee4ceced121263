using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Downhill.Cli;

/// <summary>Options that several verbs share, and the errors for invalid values.</summary>
internal static class Options
{
    public static Argument<string> Argument(string name, string description) => new(name) { Description = description };

    /// <summary>An argument that takes one word or several.</summary>
    public static Argument<string[]> Arguments(string name, string description) =>
        new(name) { Arity = ArgumentArity.OneOrMore, Description = description };

    /// <summary>A trained model.</summary>
    public static Argument<string> Model() => Argument("MODEL", "A run folder or a model file");

    /// <summary>An option without a value.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    public static Option<bool> Json() => Flag("--json", "Print JSON only");

    public static Option<bool> Quiet() => new("--quiet", "-q") { Description = "Print errors only" };

    public static Option<bool> Strict() => Flag("--strict", "Stop if a column has values that the model has never seen, "
        + "or in which all values are missing, but none was in training; by default only a note is printed");

    public static Option<int?> Threads() =>
        Whole("--threads", "The number of threads; the result does not depend on it (default: all processors, "
            + "shared between the processes under mpirun)", 1, 1024);

    public static Option<ulong?> Seed(string description) => new("--seed")
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => Parse(result, "a whole number of at least 0",
            ulong.TryParse(Text(result), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value), value),
    };

    /// <summary>The file for a document, whose ending chooses the format.</summary>
    public static Option<string?> File() => Text("--out", "FILE", DocumentOutput.Help);

    /// <summary>The option of version 0.1.0 that named a page.</summary>
    public static Option<string?> OldFile(string instead = "--out") =>
        new("--html") { Description = $"Deprecated; use {instead}", HelpName = "FILE", Hidden = true };

    public static Option<string?> Text(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName };

    public static Option<int?> Whole(string name, string description, int least, int most = int.MaxValue) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => Parse(
            result,
            most == int.MaxValue ? $"a whole number of at least {least}" : $"a whole number from {least} to {most}",
            int.TryParse(Text(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least
                && value <= most,
            value),
    };

    public static Option<double?> Number(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "X",
        CustomParser = result => Parse(
            result,
            "a number of at least 0",
            double.TryParse(Text(result), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= 0
                && double.IsFinite(value),
            value),
    };

    /// <summary>An option that may be given several times.</summary>
    public static Option<string[]> Names(string name, string helpName, string description) =>
        new(name) { Description = $"{description}; may be repeated", HelpName = helpName };

    /// <summary>An option that takes one of a few words.</summary>
    public static Option<string?> Choice(string name, string description, params string[] words) => new(name)
    {
        Description = description,
        HelpName = string.Join("|", words),
        CustomParser = result =>
        {
            string text = Text(result);
            if (!words.Contains(text))
                result.AddError($"{Name(result)} takes {string.Join(" or ", words)}, not '{text}'{Nearest.Hint(text, words)}.");
            return text;
        },
    };

    /// <summary>Throws for the first option that was given although it has no effect.</summary>
    public static void RefuseIdle(params ReadOnlySpan<(bool IsIdle, string Name, string Why)> options)
    {
        foreach ((bool isIdle, string name, string why) in options)
        {
            if (isIdle)
                throw new DownhillException($"{name} cannot be used here: {why}.");
        }
    }

    private static string Text(ArgumentResult result) => result.Tokens.Count == 0 ? string.Empty : result.Tokens[0].Value;

    private static string Name(ArgumentResult result) => result.Parent is OptionResult option ? option.Option.Name : result.Argument.Name;

    private static T? Parse<T>(ArgumentResult result, string expected, bool fits, T value)
        where T : struct
    {
        if (fits)
            return value;
        result.AddError($"{Name(result)} takes {expected}, not '{Text(result)}'.");
        return null;
    }
}
