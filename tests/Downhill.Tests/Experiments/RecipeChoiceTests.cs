using System.Globalization;
using Downhill.Experiments;

namespace Downhill.Tests;

/// <summary>What a recipe chooses, on both sides of every edge, and what it says of it. docs/recipe.md has the rules.</summary>
public sealed class RecipeChoiceTests
{
    // Epochs: of tables with many rows 1,600,000 / rows from 4 to 16, with few rows those that make 1,200 steps from 20 to 100; of
    // vectors of pixels 1,200,000 / rows from 5 to 50; of images 700 million / (rows × pixels) from 6 to 40; of prepared numbers those
    // that make 4,000 steps from 15 to 200. Rates of prepared numbers: 0.03 / √inputs.
    [Fact]
    public void Defaults_change_where_the_rules_say()
    {
        (RecipeKind Kind, int Rows, int[] Shape, int Outputs, int Watched)[] cases =
        [
            (RecipeKind.Table, 100, [3], 0, 10), (RecipeKind.Table, 1000, [3], 0, 10), (RecipeKind.Table, 1999, [3], 0, 499),
            (RecipeKind.Table, 2000, [3], 0, 500), (RecipeKind.Table, 1999, [3], 1, 500), (RecipeKind.Table, 2000, [3], 1, 499),
            (RecipeKind.Table, 19_999, [3], 0, 0), (RecipeKind.Table, 20_000, [3], 0, 0), (RecipeKind.Table, 20_000, [3], 1, 0),
            (RecipeKind.Table, 110_000, [3], 0, 0), (RecipeKind.Table, 500_000, [3], 1, 0),
            (RecipeKind.Image, 100, [64], 0, 500), (RecipeKind.Image, 30_000, [3], 0, 499), (RecipeKind.Image, 300_000, [3], 0, 0),
            (RecipeKind.Plain, 100, [4], 0, 0), (RecipeKind.Plain, 19_999, [4], 1, 500), (RecipeKind.Plain, 20_000, [4], 1, 500),
            (RecipeKind.Plain, 2000, [255], 0, 0), (RecipeKind.Plain, 2000, [256], 0, 0), (RecipeKind.Plain, 100, [1000], 0, 0),
            (RecipeKind.Image, 4999, [28, 28], 0, 499), (RecipeKind.Image, 5000, [28, 28], 0, 500), (RecipeKind.Image, 10, [8, 8], 1, 0),
            (RecipeKind.Image, 10, [9, 40, 1], 0, 0), (RecipeKind.Image, 10, [32, 32, 3], 0, 0), (RecipeKind.Image, 10, [64, 128, 3], 0, 0),
            (RecipeKind.Image, 10, [72, 72, 3], 0, 0), (RecipeKind.Image, 100, [112, 112, 3], 0, 0), (RecipeKind.Image, 50, [7, 7, 3], 0,
                0),
            (RecipeKind.Image, 10, [32, 32], 32 * 32, 0), (RecipeKind.Image, 10, [64, 64, 3], 64 * 64, 0), (RecipeKind.Image, 10, [8, 8],
                64, 0),
            (RecipeKind.Image, 10, [7, 8], 56, 500), (RecipeKind.Image, 10, [12, 20, 3], 240, 0), (RecipeKind.Image, 10, [32, 32], 32, 0),
            (RecipeKind.Image, 10, [64, 64, 3], 0, 0), (RecipeKind.Image, 10, [64, 64], 0, 0), (RecipeKind.Image, 10_000, [28, 112], 0, 0),
        ];
        Shown.Same("recipe-defaults", string.Join('\n', cases.Select(one =>
            $"{one.Kind} {one.Rows} [{string.Join(' ', one.Shape)}] {Target(one.Outputs)} {one.Watched} watched\n"
                + Line(Defaults.For(one.Kind, Rows(one.Rows, one.Shape, one.Outputs), one.Watched)))));
    }

    [Fact]
    public void Counts_and_steps_of_one_row_have_their_own_rules()
    {
        Dataset numbers = Rows(3000, [3], 1), few = Rows(100, [3], 0);
        Shown.Same("recipe-special", string.Join('\n', ((Defaults[])
        [
            Defaults.For(RecipeKind.Table, numbers, 500, loss: new Poisson()), Defaults.For(RecipeKind.Plain, numbers, 0,
                loss: new Poisson()),
            Defaults.For(RecipeKind.Table, few, 0, batch: 1), Defaults.For(RecipeKind.Table, few, 0, batch: 2),
            Defaults.For(RecipeKind.Plain, few, 0, batch: 1),
        ]).Select(Line)));
    }

