using System.Collections.Immutable;
using System.Numerics;
using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>
/// A trained model from which a training starts. It brings its preprocessing and the settings that the experiment leaves open. If the rows
/// have another target, or classes that it does not know, its last layer is replaced.
/// </summary>
public sealed class StartingPoint
{
    private readonly ModelFile file;
    private readonly string name;

    private StartingPoint(string name) => (this.name, file) = (name, ModelFile.Open(RunFolder.FindModel(name)));

    /// <summary>Whether the rows have the target of the model, so that its last layer is kept.</summary>
    internal bool KeepsTarget { get; private set; }

    /// <summary>The starting point of an experiment; null if it starts from random weights.</summary>
    internal static StartingPoint? Of(Experiment experiment)
    {
        if (experiment.From is not string name)
            return null;
        Setting[] idle = [.. (Setting[])[
            .. experiment.Scaling is null ? (Setting[])[] : [Setting.Scaling],
            .. experiment.Pieces is null ? (Setting[])[] : [Setting.Pieces],
            .. experiment.OneHot is null ? (Setting[])[] : [Setting.OneHot],
            .. experiment.Encode is null ? (Setting[])[] : [Setting.Encode],
            .. experiment.ImageSize is null ? (Setting[])[] : [Setting.ImageSize],
            .. experiment.ImageFit is null ? (Setting[])[] : [Setting.ImageFit],
            .. experiment.ImageChannels is null ? (Setting[])[] : [Setting.ImageChannels]]];
        return idle.Length == 0
            ? new StartingPoint(name)
            : throw new DownhillException(
                $"'{ExperimentSetting.Of(idle[0])!.Name}'{new Hint(idle[0])} cannot be used here: "
                    + $"the preprocessing is that of {name}{new Hint(Setting.From)}.");
    }

