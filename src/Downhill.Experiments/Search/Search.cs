using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Downhill.Experiments;

/// <summary>
/// Random search over settings of an experiment, and successive halving. Sources: J. Bergstra, Y. Bengio, "Random Search for
/// Hyper-Parameter Optimization", 2012; K. Jamieson, A. Talwalkar, "Non-stochastic Best Arm Identification", 2016.
/// </summary>
/// <param name="Experiment">The settings that all trials share.</param>
/// <param name="Choices">The settings that vary.</param>
/// <param name="Trials">The number of trials.</param>
/// <param name="IsHalving">
/// Whether all trials are trained for a ninth of the epochs, the best third for a third, and the best third of those for all.
/// </param>
public sealed record Search(Experiment Experiment, ImmutableArray<SearchChoice> Choices, int Trials = Search.DefaultTrials,
    bool IsHalving = false)
{
    /// <summary>The default number of trials.</summary>
    public const int DefaultTrials = 20;

    // A round keeps one of so many trials and trains it for so many times the epochs.
    private const int Keeps = 3;

    /// <summary>The number of rounds.</summary>
    public int Rungs => IsHalving ? 3 : 1;

    private ulong Seed => Experiment.Seed ?? 0;

    /// <summary>Throws if the search is not possible, before anything runs.</summary>
    public void Validate()
    {
        JsonObject node = ExperimentFile.Node(Experiment);
        if (Choices.IsEmpty)
            throw new DownhillException("A search needs something to vary, such as \"learning-rate=0.001..0.1\" or \"batch=16|32\".");
        if (Choices.GroupBy(choice => choice.Setting).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new DownhillException($"The search has two choices for '{twice.Key.Name}'; put all its values into one choice.");
        if (Choices.FirstOrDefault(choice => choice.Setting.Texts(node).Any()) is SearchChoice isFixed)
            throw new DownhillException(
                $"The setting '{isFixed.Setting.Name}' is chosen and also varied; leave one of them out.");
        if (IsHalving && Experiment.Steps is not null)
            throw new DownhillException(
                $"A number of steps{new Hint(Setting.Steps)} cannot be used here: successive halving divides epochs.");
        foreach (SearchTrial trial in Draw())
            Of(trial).Validate();
    }

    /// <summary>
    /// All trials before they are run: the same for the same seed, and a larger number of trials starts with those of a smaller one.
    /// </summary>
    public ImmutableArray<SearchTrial> Draw()
    {
        var random = new RandomStream(Seed, RandomPurpose.Search);
        return
        [
            .. Enumerable.Range(1, Trials).Select(number => new SearchTrial(
                number, 1, [.. Choices.Select((choice, i) =>
                    (choice.Setting.Name, choice.Draw(random.Uniform(((ulong)number * 1024) + (ulong)i))))], null, 0)),
        ];
    }

    /// <summary>The experiment with the values of a trial.</summary>
    public Experiment Of(SearchTrial trial) =>
        trial.Values.Aggregate(Experiment, (experiment, value) => experiment.With(value.Setting, value.Value));

    /// <summary>Runs the remaining trials.</summary>
    /// <param name="journal">The trials that are done; each is added to it.</param>
    /// <param name="jobs">The number of trials that run at the same time, one thread each; the result does not depend on it.</param>
    /// <param name="progress">Gets the recipe as trial 0, and each finished trial, one call at a time.</param>
    /// <param name="communicator">
    /// The processes that share the trials, of which this is rank 0; the others <see cref="Assist"/>. Null for this one alone.
    /// </param>
    /// <param name="cancellation">Stops the search; it can be continued then.</param>
    /// <returns>The trials of the last round, the best first.</returns>
    /// <exception cref="OperationCanceledException">Somebody cancelled.</exception>
    public IReadOnlyList<SearchTrial> Run(SearchJournal journal, int? jobs = null, IProgress<SearchTrial>? progress = null,
        ICommunicator? communicator = null, CancellationToken cancellation = default)
    {
        if (journal.Recipe is null)
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            double? score = TrialRun.Measure(TrialRun.Measured(Experiment), null, isRecipe: true, cancellation);
            journal.Recipe = new SearchTrial(0, Rungs, [], score, Math.Round(clock.Elapsed.TotalSeconds, 3));
            progress?.Report(journal.Recipe);
        }

        ImmutableArray<SearchTrial> running = Draw();
        int? epochs = IsHalving ? TrialRun.Epochs(TrialRun.Measured(Of(running[0]))) : null;
        SearchTrial[] ranked = [];
        for (int rung = 1; rung <= Rungs; rung++)
        {
            int? share = epochs is int all ? Math.Max(1, (int)Math.Ceiling(all / Math.Pow(Keeps, Rungs - rung))) : null;
            Dictionary<int, SearchTrial> done = Done(rung);
            SearchTrial[] left = [.. running.Where(trial => !done.ContainsKey(trial.Number)).Select(trial => trial with { Rung = rung })];
            var ranks = new SearchRanks(this, jobs ?? Environment.ProcessorCount, communicator);
            ranks.Run(left, share, Keep, cancellation);
            done = Done(rung);
            ranked = [.. SearchTrial.Ranked(running.Select(trial => done[trial.Number]))];
            running = [.. ranked.Take((ranked.Length + Keeps - 1) / Keeps)];
        }

        return ranked;

        void Keep(SearchTrial trial)
        {
            journal.Add(trial);
            progress?.Report(trial);
        }

        Dictionary<int, SearchTrial> Done(int rung) =>
            journal.Trials.Where(trial => trial.Rung == rung).ToDictionary(trial => trial.Number);
    }

    /// <summary>The work of the ranks other than 0: they run their part of the trials until rank 0 is done.</summary>
    /// <param name="communicator">The processes; each has the same search.</param>
    /// <param name="jobs">The number of trials that run at the same time in this process.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="OperationCanceledException">Somebody cancelled.</exception>
    public void Assist(ICommunicator communicator, int? jobs = null, CancellationToken cancellation = default) =>
        new SearchRanks(this, jobs ?? Environment.ProcessorCount, communicator).Assist(cancellation);

    /// <summary>Trains one experiment and measures it on held-out rows, on one thread; nothing is saved.</summary>
    /// <param name="experiment">
    /// What is trained; a fifth of the rows is held out where it names no part for validation and no folds.
    /// </param>
    /// <param name="isRecipe">
    /// Whether it is trained as if those rows were not held out, so that candidates compete where they do so then.
    /// </param>
    /// <param name="cancellation">Stops after the current step.</param>
    /// <returns>Log-loss for classes, RMSE for numbers; null if training diverged.</returns>
    /// <exception cref="OperationCanceledException">Somebody cancelled.</exception>
    public static double? Score(Experiment experiment, bool isRecipe = true, CancellationToken cancellation = default) =>
        TrialRun.Measure(TrialRun.Measured(experiment), null, isRecipe, cancellation);

    /// <summary>The search as its folder keeps it.</summary>
    internal JsonObject ToJson() => new()
    {
        ["version"] = 2,
        ["experiment"] = ExperimentFile.Node(Experiment),
        ["try"] = new JsonObject(Choices.Select(choice => KeyValuePair.Create(choice.Setting.Name, (JsonNode?)choice.Text))),
        ["trials"] = Trials,
        ["rungs"] = Rungs,
        ["seed"] = Seed.ToString(CultureInfo.InvariantCulture),
    };
}
