using System.Collections.Immutable;
using System.Globalization;

namespace Downhill.Studio;

/// <summary>A training step number by number, in the order of computation.</summary>
public static class StepWalk
{
    // A longer sum shows so many terms.
    private const int MaxTerms = 6;

    /// <summary>Lists the numbers of a step.</summary>
    /// <param name="plan">A plan for training with the gradient by its inputs, after forward, loss and backward.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="after">The parameters after the step.</param>
    /// <param name="optimizer">The optimizer that leads to them.</param>
    /// <param name="rows">Of how many rows of the batch values are listed; the gradient is always of all.</param>
    public static ImmutableArray<WalkStop> Of(Plan<double> plan, Pass pass, Loss loss, IReadOnlyList<double> after, Optimizer optimizer,
        int rows)
    {
        var stops = ImmutableArray.CreateBuilder<WalkStop>();
        Dictionary<string, int> starts = Starts(plan.Network);
        rows = Math.Min(rows, pass.Rows);
        for (int row = 0; row < rows; row++)
        {
            foreach (Operation<double> operation in plan.Operations)
                stops.AddRange(Forward(plan, operation, row, pass.Rows, starts));
        }

        stops.Add(LossOf(plan, pass, loss));
        for (int row = 0; row < rows; row++)
        {
            for (int i = plan.Operations.Count - 1; i >= 0; i--)
                stops.AddRange(Backward(plan, pass, plan.Operations[i], i + 1 < plan.Operations.Count ? plan.Operations[i + 1] : null, row,
                    starts));
        }

        foreach (Parameter<double> parameter in plan.Network.AllParameters)
        {
            for (int i = 0; i < parameter.Shape.Size; i++)
                stops.Add(Gradient(plan, pass, parameter, i, starts));
        }

        foreach (Parameter<double> parameter in plan.Network.AllParameters)
        {
            for (int i = 0; i < parameter.Shape.Size; i++)
                stops.Add(Update(plan.Network, parameter, i, after[starts[parameter.Name] + i], optimizer, starts));
        }

        return stops.ToImmutable();
    }

    private static Dictionary<string, int> Starts(Network<double> network)
    {
        int start = 0;
        var starts = new Dictionary<string, int>();
        foreach (Parameter<double> parameter in network.AllParameters)
        {
            starts.Add(parameter.Name, start);
            start += parameter.Shape.Size;
        }

        return starts;
    }

    private static IEnumerable<WalkStop> Forward(Plan<double> plan, Operation<double> operation, int row, int rows,
        Dictionary<string, int> starts)
    {
        int inputs = operation.Input.Shape.Size, outputs = operation.Output.Shape.Size;
        double[] read = operation.Input.Data.Span.Slice(row * inputs, inputs).ToArray(),
            made = operation.Output.Data.Span.Slice(row * outputs, outputs).ToArray();
        string kind = operation.Name.TrimEnd([.. "0123456789"]);
        string rule = Catalog.Layers.Entries.FirstOrDefault(entry => entry.Name == kind)?.Formula ?? kind;
        bool isLinear = starts.TryGetValue($"{operation.Name}.weight", out int weight) && kind == "linear";
        double[] parameters = plan.Network.Parameters.ToArray();
        for (int j = 0; j < outputs; j++)
        {
            string name = $"{operation.Name}[{j}]{(rows > 1 ? $" (row {row})" : string.Empty)}";
            if (!isLinear)
            {
                string argument = inputs == outputs ? Number(read[j]) : string.Join(", ", read.Take(MaxTerms).Select(Number));
                yield return new WalkStop(WalkPhase.Forward, name, rule, $"{kind}({argument}) = {Number(made[j])}", made[j], []);
                continue;
            }

            var lit = Enumerable.Range(0, inputs).Select(i => weight + (i * outputs) + j).ToList();
            string sum = string.Join(" + ", lit.Take(MaxTerms).Select((place, i) => $"{Signed(read[i])} · {Signed(parameters[place])}"));
            if (inputs > MaxTerms)
                sum += $" + {inputs - MaxTerms} more {(inputs == MaxTerms + 1 ? "product" : "products")}";
            if (starts.TryGetValue($"{operation.Name}.bias", out int bias))
            {
                sum += $" + {Signed(parameters[bias + j])}";
                lit.Add(bias + j);
            }

            yield return new WalkStop(WalkPhase.Forward, name, rule, $"{sum} = {Number(made[j])}", made[j], [.. lit]);
        }
    }

