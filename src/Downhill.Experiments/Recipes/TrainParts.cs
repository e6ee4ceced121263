using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>The rows of a run, as the network sees them, in their three parts.</summary>
/// <param name="Source">Where they come from.</param>
/// <param name="Preprocessing">What was fitted on the training part.</param>
/// <param name="Training">The rows to learn from.</param>
/// <param name="Validation">The rows to watch.</param>
/// <param name="Test">The rows to measure at the end.</param>
public sealed record TrainParts(DataSource Source, Preprocessing Preprocessing, Dataset Training, Dataset? Validation, Dataset? Test)
{
    /// <summary>The rows to judge by: those for the test, else those to watch, else those learnt from.</summary>
    public (string Name, Dataset Rows) EvaluationSet => Test is not null ? ("test", Test) : Validation is not null
        ? ("validation", Validation) : ("training", Measured);

    /// <summary>The rows to judge by before preprocessing.</summary>
    public required Dataset Raw { get; init; }

    /// <summary>Where each of the rows to judge by stands, by its place in their data from 0; null where they are no table.</summary>
    public Func<int, RowPlace>? Places { get; init; }

    /// <summary>The file of each of the rows to judge by, by its place in their data from 0; null where they are no image files.</summary>
    public Func<int, string>? Files { get; init; }

    /// <summary>The rows to learn from without the weights that let all classes count alike; null where they have none.</summary>
    public Dataset? Unbalanced { get; init; }

    /// <summary>The rows to learn from, as they are measured: weights of classes are for training alone.</summary>
    public Dataset Measured => Unbalanced ?? Training;

    /// <summary>By this the data is known again: preprocessing and all rows.</summary>
    public string Checksum<T>()
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        DataChecksum.Of<T>(Training.Targets.AreClasses ? Training.Targets.Classes.Count : Training.Targets.Outputs, Preprocessing, Training,
            Validation, Test);

    /// <summary>Whether they are the rows that a run began with.</summary>
    public bool AreOf<T>(RunRecord record)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        record.Data.Checksum is null || record.Data.Checksum == Checksum<T>();

    /// <summary>Fits the preprocessing on the training part and applies it to all; targets stay as they are.</summary>
    /// <param name="experiment">What is to be done.</param>
    /// <param name="source">The rows.</param>
    /// <param name="split">Their parts.</param>
    /// <param name="withFiles">Whether parts that are files of their own are read too.</param>
    /// <param name="isBlend">Whether candidates compete, which encode numbers in a way of their own.</param>
    public static TrainParts Prepare(Experiment experiment, DataSource source, Split split, bool withFiles = true, bool isBlend = false)
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

    /// <summary>Rows of a table with the weights that it has for them.</summary>
    public static Dataset Weighted(Dataset raw, TableRows rows) => rows.Weights is null ? raw : raw.WithWeights([.. rows.Weights]);

    /// <summary>The same with number targets standardized, fitted on the training part.</summary>
    public TrainParts WithStandardizedTargets()
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
