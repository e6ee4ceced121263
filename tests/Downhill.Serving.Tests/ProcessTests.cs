using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Downhill.Serving.Tests;

/// <summary>The program <c>downhill-serve</c>, ended by signals and watched from outside.</summary>
public sealed class ProcessTests : IDisposable
{
    private const int Terminate = 15, Kill = 9;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("downhill-serve-");
    private readonly string model;

    public ProcessTests() => model = TestModel.Save(Path.Combine(folder.FullName, "m.safetensors"), 1);

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task SIGTERM_lets_what_was_accepted_be_answered()
    {
        using Serve serve = await Serve.StartAsync([model, "--port", "0", "--batch-delay", "1000"]);
        double expected = TestModel.High(model, 30);

        // The first eight open the connections: one that still waits to be accepted is not served after the signal.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => serve.HighAsync(30)));
        Task<double>[] waiting = [.. Enumerable.Range(0, 8).Select(_ => serve.HighAsync(30))];
        await Task.Delay(400);
        Assert.All(waiting, one => Assert.False(one.IsCompleted));
        serve.Signal(Terminate);
        Assert.All(await Task.WhenAll(waiting), high => Assert.Equal(expected, high));
        Assert.Equal(0, await serve.ExitAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => serve.HighAsync(30));
    }

    [Fact]
    public async Task After_SIGKILL_clients_see_a_broken_connection_and_no_wrong_answer()
    {
        using Serve serve = await Serve.StartAsync([model, "--port", "0"]);
        double[] expected = [.. Enumerable.Range(0, 50).Select(age => TestModel.High(model, age))];
        int right = 0, broken = 0;
        Task[] clients = [.. Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
        {
            try
            {
                for (int i = client; ; i++)
                {
                    Assert.Equal(expected[i % 50], await serve.HighAsync(i % 50));
                    Interlocked.Increment(ref right);
                }
            }
            catch (Exception error) when (error is HttpRequestException or IOException or SocketException)
            {
                Interlocked.Increment(ref broken);
            }
        }))];
        for (int wait = 0; wait < 1000 && Volatile.Read(ref right) < 100; wait++)
            await Task.Delay(20);
        serve.Signal(Kill);
        await Task.WhenAll(clients);
        Assert.True(right >= 100);
        Assert.Equal(8, broken);
    }

    [Fact]
    public async Task Metrics_go_to_the_collector_that_the_environment_names()
    {
        var received = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication collector = builder.Build();
        collector.MapPost("/v1/metrics", async (HttpContext context) =>
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            string text = Encoding.Latin1.GetString(body.ToArray());
            if (text.Contains("downhill.duration", StringComparison.Ordinal))
                received.TrySetResult(text);
        });
        await collector.StartAsync();
        using Serve serve = await Serve.StartAsync(
            [$"income={model}", "--port", "0"],
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.First()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "200"));
        await serve.HighAsync(30, "/income");
        string told = await received.Task.WaitAsync(TimeSpan.FromSeconds(60));
        foreach (string part in (string[])["Downhill.Serving", "downhill.requests", "downhill.rows", "/income"])
            Assert.Contains(part, told);
    }

    [Theory]
    [InlineData("m.safetensors --max-rows 0", "--max-rows takes 1 or more rows.")]
    [InlineData("m.safetensors --batch-delay 5000", "--batch-delay takes 0 to 1000 milliseconds.")]
    [InlineData("m.safetensors --interval 2", "--interval is 2; it must be above 0 and below 1, such as 0.9.")]
    [InlineData("m.safetensors other", "Of several models each needs a name: NAME=m.safetensors.")]
    [InlineData("nothing", "nothing does not exist")]
    public async Task What_cannot_be_served_is_one_line_and_exit_code_2(string words, string message)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(2, await Serve.RunAsync(words.Split(' ')
            .Select(word => word == "m.safetensors" && !words.Contains("other", StringComparison.Ordinal) ? model : word), output, error));
        Assert.Contains(message, error.ToString());
        Assert.DoesNotContain('\n', error.ToString().TrimEnd());
    }

    [Fact]
    public async Task A_model_of_an_image_beside_columns_is_refused_with_the_way_out()
    {
        Preprocessing both = Preprocessing.Of(
            [new ImageEncoding("photo", new ImageReading(2, 2), 255), new NumberEncoding("size", 0, 1)], "kind", ["a", "b"]);
        string path = Path.Combine(Path.GetTempPath(), $"downhill-both-{Guid.NewGuid():N}.safetensors");
        ModelFile.Save(path, new Network<float>(new Model([5], [new Linear(2)])), both,
            new TrainingOptions(new SoftmaxCrossEntropy(), new Adam()));
        using var output = new StringWriter();
        using var error = new StringWriter();

        Assert.Equal(2, await Serve.RunAsync([path], output, error));

        File.Delete(path);
        Assert.Contains("takes the images of the column 'photo' beside other columns", error.ToString());
    }
}

/// <summary>A running <c>downhill-serve</c>.</summary>
internal sealed partial class Serve : IDisposable
{
    private readonly Process process;
    private readonly HttpClient client;

    private Serve(Process process, Uri address)
    {
        this.process = process;
        client = new HttpClient { BaseAddress = address };
    }

    public static async Task<Serve> StartAsync(string[] words, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "downhill-serve.dll"));
        foreach (string word in words)
            start.ArgumentList.Add(word);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        Process started = Process.Start(start)!;
        string line = await started.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The program said nothing.");
        _ = started.StandardOutput.ReadToEndAsync(); // so that it is never waited for
        return new Serve(started, new Uri(line["Listening on ".Length..]));
    }

    /// <summary>Runs the program in this process, for what it refuses.</summary>
    public static Task<int> RunAsync(IEnumerable<string> words, TextWriter output, TextWriter error) =>
        Downhill.Serve.ServeCommand.RunAsync([.. words], output, error);

    /// <summary>The probability of "high" that it answers for a row.</summary>
    public async Task<double> HighAsync(int age, string path = "/")
    {
        using var content = new StringContent(TestModel.Row(age), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        string text = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (double)JsonNode.Parse(text)!["predictions"]![0]!["probabilities"]!["high"]!;
    }

    public void Signal(int number) => Assert.Equal(0, Send(process.Id, number));

    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return process.ExitCode;
    }

    public void Dispose()
    {
        client.Dispose();
        if (!process.HasExited)
            process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
