using System.Collections.Immutable;

namespace Downhill.Studio;

/// <summary>All settings of the playground. The same state gives the same weights after the same number of steps, bit for bit.</summary>
public sealed record PlaygroundState
{
    /// <summary>The largest number of hidden layers, and of neurons in one.</summary>
    public const int MaxLayers = 6, MaxNeurons = 12;

    /// <summary>The state of a page that was opened without one.</summary>
    public static PlaygroundState Default { get; } = new();

    /// <summary>The name of a <see cref="PointSet"/>, or <see cref="PointSet.Own"/>.</summary>
    public string Data { get; init; } = "spiral";

    /// <summary>The number of rows of a built-in set.</summary>
    public int Rows { get; init; } = 1000;

    /// <summary>The noise of a built-in set; null is the default of the set.</summary>
    public double? Noise { get; init; }

    /// <summary>The user's own points, if <see cref="Data"/> is <see cref="PointSet.Own"/>.</summary>
    public ImmutableArray<PlaygroundPoint> Points { get; init; } = [];

    /// <summary>The names of the classes of the user's own points.</summary>
    public ImmutableArray<string> Classes { get; init; } = ["first", "second"];

    /// <summary>The fraction of all rows in the test part.</summary>
    public double Test { get; init; } = 0.3;

    /// <summary>The keys of the chosen <see cref="PlaygroundInput"/>s, in their order.</summary>
    public ImmutableArray<string> Inputs { get; init; } = ["x", "y"];

    /// <summary>The number of neurons of each hidden layer.</summary>
    public ImmutableArray<int> Hidden { get; init; } = [8, 8, 8];

    /// <summary>The activation of hidden neurons: a layer's name in the catalogue.</summary>
    public string Activation { get; init; } = "tanh";

    /// <summary>The loss in the notation of the command line; null follows from the target.</summary>
    public string? Loss { get; init; }

    /// <summary>The optimizer in the notation of the command line, such as <c>adam learningRate=0.03</c>.</summary>
    public string Optimizer { get; init; } = "adam learningRate=0.01";

    /// <summary>Examples per step; 0 is all.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>λ₁, added to the gradient as λ₁ sign w.</summary>
    public double L1 { get; init; }

    /// <summary>The share of hidden outputs that is left out at random in training.</summary>
    public double Dropout { get; init; }

    /// <summary>The largest norm of the gradient; null if it is not clipped.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The seed of all random numbers.</summary>
    public ulong Seed { get; init; }

    /// <summary>The layers in the notation of the command line; the last one gets its outputs from the target.</summary>
    public string Layers => string.Concat(Hidden.Select(neurons =>
        $"linear {neurons}, {Activation}, {(Dropout > 0 ? $"dropout {PlaygroundText.Number(Dropout)}, " : string.Empty)}")) + "linear";

    /// <summary>Whether two states describe the same network on the same rows, so that only the training differs.</summary>
    public bool HasNetworkOf(PlaygroundState other) =>
        Data == other.Data && Rows == other.Rows && Nullable.Equals(Noise, other.Noise) && Test.Equals(other.Test) && Seed == other.Seed
        && Activation == other.Activation && Dropout.Equals(other.Dropout) && Hidden.SequenceEqual(other.Hidden)
        && Inputs.SequenceEqual(other.Inputs)
        && Points.SequenceEqual(other.Points) && Classes.SequenceEqual(other.Classes);

    /// <inheritdoc/>
    public bool Equals(PlaygroundState? other) =>
        other is not null && HasNetworkOf(other) && Loss == other.Loss && Optimizer == other.Optimizer && Batch == other.Batch
        && L1.Equals(other.L1) && Nullable.Equals(ClipNorm, other.ClipNorm);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Data, Rows, Seed, Optimizer, Hidden.Length, Points.Length);

    /// <summary>Throws if a setting is out of its range, before any work starts.</summary>
    /// <exception cref="DownhillException">A choice is out of its range; the message says which and what it can be.</exception>
    public void Validate()
    {
        if (Data != PointSet.Own && PointSet.Find(Data) is null)
            throw new DownhillException(
                $"There is no point set '{Data}'; there are {string.Join(", ", PointSet.All.Select(set => set.Name))} and {PointSet.Own}.");
        if (Rows is < 10 or > 5000)
            throw new DownhillException($"The number of points is {Rows}; it must be from 10 to 5000.");
        if (Noise is double noise && noise is not (>= 0 and <= 10))
            throw new DownhillException($"The noise is {noise}; it must be from 0 to 10.");
        if (Test is not (>= 0 and <= 0.9))
            throw new DownhillException($"The test share is {Test}; it must be from 0 to 0.9.");
        if (Inputs.IsEmpty)
            throw new DownhillException("The network has no input; choose at least one, such as x.");
        if (Inputs.FirstOrDefault(key => PlaygroundInput.All.All(input => input.Key != key)) is string unknown)
            throw new DownhillException(
                $"There is no input '{unknown}'; there are {string.Join(", ", PlaygroundInput.All.Select(input => input.Key))}.");
        if (Hidden.Length > MaxLayers || Hidden.Any(neurons => neurons is < 1 or > MaxNeurons))
            throw new DownhillException($"The playground draws up to {MaxLayers} hidden layers of 1 to {MaxNeurons} neurons.");
        if (Batch is < 0 or > 5000)
            throw new DownhillException($"The batch is {Batch}; it must be from 1 to 5000, or 0 for all rows.");
        if (Data == PointSet.Own && (Points.Length < 4 || Points.Select(point => point.Class).Distinct().Count() < 2))
            throw new DownhillException("Draw at least four points of two classes, or paste a table.");
        if (Points.Any(point => !double.IsFinite(point.X) || !double.IsFinite(point.Y) || (uint)point.Class >= (uint)Classes.Length))
            throw new DownhillException("A point is not finite, or its class does not exist.");
    }
}
