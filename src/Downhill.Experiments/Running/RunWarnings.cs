using System.Runtime.InteropServices;
using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>Warnings about settings and data that are allowed but probably not intended.</summary>
internal static class RunWarnings
{
    // Of a part in a file of its own, the share of training rows from which it is no part of its own.
    private const double MostShared = 0.5;

    /// <summary>The warnings for a prepared experiment; empty if there are none.</summary>
    public static IReadOnlyList<ErrorText> Of(PreparedExperiment prepared)
    {
        TrainParts parts = prepared.Parts;
        var training = new Lazy<Dictionary<ulong, int>>(() => Checksums(parts.Training).CountBy(sum => sum).ToDictionary());
        return
        [
            .. AlikeValues.Warnings(parts.Training.Targets.Classes),
            .. Shared("test", prepared.Recipe.Experiment.Test, parts.Test, parts, training),
            .. Shared("validation", prepared.Recipe.Experiment.Validation, parts.Validation, parts, training),
            .. Compatibility.Warnings(prepared.Recipe.Model, prepared.Recipe.Training, parts.Training, parts.Validation?.Rows ?? 0),
        ];
    }

    // Rows of a table are repeated by nature where its columns have few values: then many training rows equal another one too.
    private static ErrorText[] Shared(
        string name, DataPart? part, Dataset? rows, TrainParts parts, Lazy<Dictionary<ulong, int>> training)
    {
        if (part?.File is not string file || rows is null || parts.Source.Table is null)
            return [];
        int shared = Checksums(rows).Count(training.Value.ContainsKey);
        double repeated = training.Value.Values.Where(count => count > 1).Sum() / (double)parts.Training.Rows;
        return shared <= rows.Rows * MostShared || shared <= rows.Rows * 2 * repeated ? [] : [ErrorText.Of(
            $"{shared:N0} of the {rows.Rows:N0} {name} rows in {file} are training rows, value by value: the network has seen their "
                + $"targets, so what is measured on them says little about new rows.")];
    }

    private static IEnumerable<ulong> Checksums(Dataset rows)
    {
        int outputs = rows.Targets.Outputs;
        double[] inputs = new double[rows.Inputs.Columns], targets = new double[outputs];
        for (int row = 0; row < rows.Rows; row++)
        {
            rows.Gather([row], inputs.AsSpan(), targets, outputs);
            var sum = new Checksum();
            sum.Add(MemoryMarshal.AsBytes(inputs.AsSpan()));
            sum.Add(MemoryMarshal.AsBytes(targets.AsSpan()));
            yield return sum.Value;
        }
    }
}
