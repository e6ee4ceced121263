using System.Collections.Immutable;

namespace Downhill.Tables;

/// <summary>The settings for learning from a table.</summary>
public sealed record TrainingTableOptions
{
    /// <summary>The name of the target; null for the last column.</summary>
    public string? Target { get; init; }

    /// <summary>
    /// The task; null to detect it: then text, or at most two different numbers, are classes. Text classes are sorted by their characters,
    /// number classes by value.
    /// </summary>
    public TargetTask? Task { get; init; }

    /// <summary>The declared kinds of the columns.</summary>
    public SchemaOptions Schema { get; init; } = new();

    /// <summary>A column whose equal values keep rows in one part of the split; it is not an input.</summary>
    public string? Group { get; init; }

    /// <summary>
    /// A column with the weight of each row in training and metrics; it is not an input. A row of weight 3 counts like three equal rows;
    /// rows of weight 0 are left out.
    /// </summary>
    public string? Weight { get; init; }

    /// <summary>
    /// The positive one of two classes, which becomes the second; null for 1 of 0 and 1, the true word of a pair such as no and yes,
    /// otherwise the rarer class, and of equally frequent classes the one that occurs first.
    /// </summary>
    public string? Positive { get; init; }

    /// <summary>A column of times for the split: the newest rows become the test part.</summary>
    public string? Time { get; init; }

    /// <summary>Whether the split is stratified; null to stratify if the target is classes and no other split is requested.</summary>
    public bool? Stratify { get; init; }

    /// <summary>Whether rows whose target is missing are left out and counted; otherwise they are an error.</summary>
    public bool SkipMissingTargets { get; init; }
}

/// <summary>
/// A table with its target. The table is split first; then the preprocessing is fitted on the training rows, and all rows are encoded with
/// it.
/// </summary>
public sealed partial class TrainingTable
{
    private readonly Table table;
    private readonly TrainingTableOptions options;
    private readonly double[]? weights;
    private int[] kept;

    /// <summary>Detects the kinds of the columns and reads the targets.</summary>
    /// <exception cref="DownhillException">A name is unknown, no input is left, or a value does not suit its place.</exception>
    public TrainingTable(Table table, TrainingTableOptions? options = null)
    {
        this.table = table;
        this.options = options ??= new TrainingTableOptions();
        TargetTask? task = options.Task;
        TableColumn target = options.Target is null ? table.Columns[^1] : table.Require(options.Target, "to be the target");
        Target = target.Name;
        TableColumn? weight = options.Weight is null ? null : table.Require(options.Weight, "to be the weight");
        if (weight == target)
            throw new DownhillException(
                $"{Words.Column(Target)} cannot be both the target and the weight of the rows of {table.Name}; "
                    + $"name another weight{new Hint(Setting.Weight)} or another target{new Hint(Setting.Target)}.");
        Weight = weight?.Name;
        weights = weight is null ? null : RowWeights.Of(table, weight, row => options.SkipMissingTargets && target.IsMissing(row));
        Schema = Schema.Of(table, options.Schema, except: Target);
        if (Schema[Target].Kind == ColumnKind.Dropped)
            throw new DownhillException(
                $"{Words.Column(Target)} is the target of {table.Name} and cannot be dropped; "
                    + $"name another target{new Hint(Setting.Target)}, or keep it.");
        if (Schema[Target].Kind == ColumnKind.Encoded)
            throw new DownhillException(
                $"{Words.Column(Target)} is the target of {table.Name} and cannot be encoded; "
                    + $"name another column{new Hint(Setting.Encode)}, or another target{new Hint(Setting.Target)}.");
        string? group = options.Group is null ? null : table.Require(options.Group, "to group by").Name;
        RequireOther(group, "group", Setting.Group);
        RequireOther(options.Time is null ? null : table.Require(options.Time, "to split by").Name, "time", Setting.Time);
        Inputs = [.. Schema.Columns.Where(column => column.IsInput && column.Name != Target && column.Name != group
            && column.Name != Weight)];
        if (Inputs.IsEmpty)
            throw new DownhillException($"{table.Name} has no input left besides the target {Words.Column(Target)}; {NoInput()}.");
        kept = Kept(target, options.SkipMissingTargets);
        Targets = PositiveClass.Order(table, target, TableTarget.Learn(table, target, task, kept), options.Positive);
    }

