using Downhill.Mpi;

namespace Downhill.Tests;

/// <summary>What a training step of a rank allocates under mpirun: this assembly as a program prints a line for each rank.</summary>
internal static class RankAllocations
{
    private const int Rows = 64, Width = 20, Steps = 100;

    /// <summary>Trains on all ranks, and prints how many bytes the steps allocated on this one, with all of its messages.</summary>
    public static int Print()
    {
        MpiCommunicator ranks = MpiCommunicator.Join()!;
        Dataset data = Examples.Data(Rows, Width, Width, new MeanSquaredError());
        var network = new Network<float>(Examples.Model($"linear 30, batch-norm, tanh, linear {Width}", Width));
        var options = new TrainingOptions(new MeanSquaredError(), new Adam(1e-4), BatchSize: 0, Shards: 4);
        var trainer = new Trainer<float>(network, data, options, threads: 1, ranks);
        int[] rows = [.. Enumerable.Range(0, Rows)];
        Train();
        long least = long.MaxValue; // the runtime itself makes something now and then
        for (int attempt = 0; attempt < 5; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Train();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Environment.SetEnvironmentVariable("TERM", "dumb"); // for the console of .NET, which mpirun gives a terminal
        Console.Out.Write($"rank {ranks.Rank} of {ranks.Ranks}: {least} bytes\n");
        MpiCommunicator.Leave();
        return 0;

        void Train()
        {
            for (int step = 0; step < Steps; step++)
                trainer.StepOn(rows);
        }
    }
}
