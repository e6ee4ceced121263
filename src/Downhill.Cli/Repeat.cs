using System.Globalization;
using System.Text;

namespace Downhill.Cli;

/// <summary>The command line that repeats a run, with every choice written out.</summary>
internal static class Repeat
{
    public static string Command(TrainRequest request, Recipe recipe, string folder)
    {
        var text = new StringBuilder("downhill train ").Append(Quote(request.Data));
        DataOptions data = request.DataOptions;
        Add("--target", data.Target);
        Add("--task", data.Task);
        foreach (string column in data.Drop ?? [])
            Add("--drop", column);
        Add("--rows", data.Rows);
        Add("--model", request.Wishes.Model ?? Layers(recipe.Model));
        Add("--loss", request.Wishes.Loss ?? Catalog.Losses.NameOf(recipe.Training.Loss));
        Add("--optimizer", request.Wishes.Optimizer ?? Catalog.Optimizers.NameOf(recipe.Training.Optimizer));
        Add("--learning-rate", recipe.Training.Optimizer.LearningRate);
        Add("--batch", recipe.Training.BatchSize);
        Add("--epochs", recipe.Training.Epochs);
        Add("--steps", recipe.Training.Steps);
        Add("--until-loss", recipe.Training.TargetLoss);
        if (!recipe.Training.Shuffle)
            text.Append(" --no-shuffle");
        Add("--seed", recipe.Training.Seed);
        Add("--validation", request.Validation);
        Add("--test", request.Test);
        Add("--precision", request.Precision);
        Add("--out", folder);
        return text.ToString();

        void Add(string option, object? value)
        {
            if (value is not null)
                text.Append(' ').Append(option).Append(' ').Append(Quote(Convert.ToString(value, CultureInfo.InvariantCulture)!));
        }
    }

    // The default models are made of linear, flatten and plain activations alone.
    private static string Layers(Model model) => string.Join(", ", model.Layers.Select(layer => layer is Linear linear
        ? $"linear {linear.Outputs}"
        : Catalog.Layers.NameOf(layer)));

    private static string Quote(string text) =>
        text.Length > 0 && text.All(letter => char.IsLetterOrDigit(letter) || "-_./:=+".Contains(letter)) ? text : $"'{text.Replace("'", "'\\''")}'";
}
