using System.Diagnostics;
using Downhill.Serving;

namespace Downhill.Fuzzing;

/// <summary>An input that a reader does not treat as it should.</summary>
/// <param name="Input">The input.</param>
/// <param name="What">What happened.</param>
internal sealed record Find(byte[] Input, string What);

/// <summary>What a run of a target came to.</summary>
/// <param name="Inputs">How many inputs were read.</param>
/// <param name="Refused">How many of them were refused in words.</param>
/// <param name="Kept">How many did something new.</param>
/// <param name="Branches">How many branches were seen; 0 where assemblies are not instrumented.</param>
/// <param name="Endings">In how many different ways inputs ended.</param>
/// <param name="Finds">One input of each kind that was not treated as it should be.</param>
internal sealed record FuzzResult(long Inputs, long Refused, int Kept, int Branches, int Endings, IReadOnlyList<Find> Finds);

/// <summary>Gives a reader one damaged input after the other, and goes on from those that do something new.</summary>
internal sealed class FuzzRun(Target target, int seed)
{
    // An input has at most 16 KiB: whoever takes more memory for it, or more time, believes a size that it declares.
    private const long MaxBytes = 64L << 20;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);

    private readonly Random random = new(seed);
    private readonly Coverage coverage = new();
    private readonly List<byte[]> corpus = [];
    private readonly Dictionary<string, Find> finds = [];
    private long inputs, refused;
    private byte[] current = [];
    private long started;

    /// <summary>Runs for a time, but reads some inputs at least and others at most.</summary>
    public FuzzResult Run(TimeSpan time, long least = 0, long most = long.MaxValue)
    {
        var mutator = new Mutator(target, random);
        var clock = Stopwatch.StartNew();
        using var watch = new Timer(_ => Watch(), null, MaxTime, MaxTime / 5);
        foreach (byte[] sound in target.Seeds)
        {
            Try(sound);
            corpus.Add(sound);
        }

        while ((clock.Elapsed < time || inputs < least) && inputs < most)
        {
            // Half of the time one of those that came last.
            byte[] parent = random.Next(2) == 0
                ? corpus[random.Next(corpus.Count)]
                : corpus[Math.Max(0, corpus.Count - 1 - random.Next(32))];
            byte[] damaged = mutator.Damage(parent, corpus[random.Next(corpus.Count)]);
            if (Try(damaged))
                corpus.Add(damaged);
        }

        Volatile.Write(ref started, 0);
        return new FuzzResult(inputs, refused, corpus.Count, coverage.Branches, coverage.Endings, [.. finds.Values]);
    }

    /// <summary>What is wrong with how an input is read; null where nothing is.</summary>
    public static string? Check(Target target, byte[] input, out string ending)
    {
        long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
        string? wrong = null;
        try
        {
            target.Read(input);
            ending = "read";
        }
        catch (Exception error) when (error is DownhillException or RequestException)
        {
            ending = Place(error);
            if (error is DownhillException && error.Message.Any(char.IsControl))
                wrong = $"A message has control characters: {error.Message}";
        }
        catch (Exception error)
        {
            ending = $"{error.GetType().Name} {Place(error)}";
            wrong = $"{error.GetType().Name}: {error.Message} {Place(error)}";
        }

        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        if (taken > MaxBytes)
            wrong ??= $"{taken >> 20} MiB are taken for {input.Length} bytes: {ending}";
        if (Stopwatch.GetElapsedTime(start) > MaxTime)
            wrong ??= $"Reading takes longer than {MaxTime.TotalSeconds} s: {ending}";
        return wrong;
    }

    // Where an error was thrown in this project's code: two errors of one place are of one kind.
    private static string Place(Exception error)
    {
        StackFrame? frame = new StackTrace(error, fNeedFileInfo: false).GetFrames()
            .FirstOrDefault(one => one.GetMethod()?.DeclaringType?.Namespace?.StartsWith("Downhill", StringComparison.Ordinal) == true);
        return frame is null
            ? string.Empty
            : $"{frame.GetMethod()!.DeclaringType!.FullName}.{frame.GetMethod()!.Name}+{frame.GetILOffset()}";
    }

    private bool Try(byte[] input)
    {
        inputs++;
        current = input;
        Volatile.Write(ref started, Stopwatch.GetTimestamp());
        Coverage.Start();
        string? wrong = Check(target, input, out string ending);
        refused += wrong is null && ending != "read" ? 1 : 0;
        if (wrong is not null)
            finds.TryAdd(ending, new Find(input, wrong));
        return coverage.IsNew(ending);
    }

    // A reader that never comes back cannot be stopped; what it reads is written down.
    private void Watch()
    {
        long since = Volatile.Read(ref started);
        if (since == 0 || Stopwatch.GetElapsedTime(since) < 4 * MaxTime)
            return;
        string path = Path.Combine(Path.GetTempPath(), $"hang-{target.Name}.bin");
        File.WriteAllBytes(path, current);
        Environment.FailFast($"{target.Name} hangs on {path}.");
    }
}
