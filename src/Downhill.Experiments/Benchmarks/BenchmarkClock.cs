namespace Downhill.Experiments;

/// <summary>Times work that is repeated: first until it is no longer getting faster, then in rounds, of which the median counts.</summary>
internal static class BenchmarkClock
{
    private const int Rounds = 15;

    // The just-in-time compiler improves a method twice: each time after 30 calls, and a tenth of a second after its last new method.
    private const int MinCalls = 100;
    private const double MinWarmUp = 0.6, LongestWarmUp = 10, Slice = 0.005, Faster = 0.97;

    /// <summary>The median time of one run, in seconds.</summary>
    /// <param name="work">The work.</param>
    /// <param name="seconds">The measuring time after the warm-up; a very short time makes the warm-up short too.</param>
    /// <param name="progress">Gets the finished share, from 0 to 1.</param>
    /// <param name="cancellation">Stops the measurement with an exception.</param>
    /// <param name="clock">The clock; by default the system's.</param>
    public static double Measure(
        BenchmarkWork work, double seconds, IProgress<double>? progress, CancellationToken cancellation, TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        double once = WarmUp(work, Math.Min(MinWarmUp, 12 * seconds), progress, clock, cancellation);
        int times = Times(seconds / Rounds, once);
        var medians = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            medians[round] = Time(work, times, clock);
            progress?.Report(0.5 + (0.5 * (round + 1) / Rounds));
        }

        medians.Sort();
        return medians[Rounds / 2];
    }

    private static double WarmUp(
        BenchmarkWork work, double least, IProgress<double>? progress, TimeProvider clock, CancellationToken cancellation)
    {
        long start = clock.GetTimestamp();
        double once = Time(work, 1, clock), best = once, improved = 0, elapsed = 0;
        for (int calls = 1; (calls < MinCalls || elapsed < least || elapsed < improved + (least / 2)) && elapsed < LongestWarmUp; calls++)
        {
            cancellation.ThrowIfCancellationRequested();
            once = Time(work, Times(Math.Min(Slice, least / MinCalls), once), clock);
            elapsed = clock.GetElapsedTime(start).TotalSeconds;
            if (once < best * Faster)
                improved = elapsed;
            best = Math.Min(best, once);
            progress?.Report(0.5 * Math.Min(1, Math.Min(calls / (double)MinCalls, elapsed / least)));
        }

        return best;
    }

    private static int Times(double seconds, double once) => (int)Math.Clamp(seconds / once, 1, 100_000_000);

    private static double Time(BenchmarkWork work, int times, TimeProvider clock)
    {
        long start = clock.GetTimestamp();
        work.Run(times);
        return Math.Max(clock.GetElapsedTime(start).TotalSeconds, 1e-9) / times;
    }
}
