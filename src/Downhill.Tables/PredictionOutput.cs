using System.Collections.Immutable;
using System.IO.Compression;

namespace Downhill.Tables;

/// <summary>Writes the predictions of a model as a table, in the precision of the model.</summary>
/// <param name="file">The model.</param>
/// <param name="predictions">Its predictions, row by row: <c>[rows, outputs]</c>.</param>
/// <param name="coverage">The coverage of the intervals or sets that are written with each prediction; null for none.</param>
/// <param name="table">The table with the rows; null if they are not from a table.</param>
/// <param name="kept">The columns of the table that are written before the predictions.</param>
/// <param name="fillsRows">Whether an empty line is written for each row that could not be read.</param>
public sealed class PredictionOutput(ModelFile file, double[] predictions, double? coverage = null, Table? table = null,
    IReadOnlyList<TableColumn>? kept = null, bool fillsRows = false)
{
    private const double MostDeviations = 10, MinSingle = 1e-30;

    private readonly IReadOnlyList<TableColumn> keptColumns = kept ?? [];
    private readonly ImmutableArray<string> classes = file.Preprocessing.Classes;
    private readonly int outputs = file.Model.OutputShape().Size;
    private readonly bool isSingle = file.Dtype != "F64" && FitsSingle(file.Preprocessing);

    /// <summary>Throws if the ending of a file is that of a format that cannot be written.</summary>
    /// <exception cref="DownhillException">It is.</exception>
    public static void RequireFormat(string path) =>
        PredictionFormat.Require(path, TableFileFormat.ByName(PredictionFormat.Plain(path)));

    /// <summary>Writes a file in the format of its ending, which is CSV by default; what ends in .gz is packed.</summary>
    /// <exception cref="DownhillException">Two columns have the same name, or the format cannot be written.</exception>
    public void Save(string path)
    {
        RequireFormat(path);
        AtomicFile.Write(path, stream =>
        {
            if (!PredictionFormat.IsPacked(path))
            {
                Write(stream, path);
                return;
            }

            using var packed = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
            Write(packed, PredictionFormat.Plain(path));
        });
    }

    /// <summary>Writes CSV: a line of names and a line for each row.</summary>
    /// <exception cref="DownhillException">Two columns have the same name.</exception>
    public void WriteCsv(TextWriter writer) => WriteText(writer, ',');

    private void Write(Stream stream, string path)
    {
        if (TableFileFormat.ByName(path)?.Write is { } write)
        {
            using TableOutput output = write(stream, Columns(isText: false));
            WriteRows(output, isText: false);
            return;
        }

        using var writer = new StreamWriter(stream, leaveOpen: true);
        WriteText(writer, path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',');
    }

    private void WriteText(TextWriter writer, char separator)
    {
        using var text = new CsvOutput(writer, separator, [.. Columns(isText: true).Select(column => column.Name)]);
        WriteRows(text, isText: true);
    }

    // The network answers in standard deviations from the mean; where a float cannot tell a thousandth of those apart, as among seconds
    // since 1970, or is too small for the number, it is written with more digits.
    private static bool FitsSingle(Preprocessing preprocessing)
    {
        for (int target = 0; target < preprocessing.TargetMean.Length; target++)
        {
            double deviation = preprocessing.TargetDeviation[target],
                largest = Math.Abs(preprocessing.TargetMean[target]) + (MostDeviations * deviation);
            float nearest = (float)largest;
            if (!float.IsFinite(nearest) || float.BitIncrement(nearest) - nearest > 0.001 * deviation || deviation < MinSingle)
                return false;
        }

        return true;
    }

    // As text a kept value stays as it was written; elsewhere numbers are numbers.
    private ImmutableArray<OutputColumn> Columns(bool isText)
    {
        OutputType number = isSingle ? OutputType.Single : OutputType.Double;
        string kind = file.Training.Loss.Link is not null || file.Model.Layers[^1].OutputKind == OutputKind.Distribution ? "p" : "output";
        IEnumerable<OutputColumn> numbers = (classes.IsEmpty
            ? outputs == 1 ? ["prediction"] : Enumerable.Range(1, outputs).Select(i => $"prediction{i}")
            : classes.Select(name => $"{kind}_{name}")).Select(name => new OutputColumn(name, number));
        ImmutableArray<OutputColumn> columns =
        [
            .. keptColumns.Select(column =>
                new OutputColumn(column.Name, !isText && column.IsNumeric ? OutputType.Double : OutputType.Text)),
            .. classes.IsEmpty ? numbers : numbers.Prepend(new OutputColumn("prediction", OutputType.Text)),
            .. coverage is null ? (OutputColumn[])[] : classes.IsEmpty ? [new("lower", number), new("upper", number)]
                : [new("set", OutputType.Text)],
        ];
        return columns.GroupBy(column => column.Name).FirstOrDefault(group => group.Count() > 1) is { Key: var twice }
            ? throw new DownhillException(
                $"Two columns of the output would be called '{twice}'; do not keep that column{new Hint(Setting.Keep)}, or rename it.")
            : columns;
    }

    private void WriteRows(TableOutput output, bool isText)
    {
        int width = Columns(isText).Length;
        ImmutableArray<BadRow> bad = fillsRows && table is not null ? table.BadRowPlaces : [];
        bool[] areNumbers = [.. keptColumns.Select(column => !isText && column.IsNumeric)];
        int nextBad = 0, rows = predictions.Length / outputs;
        for (int row = 0; row <= rows; row++)
        {
            for (; nextBad < bad.Length && bad[nextBad].Before == row; nextBad++)
                AddEmpty();
            if (row < rows)
                AddAnswer(row, predictions.AsSpan(row * outputs, outputs));
        }

        void AddEmpty()
        {
            for (int i = 0; i < width; i++)
                output.Missing();
            output.EndRow();
        }

        void AddAnswer(int row, ReadOnlySpan<double> answer)
        {
            for (int i = 0; i < areNumbers.Length; i++)
                AddKept(keptColumns[i], row, areNumbers[i]);
            if (!classes.IsEmpty)
                output.Text(classes[file.Preprocessing.ClassOf(answer)]);
            if (!classes.IsEmpty && outputs == 1)
                Add(1 - answer[0]);
            foreach (double number in answer)
                Add(number);
            if (coverage is double share && file.Preprocessing.Uncertainty is Uncertainty uncertainty)
                AddUncertainty(uncertainty, answer, share);
            output.EndRow();
        }

        void AddKept(TableColumn column, int row, bool isNumber)
        {
            if (isText)
                output.Text(column.Written(row));
            else if (column.IsMissing(row))
                output.Missing();
            else if (isNumber)
                output.Number(column.Number(row));
            else
                output.Text(column.Text(row));
        }

        // A set's classes have | between them.
        void AddUncertainty(Uncertainty uncertainty, ReadOnlySpan<double> answer, double share)
        {
            if (!classes.IsEmpty)
            {
                output.Text(string.Join('|', uncertainty.Set(answer, share).Select(label => classes[label])));
                return;
            }

            (double lower, double upper) = uncertainty.Interval(answer[0], share);
            Add(lower);
            Add(upper);
        }

        void Add(double number)
        {
            if (isSingle)
                output.Number((float)number);
            else
                output.Number(number);
        }
    }
}
