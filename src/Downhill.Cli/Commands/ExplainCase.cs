using System.Globalization;

namespace Downhill.Cli;

/// <summary>A network with a batch in a plan that keeps every intermediate.</summary>
/// <param name="Plan">The plan, filled.</param>
/// <param name="Pass">The pass to explain.</param>
/// <param name="Example">The worked example it comes from; null for a trained model.</param>
internal sealed record ExplainCase(Plan<double> Plan, Pass Pass, WorkedExample? Example)
{
    private readonly Lazy<WorkedResult?> updated = new(() => Example?.Run(1));

    /// <summary>Whether the batch has but one row.</summary>
    public bool IsOneRow => Pass.Rows == 1;

    /// <summary>Where the row of a trained model stands; null for a worked example.</summary>
    public string? Where { get; init; }

    /// <summary>What each input of a trained model is called; empty where inputs have no names.</summary>
    public IReadOnlyList<string> InputNames { get; init; } = [];

    public static ExplainCase Load(string subject, string? data, int? row, int? line)
    {
        if (subject.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            if (data is not null)
                throw new DownhillException("--data needs a trained model; a worked example has its samples in its file.");
            if (line is not null)
                throw new DownhillException("--line needs a table; the samples of a worked example are chosen by --row, counted from 0.");
            WorkedExample example = WorkedExample.Load(subject);
            if (row >= example.Samples.Length)
                throw new DownhillException(
                    $"{subject} has {example.Samples.Length} {(example.Samples.Length == 1 ? "sample" : "samples")}, counted from 0; "
                        + $"there is no row {row}.");
            Plan<double> plan = Plan<double>.ForTraining(example.NewNetwork(), example.Samples.Length, example.Loss, inputGradient: true);
            example.Fill(plan);
            return new ExplainCase(plan, new Pass(example.Samples.Length, IsTraining: true, Step: 1), example);
        }

        var chosen = ExplainRow.Load(subject, data, row, line, targetRequired: true);
        Plan<double> trained = Plan<double>.ForTraining(chosen.File.Load<double>(), 1, chosen.File.Training.Loss, inputGradient: true);
        chosen.Fill(trained);
        Preprocessing preprocessing = chosen.File.Preprocessing;
        return new ExplainCase(trained, new Pass(1), null)
        {
            Where = chosen.Where,
            InputNames = preprocessing.Encodings is { } encodings
                ? [.. encodings.SelectMany(encoding => encoding.Features)]
                : preprocessing.Columns,
        };
    }

    /// <summary>An input's place: a number from 0, or what it is called.</summary>
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
            ? $"--input '{text}' names a column that becomes {made.Length} inputs; name one of them: "
                + $"{string.Join(", ", made.Take(5).Select(name => $"'{name}'"))}{(made.Length > 5 ? ", …" : string.Empty)}."
            : $"--input takes an input's place from 0 to "
                + $"{Plan.Network.Model.Input.Size - 1}{(InputNames.Count > 0 ? " or its name" : string.Empty)}, "
                + $"not '{text}'{Nearest.Hint(text, InputNames)}.");
    }

    /// <summary>What first held a number that is not finite; null where all are finite.</summary>
    public string? FirstNonFinite()
    {
        Plan.Forward(Pass);
        Plan.Loss(Pass);
        Plan.Backward(Pass);
        return Plan.FirstNonFinite(Pass) ?? Plan.FirstNonFiniteGradient();
    }

    /// <summary>What the first update does to a parameter's entry, where there is one.</summary>
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
