using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Downhill.Experiments;

/// <summary>
/// Random search over settings of an experiment, and successive halving. Sources: J. Bergstra, Y. Bengio, "Random Search for
/// Hyper-Parameter Optimization", 2012; K. Jamieson, A. Talwalkar, "Non-stochastic Best Arm Identification", 2016.
/// </summary>
/// <param name="Experiment">What every trial has in common.</param>
/// <param name="Choices">What varies.</param>
/// <param name="Trials">How many trials there are.</param>
/// <param name="IsHalving">Whether all trials are trained for a ninth of the epochs, the best third for a third, and the best third of those for all.</param>
public sealed record Search(Experiment Experiment, ImmutableArray<SearchChoice> Choices, int Trials = Search.DefaultTrials, bool IsHalving = false)
{
    /// <summary>The number of trials where nobody chooses one.</summary>
    public const int DefaultTrials = 20;

    // A round keeps one of so many trials and trains it for so many times the epochs.
    private const int Keeps = 3;

    // The rows that trials are compared on where nobody says which.
    private const double EvaluationSet = 0.2;

    /// <summary>The number of rounds.</summary>
    public int Rungs => IsHalving ? 3 : 1;

    private ulong Seed => Experiment.Seed ?? 0;

    /// <summary>Throws where the search cannot be, before anything runs.</summary>
    public void Validate()
    {
        JsonObject node = ExperimentFile.Node(Experiment);
        if (Choices.IsEmpty)
            throw new DownhillException("A search needs something to vary, such as \"learning-rate=0.001..0.1\" or \"batch=16|32\".");
        if (Choices.GroupBy(choice => choice.Setting).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new DownhillException($"The search names '{twice.Key.Name}' twice; put all its values into one choice.");
        if (Choices.FirstOrDefault(choice => choice.Setting.Texts(node).Any()) is SearchChoice isFixed)
            throw new DownhillException($"The setting '{isFixed.Setting.Name}' is chosen{new Hint(isFixed.Setting.Setting!.Value)} and also varied; leave one of them out.");
        if (IsHalving && Experiment.Steps is not null)
            throw new DownhillException($"A largest number of steps{new Hint(Setting.Steps)} has no meaning here: halving shares out epochs.");
        foreach (SearchTrial trial in Draw())
            Of(trial).Validate();
    }

    /// <summary>All trials, not yet run: the same for the same seed, and more trials begin with those of fewer.</summary>
    public ImmutableArray<SearchTrial> Draw()
    {
        var random = new RandomStream(Seed, RandomPurpose.Search);
        return
        [
            .. Enumerable.Range(1, Trials).Select(number => new SearchTrial(
                number, 1, [.. Choices.Select((choice, i) => (choice.Setting.Name, choice.Draw(random.Uniform(((ulong)number * 1024) + (ulong)i))))], null, 0)),
        ];
    }

    /// <summary>The experiment with the values of a trial.</summary>
    public Experiment Of(SearchTrial trial) => trial.Values.Aggregate(Experiment, (experiment, value) => experiment.With(value.Setting, value.Value));

    /// <summary>Runs the trials that are left.</summary>
    /// <param name="journal">The trials that are done; each is added to it.</param>
    /// <param name="jobs">How many trials run at the same time, one thread each; the result does not depend on it.</param>
    /// <param name="progress">Told of each trial that is done, one at a time.</param>
    /// <param name="cancellation">Stops the search; it can be continued then.</param>
    /// <returns>The trials of the last round, the best first.</returns>
    /// <exception cref="OperationCanceledException">Somebody cancelled.</exception>
    public IReadOnlyList<SearchTrial> Run(SearchJournal journal, int? jobs = null, IProgress<SearchTrial>? progress = null, CancellationToken cancellation = default)
    {
        ImmutableArray<SearchTrial> running = Draw();
        int? epochs = IsHalving ? TrialRun.Epochs(Measured(running[0])) : null;
        SearchTrial[] ranked = [];
        for (int rung = 1; rung <= Rungs; rung++)
        {
            int? share = epochs is int all ? Math.Max(1, (int)Math.Ceiling(all / Math.Pow(Keeps, Rungs - rung))) : null;
            Dictionary<int, SearchTrial> done = Done(rung);
            SearchTrial[] left = [.. running.Where(trial => !done.ContainsKey(trial.Number)).Select(trial => trial with { Rung = rung })];
            Run(left, share, journal, jobs ?? Environment.ProcessorCount, progress, cancellation);
            done = Done(rung);
            ranked = [.. SearchTrial.Ranked(running.Select(trial => done[trial.Number]))];
            running = [.. ranked.Take((ranked.Length + Keeps - 1) / Keeps)];
        }

        return ranked;

        Dictionary<int, SearchTrial> Done(int rung) => journal.Trials.Where(trial => trial.Rung == rung).ToDictionary(trial => trial.Number);
    }

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

    private void Run(SearchTrial[] left, int? epochs, SearchJournal journal, int jobs, IProgress<SearchTrial>? progress, CancellationToken cancellation)
    {
        var gate = new Lock();
        try
        {
            Parallel.ForEach(left, new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellation }, trial =>
            {
                var clock = System.Diagnostics.Stopwatch.StartNew();
                double? score = TrialRun.Measure(Measured(trial), epochs, cancellation);
                SearchTrial measured = trial with { Score = score, Seconds = Math.Round(clock.Elapsed.TotalSeconds, 3) };
                journal.Add(measured);
                lock (gate)
                    progress?.Report(measured);
            });
        }
        catch (AggregateException error) when (error.Flatten().InnerExceptions is var inner)
        {
            if (inner.FirstOrDefault(one => one is not OperationCanceledException) is Exception first)
                throw first is DownhillException known ? new DownhillException(known.Text, first) : first;
            throw new OperationCanceledException(cancellation);
        }
    }

    // With rows to compare trials on.
    private Experiment Measured(SearchTrial trial)
    {
        Experiment experiment = Of(trial);
        return experiment.Validation is null && experiment.Folds is null ? experiment with { Validation = EvaluationSet } : experiment;
    }
}