    /// <summary>The name of the table.</summary>
    public string Name => table.Name;

    /// <summary>The kinds of the columns.</summary>
    public Schema Schema { get; }

    /// <summary>The columns that become inputs.</summary>
    public ImmutableArray<ColumnSchema> Inputs { get; }

    /// <summary>The target's name.</summary>
    public string Target { get; }

    /// <summary>Whether the target's values are numbers.</summary>
    public bool IsTargetNumeric => table.Find(Target)!.IsNumeric;

    /// <summary>The name of the column with the weights; null if rows are not weighted.</summary>
    public string? Weight { get; }

    /// <summary>The target of each row.</summary>
    public Targets Targets { get; private set; }

    /// <summary>The number of rows with a target and a weight above 0.</summary>
    public int Rows => kept.Length;

    /// <summary>The number of rows that were left out: bad rows, and rows without a target.</summary>
    public int SkippedRows => table.BadRows + table.Rows - kept.Length - WeightlessRows;

    /// <summary>The positions of the first bad rows, as in " (line 5, line 9, …)"; empty if there is none.</summary>
    public string FirstBadRow => BadRowText.Of(table);

    /// <summary>The number of columns without a name and without values that were left out.</summary>
    public int EmptyColumns => table.EmptyColumns;

    /// <summary>The number of rows that were left out because their weight is 0.</summary>
    public int WeightlessRows { get; private set; }

    /// <summary>The same table with some of its rows, counted among <see cref="Rows"/>, and in their order.</summary>
    public TrainingTable Subset(int[] rows)
    {
        var subset = (TrainingTable)MemberwiseClone();
        subset.kept = [.. rows.Select(row => kept[row])];
        subset.Targets = Targets.Subset(rows);
        return subset;
    }

    /// <summary>Fits the preprocessing on the training rows.</summary>
    /// <param name="training">Rows, counted among <see cref="Rows"/>.</param>
    /// <param name="scaling">The scaling of numbers.</param>
    /// <param name="pieces">The number of bins of a number, each an additional input; no bins below 2.</param>
    /// <param name="image">The encoding of the column that names images, before the others; null if there is none.</param>
    /// <param name="embedAbove">
    /// A column of more categories becomes one input that holds the category's place; the model has to begin with the layers of
    /// <see cref="CategoryEmbeddings"/> then. Null embeds none: of many categories the most frequent have an input each, and the rest
    /// shares one.
    /// </param>
    public Preprocessing Fit(ReadOnlySpan<int> training, Scaling scaling = Scaling.Robust, int pieces = 0, int? embedAbove = null,
        ImageEncoding? image = null)
    {
        int[] rows = [.. training];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = kept[rows[i]];
        return Describe(Preprocessing.Of(
            [
                .. image is null ? (ColumnEncoding[])[] : [image],
                .. Inputs.Where(column => column.Kind != ColumnKind.Image)
                    .Select(column => EncodingFit.Of(table.Find(column.Name)!, column, rows, scaling, pieces, embedAbove)),
            ], Target, Targets.Classes));
    }

    /// <summary>
    /// The preprocessing with the column of weights and the reading options of this table, so that other tables are read in the same way.
    /// </summary>
    public Preprocessing Describe(Preprocessing preprocessing) => preprocessing with
    {
        Weight = Weight,
        Missing = table.Options.Missing.Count == 0 ? null : table.Options.Missing,
        Reading = table.Options.Reading,
    };

