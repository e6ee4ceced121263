using Downhill.Experiments;

namespace Downhill.Tests;

/// <summary>The time of repeated work, by a clock that only the work moves.</summary>
public sealed class BenchmarkClockTests
{
    // A run takes 0.2 ms, so each of the 15 rounds of 0.15 s in all is 50 runs; in six rounds of fifteen a run takes ten times as long.
    // The warm-up takes 100 calls at least; its slices are of 5 ms, 25 runs.
    [Fact]
    public void The_median_round_tells_the_time_of_one_run()
    {
        var work = new Waiting();
        var reports = new Reports<double>();

        double once = BenchmarkClock.Measure(work, 0.15, reports, CancellationToken.None, work.Clock);
        List<double> told = reports.All;

        Assert.Equal(0.0002, once, 1e-9);
        Assert.Equal(Enumerable.Repeat(50, 15), work.Runs[^15..]);
        Assert.Equal(25, work.Runs[^16]);
        Assert.InRange(work.Runs.Count, 100 + 15, 1000);
        Assert.Equal(told.Order(), told);
        Assert.Equal([.. Enumerable.Range(1, 15).Select(round => 0.5 + (round / 30.0))], told[^15..], (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.True(told[^16] <= 0.5);
    }

    [Fact]
    public void A_benchmark_stops_when_it_is_told_to() => Assert.Throws<OperationCanceledException>(
        () => BenchmarkClock.Measure(new Waiting(), 0.15, null, new CancellationToken(canceled: true), new ManualClock()));

    private sealed class Waiting : BenchmarkWork
    {
        private int rounds;

        public ManualClock Clock { get; } = new();

        public List<int> Runs { get; } = [];

        public override void Run(int times)
        {
            Runs.Add(times);
            bool isSlow = times == 50 && ++rounds % 5 is 1 or 2;
            Clock.Ticks += times * (isSlow ? 20_000 : 2_000);
        }
    }

    // Ticks of 100 ns.
    private sealed class ManualClock : TimeProvider
    {
        public long Ticks { get; set; }

        public override long TimestampFrequency => 10_000_000;

        public override long GetTimestamp() => Ticks;
    }
}
