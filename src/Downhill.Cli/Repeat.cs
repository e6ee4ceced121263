using System.Globalization;
using System.Text;

namespace Downhill.Cli;

/// <summary>The command line that repeats a run in a new folder, with every choice written out.</summary>
internal static class Repeat
{
    public static string Command(TrainRequest request, Recipe recipe, TrainParts parts, SplitFractions shares)
    {
        var text = new StringBuilder("downhill train ").AppendJoin(' ', request.Sources.Select(Quote));
        DataOptions data = request.DataOptions;
        Add("--target", data.Target);
        Add("--task", data.Task);
        foreach (string words in TableArguments.Words(data.Table).Concat(SchemaArguments.Words(data.Schema)))
            text.Append(' ').Append(words);
        Add("--split", data.Split);
        Add("--group", data.Group);
        Add("--time", data.Time);
        Add("--weight", data.Weight);
        Add("--positive", data.Positive);
        if (parts.Source.Table is not null)
        {
            Add("--scaling", data.Scaling.ToString().ToLowerInvariant());
            Add("--pieces", data.Pieces ?? (BlendRun.IsFor(request, parts.Source, parts.Training.Rows) ? null : Defaults.Pieces(parts.Training.Rows)));
            Add("--one-hot", data.OneHot ?? CategoryEncoding.MaxOneHot);
        }

        Add("--folds", request.Folds);

        // A competition chooses everything itself, by the rows alone: what is left open here is chosen again.
        if (BlendRun.IsFor(request, parts.Source, parts.Training.Rows))
        {
            Add("--rows", data.Rows);
            Add("--blend", request.Wishes.Blend is null ? null : "on");
            Add("--seed", recipe.Training.Seed);
            Add("--test", request.Test ?? (parts.Source.Test is null ? Share(shares.Test) : null));
            Add("--precision", request.Precision);
            return text.ToString();
        }

        Add("--rows", data.Rows);
        Add("--model", recipe.Layers);
        Add("--ensemble", recipe.Members > 1 || request.Wishes.Members is not null ? recipe.Members : null);
        Add("--loss", request.Wishes.Loss ?? Catalog.Losses.NameOf(recipe.Training.Loss));
        Add("--optimizer", recipe.Optimizer);
        Add("--learning-rate", recipe.Training.Optimizer.LearningRate);
        Regularization rules = request.Wishes.Regularization;
        Add("--schedule", recipe.Schedule);
        Add("--warm-up", rules.WarmUp);
        Add("--patience", recipe.Training.Patience);
        Add("--l1", rules.L1);
        Add("--l2", rules.L2);
        Add("--weight-decay", rules.WeightDecay);
        Add("--label-smoothing", rules.LabelSmoothing);
        Add("--clip-norm", rules.ClipNorm);
        Add("--clip-value", rules.ClipValue);
        Add("--max-norm", rules.MaxNorm);
        Add("--ema", rules.Average);
        Add("--augment", rules.Augmentation);
        Add("--class-weights", rules.BalanceClasses ? "balanced" : null);
        Add("--batch", recipe.Training.BatchSize);
        Add("--epochs", recipe.Training.Epochs);
        Add("--steps", recipe.Training.Steps);
        Add("--until-loss", recipe.Training.TargetLoss);
        if (!recipe.Training.Shuffle)
            text.Append(" --no-shuffle");
        Add("--seed", recipe.Training.Seed);
        Add("--validation", request.Validation ?? Share(shares.Validation));
        Add("--test", request.Test ?? (parts.Source.Test is null ? Share(shares.Test) : null));
        Add("--precision", request.Precision);
        Add("--on-divergence", request.Retries is null ? null : "lower-rate");
        Add("--checkpoint-minutes", request.CheckpointMinutes);
        if (request.CheckpointEachEpoch)
            text.Append(" --checkpoint-each-epoch");
        if (request.Tensorboard)
            text.Append(" --tensorboard");
        return text.ToString();

        void Add(string option, object? value)
        {
            if (value is not null)
                text.Append(' ').Append(Option(option, Convert.ToString(value, CultureInfo.InvariantCulture)!));
        }
    }

    /// <summary>The words of a command made here.</summary>
    public static IReadOnlyList<string> Words(string command)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool isQuoted = false;
        foreach ((int i, char letter) in command.Index())
        {
            if (letter == '\'' && !(i > 0 && command[i - 1] == '\\' && !isQuoted))
                isQuoted = !isQuoted;
            else if (letter == ' ' && !isQuoted)
                Next();
            else if (letter != '\\' || isQuoted)
                word.Append(letter);
        }

        Next();
        return words;

        void Next()
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }

    private static string Share(double share) => share.ToString(CultureInfo.InvariantCulture);

    /// <summary>An option with its value; one that looks like an option itself is joined to it: --target=--epochs.</summary>
    public static string Option(string name, string value) => $"{name}{(value.StartsWith('-') ? '=' : ' ')}{Quote(value)}";

    /// <summary>A word as a shell takes it.</summary>
    public static string Quote(string text) =>
        text.Length > 0 && text.All(letter => char.IsLetterOrDigit(letter) || "-_./:=+".Contains(letter)) ? text : $"'{text.Replace("'", "'\\''")}'";
}