    /// <summary>The raw rows for the encodings of <paramref name="preprocessing"/>, with their weights.</summary>
    /// <param name="preprocessing">The fitted preprocessing.</param>
    /// <param name="images">The images of the rows, where the preprocessing takes an image before the columns.</param>
    public Dataset Raw(Preprocessing preprocessing, Samples? images = null)
    {
        TableDataset.RequireColumns(table, preprocessing);
        TableDataset.RequireImages(table, preprocessing, images is not null);
        Samples raw = RawRows.Pack(table, preprocessing, kept);
        raw = images is null ? raw : Samples.Join(images, raw);
        return With(raw, [raw.Columns]);
    }

    /// <summary>Rows of other inputs, such as the images that a column names, with the targets and weights of this table.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="shape">The shape of one row.</param>
    public Dataset With(Samples inputs, Shape shape)
    {
        var data = new Dataset(table.Name, shape, inputs, Targets);
        return weights is null ? data : data.WithWeights([.. kept.Select(row => weights[row])]);
    }

    /// <summary>The position of one of <see cref="Rows"/> in its file.</summary>
    public RowPlace PlaceOf(int row) => table.PlaceOf(kept[row]);

    internal Table Table => table;

    /// <summary>The index in the table of one of <see cref="Rows"/>.</summary>
    public int RowOf(int row) => kept[row];

    // A part without the classes, or the numbers, of another measures nothing; version 0.1.0 did not refuse it.
    private void RequireOther(string? column, string what, Setting setting)
    {
        if (column == Target && table.Options.Identity != ValueIdentity.Number)
            throw new DownhillException(
                $"{Words.Column(Target)} cannot be both the target and the {what} by which {table.Name} is split; "
                    + $"name another {what}{new Hint(setting)} or another target{new Hint(Setting.Target)}.");
    }

    // A row of weight 0 needs no target.
    private int[] Kept(TableColumn target, bool skip)
    {
        if (target.MissingCount == table.Rows)
            throw new DownhillException(
                $"{table.Name}, column {Words.Column(target.Name)}: the target is missing in every row; "
                    + $"name another target{new Hint(Setting.Target)}.");
        if (target.MissingCount == 0 && weights is null)
            return [.. Enumerable.Range(0, table.Rows)];
        int[] rows = [.. Enumerable.Range(0, table.Rows)
            .Where(row => (skip && target.IsMissing(row)) || weights is null || weights[row] > 0)];
        WeightlessRows = table.Rows - rows.Length;
        int[] known = [.. rows.Where(row => !target.IsMissing(row))];
        if (skip || known.Length == rows.Length)
            return known;
        ErrorText value = target.MissingMark is string mark
            ? ErrorText.Of($" If {Words.Value(mark)} is a value there, "
                + $"name all that stands for a missing one yourself{new Hint(Setting.MissingOnly, string.Empty)}.")
            : ErrorText.None;
        throw new DownhillException(
            $"{target.PlaceOf(rows.First(target.IsMissing))}: the target is missing, "
                + $"as in {Words.Count(rows.Length - known.Length, "row")} of {table.Rows:N0}; every row needs a target. Fill it in, "
                + $"or leave such rows out{new Hint(Setting.BadRows, "skip")}.{value}");
    }

    private ErrorText NoInput()
    {
        ColumnSchema[] left = [.. Schema.Columns.Where(column => column.Name != Target)];
        return left.Length == 0 ? new ErrorText("it needs a second column")
            : left.All(column => column.Kind == ColumnKind.Dropped) ? new ErrorText("drop fewer columns")
            : ErrorText.Of($"left out are {string.Join(", ", left.Take(5).Select(Why))}. "
                + $"Say which are numbers{new Hint(Setting.Number)} or categories{new Hint(Setting.Category)}");

        static string Why(ColumnSchema column) => $"{Words.Column(column.Name)} ({column.KindName}: {column.Reason})";
    }
}
