namespace Downhill.Cli;

/// <summary>The options of training that shape its steps and its weights.</summary>
internal sealed record Regularization(
    string? Schedule = null,
    double? WarmUp = null,
    int? Patience = null,
    double? L1 = null,
    double? L2 = null,
    double? WeightDecay = null,
    double? LabelSmoothing = null,
    double? ClipValue = null,
    double? ClipNorm = null,
    double? MaxNorm = null,
    double? Average = null,
    bool BalanceClasses = false,
    string? Augmentation = null)
{
    /// <summary>The schedule with the warm-up before it.</summary>
    public Schedule? ChooseSchedule(string? name)
    {
        Schedule? schedule = name is null ? null : Catalog.Schedules.Parse(name);
        return WarmUp is double epochs ? new WarmUp(epochs, schedule) : schedule;
    }

    /// <summary>A recipe's optimizer, without the decay that the user sets himself.</summary>
    public string DefaultOptimizer(string text)
    {
        string kept = string.Join(' ', text.Split(' ').Where(word => WeightDecay is null || !word.StartsWith("weightDecay=", StringComparison.Ordinal)));
        return L2 is not null ? "adam" : WeightDecay is not null && kept == "adam" ? "adamw" : kept;
    }

    /// <summary>The optimizer's notation with the decays that have options of their own.</summary>
    public string Apply(string text)
    {
        if (L2 is double l2)
            text = FormattableString.Invariant($"{text} l2={l2}");
        return WeightDecay is double decay ? FormattableString.Invariant($"{text} weightDecay={decay}") : text;
    }

    /// <summary>The loss with its labels smoothed.</summary>
    public Loss Apply(Loss loss) => (LabelSmoothing, loss) switch
    {
        (null, _) => loss,
        (double share, SoftmaxCrossEntropy softmax) => softmax with { LabelSmoothing = share },
        (double share, BinaryCrossEntropy binary) => binary with { LabelSmoothing = share },
        _ => throw new DownhillException($"--label-smoothing is for the losses softmax-cross-entropy and binary-cross-entropy, not {Catalog.Losses.NameOf(loss)}."),
    };
}
