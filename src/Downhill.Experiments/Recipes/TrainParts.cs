using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>The rows of a run, as the network sees them, in their three parts.</summary>
/// <param name="Source">The source of the rows.</param>
/// <param name="Preprocessing">The preprocessing, fitted on the training part.</param>
/// <param name="Training">The rows to learn from.</param>
/// <param name="Validation">The rows to watch.</param>
/// <param name="Test">The rows to measure at the end.</param>
public sealed record TrainParts(DataSource Source, Preprocessing Preprocessing, Dataset Training, Dataset? Validation, Dataset? Test)
{
    /// <summary>The rows for the evaluation: the test rows, or else the validation rows, or else the training rows.</summary>
    public (string Name, Dataset Rows) EvaluationSet => Test is not null ? ("test", Test) : Validation is not null
        ? ("validation", Validation) : ("training", Measured);

    /// <summary>The rows for the evaluation, before preprocessing.</summary>
    public required Dataset Raw { get; init; }

    /// <summary>
    /// The position of each evaluated row in its file, by the row's number from 0; null if the rows are not from a table.
    /// </summary>
    public Func<int, RowPlace>? Places { get; init; }

    /// <summary>The image file of each evaluated row, by the row's number from 0; null if the rows are not images.</summary>
    public Func<int, string>? Files { get; init; }

    /// <summary>The training rows without class weights; null if classes are not weighted.</summary>
    public Dataset? Unbalanced { get; init; }

    /// <summary>The training rows for metrics, without class weights.</summary>
    public Dataset Measured => Unbalanced ?? Training;

    /// <summary>A checksum of the preprocessing and all rows, to recognize the data.</summary>
    internal string Checksum<T>()
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        DataChecksum.Of<T>(Training.Targets.AreClasses ? Training.Targets.Classes.Count : Training.Targets.Outputs, Preprocessing, Training,
            Validation, Test);

    /// <summary>Whether these are the rows of a run.</summary>
    internal bool AreOf<T>(RunRecord record)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        record.Data.Checksum is null || record.Data.Checksum == Checksum<T>();

    /// <summary>Fits the preprocessing on the training part and applies it to all parts; targets are not changed.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="source">The rows.</param>
    /// <param name="split">Their parts.</param>
    /// <param name="withFiles">Whether parts that are files of their own are read too.</param>
    /// <param name="isBlend">Whether candidates compete, which encode numbers in a way of their own.</param>
    internal static TrainParts Prepare(Experiment experiment, DataSource source, Split split, bool withFiles = true, bool isBlend = false)
    {
        int? pieces = isBlend ? experiment.Pieces ?? Competition.Pieces(split.Training.Length, source) : null;
        (Preprocessing preprocessing, Dataset raw) = source.Fit(split.Training, pieces);
        preprocessing = isBlend ? Competition.Unclipped(preprocessing) : preprocessing;
        Dataset all = preprocessing.Apply(raw);
        Part? validation = File(experiment.Validation) ?? Dealt(split.Validation)
            ?? Given(source.Validation, source.Images?.Validation),
            test = File(experiment.Test) ?? Dealt(split.Test) ?? Given(source.Test, source.Images?.Test);
        Part training = Of(split.Training), judged = test ?? validation ?? training;
        return new TrainParts(source, preprocessing, training.Rows, validation?.Rows, test?.Rows)
        {
            Raw = judged.Raw,
            Places = judged.PlaceOf,
            Files = judged.FileOf
        };

        Part Of(int[] rows) => new(all.Subset(rows), raw.Subset(rows),
            source.Table is null ? null : source.Table.PlaceOf)
        { FileOf = source.Images is null ? null : source.Images.Training.FileOf };

        Part? Dealt(int[] rows) => rows.Length == 0 ? null : Of(rows);

        Part? Given(Dataset? rows, ImagePart? images) => rows is null || !withFiles
            ? null
            : new Part(preprocessing.Apply(rows), rows, null) { FileOf = images is null ? null : images.FileOf };

        Part? File(DataPart? part)
        {
            if (!withFiles || part?.File is not string name)
                return null;
            if (!System.IO.File.Exists(name))
                throw new DownhillException($"There is no file '{name}'.");
            Table table = TableReader.Read(name, experiment.TableOptions());
            bool skips = experiment.BadRows == BadRowsRule.Skip;
            TableRows rows = preprocessing is { Images: null, Image: null }
                ? TableDataset.ForModel(table, preprocessing, targetRequired: true, skips)
                : ImageTable.LoadFor(table, [name], preprocessing, targetRequired: true, skips, null, null);
            if (preprocessing.Weight is string weight && rows.Weights is null)
                throw new DownhillException(
                    $"{name} lacks the column '{weight}', which has the weights of the rows{new Hint(Setting.Weight)}; add it, "
                        + $"with 1 in every row if all rows count the same.");
            Dataset read = Weighted(new Dataset(table.Name, preprocessing.Images?.Shape ?? [rows.Inputs.Columns], rows.Inputs,
                rows.Targets!), rows);
            return new Part(preprocessing.Apply(read), read, rows.PlaceOf);
        }
    }

    /// <summary>The rows with the weights that the table has for them.</summary>
    internal static Dataset Weighted(Dataset raw, TableRows rows) => rows.Weights is null ? raw : raw.WithWeights([.. rows.Weights]);

    /// <summary>The parts with numeric targets standardized; the mean and the deviation are those of the training part.</summary>
    internal TrainParts WithStandardizedTargets()
    {
        Preprocessing fitted = Preprocessing.WithTargets(Training);
        return this with
        {
            Preprocessing = fitted,
            Training = fitted.ApplyToTargets(Training),
            Validation = Validation is null ? null : fitted.ApplyToTargets(Validation),
            Test = Test is null ? null : fitted.ApplyToTargets(Test),
        };
    }

    // Rows as the network sees them, the same before preprocessing, and where each stands.
    private sealed record Part(Dataset Rows, Dataset Raw, Func<int, RowPlace>? PlaceOf)
    {
        public Func<int, string>? FileOf { get; init; }
    }
}
