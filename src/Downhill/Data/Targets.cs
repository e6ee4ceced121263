using System.Numerics;

namespace Downhill;

/// <summary>The targets of rows: one of several classes, or numbers.</summary>
public sealed class Targets
{
    private readonly int[]? labels;
    private readonly Samples? numbers;

    private Targets(int[]? labels, IReadOnlyList<string> classes, Samples? numbers)
    {
        this.labels = labels;
        this.numbers = numbers;
        Classes = classes;
    }

    /// <summary>The names of the classes in label order; empty if the targets are numbers.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Whether each row belongs to one class.</summary>
    public bool AreClasses => labels is not null;

    /// <summary>The number of rows.</summary>
    public int Rows => labels?.Length ?? numbers!.Rows;

    /// <summary>
    /// The number of outputs that a network needs: one for one column of numbers and for two classes (the logit of the second), otherwise
    /// one for each class or column.
    /// </summary>
    public int Outputs => labels is null ? numbers!.Columns : Classes.Count == 2 ? 1 : Classes.Count;

    /// <summary>
    /// The number of outputs that a network with this kind of predictions needs: a distribution has one for each class, also for two.
    /// </summary>
    public int OutputsFor(OutputKind kind) => AreClasses && kind == OutputKind.Distribution ? Classes.Count : Outputs;

    /// <summary>The targets as numbers <c>[rows, columns]</c>; null if they are classes.</summary>
    public Samples? Numbers => numbers;

    /// <summary>Targets of one label for each row, each an index into <paramref name="classes"/>; nothing is copied.</summary>
    /// <exception cref="DownhillException">A label names no class, or there are fewer than two classes.</exception>
    public static Targets FromLabels(int[] labels, IReadOnlyList<string> classes)
    {
        if (classes.Count < 2)
            throw new DownhillException($"Classification needs at least two classes; the target has {classes.Count}.");
        for (int row = 0; row < labels.Length; row++)
        {
            if ((uint)labels[row] >= (uint)classes.Count)
                throw new DownhillException($"Row {row} has the label {labels[row]}; labels run from 0 to {classes.Count - 1}.");
        }

        return new Targets(labels, classes, null);
    }

    /// <summary>Numbers, <c>[rows, columns]</c>.</summary>
    public static Targets FromNumbers(Samples numbers) => new(null, [], numbers);

    /// <summary>The targets of some rows, in that order, as a copy.</summary>
    public Targets Subset(int[] rows)
    {
        if (AreClasses)
            return FromLabels([.. rows.Select(Label)], Classes);
        var values = new double[rows.Length * Outputs];
        numbers!.Gather(rows, values.AsSpan());
        return FromNumbers(Samples.From(values, Outputs));
    }

    /// <summary>The label of a row, where the targets are classes.</summary>
    public int Label(int row) => labels![row];

    /// <summary>
    /// Writes the targets of the rows named by <paramref name="rows"/> as <c>[rows, width]</c>: numbers as they are;
    /// a class as 0 or 1 where the width is one, and as a one-hot row otherwise.
    /// </summary>
    public void Gather<T>(ReadOnlySpan<int> rows, Span<T> destination, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (numbers is not null)
        {
            numbers.Gather(rows, destination);
            return;
        }

        if (width == 1)
        {
            for (int i = 0; i < rows.Length; i++)
                destination[i] = T.CreateTruncating(labels![rows[i]]);
            return;
        }

        destination[..(rows.Length * width)].Clear();
        for (int i = 0; i < rows.Length; i++)
            destination[(i * width) + labels![rows[i]]] = T.One;
    }

    /// <summary>
    /// Throws unless a network of <paramref name="outputs"/> outputs fits the targets: one for each class (or one, for two classes), or one
    /// for each column of numbers.
    /// </summary>
    public void Require(int outputs)
    {
        int columns = AreClasses ? Classes.Count : numbers!.Columns;
        if (outputs == columns || outputs == Outputs)
            return;
        string needed = AreClasses ? $"{columns} classes" : $"{columns} number{(columns == 1 ? string.Empty : "s")} a row";
        throw new DownhillException(
            $"The network has {outputs} output{(outputs == 1 ? string.Empty : "s")}, but the target has {needed}; "
                + $"end the model with 'linear {Outputs}'.");
    }
}
