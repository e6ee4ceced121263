using System.Diagnostics;
using Downhill.Experiments;

namespace Downhill.Tests;

/// <summary>The time of repeated work, against work whose time is known.</summary>
public sealed class BenchmarkClockTests
{
    // A run takes 0.2 ms, so 15 rounds of 0.15 s are 50 runs each; in six rounds of fifteen it takes ten times as long.
    [Fact]
    public void The_median_round_tells_the_time_of_one_run()
    {
        var work = new Waiting();
        var told = new List<double>();

        double once = BenchmarkClock.Measure(work, 0.15, new Told(told), CancellationToken.None);

        Assert.InRange(once, 0.0002, 0.0015); // a slow round would say 0.002, a whole one 0.01
        Assert.Equal(told.Order(), told);
        Assert.Equal([.. Enumerable.Range(1, 15).Select(round => 0.5 + (round / 30.0))], told[^15..], (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.True(told.Count > 15 && told[^16] <= 0.5);
    }

    [Fact]
    public void A_benchmark_stops_when_it_is_told_to() => Assert.Throws<OperationCanceledException>(
        () => BenchmarkClock.Measure(new Waiting(), 0.15, null, new CancellationToken(canceled: true)));

    // The rounds are the last calls, all of as many runs; the warm-up has shorter ones.
    private sealed class Waiting : BenchmarkWork
    {
        private int rounds;

        public override void Run(int times)
        {
            bool isSlow = times >= 40 && ++rounds % 5 is 1 or 2;
            long start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < times * (isSlow ? 0.002 : 0.0002))
            {
            }
        }
    }

    private sealed class Told(List<double> shares) : IProgress<double>
    {
        public void Report(double value) => shares.Add(value);
    }
}
