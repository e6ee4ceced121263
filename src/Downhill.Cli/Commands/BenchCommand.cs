using System.CommandLine;
using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Downhill.Kernels;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill bench</c>: how fast this machine trains a network, and how near that comes to what it could do at most.</summary>
internal static class BenchCommand
{
    // So small a rate leaves the network as it starts: a memorized batch has gradients that underflow, which are slow.
    private const double LearningRate = 1e-9;

    private static readonly TimeSpan PeakTime = TimeSpan.FromSeconds(0.04);

    private sealed record Request(BenchSize Size, string What, int Batch, string? Optimizer, int Threads, bool Gather, double Seconds)
    {
        public bool IsTraining => Optimizer is not null;

        public double Operations => Batch * Size.OperationsPerRow(IsTraining);
    }

    private sealed record Speed(double SecondsPerStep, double Gflops, double Peak);

    public static Command Create(Terminal terminal, Func<CancellationToken> begin)
    {
        var network = new Argument<string>("NETWORK")
        {
            Description = "Inputs, hidden neurons and outputs, with relu after each hidden layer and softmax at the end; "
                + "or a matrix product, such as 512x512x512",
            DefaultValueFactory = _ => "784-128-10",
        };
        var batch = Options.Whole("--batch", "Examples per step (default: 32)", 1);
        var optimizer = Options.Choice("--optimizer", "The optimizer (default: sgd)", "sgd", "adam");
        var threads = Options.Threads();
        var precision = Options.Choice("--precision", "The type of all numbers (default: float)", "float", "double");
        var inference = new Option<bool>("--inference") { Description = "Time a forward pass instead of a training step" };
        var gather = new Option<bool>(
            "--gather")
        { Description = "Time a complete step of the trainer, which first gathers its batch from rows of bytes" };
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
            BenchSize size = BenchSize.Parse(parsed.GetRequiredValue(network));
            bool isTraining = !size.IsProduct && !parsed.GetValue(inference);
            (bool IsIdle, string Name, string Why)[] options =
            [
                (size.IsProduct && parsed.GetValue(batch) is not null, "--batch", "the product already gives the number of rows"),
                (size.IsProduct && parsed.GetValue(inference), "--inference", "a product is not a network"),
                (!isTraining && parsed.GetValue(optimizer) is not null, "--optimizer", "nothing is trained"),
                (!isTraining && parsed.GetValue(gather), "--gather", "nothing is trained"),
            ];
            if (options.FirstOrDefault(option => option.IsIdle) is { Name: string idle, Why: string why })
                throw new DownhillException($"{idle} cannot be used here: {why}.");
            double time = parsed.GetValue(seconds) ?? 1;
            if (time is not (>= 0.01 and <= 3600))
                throw new DownhillException($"--seconds takes a number from 0.01 to 3600, not '{time}'.");
            var request = new Request(
                size,
                size.IsProduct ? "product" : isTraining ? "step" : "forward pass",
                size.IsProduct ? size.Sizes[0] : parsed.GetValue(batch) ?? 32,
                isTraining ? parsed.GetValue(optimizer) ?? "sgd" : null,
                parsed.GetValue(threads) ?? Environment.ProcessorCount,
                parsed.GetValue(gather),
                time);
            bool isDouble = parsed.GetValue(precision) == "double";
            Speed speed = Watch(terminal, progress => isDouble
                ? Measure<double>(request, progress, begin)
                : Measure<float>(request, progress, begin));
            if (parsed.GetValue(json))
                terminal.Output.WriteLine(Json.Text(Node(request, speed)));
            else
                Print(terminal.Out, request, speed, isDouble);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Speed Measure<T>(Request request, Action<double> progress, Func<CancellationToken> begin)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BenchWork work = Work<T>(request);
        CancellationToken cancellation = begin();
        double peak = MultiplyAddPeak.Measure<T>(request.Threads, PeakTime);
        double once = BenchClock.Measure(work, request.Seconds, progress, cancellation);
        peak = Math.Max(peak, MultiplyAddPeak.Measure<T>(request.Threads, PeakTime));
        return new Speed(once, request.Operations / once / 1e9, peak);
    }

    private static BenchWork Work<T>(Request request)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (request.Size.IsProduct)
            return new BenchProduct<T>(request.Size.Sizes[0], request.Size.Sizes[1], request.Size.Sizes[2], request.Threads);
        var network = new Network<T>(request.Size.Model());
        if (!request.IsTraining)
            return new BenchPass<T>(network, request.Batch, request.Threads);
        Optimizer optimizer = request.Optimizer == "adam" ? new Adam(LearningRate) : new Sgd(LearningRate);
        return request.Gather
            ? new BenchTrainer<T>(network, request.Batch, optimizer, request.Threads)
            : new BenchStep<T>(network, request.Batch, optimizer, request.Threads);
    }

    private static Speed Watch(Terminal terminal, Func<Action<double>, Speed> measure)
    {
        if (!terminal.Error.Profile.Capabilities.Interactive)
            return measure(_ => { });
        return terminal.Error.Progress().AutoClear(true).Start(context =>
        {
            ProgressTask task = context.AddTask("measuring", maxValue: 1);
            return measure(done => task.Value = done);
        });
    }

    private static JsonObject Node(Request request, Speed speed) => new()
    {
        ["microsecondsPerStep"] = speed.SecondsPerStep * 1e6,
        ["samplesPerSecond"] = request.Batch / speed.SecondsPerStep,
        ["gflops"] = speed.Gflops,
        ["percentOfPeak"] = 100 * speed.Gflops / speed.Peak,
    };

    private static void Print(IAnsiConsole console, Request request, Speed speed, bool isDouble)
    {
        string threads = request.Threads == 1 ? "1 thread" : $"{request.Threads} threads";
        string how = request.Size.IsProduct
            ? string.Empty
            : $"batch {request.Batch}, {(request.IsTraining ? $"{request.Optimizer}, " : string.Empty)}";
        console.WriteLine($"{request.Size.Text}, {how}{(isDouble ? "double" : "float")}, {threads}, vectors of {Hardware.VectorBits} bits");
        Table table = Tabular.Create(string.Empty, string.Empty, string.Empty).HideHeaders();
        table.Columns[1].RightAligned();
        Row($"time of a {request.What}", speed.SecondsPerStep * 1e6, "µs");
        Row(request.Size.IsProduct ? "rows" : "samples", request.Batch / speed.SecondsPerStep, "a second");
        Row("multiplications and additions", speed.Gflops, "GFLOP/s");
        Row($"of the multiply-add peak, {Number(speed.Peak)} GFLOP/s", 100 * speed.Gflops / speed.Peak, "%");
        console.Print(table);

        void Row(string what, double value, string unit) => table.AddRow(what, Number(value), unit);
    }

    private static string Number(double value) => value >= 1000
        ? value.ToString("N0", CultureInfo.InvariantCulture)
        : value.ToString("G4", CultureInfo.InvariantCulture);
}
