using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Downhill;

/// <summary>
/// The preprocessing of raw rows, and the meaning of the network's outputs; fitted on the training part only and saved with the model.
/// </summary>
/// <param name="Columns">The names of the input columns in order; empty if inputs have no names, as pixels do not.</param>
/// <param name="Mean">Subtracted from each input: one for each column, or one for all.</param>
/// <param name="Deviation">Each input is divided by it after that: one for each column, or one for all.</param>
/// <param name="Target">The names of the target columns; empty if they have none.</param>
/// <param name="Classes">The names of the classes in label order; empty if the target is numbers.</param>
/// <param name="TargetMean">Numbers only: the network answers (target − mean) / deviation, one for each target column.</param>
/// <param name="TargetDeviation">See <paramref name="TargetMean"/>.</param>
/// <param name="Encodings">
/// Tables: how each column becomes inputs, in the order of <paramref name="Columns"/>; mean and deviation are not used then. Null for rows
/// whose numbers are all scaled by mean and deviation.
/// </param>
/// <param name="Missing">Tables: marks of missing values in addition to the usual ones.</param>
/// <param name="Weight">Tables: the column with the weights of the rows, which is not an input; null if all weights are equal.</param>
/// <param name="Uncertainty">
/// The errors of predictions, measured on rows that were not used for training; null if they were not measured.
/// </param>
/// <param name="Reading">Tables: how values are read; null if they are read as in version 0.1.0.</param>
/// <param name="Images">
/// Images alone: how files become rows; null if rows come from elsewhere. Of an image beside columns see <see cref="Image"/>.
/// </param>
/// <param name="Threshold">
/// Two classes: from which probability on the positive one is predicted; null if the more probable one is.
/// </param>
public sealed record Preprocessing(
    ImmutableArray<string> Columns,
    ImmutableArray<double> Mean,
    ImmutableArray<double> Deviation,
    ImmutableArray<string> Target,
    ImmutableArray<string> Classes,
    ImmutableArray<double> TargetMean,
    ImmutableArray<double> TargetDeviation,
    IReadOnlyList<ColumnEncoding>? Encodings = null,
    IReadOnlyList<string>? Missing = null,
    string? Weight = null,
    Uncertainty? Uncertainty = null,
    TableReading? Reading = null,
    ImageReading? Images = null,
    DecisionThreshold? Threshold = null)
{
    /// <summary>
    /// Whether the rows are of a table, whose columns have encodings of their own; otherwise all numbers of a row are scaled by mean and
    /// deviation.
    /// </summary>
    [JsonIgnore]
    [MemberNotNullWhen(true, nameof(Encodings))]
    public bool IsTabular => Encodings is not null;

    /// <summary>The names of the network's inputs; empty if they have no names.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> InputNames => IsTabular ? [.. Encodings.SelectMany(encoding => encoding.Features)] : Columns;

    /// <summary>The image before the other columns of a row; null if there is none.</summary>
    [JsonIgnore]
    public ImageEncoding? Image => Encodings is [ImageEncoding image, ..] ? image : null;

    /// <summary>
    /// Fits on the training part: bytes and images are divided by the largest number; other inputs are standardized column by column (a
    /// constant column is only centred), and so are numeric targets if <paramref name="standardizeTargets"/> is true.
    /// </summary>
    public static Preprocessing Fit(
        Dataset training, ReadOnlySpan<string> columns = default, ReadOnlySpan<string> target = default, bool standardizeTargets = true)
    {
        (ImmutableArray<double> mean, ImmutableArray<double> deviation) = training.Inputs.AreBytes || training.Input.Rank > 1
            ? ([0.0], [Largest(training)])
            : Fit(training, training.Inputs, columns);
        var fitted = new Preprocessing([.. columns], mean, deviation, [.. target], [.. training.Targets.Classes], [], []);
        return standardizeTargets ? fitted.WithTargets(training) : fitted;
    }

    /// <summary>Preprocessing that encodes the columns of a table and does not change the targets.</summary>
    public static Preprocessing Of(IReadOnlyList<ColumnEncoding> encodings, string target, IEnumerable<string> classes) =>
        new([.. encodings.Select(encoding => encoding.Name)], [0.0], [1.0], [target], [.. classes], [], [], encodings);

    /// <summary>The preprocessing with numeric targets standardized, fitted on the training part; other targets are not changed.</summary>
    public Preprocessing WithTargets(Dataset training)
    {
        if (training.Targets.Numbers is not Samples numbers)
            return this;
        (ImmutableArray<double> mean, ImmutableArray<double> deviation) = Fit(training, numbers, Target.AsSpan());
        for (int column = 0; column < numbers.Columns; column++)
            RequireDifference(training, numbers, column, mean[column], deviation[column]);
        return this with { TargetMean = mean, TargetDeviation = deviation };
    }

    // Numbers below 1e-154 have squares of 0, and so no deviation to divide by although they differ.
    private static void RequireDifference(Dataset training, Samples numbers, int column, double mean, double deviation)
    {
        if (deviation != 1)
            return;
        for (int row = 0; row < training.Rows; row++)
        {
            double distance = Math.Abs(numbers[training.Stored(row), column] - mean);
            if (distance is > 0 and < 1e-150)
                throw new DownhillException(
                    $"{training.Name}: the numbers of the target differ by less than 1e-150, too little to be standardized; "
                        + $"give them in a smaller unit.");
        }
    }

    /// <summary>Preprocessing that changes nothing, for networks trained on prepared numbers.</summary>
    /// <param name="classes">The names of the classes, where the target is one.</param>
    public static Preprocessing None(params ReadOnlySpan<string> classes) => new([], [0.0], [1.0], [], [.. classes], [], []);

    /// <inheritdoc/>
    public bool Equals(Preprocessing? other) =>
        other is not null && Columns.SequenceEqual(other.Columns) && Target.SequenceEqual(other.Target)
            && Classes.SequenceEqual(other.Classes)
        && Mean.SequenceEqual(other.Mean) && Deviation.SequenceEqual(other.Deviation)
        && TargetMean.SequenceEqual(other.TargetMean) && TargetDeviation.SequenceEqual(other.TargetDeviation)
        && Same(Encodings, other.Encodings) && Same(Missing, other.Missing) && Weight == other.Weight
        && Equals(Uncertainty, other.Uncertainty) && Reading == other.Reading && Images == other.Images && Threshold == other.Threshold;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Columns.Length, Mean.Length, Classes.Length);

    /// <summary>The rows after preprocessing.</summary>
    public Dataset Apply(Dataset raw)
    {
        Samples inputs = Apply(raw.Inputs);
        return ApplyToTargets(raw.With(inputs, input: IsTabular ? [inputs.Columns] : raw.Input, image: Image?.Reading.Shape));
    }

    /// <summary>The rows with their targets after preprocessing.</summary>
    public Dataset ApplyToTargets(Dataset rows) => rows.Targets.Numbers is Samples numbers && !TargetMean.IsEmpty
        ? rows.With(targets: Targets.FromNumbers(numbers.Standardize(TargetMean.AsSpan(), TargetDeviation.AsSpan())))
        : rows;

    /// <summary>The inputs after preprocessing.</summary>
    public Samples Apply(Samples raw) => EncodedSamples.Of(raw, EncodingsOf(raw.Columns));

    /// <summary>Converts outputs of the network, or standardized targets, to the target's unit, in place: <c>[rows, targets]</c>.</summary>
    public void ToTargetUnit(Span<double> values)
    {
        for (int i = 0; i < values.Length && !TargetMean.IsEmpty; i++)
            values[i] = TargetMean[i % TargetMean.Length] + (TargetDeviation[i % TargetMean.Length] * values[i]);
    }

    /// <summary>
    /// The predicted class: with a threshold, the positive class from that probability; otherwise the most probable class.
    /// </summary>
    /// <param name="answer">The probabilities of a row, or that of the second of two classes alone.</param>
    public int ClassOf(ReadOnlySpan<double> answer) => PredictedClass.Of(answer, Threshold);

    /// <summary>The preprocessing without the values that are measured and chosen after a training.</summary>
    public Preprocessing BeforeTraining() => this with { Uncertainty = null, Threshold = null };

    /// <summary>The shape of a row before preprocessing, for a model of this preprocessing.</summary>
    public Shape RawInput(Model model) => IsTabular ? [Encodings.Sum(encoding => encoding.RawWidth)] : model.Input;

    /// <summary>The index of a column's first raw number in a row, by the column's index in <see cref="Columns"/>.</summary>
    public int RawPlace(int column) => Image is null || column == 0 ? column : column - 1 + Image.RawWidth;

    /// <summary>The encodings of the inputs: those of the columns of a table, or the scaling of all numbers of a row.</summary>
    /// <param name="numbers">The number of raw values in a row.</param>
    internal IReadOnlyList<ColumnEncoding> EncodingsOf(int numbers) =>
        Encodings ?? [new ScaledEncoding(Mean, Deviation, numbers, AreBytes: Columns.IsEmpty && Mean.Length == 1)];

    private static bool Same<T>(IReadOnlyList<T>? one, IReadOnlyList<T>? other) =>
        one is null || other is null ? one == other : one.SequenceEqual(other);

    /// <summary>Throws unless the numbers fit a model's rows.</summary>
    internal void Require(Model model, string source)
    {
        int outputs = model.OutputShape().Size;
        int inputs = IsTabular ? Encodings.Count : model.Input.Size;
        if (IsTabular && Encodings.Skip(1).Any(encoding => encoding is ImageEncoding))
            throw new DownhillException($"{source}: an image is not the first column; there may be one, before all others.");
        if (IsTabular && Images is not null)
            throw new DownhillException($"{source}: the rows are images alone and columns; they can only be one of the two.");
        foreach (ColumnEncoding encoding in Encodings ?? [])
            encoding.Require(source);
        Images?.Validate(source);
        if (Images is not null && Images.Size != inputs)
            throw new DownhillException($"{source}: images become {Images.Size} inputs, but the model takes {inputs}.");
        if (IsTabular && Encodings.Sum(encoding => encoding.Width) != model.Input.Size)
            throw new DownhillException(
                $"{source}: the columns become {Encodings.Sum(encoding => encoding.Width)} inputs, "
                    + $"but the model takes {model.Input.Size}.");
        if (IsTabular && !Encodings.Select(encoding => encoding.Name).SequenceEqual(Columns))
            throw new DownhillException($"{source}: the encodings are of other columns than the preprocessing names.");
        if ((Mean.Length != 1 && Mean.Length != inputs) || Mean.Length != Deviation.Length
            || (!Columns.IsEmpty && Columns.Length != inputs))
            throw new DownhillException(
                $"{source}: the preprocessing is for rows of {Math.Max(Mean.Length, Columns.Length)} inputs, the model for {inputs}.");
        if (Deviation.Concat(TargetDeviation).Any(deviation => deviation == 0)
            || Mean.Concat(Deviation).Concat(TargetMean).Concat(TargetDeviation).Any(number => !double.IsFinite(number)))
            throw new DownhillException($"{source}: the preprocessing divides by zero or holds a number that is not finite.");
        if (TargetMean.Length != TargetDeviation.Length || (!TargetMean.IsEmpty && TargetMean.Length != outputs))
            throw new DownhillException($"{source}: the preprocessing is for {TargetMean.Length} outputs, the model for {outputs}.");
        if (Threshold is { } threshold && (Classes.Length != 2 || threshold.Value is not (> 0 and < 1)))
            throw new DownhillException(
                $"{source}: the threshold is {threshold.Value} for {Classes.Length} classes; it is above 0 and below 1, for two.");
        if (!Classes.IsEmpty && Classes.Length != outputs && !(Classes.Length == 2 && outputs == 1))
            throw new DownhillException($"{source}: the preprocessing is for {Classes.Length} classes, the model has {outputs} outputs.");
    }

    // In the order of the storage, for the sake of rows in a file.
    internal static double Largest(Dataset data)
    {
        int[] stored = new int[data.Rows];
        for (int row = 0; row < stored.Length; row++)
            stored[row] = data.Stored(row);
        Array.Sort(stored);

        double largest = 0;
        var numbers = new double[data.Inputs.Columns];
        for (int row = 0; row < stored.Length && !(data.Inputs.AreBytes && largest == byte.MaxValue); row++)
        {
            data.Inputs.Gather(stored.AsSpan(row, 1), numbers);
            foreach (double number in numbers)
                largest = Math.Max(largest, Math.Abs(number));
        }

        return largest > 0 ? largest : 1;
    }

    // A constant column is only centred.
    private static (ImmutableArray<double> Mean, ImmutableArray<double> Deviation) Fit(
        Dataset data, Samples samples, ReadOnlySpan<string> names)
    {
        MeanAndDeviation[] columns = MeanAndDeviation.OfColumns(
            data.Rows, samples.Columns, (row, numbers) => samples.Gather([data.Stored(row)], numbers.AsSpan()));
        int refused = Array.FindIndex(columns, column => !double.IsFinite(column.Scale));
        if (refused >= 0)
            throw new DownhillException(
                $"{data.Name}, column {(refused < names.Length ? $"'{names[refused]}'" : $"{refused + 1}")}: "
                    + $"its numbers are not finite or too large to be standardized (squares up to 1e308 fit); "
                    + $"correct them or leave the column out.");
        return ([.. columns.Select(column => column.Mean)], [.. columns.Select(column => column.Scale == 0 ? 1 : column.Scale)]);
    }
}
