using System.Diagnostics;

namespace Downhill.Cli;

/// <summary>Times work that is repeated: until it has become as fast as it gets, then in rounds whose median counts.</summary>
internal static class BenchClock
{
    private const int Rounds = 15;

    // The just-in-time compiler improves what has been called 30 times, twice, a tenth of a second after it last found something new.
    private const int MinCalls = 100;
    private const double MinWarmUp = 0.6, LongestWarmUp = 10, Slice = 0.005, Faster = 0.97;

    /// <summary>The median time of one run, in seconds.</summary>
    /// <param name="work">What is timed.</param>
    /// <param name="seconds">How long to measure, after warming up; where it is very short the warming up is too.</param>
    /// <param name="progress">Told how far it is, from 0 to 1.</param>
    /// <param name="cancellation">Ends it with an exception.</param>
    public static double Measure(BenchWork work, double seconds, Action<double> progress, CancellationToken cancellation)
    {
        double once = WarmUp(work, Math.Min(MinWarmUp, 12 * seconds), progress, cancellation);
        int times = Times(seconds / Rounds, once);
        var medians = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            medians[round] = Time(work, times);
            progress(0.5 + (0.5 * (round + 1) / Rounds));
        }

        medians.Sort();
        return medians[Rounds / 2];
    }

    private static double WarmUp(BenchWork work, double least, Action<double> progress, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        double once = Time(work, 1), best = once, improved = 0, elapsed = 0;
        for (int calls = 1; (calls < MinCalls || elapsed < least || elapsed < improved + (least / 2)) && elapsed < LongestWarmUp; calls++)
        {
            cancellation.ThrowIfCancellationRequested();
            once = Time(work, Times(Math.Min(Slice, least / MinCalls), once));
            elapsed = clock.Elapsed.TotalSeconds;
            if (once < best * Faster)
                improved = elapsed;
            best = Math.Min(best, once);
            progress(0.5 * Math.Min(1, Math.Min(calls / (double)MinCalls, elapsed / least)));
        }

        return best;
    }

    private static int Times(double seconds, double once) => (int)Math.Clamp(seconds / once, 1, 100_000_000);

    private static double Time(BenchWork work, int times)
    {
        long start = Stopwatch.GetTimestamp();
        work.Run(times);
        return Math.Max(Stopwatch.GetElapsedTime(start).TotalSeconds, 1e-9) / times;
    }
}
