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
            Console.Error.WriteLine("memory takes a network, a batch size, sgd or adam, threads and steps: memory 784-128-10 32 adam 1 100000.");
            return 2;
        }

        int[] sizes = [.. arguments[0].Split('-').Select(int.Parse)];
        int batch = int.Parse(arguments[1]), threads = int.Parse(arguments[3]), steps = int.Parse(arguments[4]);
        var model = new Model([sizes[0]], [.. sizes.Skip(1).SelectMany((outputs, i) => i == 0 ? (Layer[])[new Linear(outputs)] : [new Relu(), new Linear(outputs)])]);
        Optimizer optimizer = arguments[2] == "adam" ? new Adam(1e-9) : new Sgd(1e-9);
        var trainer = new Trainer<float>(new Network<float>(model), RandomRows(sizes, batch), new TrainingOptions(new SoftmaxCrossEntropy(), optimizer, batch), threads);
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
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""{"steps": {{steps}}, "bytesPerStep": {{perStep}}, "collections": {{collected}}}"""));
        return 0;
    }

    private static int Collections() => Enumerable.Range(0, GC.MaxGeneration + 1).Sum(GC.CollectionCount);

    private static Dataset RandomRows(int[] sizes, int rows)
    {
        var bytes = new byte[rows * sizes[0]];
        new Random(0).NextBytes(bytes);
        Targets targets = Targets.FromLabels([.. Enumerable.Range(0, rows).Select(row => row % sizes[^1])], [.. Enumerable.Range(0, sizes[^1]).Select(i => $"{i}")]);
        return new Dataset("random rows", [sizes[0]], Samples.From(bytes, sizes[0]).Standardize([0], [255]), targets);
    }
}
