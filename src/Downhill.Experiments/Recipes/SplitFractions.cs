namespace Downhill.Experiments;

/// <summary>The fractions of the rows for validation and test: the experiment's, or the defaults.</summary>
/// <param name="Validation">The fraction for validation.</param>
/// <param name="Test">The fraction for the test.</param>
internal readonly record struct SplitFractions(double Validation, double Test)
{
    private const double DefaultValidation = 0.1, DefaultTest = 0.2;

    // More rows than this are not needed to watch a run.
    private const double MaxValidationRows = 2000;

    /// <summary>Chooses the fractions for an experiment and its rows.</summary>
    public static SplitFractions Of(Experiment experiment, DataSource source)
    {
        int rows = source.Rows;
        double usual = source.Test is null && experiment.Folds is null ? DefaultTest : 0;
        double test = Fraction(experiment.Test, Setting.Test, source, usual, rows);
        double share = source.Validation is not null ? 0 : Math.Min(DefaultValidation, Rounded(MaxValidationRows / rows));
        bool isUsed = source.Kind != RecipeKind.Table || experiment.Patience is not null || !Defaults.AreTooFewToWatch(rows * share);
        double validation = Fraction(experiment.Validation, Setting.Validation, source, isUsed ? share : 0, rows);
        return new SplitFractions(validation, test);
    }

    // Down to two digits, as a person would type it in a command that repeats the run.
    private static double Rounded(double share)
    {
        double digits = Math.Pow(10, 1 - Math.Floor(Math.Log10(share)));
        return Math.Floor(share * digits) / digits;
    }

    // A default part that would be empty is left out; one that was asked for is an error where the rows are split.
    private static double Fraction(DataPart? part, Setting setting, DataSource source, double byDefault, int rows)
    {
        if (part is not DataPart chosen)
            return rows * byDefault < 1 ? 0 : byDefault;
        if (chosen.File is null)
            return chosen.Fraction;
        if (!source.AreOfTable)
            throw new DownhillException($"Only tables can have a file as a part; give a fraction here{new Hint(setting, "0.2")}.");
        return 0;
    }
}
