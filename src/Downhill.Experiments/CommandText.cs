using System.Text.Json.Nodes;

namespace Downhill.Experiments;

/// <summary>The shell for which a command is quoted.</summary>
public enum Shell
{
    /// <summary>sh, bash, zsh and the like.</summary>
    Posix,

    /// <summary>PowerShell.</summary>
    PowerShell,
}

/// <summary>The command line that repeats an experiment; it is printed and never parsed.</summary>
public static class CommandText
{
    /// <summary><c>downhill train</c> with every setting that the experiment chooses.</summary>
    public static string Of(Experiment experiment, Shell? shell = null) =>
        string.Join(' ', Words(experiment).Select(word => Quote(word, shell)).Prepend("train").Prepend("downhill"));

    /// <summary>The words after <c>downhill train</c>, unquoted.</summary>
    public static IReadOnlyList<string> Words(Experiment experiment)
    {
        JsonObject node = ExperimentFile.Node(experiment);
        List<string> words = [.. (experiment.Data ?? []).Select(name => name is ['-', _, ..] ? $"./{name}" : name)]; // no option
        foreach (ExperimentSetting setting in ExperimentSetting.All.Where(setting => setting.IsOption))
        {
            foreach (string text in setting.Texts(node))
            {
                if (setting.IsFlag)
                    words.Add(text == "true" ? $"--{setting.Name}" : $"--no-{setting.Name}");
                else if (text.StartsWith('-'))
                    words.Add($"--{setting.Name}={text}");
                else
                    words.AddRange([$"--{setting.Name}", text]);
            }
        }

        if (experiment is { Model: null, Network: Model network })
            words.AddRange([$"--{ExperimentSetting.Of(Setting.Model)!.Name}", network.ToJson()]);
        return words;
    }

    /// <summary>A word as a shell reads it, with quotes that all shells understand if possible.</summary>
    /// <param name="text">The word.</param>
    /// <param name="shell">The shell; null for PowerShell on Windows and a POSIX shell elsewhere.</param>
    public static string Quote(string text, Shell? shell = null)
    {
        shell ??= OperatingSystem.IsWindows() ? Shell.PowerShell : Shell.Posix;
        if (text.Length > 0 && text.All(letter => char.IsLetterOrDigit(letter) || "-_./:=+".Contains(letter)))
            return text;
        if (text.Contains('\'') && !text.AsSpan().ContainsAny("\"$`\\!"))
            return $"\"{text}\"";
        return $"'{text.Replace("'", shell == Shell.Posix ? "'\\''" : "''", StringComparison.Ordinal)}'";
    }
}
