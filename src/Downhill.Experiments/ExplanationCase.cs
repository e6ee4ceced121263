using System.Globalization;

namespace Downhill.Experiments;

/// <summary>A network with a batch, whose derivatives can be explained.</summary>
/// <param name="Plan">The plan, filled with the batch; it keeps all intermediate values.</param>
/// <param name="Pass">The pass to explain.</param>
/// <param name="Example">The worked example; null for a trained model.</param>
public sealed record ExplanationCase(Plan<double> Plan, Pass Pass, WorkedExample? Example)
{
    private readonly Lazy<WorkedResult?> updated = new(() => Example?.Run(1));

    /// <summary>Whether the batch has only one row.</summary>
    public bool IsOneRow => Pass.Rows == 1;

    /// <summary>The position of the row of a trained model; null for a worked example.</summary>
    public string? Where { get; init; }

    /// <summary>The names of the inputs of a trained model; empty if inputs have no names.</summary>
    public IReadOnlyList<string> InputNames { get; init; } = [];

    /// <summary>A worked example, with all its samples as one batch.</summary>
    public static ExplanationCase Of(WorkedExample example)
    {
        Plan<double> plan = Plan<double>.ForTraining(example.NewNetwork(), example.Samples.Length, example.Loss, inputGradient: true);
        example.Fill(plan);
        return new ExplanationCase(plan, new Pass(example.Samples.Length, IsTraining: true, Step: 1), example);
    }

    /// <summary>A trained model, on a row of data with its target.</summary>
    public static ExplanationCase Of(ModelRow row)
    {
        Plan<double> plan = Plan<double>.ForTraining(row.File.Load<double>(), 1, row.File.Training.Loss, inputGradient: true);
        row.Fill(plan);
        return new ExplanationCase(plan, new Pass(1), null)
        {
            Where = row.Where,
            InputNames = row.File.Preprocessing.InputNames,
        };
    }

    /// <summary>The index of an input, from its index as text or its name.</summary>
    /// <exception cref="DownhillException">There is no such input, or a name means several.</exception>
    public int Input(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int place) && !InputNames.Contains(text))
            return place;
        string[] made = InputNames.Contains(text)
            ? [text]
            : [.. InputNames.Where(name => name.StartsWith($"{text} ", StringComparison.Ordinal))];
        if (made is [string only])
            return InputNames.Index().First(name => name.Item == only).Index;
        throw new DownhillException(made.Length > 0
            ? ErrorText.Of($"'{text}'{new Hint(Setting.Input)} names a column that becomes {made.Length} inputs; name one of them: "
                + $"{string.Join(", ", made.Take(5).Select(name => $"'{name}'"))}{(made.Length > 5 ? ", …" : string.Empty)}.")
            : ErrorText.Of($"An input{new Hint(Setting.Input)} is given by its index from 0 to "
                + $"{Plan.Network.Model.Input.Size - 1}{(InputNames.Count > 0 ? " or its name" : string.Empty)}, "
                + $"not '{text}'{Nearest.Hint(text, InputNames)}."));
    }

    /// <summary>The first value that is not finite; null if all values are finite.</summary>
    public string? FirstNonFinite()
    {
        Plan.Forward(Pass);
        Plan.Loss(Pass);
        Plan.Backward(Pass);
        return Plan.FirstNonFinite(Pass) ?? Plan.FirstNonFiniteGradient();
    }

    /// <summary>The change of a parameter's entry in the first update; null for a trained model and for inputs.</summary>
    public EntryUpdate? Update(GradientEntry entry)
    {
        if (!entry.IsParameter || Example is null)
            return null;
        double rate = Example.Optimizer.LearningRate, before = Plan.Network[entry.Value].Data.Span[entry.Index];
        bool isPlain = Example.Optimizer is Sgd { Momentum: 0, L2: 0 };
        return new EntryUpdate(before, updated.Value!.Network[entry.Value].Data.Span[entry.Index],
            Catalog.Optimizers.NameOf(Example.Optimizer), isPlain ? rate : null);
    }
}
