using System.Diagnostics;
using System.Globalization;

namespace Downhill.Benchmarks;

/// <summary>How long a training step of any layers takes: <c>step 28x28x1 "conv2d 8 5, relu, flatten, linear" 32 1 0.3</c>.</summary>
internal static class StepReport
{
    private const int Slices = 7, Classes = 10;

    // Until the just-in-time compiler has had its turns.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);

    /// <summary>Trains for some seconds after a warm-up and prints JSON: the median seconds of a step.</summary>
    public static int Run(string[] arguments)
    {
        if (arguments.Length != 5)
        {
            Console.Error.WriteLine("step takes the shape of a row, layers, a batch size, threads and seconds: "
                + "step 28x28x1 \"conv2d 8 5, relu, flatten, linear\" 32 1 0.3.");
            return 2;
        }

        int batch = int.Parse(arguments[2]), threads = int.Parse(arguments[3]);
        double seconds = double.Parse(arguments[4], CultureInfo.InvariantCulture);
        var model = Model.Parse(arguments[1], [.. arguments[0].Split('x').Select(int.Parse)], Classes);
        Trainer<float> trainer = RandomTraining.New(model, batch, "sgd", threads);
        int[] rows = [.. Enumerable.Range(0, batch)];
        double once = Time(1);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < WarmUp;)
            once = Time(1);
        double[] slices = [.. Enumerable.Range(0, Slices).Select(_ => Time(Math.Max(1, (int)(seconds / Slices / once))))];
        slices.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""{"seconds": {{slices[Slices / 2]}}}"""));
        return 0;

        double Time(int steps)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < steps; i++)
                trainer.StepOn(rows);
            return Stopwatch.GetElapsedTime(start).TotalSeconds / steps;
        }
    }
}
