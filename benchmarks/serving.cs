#:sdk Microsoft.NET.Sdk.Web
#:property PublishAot=false
#:property ServerGarbageCollection=false
#:property Optimize=true
#:property NoWarn=$(NoWarn);MA0047
#:project ../src/Downhill/Downhill.csproj
#:project ../src/Downhill.Serving/Downhill.Serving.csproj

// Requests a second of a served model beside those of the bare framework that sends the same body back, in turn, on the same processors as the
// program that asks. Then latencies at half the rate, and memory and answers over many requests while the model is replaced every second.
// Usage: dotnet run benchmarks/serving.cs -- [--rounds 5] [--seconds 4] [--connections 32] [--requests 100000] [--out FILE.json]
using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Downhill;

if (args is ["server", var kind, var file])
    return await ServeAsync(kind, file);

int rounds = Option("--rounds", 5), seconds = Option("--seconds", 4), connections = Option("--connections", 32), requests = Option("--requests", 100_000);
string folder = Directory.CreateTempSubdirectory("downhill-serving-").FullName, model = Path.Combine(folder, "model.safetensors"), other = Path.Combine(folder, "other.safetensors");
Save(model, 1);
Save(other, 2);
using Server echo = await Server.StartAsync("echo", model), ours = await Server.StartAsync("model", model);
byte[] body = Encoding.UTF8.GetBytes("{" + string.Join(", ", Enumerable.Range(1, Columns.Count).Select(i => i <= Columns.Numbers ? $"\"c{i}\": {(i * 0.37) - 9:0.00}" : $"\"c{i}\": \"{"abcd"[i % 4]}\"")) + "}");
byte[] request = [.. Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];
Console.WriteLine($"{Columns.Count} columns, {body.Length} bytes, {connections} connections, {Environment.ProcessorCount} processors");

var rates = new List<(double Echo, double Ours)>();
var costs = new List<(double Echo, double Ours)>();
const int WarmUps = 3;
for (int round = 1 - WarmUps; round <= rounds; round++)
{
    // Every other round in the opposite order; the first ones warm up: the just-in-time compiler takes its time.
    bool isEchoFirst = round % 2 == 0;
    (double Rate, double Cost) first = await RateAsync(isEchoFirst ? echo : ours), second = await RateAsync(isEchoFirst ? ours : echo);
    ((double Rate, double Cost) bare, (double Rate, double Cost) served) = isEchoFirst ? (first, second) : (second, first);
    Console.WriteLine(Text($"{(round <= 0 ? "warm-up" : $"round {round}")}: echo {bare.Rate:F0}, model {served.Rate:F0} requests/s, ratio {served.Rate / bare.Rate:F3}; processor time {bare.Cost:F1} and {served.Cost:F1} µs a request, client included"));
    if (round <= 0)
        continue;
    rates.Add((bare.Rate, served.Rate));
    costs.Add((bare.Cost, served.Cost));
}

double ratio = Median(rates.Select(pair => pair.Ours / pair.Echo)), saturated = Median(rates.Select(pair => pair.Ours)), echoed = Median(rates.Select(pair => pair.Echo));
double byTime = Median(costs.Select(pair => pair.Echo / pair.Ours));
Console.WriteLine(Text($"ratio {ratio:F3} (median of {rounds}; {rates.Min(pair => pair.Ours / pair.Echo):F3} to {rates.Max(pair => pair.Ours / pair.Echo):F3}); by processor time, which others on the machine do not move, {byTime:F3}"));
double[] latencies = await Load.AtRateAsync(ours.Port, request, connections, saturated / 2, TimeSpan.FromSeconds(2 * seconds));
double half = At(latencies, 0.5), tail = At(latencies, 0.99), worst = latencies[^1];
Console.WriteLine(Text($"at {saturated / 2:F0} requests/s: median {half:F2} ms, p99 {tail:F2} ms, longest {worst:F2} ms, of {latencies.Length} requests"));

// The answers of either model, without the trace; while one replaces the other, each answer must be one of them.
byte[] one = await Load.AnswerAsync(ours.Port, request);
File.Move(Copy(other), model, overwrite: true);
await Task.Delay(2500);
byte[] two = await Load.AnswerAsync(ours.Port, request);
if (one.AsSpan().SequenceEqual(two))
    throw new InvalidOperationException("The model was not replaced.");
Save(Path.Combine(folder, "first.safetensors"), 1);
using var stop = new CancellationTokenSource();
int replaced = 0;
Task replacing = Task.Run(async () =>
{
    for (; !stop.IsCancellationRequested; replaced++)
    {
        File.Move(Copy(replaced % 2 == 0 ? Path.Combine(folder, "first.safetensors") : other), model, overwrite: true);
        await Task.Delay(1000);
    }
});
await Load.CountAsync(ours.Port, request, connections, requests / 10, [one, two]);
long before = ours.Memory();
var clock = Stopwatch.StartNew();
var memory = new List<long>();
long[] seen = new long[2];
for (int part = 0; part < 10; part++)
{
    long[] counts = await Load.CountAsync(ours.Port, request, connections, requests / 10, [one, two]);
    (seen[0], seen[1]) = (seen[0] + counts[0], seen[1] + counts[1]);
    memory.Add(ours.Memory());
}

