using Downhill.Tables;

namespace Downhill.Cli;

/// <summary>What a run was asked for, with every choice made, from its record: to go on with it, to cross-validate it, or to report on it.</summary>
internal static class RecordedRequest
{
    /// <summary>Reads the command in the record, and finds the data where the run had it.</summary>
    /// <param name="record">What <c>run.json</c> says.</param>
    /// <param name="folder">The run's folder, for messages.</param>
    /// <exception cref="DownhillException">A file is not where it was, or the command is not known any more.</exception>
    public static TrainRequest Of(RunRecord record, string folder)
    {
        TrainRequest request = Read(record, folder);
        return request with
        {
            Sources = [.. request.Sources.Select(Find)],
            Validation = SplitFractions.IsFile(request.Validation) ? Find(request.Validation!) : request.Validation,
            Test = SplitFractions.IsFile(request.Test) ? Find(request.Test!) : request.Test,
            DataOptions = request.DataOptions with { Table = request.DataOptions.Table with { Identity = record.Data.Reading is null ? ValueIdentity.Number : ValueIdentity.Text } },
            Wishes = request.Wishes with { Read = Ensemble.MemberOf(record.Model, request.Wishes.Members ?? 1) },
        };

        // First from where the run was started, then from here.
        string Find(string name)
        {
            if (name == "-" || BuiltInData.TryFind(name, out _))
                return name;
            string there = Path.GetFullPath(name, record.WorkingDirectory ?? Environment.CurrentDirectory);
            if (there != Path.GetFullPath(name) && Path.Exists(there))
                return there;
            if (Path.Exists(name))
                return name;
            throw new DownhillException(Path.IsPathFullyQualified(name)
                ? $"The run in {folder} needs {name}, which is not there any more; bring it back."
                : $"The run in {folder} needs {name}, which is neither in {record.WorkingDirectory ?? "the folder it was started in"} any more nor here; bring it back, or go to the folder that it lies in and start from there.");
        }
    }

    private static TrainRequest Read(RunRecord record, string folder)
    {
        try
        {
            return TrainCommand.Read([.. Repeat.Words(record.Command).Skip(2)], new Terminal(TextWriter.Null, TextWriter.Null, TextReader.Null));
        }
        catch (DownhillException error)
        {
            throw new DownhillException($"{folder} holds a command that this version does not know: {error.Message}", error);
        }
    }
}