    [Theory]
    [InlineData(1200, 100, 32, 20, 100, 100)] // 4 steps an epoch, 300 epochs
    [InlineData(1200, 960, 32, 20, 100, 40)] // 30 steps an epoch
    [InlineData(1200, 961, 32, 20, 100, 39)] // 31 steps an epoch: 38.7
    [InlineData(1200, 1999, 32, 20, 100, 20)] // 63 steps an epoch: 19.05
    [InlineData(4000, 100_000, 64, 15, 200, 15)]
    public void Epochs_make_at_least_so_many_steps(int steps, int rows, int batch, int fewest, int most, int epochs) =>
        Assert.Equal(epochs, Defaults.EpochsFor(steps, rows, batch, fewest, most));

    [Fact]
    public void Pieces_and_rows_to_watch_have_edges()
    {
        Assert.Equal([0, 16, 16, 32], ((int[])[1999, 2000, 9999, 10_000]).Select(Defaults.Pieces));
        Assert.Equal([true, false], ((double[])[499.9, 500]).Select(Defaults.AreTooFewToWatch));
    }

    // Each line: what was chosen, then what came of it.
    [Fact]
    public void Choices_of_an_experiment_replace_those_of_the_recipe()
    {
        (string Settings, RecipeKind Kind, int Rows, int Outputs, int Watched)[] cases =
        [
            ("", RecipeKind.Table, 300, 0, 0), ("", RecipeKind.Table, 2500, 0, 500), ("", RecipeKind.Table, 300, 1, 0),
                ("", RecipeKind.Plain, 300, 2, 0),
            ("optimizer=sgd 0.1", RecipeKind.Table, 300, 0, 0), ("optimizer=adam", RecipeKind.Table, 300, 0, 0), ("optimizer=adamw 0.02",
                RecipeKind.Table, 300, 0, 0),
            ("l2=0.5", RecipeKind.Table, 300, 0, 0), ("weight-decay=0.25", RecipeKind.Table, 300, 0, 0),
                ("weight-decay=0.25", RecipeKind.Plain, 300, 0, 0),
            ("learning-rate=0.5", RecipeKind.Table, 300, 0, 0), ("schedule=step 10;warm-up=2", RecipeKind.Table, 300, 0, 0),
                ("warm-up=0.5", RecipeKind.Table, 300, 0, 0),
            ("optimizer=lbfgs", RecipeKind.Plain, 300, 0, 0), ("batch=500", RecipeKind.Plain, 300, 0, 0), ("batch=50", RecipeKind.Plain,
                20, 0, 0),
            ("batch=500", RecipeKind.Plain, 20, 0, 0), ("", RecipeKind.Table, 33, 0, 0), ("", RecipeKind.Table, 65, 0, 0),
                ("shards=8", RecipeKind.Table, 300, 0, 0),
            ("shards=1", RecipeKind.Table, 300, 0, 0), ("batch=32", RecipeKind.Table, 33, 0, 0), ("epochs=3", RecipeKind.Table, 300, 0, 0),
                ("steps=25", RecipeKind.Table, 300, 0, 0),
            ("steps=20", RecipeKind.Table, 300, 0, 0), ("batch=64", RecipeKind.Table, 300, 0, 0), ("batch=0", RecipeKind.Table, 300, 0, 0),
            ("patience=5;seed=9;l1=0.1;clip-value=2;clip-norm=3;max-norm=4;ema=0.5;until-loss=0.2;shuffle=false", RecipeKind.Table, 2500,
                0, 500),
            ("on-divergence=lower-rate;ensemble=3;freeze=linear1", RecipeKind.Table, 300, 0, 0), ("on-divergence=stop", RecipeKind.Table,
                300, 0, 0),
            ("model=linear 4, relu, linear", RecipeKind.Table, 300, 0, 0), ("model=linear 4, relu, linear, softmax", RecipeKind.Plain, 300,
                0, 0),
            ("model=linear 4, relu, linear, sigmoid", RecipeKind.Plain, 300, 0, 0), ("loss=softmax-cross-entropy;label-smoothing=0.1",
                RecipeKind.Plain, 300, 0, 0),
            ("label-smoothing=0.2", RecipeKind.Plain, 300, 0, 0), ("loss=poisson", RecipeKind.Table, 300, 1, 0),
                ("loss=huber 0.5", RecipeKind.Table, 300, 1, 0),
            ("precision=double", RecipeKind.Table, 300, 0, 0),
        ];
        Shown.Same("recipe-choices", string.Join('\n', cases.Select(one =>
            $"{one.Settings} of {one.Kind} {one.Rows} {(one.Outputs == 0 ? "classes" : $"{one.Outputs} numbers")}\n" + Line(Recipe.Choose(
                one.Settings.Split(';', StringSplitOptions.RemoveEmptyEntries).Aggregate(new Experiment(["rows"]), (experiment, setting) =>
                    experiment.With(setting.Split('=', 2)[0], setting.Split('=', 2)[1])),
                Rows(one.Rows, [3], one.Outputs), one.Kind, one.Watched)))));
    }

