using System.Collections.Immutable;
using System.Numerics;
using Downhill.Experiments;
using Downhill.Tables;
using static Downhill.Reports.MetricText;

namespace Downhill.Reports;

/// <summary>The evaluation of a model on the rows of its run.</summary>
/// <param name="Part">The part of the data: <c>test</c>.</param>
/// <param name="Metrics">The metrics on these rows, with intervals.</param>
/// <param name="Level">The share of bootstrap samples that an interval holds.</param>
/// <param name="Analysis">Single rows and columns.</param>
/// <param name="Places">The position of a row in its file, by its number from 0; null if the rows are not of a table.</param>
/// <param name="Data">All rows of the run.</param>
public sealed record ReportedRows(string Part, Metrics Metrics, double Level, ErrorAnalysis Analysis, Func<int, RowPlace>? Places,
    ReportedData Data)
{
    /// <summary>The file of a row, by its number from 0; null if the rows are not image files.</summary>
    public Func<int, string>? Files { get; init; }

    /// <summary>The images with the largest errors; null if the rows are not images.</summary>
    public Section? Pictures { get; init; }

    /// <summary>Reads the rows of a run again and measures its model on them.</summary>
    /// <param name="record">The record of the run.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="model">Its model.</param>
    /// <exception cref="DownhillException">The rows are missing, or they have changed.</exception>
    public static ReportedRows Of(RunRecord record, string folder, ModelFile model) =>
        record.Precision == Precision.Double ? Of<double>(record, folder, model) : Of<float>(record, folder, model);

    private static ReportedRows Of<T>(RunRecord record, string folder, ModelFile model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var recorded = RecordedRows.Of(record, folder, model);
        TrainParts parts = recorded.Prepared.Parts;
        Network<T> network = model.Load<T>();
        (string part, Dataset rows) = parts.EvaluationSet;
        var evaluator = new Evaluator<T>(network, rows, record.Training.Loss, Environment.ProcessorCount, model.Preprocessing);
        var bootstrap = new Bootstrap();
        Metrics metrics = evaluator.Evaluate(bootstrap);
        var analysis = ErrorAnalysis.Of(network, record.Training.Loss, model.Preprocessing, rows, parts.Raw, Environment.ProcessorCount);
        return new ReportedRows(part, metrics, bootstrap.Level, analysis, parts.Places, ReportedData.Of(recorded.Prepared.Source))
        {
            Files = parts.Files,
            Pictures = ErrorPictures.Of(analysis, model, parts.Raw, part, parts.Files ?? (row => $"row {row + 1}")),
        };
    }
}

/// <summary>The data of a run, for a report.</summary>
/// <param name="Table">The table; null if the rows are images or a built-in set.</param>
/// <param name="Target">The name of the target.</param>
/// <param name="Classes">The rows of each class; empty if the target is a number.</param>
/// <param name="Numbers">The values of the target where it is a number.</param>
/// <param name="TestRows">Rows that the source keeps apart for the test; they are not counted in the others.</param>
public sealed record ReportedData(
    TrainingTable? Table, string Target, ImmutableArray<(string Class, int Rows)> Classes, ImmutableArray<double> Numbers, int TestRows)
{
    internal static ReportedData Of(DataSource source)
    {
        string target = source.Target.Length == 0 ? "target" : source.Target;
        int apart = source.Test?.Rows ?? 0;
        if (!source.Targets.AreClasses)
            return new ReportedData(source.Table, target, [],
                [.. Enumerable.Range(0, source.Rows).Select(row => (double)source.Targets.Numbers![row, 0])], apart);
        int[] counts = new int[source.Targets.Classes.Count];
        for (int row = 0; row < source.Rows; row++)
            counts[source.Targets.Label(row)]++;
        return new ReportedData(source.Table, target, [.. counts.Select((rows, i) => (source.Targets.Classes[i], rows))], [], apart);
    }

    internal IEnumerable<Block> Blocks()
    {
        if (Table is not null)
        {
            foreach (Block block in DataProfile.Blocks(TableProfile.Of(Table), Table.Target))
                yield return block;
            if (Table.SkippedRows > 0)
                yield return new Paragraph(
                    $"Left out, because the target is missing or the row is bad: {Count(Table.SkippedRows, "row")}.");
        }

        string apart = TestRows == 0 ? string.Empty : $", without {Count(TestRows, "test row")}";
        if (!Classes.IsEmpty)
            yield return DataProfile.Classes(Classes, $"The classes of {Count(Classes.Sum(one => one.Rows), "row")}{apart}");
        else
            yield return BarChart.Histogram("Target", $"The distribution of {Target}{apart}.", Target, Numbers);
    }
}