await stop.CancelAsync();
await replacing;
Console.WriteLine(Text($"{requests} requests in {clock.Elapsed.TotalSeconds:F0} s, model replaced {replaced} times: {seen[0]} and {seen[1]} answers of the two models, 0 of neither"));
Console.WriteLine(Text($"memory {before >> 20} MB before, then by tenths {string.Join(", ", memory.Select(bytes => bytes >> 20))} MB"));
if (args.Contains("--out"))
{
    string path = args[Array.IndexOf(args, "--out") + 1];
    await File.WriteAllTextAsync(path, JsonSerializer.Serialize(
        new Dictionary<string, double>
        {
            ["columns"] = Columns.Count,
            ["connections"] = connections,
            ["processors"] = Environment.ProcessorCount,
            ["rounds"] = rounds,
            ["echoRequestsPerSecond"] = echoed,
            ["modelRequestsPerSecond"] = saturated,
            ["ratio"] = ratio,
            ["ratioByProcessorTime"] = byTime,
            ["medianMillisecondsAtHalf"] = half,
            ["p99MillisecondsAtHalf"] = tail,
            ["requests"] = requests,
            ["replacements"] = replaced,
            ["memoryBefore"] = before,
            ["memoryAfter"] = memory[^1],
        },
        Numbers.Default.DictionaryStringDouble) + "\n");
}

Directory.Delete(folder, recursive: true);
return 0;

// Requests a second, and microseconds of all processors for each: the server's and this program's.
async Task<(double Rate, double Cost)> RateAsync(Server server)
{
    using Process self = Process.GetCurrentProcess();
    TimeSpan start = server.ProcessorTime() + self.TotalProcessorTime;
    (double rate, long count) = await Load.RateAsync(server.Port, request, connections, TimeSpan.FromSeconds(seconds));
    self.Refresh();
    return (rate, (server.ProcessorTime() + self.TotalProcessorTime - start).TotalMicroseconds / count);
}

int Option(string name, int otherwise) => Array.IndexOf(args, name) is int at and >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;

static string Text(FormattableString text) => FormattableString.Invariant(text);

static double Median(IEnumerable<double> values) => At([.. values.Order()], 0.5);

static double At(double[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];

string Copy(string path)
{
    string copy = Path.Combine(folder, Path.GetRandomFileName());
    File.Copy(path, copy);
    File.SetLastWriteTimeUtc(copy, DateTime.UtcNow);
    return copy;
}

static void Save(string path, ulong seed)
{
    ImmutableArray<ColumnEncoding> columns = [.. Enumerable.Range(1, Columns.Count).Select(i => (ColumnEncoding)(i <= Columns.Numbers ? new NumberEncoding($"c{i}", 0, 10, HasIndicator: true) : new CategoryEncoding($"c{i}", ["a", "b", "c", "d"], HasOther: true, HasMissing: true)))];
    var network = new Network<float>(new Model([columns.Sum(column => column.Width)], [new Linear(64), new Relu(), new Linear(2)]), seed);
    ModelFile.Save(path, network, Preprocessing.Of([.. columns], "target", ["no", "yes"]), new TrainingOptions(new SoftmaxCrossEntropy(), new Adam()));
}

static async Task<int> ServeAsync(string kind, string file)
{
    WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
    builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
    builder.Logging.AddFilter("Downhill", LogLevel.Warning);
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    WebApplication app = builder.Build();
    if (kind == "model")
        app.MapDownhill("/", file);
    else
        app.MapPost("/", (RequestDelegate)EchoAsync);
    await app.StartAsync();
    Console.WriteLine(new Uri(app.Urls.First()).Port);
    await app.WaitForShutdownAsync();
    return 0;
}

static async Task EchoAsync(HttpContext context)
{
    while (true)
    {
        System.IO.Pipelines.ReadResult read = await context.Request.BodyReader.ReadAsync();
        if (!read.IsCompleted)
        {
            context.Request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            continue;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = read.Buffer.Length;
        foreach (ReadOnlyMemory<byte> part in read.Buffer)
            context.Response.BodyWriter.Write(part.Span);
        context.Request.BodyReader.AdvanceTo(read.Buffer.End);
        return;
    }
}

internal static class Columns
{
    public const int Count = 64, Numbers = 56;
}

[System.Text.Json.Serialization.JsonSourceGenerationOptions(WriteIndented = true)]
[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, double>))]
internal sealed partial class Numbers : System.Text.Json.Serialization.JsonSerializerContext;

/// <summary>A server as a process of its own.</summary>
internal sealed class Server(Process process, int port) : IDisposable
{
    public int Port => port;

