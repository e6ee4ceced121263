using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>
/// <c>downhill tune DATA --try …</c>: random search, and successive halving. Sources: J. Bergstra, Y. Bengio, "Random Search for
/// Hyper-Parameter Optimization", 2012; K. Jamieson, A. Talwalkar, "Non-stochastic Best Arm Identification", 2016.
/// </summary>
internal static class TuneCommand
{
    private const int DefaultTrials = 20;

    // A round keeps one of so many trials and trains it for so many times the epochs.
    private const int Halving = 3;

    private const int Rungs = 3;

    public static Command Create(Terminal terminal, Func<CancellationToken> begin)
    {
        Option<string[]> tries = Options.Names("--try", "CHOICE", "An option to vary and its values: \"batch=16|32\", or a range \"learning-rate=0.001..0.1\"");
        Option<int?> trials = Options.Whole("--trials", $"How many trials (default: {DefaultTrials})", 1, 100_000);
        Option<int?> jobs = Options.Whole("--jobs", "How many trials at the same time, one thread each; the result does not depend on it (default: all processors)", 1, 1024);
        var halving = new Option<bool>("--halving") { Description = $"Successive halving: all trials for a ninth of the epochs, the best third for a third of them, the best third of those for all" };
        Option<string?> page = Options.Text("--html", "FILE", "The same as --out FILE.html; old");
        page.Hidden = true;
        Command command = TrainCommand.Define("tune", "Search for better options: random search over those named by --try; takes what train does, and goes on where it stopped", terminal, (parsed, request) =>
        {
            HashSet<Option> own = [tries, trials, jobs, halving, page];
            Options.RefuseIdle(
                (request.Overwrite, "--overwrite", "a search never replaces another; choose another --out"),
                (request.Wishes.Steps is not null && parsed.GetValue(halving), "--steps", "--halving shares out epochs"));
            Command train = TrainCommand.Define("train", string.Empty, terminal, (_, _) => 0);
            ImmutableArray<TuneChoice> choices = [.. (parsed.GetValue(tries) ?? []).Select(text => TuneChoice.Parse(text, train))];
            if (choices.IsEmpty)
                throw new DownhillException("A search needs something to vary: --try \"learning-rate=0.001..0.1\" --try \"batch=16|32\".");
            if (choices.GroupBy(choice => choice.Option).FirstOrDefault(group => group.Count() > 1) is { } twice)
                throw new DownhillException($"--try names '{twice.Key[2..]}' twice; put all its values into one.");
            ImmutableArray<string> words = [.. Words(parsed, own)];
            if (choices.FirstOrDefault(choice => words.Contains(choice.Option)) is TuneChoice fixedToo)
                throw new DownhillException($"{fixedToo.Option} is given and also varied by --try; leave one of them out.");
            var search = new TuneSearch(choices, words, parsed.GetValue(trials) ?? DefaultTrials, parsed.GetValue(halving) ? Rungs : 1, Halving, request.Wishes.Seed);
            string? file = request.Out is string named && DocumentFile.IsOne(named) ? named : null; // else it names the folder of the search
            if (parsed.GetValue(page) is string old)
                file = DocumentFile.Named(file, old, terminal);
            return Run(search, file is not null && file == request.Out ? request with { Out = null } : request, parsed.GetValue(jobs) ?? Environment.ProcessorCount, file, terminal, begin());
        });
        foreach (Option option in (Option[])[tries, trials, halving, jobs, page])
            command.Add(option);
        return command;
    }

