using System.Collections.Immutable;

namespace Downhill;

/// <summary>
/// The candidates for a small table, chosen by the kind of the target and the number of rows alone. docs/recipe.md describes the data they
/// were chosen on.
/// </summary>
public static class TableCandidates
{
    // λ of scikit-learn's C = 1 and alpha = 1 is 1.
    private static readonly ImmutableArray<double> Penalties = [1000, 300, 100, 30, 10, 3, 1, 0.3, 0.1, 0.01];

    /// <summary>The candidates in order: the simplest first.</summary>
    /// <param name="preprocessing">The preprocessing, which makes the inputs; its numbers are neither clipped nor embedded.</param>
    /// <param name="rows">The number of training rows of a member.</param>
    /// <param name="outputs">The number of outputs of the network.</param>
    public static IReadOnlyList<Candidate> For(Preprocessing preprocessing, int rows, int outputs)
    {
        ImmutableArray<int> whole = WholeInputs(preprocessing);
        int inputs = preprocessing.Encodings!.Sum(encoding => encoding.Width);
        bool hasPieces = whole.Length < inputs, isNumber = preprocessing.Classes.IsEmpty;
        ImmutableArray<Layer> select = hasPieces ? [new Select(whole)] : [];
        ImmutableArray<Layer> clip = [new SmoothClip()];
        int batch = rows < 2000 ? 32 : 128;
        var list = new List<Candidate>
        {
            new PenaltyCandidate("linear", [.. select, new Linear(outputs)], Penalties),
            new PenaltyCandidate("clipped linear", [.. select, .. clip, new Linear(outputs)], Penalties),
        };
        if (hasPieces)
            list.Add(new PenaltyCandidate("additive", [.. clip, new Linear(outputs)], Penalties));
        list.Add(Descent("small", [.. select, .. clip, .. Hidden(1, 32, new Silu(), 0.2), new Linear(outputs)], 0.01, 1, 800));
        list.Add(Descent("normalized", [.. select, .. clip, .. Normalized(2, 128), new Linear(outputs)], 0.0015, 2, 1200));
        if (hasPieces)
            list.Add(Descent("normalized pieces", [.. clip, .. Normalized(2, 64), new Linear(outputs)], 0.003, 2, 800));
        if (isNumber)
        {
            list.Add(Descent("smooth", [.. select, .. clip, .. Hidden(2, 64, new Silu(), 0), new Linear(outputs)], 0.005, 0.02, 2400));
            list.Add(Descent("smooth dropout", [.. select, .. clip, .. Hidden(2, 64, new Silu(), 0.1), new Linear(outputs)], 0.005, 0.1,
                1600));
        }

        return list;

        DescentCandidate Descent(string name, ImmutableArray<Layer> layers, double rate, double decay, int steps)
        {
            int perEpoch = (rows + batch - 1) / batch;
            int epochs = Math.Max(8, (steps + perEpoch - 1) / perEpoch);
            return new DescentCandidate(name, layers, new TrainingOptions(
                new MeanSquaredError(), new AdamW(rate, Beta2: 0.95, WeightDecay: decay), batch, epochs, Schedule: new CosineDecay()));
        }
    }

    /// <summary>The indices of the inputs that are not bins of a number.</summary>
    public static ImmutableArray<int> WholeInputs(Preprocessing preprocessing)
    {
        var places = ImmutableArray.CreateBuilder<int>();
        int at = 0;
        foreach (ColumnEncoding encoding in preprocessing.Encodings ?? [])
        {
            int count = encoding is NumberEncoding number ? (number with { Knots = null }).Width : encoding.Width;
            places.AddRange(Enumerable.Range(at, count));
            at += encoding.Width;
        }

        return places.ToImmutable();
    }

    private static IEnumerable<Layer> Hidden(int layers, int width, Layer activation, double dropout)
    {
        for (int i = 0; i < layers; i++)
        {
            yield return new Linear(width);
            yield return activation;
            if (dropout > 0)
                yield return new Dropout(dropout);
        }
    }

    private static IEnumerable<Layer> Normalized(int layers, int width)
    {
        for (int i = 0; i < layers; i++)
        {
            yield return new Linear(width);
            yield return new BatchNorm();
            yield return new Relu();
            yield return new Dropout(0.2);
        }
    }
}
