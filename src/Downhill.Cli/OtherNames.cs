namespace Downhill.Cli;

/// <summary>The names that options have in other libraries and programs, for whoever types them from memory.</summary>
internal static class OtherNames
{
    /// <summary>All names with the options that they mean.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["--lr"] = "--learning-rate",
        ["--rate"] = "--learning-rate",
        ["--eta"] = "--learning-rate",
        ["--learning-rate-init"] = "--learning-rate",
        ["--batch-size"] = "--batch",
        ["--bs"] = "--batch",
        ["--max-epochs"] = "--epochs",
        ["--max-iter"] = "--epochs",
        ["--iterations"] = "--epochs",
        ["--random-state"] = "--seed",
        ["--random-seed"] = "--seed",
        ["--label"] = "--target",
        ["--labels"] = "--target",
        ["--label-column"] = "--target",
        ["--y"] = "--target",
        ["--layers"] = "--model",
        ["--hidden"] = "--model",
        ["--hidden-layers"] = "--model",
        ["--hidden-layer-sizes"] = "--model",
        ["--dropout"] = "--model",
        ["--activation"] = "--model",
        ["--output"] = "--out",
        ["--output-dir"] = "--out",
        ["--early-stopping"] = "--patience",
        ["--n-iter-no-change"] = "--patience",
        ["--test-size"] = "--test",
        ["--test-split"] = "--test",
        ["--validation-split"] = "--validation",
        ["--validation-fraction"] = "--validation",
        ["--val"] = "--validation",
        ["--cv"] = "--folds",
        ["--k-fold"] = "--folds",
        ["--pos-label"] = "--positive",
        ["--sample-weight"] = "--weight",
        ["--alpha"] = "--l2",
        ["--clip"] = "--clip-norm",
        ["--grad-clip"] = "--clip-norm",
        ["--gradient-clip"] = "--clip-norm",
        ["--n-jobs"] = "--threads",
        ["--num-threads"] = "--threads",
        ["--workers"] = "--threads",
        ["--num-workers"] = "--threads",
        ["--na-values"] = "--missing",
        ["--sep"] = "--separator",
        ["--delimiter"] = "--separator",
        ["--silent"] = "--quiet",
    };

    /// <summary>The option that an unknown name probably means, as the end of a clause; empty if there is none.</summary>
    /// <param name="name">The name that was given.</param>
    /// <param name="known">The names of the command's options.</param>
    public static string Hint(string name, IReadOnlySet<string> known) =>
        All.TryGetValue(name.Replace('_', '-').ToLowerInvariant(), out string? ours) && known.Contains(ours)
            ? $"; here it is '{ours}'"
            : Nearest.Hint(name, known);
}
