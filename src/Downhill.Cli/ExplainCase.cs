using Downhill.Experiments;
using Downhill.Tables;

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

    public static ExplainCase Load(string subject, string? data, int? row)
    {
        if (subject.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            if (data is not null)
                throw new DownhillException("--data is for trained models; a worked example has its samples in the file.");
            WorkedExample example = WorkedExample.Load(subject);
            if (row >= example.Samples.Length)
                throw new DownhillException($"{subject} has {example.Samples.Length} {(example.Samples.Length == 1 ? "sample" : "samples")}, counted from 0; there is no row {row}.");
            Plan<double> plan = Plan<double>.ForTraining(example.NewNetwork(), example.Samples.Length, example.Loss, inputGradient: true);
            example.Fill(plan);
            return new ExplainCase(plan, new Pass(example.Samples.Length, IsTraining: true, Step: 1), example);
        }

        ModelFile file = ModelFile.Open(RunFolder.FindModel(subject));
        if (data is null)
            throw new DownhillException("A trained model is explained on a row of data: add --data DATA, and --row N for another than the first.");
        TableRows rows = DataSource.LoadFor([data], file, targetRequired: true);
        Dataset prepared = file.Preprocessing.Apply(file.Raw(data, rows.Inputs, rows.Targets!));
        int chosen = row ?? 0;
        if (chosen >= prepared.Rows)
            throw new DownhillException($"{data} has {prepared.Rows:N0} rows, counted from 0; there is no row {chosen}.");
        Plan<double> trained = Plan<double>.ForTraining(file.Load<double>(), 1, file.Training.Loss, inputGradient: true);
        prepared.Gather([chosen], trained.Inputs, trained.Targets, trained.Network.Output.Size);
        return new ExplainCase(trained, new Pass(1), null);
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
        return new EntryUpdate(before, updated.Value!.Network[entry.Value].Data.Span[entry.Index], Catalog.Optimizers.NameOf(Example.Optimizer), isPlain ? rate : null);
    }
}
