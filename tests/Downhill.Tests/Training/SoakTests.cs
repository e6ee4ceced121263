using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace Downhill.Tests;

/// <summary>
/// Memory, handles and threads stay where they are, however often a process trains, measures, saves and restores. DOWNHILL_SOAK_MINUTES
/// says how long.
/// </summary>
[Collection("alone")]
public sealed class SoakTests(ITestOutputHelper output) : IDisposable
{
    private const long MaxGrowth = 1 << 20;

    private readonly CliFolder folder = new();
    private readonly Dataset data = Examples.Data(200, 20, 3), watched = Examples.Data(50, 20, 3);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Nothing_grows()
    {
        double minutes = double.Parse(Environment.GetEnvironmentVariable("DOWNHILL_SOAK_MINUTES") ?? "0.03", CultureInfo.InvariantCulture);
        for (int round = 0; round < 10; round++)
            Round();
        State first = Now(), last = first;
        var clock = Stopwatch.StartNew();
        int rounds = 0;
        for (; clock.Elapsed.TotalMinutes < minutes || rounds < 10; rounds++)
        {
            Round();
            if (rounds % 100 != 0)
                continue;
            last = Now();
            Require(first, last);
        }

        last = Now();
        Require(first, last);
        output.WriteLine($"{rounds} rounds in {clock.Elapsed.TotalSeconds:F0} s: {first}, then {last}");
    }

    private static void Require(State first, State last)
    {
        Assert.True(last.Memory < first.Memory + MaxGrowth, $"{first}, then {last}");
        Assert.True(last.Handles <= first.Handles + 4, $"{first}, then {last}");
        Assert.True(last.Threads <= first.Threads + 8, $"{first}, then {last}"); // the runtime's own come and go
    }

    private static State Now()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        using var process = Process.GetCurrentProcess();
        int handles = Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : process.HandleCount;
        return new State(GC.GetTotalMemory(forceFullCollection: true), handles, process.Threads.Count);
    }

    private void Round()
    {
        var options = new TrainingOptions(new MeanSquaredError(), new Adam(), Epochs: 3, Patience: 2, AverageDecay: 0.9);
        var checkpoints = new Checkpoints(folder.Path) { Interval = TimeSpan.FromMilliseconds(20) };
        var trainer = new Trainer<float>(New(), data, options, threads: 2) { Checkpoints = checkpoints };
        trainer.Train(watched);
        var other = new Trainer<float>(New(), data, options, threads: 2);
        other.Restore(checkpoints.Latest(_ => { }));
        other.Train(watched);
        Assert.Equal(trainer.Network.Parameters.Span, other.Network.Parameters.Span);
        ModelFile.Save(folder["model.safetensors"], trainer.Network, Preprocessing.None(), options);
        new Evaluator<float>(ModelFile.Open(folder["model.safetensors"]).Load<float>(), watched, options.Loss).Evaluate();
        using RunFolder run = RunFolder.Create(folder["run"], overwrite: true);
    }

    private static Network<float> New() => new(Examples.Model("linear 64, batch-norm, relu, dropout, linear 3", 20));

    private sealed record State(long Memory, int Handles, int Threads);
}
