using System.Diagnostics;
using System.Globalization;
using Downhill.Mpi;

namespace Downhill.Benchmarks;

/// <summary>
/// How long a step takes on several ranks, and how much of it goes to and fro: <c>mpirun -n 2 dotnet Downhill.Benchmarks.dll ranks
/// 784-1024-1024-10 256 sgd 2 1 200</c>. Without mpirun it is one process.
/// </summary>
internal static class RanksReport
{
    private const int WarmUpSteps = 10, Exchanges = 50;

    private static readonly int[] Sizes = [8, 1 << 10, 1 << 14, 1 << 18, 1 << 20, 1 << 22];

    /// <summary>
    /// Trains for so many steps and prints JSON on rank 0: the least and the median of a step, of its communication, and of exchanges
    /// between two ranks.
    /// </summary>
    public static int Run(string[] arguments)
    {
        if (arguments.Length != 6)
        {
            Console.Error.WriteLine("ranks takes a network, a batch size, sgd or adam, shards, threads of a rank and steps: "
                + "ranks 784-1024-1024-10 256 sgd 2 1 200.");
            return 2;
        }

        int[] sizes = [.. arguments[0].Split('-').Select(int.Parse)],
            numbers = [int.Parse(arguments[1]), .. arguments[3..].Select(int.Parse)];
        (int batch, int shards, int threads, int steps) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        MpiCommunicator? ranks = MpiCommunicator.Join();
        TimedCommunicator? timed = ranks is null ? null : new TimedCommunicator(ranks);
        Trainer<float> trainer = RandomTraining.New(sizes, batch, arguments[2], threads, shards, timed);
        int[] rows = [.. Enumerable.Range(0, batch)];
        List<double> times = [], communication = [];
        for (int step = -WarmUpSteps; step < steps; step++)
        {
            if (timed is not null)
                timed.Ticks = timed.Bytes = 0;
            long start = Stopwatch.GetTimestamp();
            trainer.StepOn(rows);
            if (step >= 0)
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (step >= 0 && timed is not null)
                communication.Add(timed.Ticks * 1e3 / Stopwatch.Frequency);
        }

        string exchanges = ranks is null ? string.Empty : string.Join(", ", Sizes.Select(size => $"\"{size}\": {Exchange(ranks, size)}"));
        if (ranks is null or { Rank: 0 })
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"ranks": {{ranks?.Ranks ?? 1}}, "shards": {{shards}}, "threads": {{threads}}, "step": {{Times(times)}}, "communication": {{Times(communication)}}, "bytesSent": {{timed?.Bytes ?? 0}}, "exchanges": { {{exchanges}} } }"""));
        }

        if (ranks is not null)
            MpiCommunicator.Leave();
        return 0;
    }

    // Milliseconds for the first two ranks to give each other so many bytes.
    private static string Exchange(MpiCommunicator ranks, int size)
    {
        byte[] own = GC.AllocateArray<byte>(size, pinned: true), other = GC.AllocateArray<byte>(size, pinned: true);
        List<double> times = [];
        for (int i = 0; i < Exchanges && ranks.Rank < 2; i++)
        {
            long start = Stopwatch.GetTimestamp();
            ranks.Send(own, 1 - ranks.Rank);
            ranks.Receive(other, 1 - ranks.Rank);
            ranks.Complete();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Times(times);
    }

    private static string Times(List<double> milliseconds)
    {
        milliseconds.Sort();
        return milliseconds.Count == 0
            ? "null"
            : string.Create(CultureInfo.InvariantCulture,
                $$"""{"least": {{milliseconds[0]:G5}}, "median": {{milliseconds[milliseconds.Count / 2]:G5}}}""");
    }

    // Counts what a rank sends, and the time it spends on sending, receiving and waiting for the others.
    private sealed class TimedCommunicator(ICommunicator next) : ICommunicator
    {
        public long Ticks { get; set; }

        public long Bytes { get; set; }

        public int Rank => next.Rank;

        public int Ranks => next.Ranks;

        public void Send(ReadOnlySpan<byte> bytes, int to)
        {
            long start = Stopwatch.GetTimestamp();
            next.Send(bytes, to);
            Bytes += bytes.Length;
            Ticks += Stopwatch.GetTimestamp() - start;
        }

        public void Receive(Span<byte> bytes, int from) => next.Receive(bytes, from);

        public void Complete()
        {
            long start = Stopwatch.GetTimestamp();
            next.Complete();
            Ticks += Stopwatch.GetTimestamp() - start;
        }

        public void Broadcast(Span<byte> bytes) => next.Broadcast(bytes);
    }
}
