using System.Diagnostics;
using System.Globalization;

namespace Downhill.Benchmarks;

/// <summary>What a training step leaves for the garbage collector: <c>memory 784-128-10 32 adam 1 100000</c>.</summary>
internal static class MemoryReport
{
    // Until the just-in-time compiler has had its turns.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>Trains for so many steps and prints JSON: bytes allocated per step by all threads, and collections.</summary>
    public static int Run(string[] arguments)
    {
        if (arguments.Length != 5)
        {
            Console.Error.WriteLine("memory takes a network, a batch size, sgd or adam, threads and steps: "
                + "memory 784-128-10 32 adam 1 100000.");
            return 2;
        }

        int[] sizes = [.. arguments[0].Split('-').Select(int.Parse)];
        int batch = int.Parse(arguments[1]), threads = int.Parse(arguments[3]), steps = int.Parse(arguments[4]);
        Trainer<float> trainer = RandomTraining.New(sizes, batch, arguments[2], threads);
        int[] rows = [.. Enumerable.Range(0, batch)];
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < WarmUp)
            trainer.StepOn(rows);

        int collections = Collections();
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < steps; i++)
            trainer.StepOn(rows);
        double perStep = (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)steps;
        int collected = Collections() - collections;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $$"""{"steps": {{steps}}, "bytesPerStep": {{perStep}}, "collections": {{collected}}}"""));
        return 0;
    }

    private static int Collections() => Enumerable.Range(0, GC.MaxGeneration + 1).Sum(GC.CollectionCount);
}
