using System.Collections.Immutable;

namespace Downhill.Studio;

/// <summary>Some rows of a training in a plan of doubles, with every intermediate value and every gradient.</summary>
/// <param name="Plan">The plan, after forward, loss and backward.</param>
/// <param name="Pass">The pass.</param>
/// <param name="Loss">The loss of the rows.</param>
public sealed record GlassBatch(Plan<double> Plan, Pass Pass, double Loss)
{
    /// <summary>Fills a plan with one row, as <c>downhill explain RUN --row</c> does, or with the batch of the next step.</summary>
    /// <param name="session">The training.</param>
    /// <param name="row">The row of the training part; null for the batch of the next step.</param>
    public static GlassBatch Of(PlaygroundSession session, int? row)
    {
        int[] rows = row is int one ? [Math.Clamp(one, 0, session.Data.Training.Rows - 1)] : session.NextRows();
        var plan = Plan<double>.ForTraining(session.Network.ConvertTo<double>(), rows.Length, session.Training.Loss, inputGradient: true);
        session.Data.Training.Gather(rows, plan.Inputs, plan.Targets, plan.Network.Output.Size);
        Pass pass = row is null ? new Pass(rows.Length, IsTraining: true, session.Step + 1, session.State.Seed) : new Pass(1);
        plan.Forward(pass);
        double loss = plan.Loss(pass);
        plan.Backward(pass);
        return new GlassBatch(plan, pass, loss);
    }

    /// <summary>The next step number by number; of its batch, the values of the first row.</summary>
    public static ImmutableArray<WalkStop> WalkOf(PlaygroundSession session)
    {
        GlassBatch batch = Of(session, row: null);
        return StepWalk.Of(batch.Plan, batch.Pass, session.Training.Loss, [.. session.PreviewStep().Select(weight => (double)weight)],
            session.Training.Optimizer, rows: 1);
    }

    /// <summary>The root mean square of the gradient by the weights of each linear layer.</summary>
    public ImmutableArray<KeyValuePair<string, double>> GradientSizes =>
    [
        .. Plan.Network.AllParameters.Where(parameter => parameter.Shape.Rank == 2).Select(parameter =>
        {
            double sum = 0;
            foreach (double value in parameter.Gradient.Span)
                sum += value * value;
            return KeyValuePair.Create(parameter.Name, Math.Sqrt(sum / parameter.Shape.Size));
        }),
    ];

    /// <summary>The hidden neurons, layer by layer, whose output is the same for every training row.</summary>
    public static ImmutableArray<(int Layer, int Neuron)> DeadNeurons(PlaygroundSession session)
    {
        Dataset rows = session.Data.Training;
        int count = Math.Min(rows.Rows, 1000);
        var plan = Plan<float>.ForInference(session.Network, count);
        rows.Inputs.Gather([.. Enumerable.Range(0, count).Select(rows.Stored)], plan.Inputs);
        plan.Forward(new Pass(count));
        var dead = ImmutableArray.CreateBuilder<(int, int)>();
        int layer = 0;
        foreach (Operation<float> operation in plan.Operations.Where(operation =>
            operation.Name.StartsWith(session.State.Activation, StringComparison.Ordinal)))
        {
            layer++;
            int width = operation.Output.Shape.Size;
            ReadOnlySpan<float> answers = operation.Output.Data.Span;
            for (int neuron = 0; neuron < width; neuron++)
            {
                bool isDead = true;
                for (int row = 1; row < count && isDead; row++)
                    isDead = answers[(row * width) + neuron].Equals(answers[neuron]);
                if (isDead)
                    dead.Add((layer, neuron));
            }
        }

        return dead.ToImmutable();
    }
}