    private static WalkStop LossOf(Plan<double> plan, Pass pass, Loss loss)
    {
        string kind = Catalog.Losses.NameOf(loss);
        string rule = Catalog.Losses.Entries.First(entry => entry.Name == kind).Formula;
        double value = plan.Loss(pass);
        int outputs = plan.Network.Output.Size;
        string pairs = string.Join(", ", Enumerable.Range(0, Math.Min(pass.Rows * outputs, MaxTerms))
            .Select(i => $"output {Number(plan.Predictions[i])} for target {Number(plan.Targets[i])}"));
        return new WalkStop(WalkPhase.Loss, "C", $"{kind}: {rule}",
            $"{pairs}{(pass.Rows * outputs > MaxTerms ? ", …" : string.Empty)}; C = {Number(value)}", value, []);
    }

    private static IEnumerable<WalkStop> Backward(Plan<double> plan, Pass pass, Operation<double> operation, Operation<double>? next,
        int row, Dictionary<string, int> starts)
    {
        int outputs = operation.Output.Shape.Size;
        int weight = -1, width = next?.Output.Shape.Size ?? 0;
        bool isRead = next is not null && starts.TryGetValue($"{next.Name}.weight", out weight);
        for (int i = 0; i < outputs; i++)
        {
            Derivation derivation = plan.Explain(pass, new GradientEntry(operation.Name, i, row));
            yield return Derived(plan, pass, derivation, isRead ? [.. Enumerable.Range(weight + (i * width), width)] : []);
        }
    }

    private static WalkStop Gradient(Plan<double> plan, Pass pass, Parameter<double> parameter, int index,
        Dictionary<string, int> starts) =>
        Derived(plan, pass, plan.Explain(pass, new GradientEntry(parameter.Name, index)), [starts[parameter.Name] + index]);

    private static WalkStop Derived(Plan<double> plan, Pass pass, Derivation derivation, ImmutableArray<int> lit)
    {
        CutSum cut = derivation.Cut(MaxTerms);
        string sum = string.Join(" + ", cut.Terms.Select(term => string.Join(" · ", term.Factors.Select(factor => Signed(factor.Value)))));
        if (cut.Others > 0)
            sum += $" + {cut.Others} smaller terms of together {Number(cut.Rest)}";
        string name = $"{derivation.Of.CostDerivative(plan.Network)}"
            + $"{(pass.Rows > 1 && !derivation.Of.IsParameter ? $" (row {derivation.Of.Row})" : string.Empty)}";
        return new WalkStop(WalkPhase.Backward, name, derivation.Rule.ToString(), $"{sum} = {Number(derivation.Stored)}", derivation.Stored,
            lit);
    }

    private static WalkStop Update(Network<double> network, Parameter<double> parameter, int index, double after, Optimizer optimizer,
        Dictionary<string, int> starts)
    {
        string kind = Catalog.Optimizers.NameOf(optimizer);
        double before = parameter.Data.Span[index], gradient = parameter.Gradient.Span[index];
        bool isPlain = optimizer is Sgd { Momentum: 0, L2: 0, WeightDecay: 0 };
        string numbers = isPlain
            ? $"{Number(before)} − {Number(optimizer.LearningRate)} · {Signed(gradient)} = {Number(after)}"
            : $"{Number(before)} becomes {Number(after)} by one step of {kind}";
        string name = new GradientEntry(parameter.Name, index).CostDerivative(network).By.ToString()!;
        return new WalkStop(WalkPhase.Update, name, Catalog.Optimizers.Entries.First(entry => entry.Name == kind).Formula, numbers, after,
            [starts[parameter.Name] + index]);
    }

    private static string Number(double value) => (value == 0 ? 0 : value).ToString("G7", CultureInfo.InvariantCulture).Replace('-', '−');

    private static string Signed(double value) => value < 0 ? $"({Number(value)})" : Number(value);
}
