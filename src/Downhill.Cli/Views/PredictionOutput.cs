using System.Collections.Immutable;
using Downhill.Tables;

namespace Downhill.Cli;

/// <summary>The columns of the data that are written before the answers.</summary>
/// <param name="Table">The data; null where it is no table.</param>
/// <param name="Columns">The columns in order.</param>
internal sealed record PredictionColumns(Table? Table, ImmutableArray<TableColumn> Columns)
{
    public static PredictionColumns For(TableRows rows, string[] names, bool all)
    {
        if (rows.Table is not Table table)
            return names.Length == 0 && !all
                ? new PredictionColumns(null, [])
                : throw new DownhillException("--keep and --keep-all need a table; these rows have no column names.");
        if (rows.Key is string key && !names.Contains(key))
            names = [key, .. names];
        return new PredictionColumns(table, all ? table.Columns : [.. names.Select(name => table.Find(name) ?? throw new DownhillException(
            $"{table.Name} has no column '{name}' to keep (--keep){Nearest.Hint(name, table.Columns.Select(column => column.Name))}."))]);
    }
}

/// <summary>Writes answers as a table, with as many digits as the model computes with.</summary>
/// <param name="file">The model.</param>
/// <param name="answers">Its outputs, row by row.</param>
/// <param name="coverage">Intervals or sets that hold the truth for this share of all rows; null for none.</param>
/// <param name="kept">What stands before the answers.</param>
/// <param name="fillsRows">Whether rows that could not be read get an empty line.</param>
internal sealed class PredictionOutput(ModelFile file, double[] answers, double? coverage, PredictionColumns kept, bool fillsRows)
{
    // Endings that name a format of a package; any other file is CSV.
    private const double MostDeviations = 10, MinSingle = 1e-30;

    private static readonly string[] Packages = [".parquet", ".pq", ".arrow", ".feather"];

    private readonly ImmutableArray<string> classes = file.Preprocessing.Classes;
    private readonly int outputs = file.Model.OutputShape().Size;
    private readonly bool isSingle = file.Dtype != "F64" && FitsSingle(file.Preprocessing);

    /// <summary>Throws where a file's ending names a format that is not written.</summary>
    public static void RequireKnown(string path)
    {
        TableFileFormat? format = TableFileFormat.ByName(path);
        if (format is { Write: null })
            throw new DownhillException(
                $"{path}: predictions cannot be written as {format.Name}; use a name that ends in .csv, .jsonl or .parquet (--out).");
        if (format is null && Packages.FirstOrDefault(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            is string unknown)
            throw new DownhillException(
                $"{path}: this program cannot write {unknown[1..]}; the dotnet tool can (dotnet tool install Downhill.Cli), "
                    + $"or use a name that ends in .csv or .jsonl (--out).");
    }

    /// <summary>Writes a file in the format that its ending names: CSV where it names none.</summary>
    public void Save(string path) => AtomicFile.Write(path, stream =>
    {
        if (TableFileFormat.ByName(path)?.Write is { } write)
        {
            using TableOutput table = write(stream, Columns(isText: false));
            WriteRows(table, isText: false);
            return;
        }

        using var writer = new StreamWriter(stream, leaveOpen: true);
        WriteCsv(writer);
    });

    /// <summary>Writes a line of names and a line for each row.</summary>
    public void WriteCsv(TextWriter writer)
    {
        using var csv = new CsvOutput(writer, [.. Columns(isText: true).Select(column => column.Name)]);
        WriteRows(csv, isText: true);
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
            .. kept.Columns.Select(column =>
                new OutputColumn(column.Name, !isText && column.IsNumeric ? OutputType.Double : OutputType.Text)),
            .. classes.IsEmpty ? numbers : numbers.Prepend(new OutputColumn("prediction", OutputType.Text)),
            .. coverage is null ? (OutputColumn[])[] : classes.IsEmpty ? [new("lower", number), new("upper", number)]
                : [new("set", OutputType.Text)],
        ];
        return columns.GroupBy(column => column.Name).FirstOrDefault(group => group.Count() > 1) is { Key: var twice }
            ? throw new DownhillException(
                $"Two columns of the output would be called '{twice}'; do not keep that column (--keep), or rename it.")
            : columns;
    }

    private void WriteRows(TableOutput table, bool isText)
    {
        int width = Columns(isText).Length;
        ImmutableArray<BadRow> bad = fillsRows && kept.Table is not null ? kept.Table.BadRowPlaces : [];
        bool[] areNumbers = [.. kept.Columns.Select(column => !isText && column.IsNumeric)];
        int nextBad = 0, rows = answers.Length / outputs;
        for (int row = 0; row <= rows; row++)
        {
            for (; nextBad < bad.Length && bad[nextBad].Before == row; nextBad++)
                AddEmpty();
            if (row < rows)
                AddAnswer(row, answers.AsSpan(row * outputs, outputs));
        }

        void AddEmpty()
        {
            for (int i = 0; i < width; i++)
                table.Missing();
            table.EndRow();
        }

        void AddAnswer(int row, ReadOnlySpan<double> answer)
        {
            for (int i = 0; i < areNumbers.Length; i++)
                AddKept(kept.Columns[i], row, areNumbers[i]);
            if (!classes.IsEmpty)
                table.Text(classes[file.Preprocessing.ClassOf(answer)]);
            if (!classes.IsEmpty && outputs == 1)
                Add(1 - answer[0]);
            foreach (double number in answer)
                Add(number);
            if (coverage is double share && file.Preprocessing.Uncertainty is Uncertainty uncertainty)
                AddUncertainty(uncertainty, answer, share);
            table.EndRow();
        }

        void AddKept(TableColumn column, int row, bool isNumber)
        {
            if (column.IsMissing(row))
                table.Missing();
            else if (isNumber)
                table.Number(column.Number(row));
            else
                table.Text(column.Text(row));
        }

        // A set's classes have | between them.
        void AddUncertainty(Uncertainty uncertainty, ReadOnlySpan<double> answer, double share)
        {
            if (!classes.IsEmpty)
            {
                table.Text(string.Join('|', uncertainty.Set(answer, share).Select(label => classes[label])));
                return;
            }

            (double lower, double upper) = uncertainty.Interval(answer[0], share);
            Add(lower);
            Add(upper);
        }

        void Add(double number)
        {
            if (isSingle)
                table.Number((float)number);
            else
                table.Number(number);
        }
    }
}
