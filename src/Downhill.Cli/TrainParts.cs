using System.Globalization;
using Downhill.Tables;

namespace Downhill.Cli;

/// <summary>The rows of a run, as the network sees them, in their three parts.</summary>
/// <param name="Source">Where they come from.</param>
/// <param name="Preprocessing">What was fitted on the training part.</param>
/// <param name="Training">The rows to learn from.</param>
/// <param name="Validation">The rows to watch.</param>
/// <param name="Test">The rows to measure at the end.</param>
/// <param name="ValidationShare">The fraction of the rows that was asked for, or chosen, to watch.</param>
/// <param name="TestShare">The fraction of the rows that was asked for, or chosen, for the end.</param>
internal sealed record TrainParts(
    DataSource Source, Preprocessing Preprocessing, Dataset Training, Dataset? Validation, Dataset? Test, double ValidationShare, double TestShare)
{
    private const double DefaultValidation = 0.1, DefaultTest = 0.2;

    // To watch a run, so many rows are enough, however many there are.
    private const double MostValidationRows = 2000;

    /// <summary>Splits by the fractions or files asked for; which row goes where follows from the seed and their number alone.</summary>
    public static (DataSource Source, Split Split, double Validation, double Test) Split(TrainRequest request)
    {
        DataSource source = DataSource.Load(request.Data, request.DataOptions);
        int rows = source.Named.Data.Rows;
        double test = Fraction(request.Test, "--test", source, source.Test is null ? DefaultTest : 0, rows);
        double validation = Fraction(request.Validation, "--validation", source, Math.Min(DefaultValidation, MostValidationRows / rows), rows);
        return (source, Downhill.Split.Rows(rows, validation, test, request.Wishes.Seed), validation, test);
    }

    /// <summary>Fits the preprocessing on the training part and applies it to all.</summary>
    public static TrainParts Prepare(TrainRequest request, DataSource source, Split split, double validation, double test, bool standardizeTargets)
    {
        NamedDataset named = source.Named;
        var preprocessing = Preprocessing.Fit(
            named.Data.Subset(split.Training),
            named.Columns.AsSpan(),
            named.Target.Length == 0 ? [] : [named.Target],
            standardizeTargets);
        Dataset all = preprocessing.Apply(named.Data);
        return new TrainParts(
            source,
            preprocessing,
            all.Subset(split.Training),
            File(request.Validation, preprocessing, named.Data) ?? Part(all, split.Validation),
            File(request.Test, preprocessing, named.Data) ?? Part(all, split.Test) ?? (source.Test is null ? null : preprocessing.Apply(source.Test)),
            validation,
            test);
    }

    private static Dataset? Part(Dataset all, int[] rows) => rows.Length == 0 ? null : all.Subset(rows);

    private static bool IsFile(string? part) => part is not null && !double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    // A default part that would be empty is left out; one that was asked for is an error where the rows are split.
    private static double Fraction(string? part, string option, DataSource source, double byDefault, int rows)
    {
        if (part is null)
            return rows * byDefault < 1 ? 0 : byDefault;
        if (!IsFile(part))
            return double.Parse(part, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!source.IsTable)
            throw new DownhillException($"{option} takes a fraction here, such as 0.2; a file is for tables.");
        return 0;
    }

    private static Dataset? File(string? part, Preprocessing preprocessing, Dataset like)
    {
        if (!IsFile(part))
            return null;
        if (!System.IO.File.Exists(part))
            throw new DownhillException($"There is no file '{part}'.");
        TableRows rows = TableDataset.ForModel(TableReader.Read(part!), preprocessing, targetRequired: true);
        return preprocessing.Apply(new Dataset(part!, like.Input, rows.Inputs, rows.Targets!));
    }
}
