using System.Text;
using Downhill.Experiments;

namespace Downhill.Cli;

/// <summary>The hints of errors as options of the command line.</summary>
internal static class HintText
{
    /// <summary>The message of an error with its hints, as in "mark it missing (--missing thirty)".</summary>
    public static string Of(Exception error) => error is DownhillException downhill ? Of(downhill.Text) : error.Message;

    /// <inheritdoc cref="Of(Exception)"/>
    public static string Of(ErrorText text) => text.ToString(Option);

    /// <summary>The option of a setting: --skip-lines.</summary>
    public static string Name(Setting setting)
    {
        var name = new StringBuilder("-");
        foreach (char letter in setting.ToString())
            name.Append(char.IsAsciiLetterUpper(letter) ? "-" : string.Empty).Append(char.ToLowerInvariant(letter));
        return name.ToString();
    }

    /// <summary>A setting with its value, as a shell takes it: --missing thirty, --no-header, --category=-q.</summary>
    public static string Option(Hint hint) => hint switch
    {
        { Value: null } => Name(hint.Setting),
        { Value: "false" } when ExperimentSetting.Of(hint.Setting) is { IsFlag: true } => $"--no{Name(hint.Setting)[1..]}",
        { Value: ['-', ..] } => $"{Name(hint.Setting)}={Argument(hint.Value)}",
        _ => $"{Name(hint.Setting)} {Argument(hint.Value)}",
    };

    private static string Argument(string value) =>
        value.Length > 0 && value.All(character => char.IsLetterOrDigit(character) || character is '_' or '-' or '.' or '+') ? value
        : value.AsSpan().ContainsAny("\"$`\\!") && !value.Contains('\'') ? $"'{Printable(value)}'" : $"\"{Printable(value)}\"";

    private static string Printable(string text) => string.Create(text.Length, text, (line, from) =>
    {
        for (int i = 0; i < line.Length; i++)
            line[i] = char.IsControl(from[i]) ? ' ' : from[i];
    });
}
