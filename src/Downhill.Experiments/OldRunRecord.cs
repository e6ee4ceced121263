using System.Text;
using System.Text.Json.Nodes;
using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>
/// Reads the experiment of a run that version 0.1.0 recorded as a command line, with the option names and meanings of that version. Nothing
/// else parses a command.
/// </summary>
internal static class OldRunRecord
{
    /// <summary>Reads the command of a record without an experiment.</summary>
    /// <exception cref="DownhillException">It is no command of version 0.1.0.</exception>
    public static Experiment Experiment(RunRecord record, string folder)
    {
        try
        {
            Experiment read = Read(Words(record.Command));
            return read with
            {
                Network = NetworkOf(record, read),
                Identity = record.Data.Reading is null ? ValueIdentity.Number : null,
                Split = read.Group is null && read.Time is null ? read.Split : null, // which did nothing beside a group or a time
            };
        }
        catch (DownhillException error)
        {
            throw new DownhillException($"{folder} has a command that this version does not know: {error.Message}", error);
        }
    }

    private static Experiment Read(IReadOnlyList<string> words)
    {
        var node = new JsonObject();
        var data = new JsonArray();
        for (int i = 2; i < words.Count; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal))
            {
                data.Add((JsonNode)words[i]);
                continue;
            }

            string[] parts = words[i][2..].Split('=', 2); // a value that starts with a dash is joined to its option: --target=-y
            bool isOff = parts[0].StartsWith("no-", StringComparison.Ordinal);
            ExperimentSetting setting = ExperimentSetting.Find(isOff ? parts[0][3..] : parts[0]);
            string value = setting.IsFlag ? isOff ? "false" : "true"
                : parts.Length == 2 ? parts[1]
                : ++i < words.Count ? words[i] : throw new DownhillException($"{words[i - 1]} has no value.");
            setting.Put(node, value);
        }

        node["data"] = data;
        return ExperimentFile.Read(node, "the command");
    }

    // A model that came from a JSON file stands whole in the record.
    private static Model? NetworkOf(RunRecord record, Experiment read) =>
        read.Model?.EndsWith(".json", StringComparison.OrdinalIgnoreCase) == true
            ? Ensemble.MemberOf(record.Model, read.Ensemble ?? 1)
            : null;

    /// <summary>The words of a command that version 0.1.0 wrote.</summary>
    internal static IReadOnlyList<string> Words(string command)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool isQuoted = false;
        foreach ((int i, char letter) in command.Index())
        {
            if (letter == '\'' && !(i > 0 && command[i - 1] == '\\' && !isQuoted))
                isQuoted = !isQuoted;
            else if (letter == ' ' && !isQuoted)
                Next();
            else if (letter != '\\' || isQuoted)
                word.Append(letter);
        }

        Next();
        return words;

        void Next()
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }
}
