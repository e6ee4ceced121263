using System.Globalization;
using Downhill.Tables;

namespace Downhill.Cli;

/// <summary>The rows of a run, as the network sees them, in their three parts.</summary>
/// <param name="Source">Where they come from.</param>
/// <param name="Preprocessing">What was fitted on the training part.</param>
/// <param name="Training">The rows to learn from.</param>
/// <param name="Validation">The rows to watch.</param>
/// <param name="Test">The rows to measure at the end.</param>
internal sealed record TrainParts(DataSource Source, Preprocessing Preprocessing, Dataset Training, Dataset? Validation, Dataset? Test)
{
    /// <summary>The rows to judge by: those for the test, else those to watch, else those learnt from.</summary>
    public (string Name, Dataset Rows) Judged => Test is not null ? ("test", Test) : Validation is not null ? ("validation", Validation) : ("training", Training);

    /// <summary>The rows to judge by before preprocessing, where they come from the same source.</summary>
    public Dataset? Raw { get; init; }

    /// <summary>Fits the preprocessing on the training part and applies it to all; targets stay as they are.</summary>
    public static TrainParts Prepare(TrainRequest request, DataSource source, Split split, bool withFiles = true)
    {
        (Preprocessing preprocessing, Dataset raw) = source.Fit(split.Training);
        Dataset all = preprocessing.Apply(raw);
        var parts = new TrainParts(
            source,
            preprocessing,
            all.Subset(split.Training),
            File(request.Validation) ?? Part(split.Validation),
            File(request.Test) ?? Part(split.Test) ?? (source.Test is null || !withFiles ? null : preprocessing.Apply(source.Test)));
        int[] judged = split.Test.Length > 0 ? split.Test : parts.Test is not null ? [] : split.Validation.Length > 0 ? split.Validation : parts.Validation is not null ? [] : split.Training;
        return judged.Length == 0 ? parts : parts with { Raw = raw.Subset(judged) };

        Dataset? Part(int[] rows) => rows.Length == 0 ? null : all.Subset(rows);

        Dataset? File(string? part)
        {
            if (!withFiles || !PartShares.IsFile(part))
                return null;
            if (!System.IO.File.Exists(part))
                throw new DownhillException($"There is no file '{part}'.");
            Table table = TableReader.Read(part!, request.DataOptions.Table);
            TableRows rows = TableDataset.ForModel(table, preprocessing, targetRequired: true, request.DataOptions.Table.SkipBadRows);
            return preprocessing.Apply(new Dataset(part!, [rows.Inputs.Columns], rows.Inputs, rows.Targets!));
        }
    }

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
}

/// <summary>The fractions of the rows to watch and to keep for the end: those asked for, or chosen.</summary>
internal readonly record struct PartShares(double Validation, double Test)
{
    private const double DefaultValidation = 0.1, DefaultTest = 0.2;

    // To watch a run, so many rows are enough, however many there are.
    private const double MostValidationRows = 2000;

    public static PartShares Of(TrainRequest request, DataSource source)
    {
        int rows = source.Rows;
        double test = Fraction(request.Test, "--test", source, source.Test is null && request.Folds is null ? DefaultTest : 0, rows);
        double share = Math.Min(DefaultValidation, MostValidationRows / rows);
        bool isUsed = source.Kind != RecipeKind.Table || request.Wishes.Regularization.Patience is not null || !Defaults.AreTooFewToWatch(rows * share);
        double validation = Fraction(request.Validation, "--validation", source, isUsed ? share : 0, rows);
        return new PartShares(validation, test);
    }

    /// <summary>Whether a part is a file, not a fraction.</summary>
    public static bool IsFile(string? part) => part is not null && !double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    // A default part that would be empty is left out; one that was asked for is an error where the rows are split.
    private static double Fraction(string? part, string option, DataSource source, double byDefault, int rows)
    {
        if (part is null)
            return rows * byDefault < 1 ? 0 : byDefault;
        if (!IsFile(part))
            return double.Parse(part, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (source.Table is null)
            throw new DownhillException($"{option} takes a fraction here, such as 0.2; a file is for tables.");
        return 0;
    }
}