    public static async Task<Server> StartAsync(string kind, string file)
    {
        string program = Environment.GetCommandLineArgs()[0];
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(program);
        foreach (string word in (string[])["server", kind, file])
            start.ArgumentList.Add(word);
        Process process = Process.Start(start)!;
        return new Server(process, int.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture));
    }

    /// <summary>What the process has used of all processors.</summary>
    public TimeSpan ProcessorTime()
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    /// <summary>The bytes of memory that the process holds.</summary>
    public long Memory()
    {
        process.Refresh();
        return process.WorkingSet64;
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }
}

/// <summary>Asks over connections that stay open, one request after the other on each.</summary>
internal static class Load
{
    /// <summary>Requests a second that are answered as fast as each connection can ask.</summary>
    public static async Task<(double Rate, long Count)> RateAsync(int port, byte[] request, int connections, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        long[] counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var connection = new Connection(port);
            long count = 0;
            for (; clock.Elapsed < time; count++)
                await connection.AskAsync(request);
            return count;
        })));
        return (counts.Sum() / clock.Elapsed.TotalSeconds, counts.Sum());
    }

    /// <summary>Milliseconds from the time when a request should have been sent to its answer, sorted; requests come evenly.</summary>
    public static async Task<double[]> AtRateAsync(int port, byte[] request, int connections, double rate, TimeSpan time)
    {
        double[][] all = await Task.WhenAll(Enumerable.Range(0, connections).Select(index => Task.Run(async () =>
        {
            using var connection = new Connection(port);
            var took = new List<double>();
            var clock = Stopwatch.StartNew();
            for (double due = index / rate; due < time.TotalSeconds; due += connections / rate)
            {
                double wait = due - clock.Elapsed.TotalSeconds;
                if (wait > 0)
                    await Task.Delay(TimeSpan.FromSeconds(wait)); // a timer is late by up to a millisecond: from when it fires on counts
                double start = Math.Max(due, wait > 0 ? clock.Elapsed.TotalSeconds : due);
                await connection.AskAsync(request);
                took.Add(1000 * (clock.Elapsed.TotalSeconds - start));
            }

            return took.Skip(took.Count / 10).ToArray();
        })));
        return [.. all.SelectMany(one => one).Order()];
    }

    /// <summary>How often each of these answers came; another one is an error.</summary>
    public static async Task<long[]> CountAsync(int port, byte[] request, int connections, int requests, byte[][] answers)
    {
        long[] seen = new long[answers.Length];
        int left = requests;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var connection = new Connection(port);
            while (Interlocked.Decrement(ref left) >= 0)
            {
                ReadOnlyMemory<byte> answer = WithoutTrace(await connection.AskAsync(request));
                int which = Array.FindIndex(answers, known => known.AsSpan().SequenceEqual(answer.Span));
                if (which < 0)
                    throw new InvalidOperationException($"An answer is neither model's: {Encoding.UTF8.GetString(answer.Span)}");
                Interlocked.Increment(ref seen[which]);
            }
        })));
        return seen;
    }

    public static async Task<byte[]> AnswerAsync(int port, byte[] request)
    {
        using var connection = new Connection(port);
        return WithoutTrace(await connection.AskAsync(request)).ToArray();
    }

    private static ReadOnlyMemory<byte> WithoutTrace(ReadOnlyMemory<byte> answer) =>
        answer.Span.LastIndexOf(",\"trace\""u8) is int at and >= 0 ? answer[..at] : throw new InvalidOperationException($"no answer: {Encoding.UTF8.GetString(answer.Span)}");
}

/// <summary>One connection: a request is sent, its answer is read whole.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[1 << 16];

    public Connection(int port) => socket.Connect(IPAddress.Loopback, port);

    /// <summary>The body of the answer.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> AskAsync(byte[] request)
    {
        await socket.SendAsync(request);
        int count = 0;
        while (true)
        {
            int read = await socket.ReceiveAsync(buffer.AsMemory(count));
            if (read == 0)
                throw new InvalidOperationException("The server closed the connection.");
            count += read;
            if (Body(buffer.AsSpan(0, count)) is (int start, int length) && start + length <= count)
                return buffer.AsMemory(start, length);
        }
    }

    public void Dispose() => socket.Dispose();

    // Where the body stands; null while the head is not whole.
    private static (int Start, int Length)? Body(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return null;
        if (!bytes.StartsWith("HTTP/1.1 200"u8))
            throw new InvalidOperationException(Encoding.UTF8.GetString(bytes));
        int at = bytes[..end].IndexOf("Content-Length: "u8);
        if (at >= 0 && Utf8Parser.TryParse(bytes[(at + 16)..], out int length, out _))
            return (end + 4, length);
        // One or more chunks: the last one is empty.
        return bytes.EndsWith("0\r\n\r\n"u8) ? (end + 4, bytes.Length - end - 4) : null;
    }
}
