using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Downhill.Experiments;
using Downhill.Kernels;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill bench</c>: how fast this machine trains a network, and how near that comes to the peak of the processor.</summary>
internal static class BenchCommand
{
    // At such a small rate the network stays as it starts: a memorized batch has gradients that underflow, which are slow.
    private const double LearningRate = 1e-9;

    public static Command Create(Terminal terminal, Func<CancellationToken> begin)
    {
        Argument<string> network = Options.Argument("NETWORK",
            "Inputs, hidden neurons and outputs, with relu after each hidden layer and softmax at the end; "
                + "or a matrix product, such as 512x512x512");
        network.DefaultValueFactory = _ => "784-128-10";
        var batch = Options.Whole("--batch", "Examples per step (default: 32)", 1);
        var optimizer = Options.Choice("--optimizer", "The optimizer (default: sgd)", "sgd", "adam");
        var threads = Options.Threads();
        var precision = Options.Choice("--precision", "The type of all numbers (default: float)", "float", "double");
        var inference = Options.Flag("--inference", "Time a forward pass instead of a training step");
        var gather = Options.Flag("--gather", "Time a complete step of the trainer, which first gathers its batch from rows of bytes");
        var seconds = Options.Number("--seconds", "The measuring time in seconds, after the warm-up (default: 1)");
        var json = Options.Json();
        var command = new Command("bench",
            "Measure how fast this machine trains: time per step, samples and operations per second, percentage of the processor's peak")
        {
            network, batch, optimizer, threads, precision, inference, gather, seconds, json,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
                terminal.Silence();
            BenchmarkSize size = BenchmarkSize.Parse(parsed.GetRequiredValue(network));
            bool isTraining = !size.IsProduct && !parsed.GetValue(inference);
            Options.RefuseIdle(
                (size.IsProduct && parsed.GetValue(batch) is not null, "--batch", "the product already gives the number of rows"),
                (size.IsProduct && parsed.GetValue(inference), "--inference", "a product is not a network"),
                (!isTraining && parsed.GetValue(optimizer) is not null, "--optimizer", "nothing is trained"),
                (!isTraining && parsed.GetValue(gather), "--gather", "nothing is trained"));
            double time = parsed.GetValue(seconds) ?? 1;
            if (time is not (>= 0.01 and <= 3600))
                throw new DownhillException($"--seconds takes a number from 0.01 to 3600, not '{time}'.");
            string rule = parsed.GetValue(optimizer) ?? "sgd";
            var benchmark = new Benchmark(
                size, parsed.GetValue(batch) ?? 32,
                !isTraining ? null : rule == "adam" ? new Adam(LearningRate) : new Sgd(LearningRate),
                parsed.GetValue(threads) ?? Environment.ProcessorCount, parsed.GetValue(gather), time,
                parsed.GetValue(precision) == "double" ? Precision.Double : Precision.Float);
            BenchmarkResult result = Watch(terminal, progress => benchmark.Run(progress, begin()));
            if (parsed.GetValue(json))
                terminal.Print(Node(result));
            else
                Print(terminal.Out, benchmark, rule, result);
            return ExitCode.Ok;
        });
        return command;
    }

    private static BenchmarkResult Watch(Terminal terminal, Func<IProgress<double>?, BenchmarkResult> measure)
    {
        if (!terminal.Error.Profile.Capabilities.Interactive)
            return measure(null);
        return terminal.Error.Progress().AutoClear(true).Start(context =>
        {
            ProgressTask task = context.AddTask("measuring", maxValue: 1);
            return measure(new Reporter<double>(done => task.Value = done));
        });
    }

    private static JsonObject Node(BenchmarkResult result) => new()
    {
        ["microsecondsPerStep"] = result.SecondsPerStep * 1e6,
        ["samplesPerSecond"] = result.RowsPerSecond,
        ["gflops"] = result.Gflops,
        ["percentOfPeak"] = result.PercentOfPeak,
    };

    private static void Print(IAnsiConsole console, Benchmark benchmark, string rule, BenchmarkResult result)
    {
        bool isProduct = benchmark.Size.IsProduct;
        string threads = benchmark.Threads == 1 ? "1 thread" : $"{benchmark.Threads} threads";
        string how = isProduct ? string.Empty : $"batch {benchmark.Batch}, {(benchmark.IsTraining ? $"{rule}, " : string.Empty)}";
        string precision = benchmark.Precision == Precision.Double ? "double" : "float";
        console.WriteLine($"{benchmark.Size.Text}, {how}{precision}, {threads}, vectors of {Hardware.VectorBits} bits");
        Table table = Tabular.Create(string.Empty, string.Empty, string.Empty).HideHeaders();
        table.Columns[1].RightAligned();
        string what = isProduct ? "product" : benchmark.IsTraining ? "step" : "forward pass";
        Row($"time of a {what}", result.SecondsPerStep * 1e6, "µs");
        Row(isProduct ? "rows" : "samples", result.RowsPerSecond, "a second");
        Row("multiplications and additions", result.Gflops, "GFLOP/s");
        Row($"of the multiply-add peak, {Number(result.Peak)} GFLOP/s", result.PercentOfPeak, "%");
        console.Print(table);

        void Row(string label, double value, string unit) => table.AddRow(label, Number(value), unit);
    }

    private static string Number(double value) => value >= 1000
        ? value.ToString("N0", CultureInfo.InvariantCulture)
        : value.ToString("G4", CultureInfo.InvariantCulture);
}