    /// <summary>The model's network; if the rows have another target, without the weights of its last layer.</summary>
    internal Network<T> Load<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network<T> trained = file.Load<T>();
        if (Taken == file.Model)
            return trained;
        var taken = new Network<T>(Taken, seed: 0);
        taken.CopyFrom(trained);
        return taken;
    }

    // Parameters are copied by name and shape: a last layer of another width is none that a network takes over.
    private Model Taken => !KeepsTarget && WithOutputs(file.Model.Layers, file.Model.OutputShape().Size + 1) is { } layers
        ? file.Model with { Layers = layers }
        : file.Model;

    /// <summary>The reading of image files for it; null if its rows are not images.</summary>
    internal ImageReading? Images => file.Preprocessing.Images ?? file.Preprocessing.Image?.Reading
        ?? (TakesColumns ? null : ImageReading.Of(file.Preprocessing.RawInput(file.Model)));

    /// <summary>Whether its rows have columns of a table.</summary>
    internal bool TakesColumns => file.Preprocessing.IsTabular;

    /// <summary>Whether its rows are images, or have one before the columns.</summary>
    internal bool TakesImages => !TakesColumns || file.Preprocessing.Image is not null;

    internal TableOptions Like(TableOptions options) => options.ReadLike(file.Preprocessing);

    internal TrainingTableOptions Like(TrainingTableOptions options, Table table)
    {
        string? known = file.Preprocessing.Target is [string one] && table.Columns.Any(column => column.Name == one) ? one : null;
        bool isKnown = known is not null && (options.Target ?? known) == known;
        return options with
        {
            Target = options.Target ?? known,
            Task = options.Task ?? (!isKnown ? null : file.Preprocessing.Classes.IsEmpty ? TargetTask.Regression
                : TargetTask.Classification),
        };
    }

    /// <summary>The targets as the model counts them, where it has the same; otherwise as they are.</summary>
    internal Targets Align(Targets targets, string target)
    {
        Preprocessing known = file.Preprocessing;
        bool isSame = target.Length == 0 || known.Target.IsEmpty || known.Target is [string one] && one == target;
        KeepsTarget = isSame && (targets.AreClasses
            ? !known.Classes.IsEmpty && targets.Classes.All(known.Classes.Contains)
            : known.Classes.IsEmpty && targets.Outputs == file.Model.OutputShape().Size);
        if (!KeepsTarget || !targets.AreClasses)
            return targets;
        int[] labels = [.. targets.Classes.Select(one => known.Classes.IndexOf(one))];
        return Targets.FromLabels([.. Enumerable.Range(0, targets.Rows).Select(row => labels[targets.Label(row)])], known.Classes);
    }

    /// <summary>The preprocessing of rows, and the meaning of outputs.</summary>
    internal Preprocessing Preprocessing(Targets targets, string target, int? inputs, string? weight)
    {
        Preprocessing known = file.Preprocessing;
        int expected = known.RawInput(file.Model).Size;
        if (inputs is int count && count != expected)
            throw new DownhillException(
                $"{name} takes rows of {expected} numbers, but these have {count}; "
                    + $"start from a model for rows of this size{new Hint(Setting.From)}.");
        known = known.BeforeTraining() with { Weight = weight };
        return KeepsTarget
            ? known
            : known with
            {
                Target = target.Length == 0 ? [] : [target],
                Classes = [.. targets.Classes],
                TargetMean = [],
                TargetDeviation = []
            };
    }

    /// <summary>The experiment with what the model decides where nothing is chosen.</summary>
    internal Experiment Complete(Experiment experiment, Targets targets)
    {
        TrainingOptions trained = file.Training;
        bool isOpen = experiment.Optimizer is null;
        return experiment with
        {
            Network = experiment.Network ?? (experiment.Model is null ? Model(targets) : null),
            Loss = experiment.Loss ?? (KeepsTarget ? trained.Loss : null),
            Optimizer = experiment.Optimizer ?? trained.Optimizer,
            LearningRate = experiment.LearningRate ?? (isOpen ? trained.Optimizer.LearningRate : null),
            Schedule = experiment.Schedule ?? (isOpen ? trained.Schedule : null),
            Batch = experiment.Batch ?? trained.BatchSize,
            Epochs = experiment.Epochs ?? (experiment.Steps is null ? trained.Epochs : null),
            Ensemble = experiment.Ensemble ?? 1,
            Threshold = experiment.Threshold
                ?? (KeepsTarget && file.Preprocessing.Threshold is { Value: double known }
                    ? new ThresholdAim(ThresholdGoal.Given, Value: known)
                    : null),
        };
    }

    /// <summary>The words for a recipe that begins here.</summary>
    /// <exception cref="DownhillException">No layer of the network is one of the model's.</exception>
    internal string Reason(Model network)
    {
        var known = Taken.Parameters().ToDictionary(parameter => parameter.Name, parameter => parameter.Spec.Shape);
        string[] made = [.. New(network)];
        if (made.Length == network.Parameters().Count())
            throw new DownhillException(New(file.Model).Count() == file.Model.Parameters().Count()
                ? $"{name} has no layer with weights before its last one, which another target begins anew, so no weights can be copied; "
                    + $"train without it{new Hint(Setting.From)}."
                : $"No parameter of {name} has the name and shape of one of the network's, so no weights can be copied; "
                    + $"leave out the layers to use its own{new Hint(Setting.From)}.");
        return $"starts from the weights of {name}{(made.Length == 0 ? string.Empty : $"; new: {string.Join(", ", made)}")}";

        IEnumerable<string> New(Model model) => model.Parameters()
            .Where(parameter => !known.TryGetValue(parameter.Name, out Shape? shape) || shape != parameter.Spec.Shape)
            .Select(parameter => parameter.Name);
    }

    private Model Model(Targets targets)
    {
        if (KeepsTarget)
            return file.Model;
        int outputs = targets.AreClasses && file.Model.Layers[^1] is Softmax ? targets.Classes.Count : targets.Outputs;
        return WithOutputs(file.Model.Layers, outputs) is { } layers
            ? file.Model with { Layers = layers }
            : throw new DownhillException(
                $"The rows have another target than {name}, "
                    + $"or classes that it does not know ({string.Join(", ", file.Preprocessing.Classes.Take(5))}), "
                    + $"and its last layer cannot be replaced: "
                + $"it is not 'linear'. Start from a plain network{new Hint(Setting.From)}.");
    }

    // The last linear with other outputs, in a mean of networks that of each; calibration is of the old target and falls away. Null where
    // there is none.
    private static ImmutableArray<Layer>? WithOutputs(ImmutableArray<Layer> layers, int outputs)
    {
        layers = layers is [.. var before, Scale] ? [.. before] : layers;
        int last = layers.Length - 1;
        while (last >= 0 && layers[last] is Activation)
            last--;
        if (last >= 0 && layers[last] is Linear linear)
            return layers.SetItem(last, linear with { Outputs = outputs });
        if (last < 0 || layers[last] is not Average average)
            return null;
        ImmutableArray<Layer>?[] members = [.. average.Members.Select(member => WithOutputs(member, outputs))];
        return members.Contains(null)
            ? null
            : layers.SetItem(last, average with { Members = [.. members.Select(member => member!.Value)] });
    }
}
