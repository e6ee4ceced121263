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
            return names.Length == 0 && !all ? new PredictionColumns(null, []) : throw new DownhillException("--keep and --keep-all are for tables; these rows have no columns with names.");
        if (rows.Key is string key && !names.Contains(key))
            names = [key, .. names];
        return new PredictionColumns(table, all ? table.Columns : [.. names.Select(name => table.Find(name) ?? throw new DownhillException(
            $"{table.Name} has no column '{name}' to keep (--keep){Nearest.Hint(name, table.Columns.Select(column => column.Name))}."))]);
    }
}

/// <summary>Writes answers as CSV, with as many digits as the model computes with.</summary>
internal static class PredictionOutput
{
    /// <summary>Writes a line of names and a line for each row.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="file">The model.</param>
    /// <param name="answers">Its outputs, row by row.</param>
    /// <param name="coverage">Intervals or sets that hold the truth for this share of all rows; null for none.</param>
    /// <param name="kept">What stands before the answers.</param>
    /// <param name="fillsRows">Whether rows that could not be read get an empty line.</param>
    public static void Write(TextWriter writer, ModelFile file, double[] answers, double? coverage, PredictionColumns kept, bool fillsRows)
    {
        ImmutableArray<string> classes = file.Preprocessing.Classes;
        int outputs = file.Model.OutputShape().Size;
        string kind = file.Training.Loss.Link is not null || file.Model.Layers[^1].OutputKind == OutputKind.Distribution ? "p" : "output";
        IEnumerable<string> numbers = classes.IsEmpty
            ? outputs == 1 ? ["prediction"] : Enumerable.Range(1, outputs).Select(i => $"prediction{i}")
            : classes.Select(name => $"{kind}_{name}");
        string[] names = [.. kept.Columns.Select(column => column.Name), .. classes.IsEmpty ? numbers : numbers.Prepend("prediction"), .. coverage is null ? (string[])[] : classes.IsEmpty ? ["lower", "upper"] : ["set"]];
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { Key: var twice })
            throw new DownhillException($"Two columns of the output would be called '{twice}'; leave that one out of the columns to keep (--keep), or rename it.");
        bool isSingle = file.Dtype != "F64";
        using var csv = new CsvOutput(writer, names);
        ImmutableArray<BadRow> bad = fillsRows && kept.Table is not null ? kept.Table.BadRowPlaces : [];
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
            foreach (string _ in names)
                csv.Text(string.Empty);
            csv.EndRow();
        }

        void AddAnswer(int row, ReadOnlySpan<double> answer)
        {
            foreach (TableColumn column in kept.Columns)
                csv.Text(column.Text(row));
            if (!classes.IsEmpty)
                csv.Text(classes[file.Preprocessing.ClassOf(answer)]);
            if (!classes.IsEmpty && outputs == 1)
                Add(1 - answer[0]);
            foreach (double number in answer)
                Add(number);
            if (coverage is double share && file.Preprocessing.Uncertainty is Uncertainty uncertainty)
                AddUncertainty(uncertainty, answer, share);
            csv.EndRow();
        }

        // A set's classes have | between them.
        void AddUncertainty(Uncertainty uncertainty, ReadOnlySpan<double> answer, double share)
        {
            if (!classes.IsEmpty)
            {
                csv.Text(string.Join('|', uncertainty.Set(answer, share).Select(label => classes[label])));
                return;
            }

            (double lower, double upper) = uncertainty.Interval(answer[0], share);
            Add(lower);
            Add(upper);
        }

        void Add(double number)
        {
            if (isSingle)
                csv.Number((float)number);
            else
                csv.Number(number);
        }
    }
}