    [Theory]
    [InlineData("loss=softmax-cross-entropy", 1, "is for classes, but the target of rows is a number")]
    [InlineData("loss=hinge;label-smoothing=0.1", 0, "needs one of the losses softmax-cross-entropy and binary-cross-entropy, not hinge")]
    [InlineData("model=relu", 0, "has no parameters")]
    [InlineData("model=no-such.json", 0, "no-such.json does not exist")]
    public void What_does_not_fit_is_refused(string settings, int outputs, string said) => Assert.Contains(said,
        Assert.Throws<DownhillException>(() => Recipe.Choose(settings.Split(';').Aggregate(new Experiment(["rows"]),
            (experiment, setting) =>
            experiment.With(setting.Split('=', 2)[0], setting.Split('=', 2)[1])), Rows(50, [3], outputs), RecipeKind.Plain)).Message,
        StringComparison.Ordinal);

    private static string Target(int outputs) => outputs == 0 ? "classes" : $"{outputs} numbers";

    private static string Line(Defaults chosen) => string.Create(CultureInfo.InvariantCulture,
        $"  {chosen.Members} × {chosen.Model}\n  {Catalog.Optimizers.ToText(chosen.Optimizer)}, rate {chosen.LearningRate}, "
            + $"{(chosen.Schedule is null ? "constant" : Catalog.Schedules.ToText(chosen.Schedule))}, batch {chosen.Batch}, "
            + $"{chosen.Epochs} epochs, {(chosen.RestoresBest ? "best" : "last")}"
            + $"{(chosen.Loss is null ? string.Empty : $", {Catalog.Losses.ToText(chosen.Loss)}")}"
            + $"{(chosen.Augmentation is null ? string.Empty : $", {Catalog.Augmentations.ToText(chosen.Augmentation)}")}\n"
            + $"  {chosen.Rows}: {chosen.Reason}");

    private static string Line(Recipe recipe) =>
        $"  {recipe.Members} × {Reports.ModelText.Of(recipe.Model)}; {(recipe.StandardizesTargets ? "standardized" : "as they are")}\n"
            + $"  {Changed(recipe.Training)}\n  {recipe.Reason}\n  {CommandText.Of(recipe.Experiment, Shell.Posix)}\n"
            + string.Join('\n', recipe.Choices.GroupBy(choice => choice.Reason)
                .Select(group => $"  {group.Key}: {string.Join(", ", group.Select(choice => $"{choice.Setting} {choice.Value}"))}"));

    // What is not as it is by itself.
    private static string Changed(TrainingOptions options)
    {
        var usual = new TrainingOptions(options.Loss, options.Optimizer);
        return string.Join(", ", typeof(TrainingOptions).GetProperties().Where(property => property.CanWrite)
            .Where(property => property.Name is "Loss" or "Optimizer" || !Equals(property.GetValue(options), property.GetValue(usual)))
            .Select(property => $"{property.Name} {Text(property.GetValue(options))}"));

        static string Text(object? value) => value switch
        {
            Loss loss => Catalog.Losses.ToText(loss),
            Optimizer optimizer => $"{Catalog.Optimizers.ToText(optimizer)} at {Text(optimizer.LearningRate)}",
            Schedule schedule => Catalog.Schedules.ToText(schedule),
            IReadOnlyList<string> names => string.Join('+', names),
            _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
        };
    }

    private static Dataset Rows(int rows, int[] shape, int outputs)
    {
        int size = shape.Aggregate(1, (product, extent) => product * extent);
        Samples inputs = shape.Length > 1 ? Samples.From(new byte[rows * size], size) : Samples.From(new float[rows * size], size);
        return new Dataset("rows", [.. shape], inputs, outputs == 0
            ? Targets.FromLabels([.. Enumerable.Range(0, rows).Select(row => row % 2)], ["no", "yes"])
            : Targets.FromNumbers(Samples.From(new float[rows * outputs], outputs)));
    }
}