    private static int Run(TuneSearch search, TrainRequest request, int jobs, string? page, Terminal terminal, CancellationToken cancellation)
    {
        string folder = request.Out ?? Path.Combine("runs", $"tune-{Path.GetFileNameWithoutExtension(request.Sources[0])}");
        foreach (TuneTrial trial in search.Draw())
            TrainCommand.Read(search.Words(trial), terminal); // words that train would refuse, before anything runs
        var journal = TuneJournal.Open(folder, search.ToJson());
        if (journal.Trials.Count > 0)
            terminal.Error.WriteLine($"going on with the search in {folder}: {journal.Trials.Count:N0} done");
        var silent = new Terminal(TextWriter.Null, TextWriter.Null, TextReader.Null);
        int? epochs = search.Rungs == 1 ? null : TuneTrial.Epochs(search.Request(search.Draw()[0], silent), silent);
        ImmutableArray<TuneTrial> running = search.Draw();
        for (int rung = 1; rung <= search.Rungs; rung++)
        {
            int? share = epochs is int all ? Math.Max(1, (int)Math.Ceiling(all / Math.Pow(Halving, search.Rungs - rung))) : null;
            var done = journal.Trials.Where(trial => trial.Rung == rung).ToDictionary(trial => trial.Number);
            Work([.. running.Where(trial => !done.ContainsKey(trial.Number)).Select(trial => trial with { Rung = rung })], share);
            done = journal.Trials.Where(trial => trial.Rung == rung).ToDictionary(trial => trial.Number);
            running = [.. TuneSearch.Ranked(running.Select(trial => done[trial.Number])).Take((running.Length + Halving - 1) / Halving)];
        }

        return TuneView.Finish(search, journal, folder, request, page, terminal);

        void Work(IReadOnlyList<TuneTrial> left, int? share)
        {
            try
            {
                Parallel.ForEach(left, new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellation }, trial =>
                {
                    var clock = Stopwatch.StartNew();
                    double? score = TuneTrial.Measure(search.Request(trial, silent), silent, share, cancellation);
                    TuneTrial measured = trial with { Score = score, Seconds = Math.Round(clock.Elapsed.TotalSeconds, 3) };
                    journal.Add(measured);
                    TuneView.Tell(terminal, measured, search);
                });
            }
            catch (AggregateException error) when (error.Flatten().InnerExceptions is var inner)
            {
                if (inner.FirstOrDefault(one => one is not OperationCanceledException) is Exception first)
                    throw first is DownhillException told ? new DownhillException(told.Text, first) : first;
                throw new OperationCanceledException(cancellation);
            }
        }
    }

    // What was said to train: everything but the search's own options, and what says where and how to print.
    private static IEnumerable<string> Words(ParseResult parsed, HashSet<Option> own)
    {
        foreach (SymbolResult part in parsed.CommandResult.Children)
        {
            if (part is ArgumentResult argument)
            {
                foreach (Token token in argument.Tokens)
                    yield return token.Value;
            }
            else if (part is OptionResult { Implicit: false } option && !own.Contains(option.Option) && option.Option.Name is not ("--out" or "--json" or "--quiet" or "--threads"))
            {
                if (option.Tokens.Count == 0)
                    yield return option.Option.Name;
                foreach (Token token in option.Tokens)
                {
                    yield return option.Option.Name;
                    yield return token.Value;
                }
            }
        }
    }
}

/// <summary>A search as it was asked for.</summary>
internal sealed record TuneSearch(ImmutableArray<TuneChoice> Choices, ImmutableArray<string> Train, int Trials, int Rungs, int Keeps, ulong Seed)
{
    private const string EvaluationSet = "0.2";

    /// <summary>All trials, not yet run: the same for the same seed, and more trials begin with those of fewer.</summary>
    public ImmutableArray<TuneTrial> Draw()
    {
        var random = new RandomStream(Seed, RandomPurpose.Search);
        return
        [
            .. Enumerable.Range(1, Trials).Select(number => new TuneTrial(
                number, 1, [.. Choices.Select((choice, i) => (choice.Option, choice.Draw(random.Uniform(((ulong)number * 1024) + (ulong)i))))], null, 0)),
        ];
    }

    /// <summary>The best first; those that diverged last, and equals by number.</summary>
    public static IOrderedEnumerable<TuneTrial> Ranked(IEnumerable<TuneTrial> trials) =>
        trials.OrderBy(trial => trial.Score ?? double.PositiveInfinity).ThenBy(trial => trial.Number);

    /// <summary>The words of <c>train</c> that make a trial.</summary>
    public ImmutableArray<string> Words(TuneTrial trial) => [.. Train, .. trial.Values.SelectMany(value => (string[])[value.Option, value.Value])];

    /// <summary>The request of a trial: on one thread, and with rows to judge by where the user did not say which.</summary>
    public TrainRequest Request(TuneTrial trial, Terminal terminal)
    {
        TrainRequest request = TrainCommand.Read([.. Words(trial), "--threads", "1"], terminal);
        return request.Validation is null && request.Folds is null ? request with { Validation = EvaluationSet } : request;
    }

    /// <summary>The search as its folder keeps it.</summary>
    public JsonObject ToJson() => new()
    {
        ["version"] = 1,
        ["train"] = new JsonArray([.. Train.Select(word => (JsonNode)word)]),
        ["try"] = new JsonObject(Choices.Select(choice => KeyValuePair.Create(choice.Option[2..], (JsonNode?)choice.Text))),
        ["trials"] = Trials,
        ["rungs"] = Rungs,
        ["seed"] = Seed.ToString(CultureInfo.InvariantCulture),
    };
}
