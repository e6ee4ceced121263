using System.Collections.Immutable;

namespace Downhill.Tables;

/// <summary>Makes numbers of a table: to train on, or for a model that has been trained.</summary>
public static class TableDataset
{
    /// <summary>
    /// The rows to train on: one column is the target and all others are inputs, which must be numbers.
    /// </summary>
    /// <param name="target">The name of the target; without it, the last column.</param>
    /// <param name="task">
    /// "classification", "regression" or null: then a target of text, or of at most two different numbers, is classes.
    /// Text classes are sorted by their characters, number classes by value.
    /// </param>
    /// <param name="drop">The names of columns to leave out.</param>
    /// <exception cref="DownhillException">A name is unknown, no input is left, or a value does not suit its place.</exception>
    public static NamedDataset ForTraining(Table table, string? target, string? task, IReadOnlyList<string> drop)
    {
        TargetTask? wanted = TargetTasks.Parse(task);
        TableColumn answer = target is null ? table.Columns[^1] : table.Require(target, "to be the target");
        ImmutableArray<TableColumn> inputs = [.. table.Columns.Except(Dropped(table, answer, drop)).Where(column => column != answer)];
        if (inputs.IsEmpty)
        {
            throw new DownhillException(
                $"{table.Name} has no input left beside the target {Words.Column(answer.Name)}; {(drop.Count > 0 ? "drop fewer columns" : "it needs a second column")}.");
        }

        Samples samples = Inputs.Pack(table, inputs, canDrop: true);
        Targets targets = TableTarget.Learn(table, answer, wanted);
        return new NamedDataset(
            new Dataset(table.Name, [inputs.Length], samples, targets), [.. inputs.Select(column => column.Name)], answer.Name);
    }

    /// <summary>
    /// The rows for a trained model: its columns by name and in its order, other columns ignored, and the target where the table has it.
    /// </summary>
    /// <exception cref="DownhillException">A column is missing, or a value does not suit its place.</exception>
    public static TableRows ForModel(Table table, Preprocessing preprocessing, bool targetRequired)
    {
        if (preprocessing.Columns.IsEmpty)
            throw new DownhillException($"The inputs of the model have no names, so the columns of {table.Name} cannot be matched to them; give data of the kind it was trained on.");

        TableColumn[] inputs = Find(table, preprocessing.Columns);
        Samples samples = Inputs.Pack(table, inputs, canDrop: false);
        return new TableRows(samples, ModelTarget(table, preprocessing, targetRequired));
    }

    private static HashSet<TableColumn> Dropped(Table table, TableColumn target, IReadOnlyList<string> drop)
    {
        HashSet<TableColumn> dropped = [.. drop.Select(name => table.Require(name, "to drop"))];
        return dropped.Contains(target)
            ? throw new DownhillException($"{Words.Column(target.Name)} is the target of {table.Name} and cannot be dropped; name another --target, or keep it.")
            : dropped;
    }

    private static Targets? ModelTarget(Table table, Preprocessing preprocessing, bool required)
    {
        if (preprocessing.Target is not [string name])
        {
            return required
                ? throw new DownhillException($"The model names {Words.Count(preprocessing.Target.Length, "target column")}, but the target of a table is one column.")
                : null;
        }

        if (table.Find(name) is TableColumn column)
            return TableTarget.Recall(table, column, preprocessing.Classes);
        return required ? throw new DownhillException(Missing(table, [name], [.. preprocessing.Columns])) : null;
    }

    private static TableColumn[] Find(Table table, ImmutableArray<string> names)
    {
        string[] missing = [.. names.Where(name => table.Find(name) is null)];
        return missing.Length == 0
            ? [.. names.Select(name => table.Find(name)!)]
            : throw new DownhillException(Missing(table, missing, [.. names]));
    }

    // Columns that the model takes under their own names are not offered for a missing one.
    private static string Missing(Table table, string[] missing, HashSet<string> taken)
    {
        string[] free = [.. table.ColumnNames.Where(name => !taken.Contains(name))];
        IEnumerable<string> named = missing.Select(name =>
            Nearest.Of(name, free) is string nearest ? $"{Words.Column(name)} (did you mean {Words.Column(nearest)}?)" : Words.Column(name));
        return $"{table.Name} lacks {Words.Count(missing.Length, "column")} that the model needs: {string.Join(", ", named)}. {Words.ColumnsOf(table)}";
    }
}
