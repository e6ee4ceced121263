using System.CommandLine;
using Downhill.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Downhill.Serve;

/// <summary><c>downhill-serve MODEL</c>: predictions over HTTP until SIGTERM or Ctrl-C; accepted requests are still answered.</summary>
internal static class ServeCommand
{
    private const int Ok = 0, Usage = 2;

    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        var models = new Argument<string[]>("MODEL")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "A run folder or a model file; of several, each as NAME=MODEL, served at /NAME"
        };
        var host = new Option<string>("--host")
        {
            Description = "The address to listen on",
            HelpName = "ADDRESS",
            DefaultValueFactory = _ => "127.0.0.1"
        };
        var port = new Option<int>("--port") { Description = "The port; 0 is a free one", HelpName = "N", DefaultValueFactory = _ => 5000 };
        var token = new Option<string?>(
            "--token-file")
        { Description = "A file whose text every request must carry as Authorization: Bearer", HelpName = "FILE" };
        var delay = new Option<double>("--batch-delay")
        {
            Description = "Milliseconds that the first of several requests waits for others",
            HelpName = "MS"
        };
        var rows = new Option<int>("--max-rows")
        {
            Description = "The most rows of a request",
            HelpName = "N",
            DefaultValueFactory = _ => new ServingOptions().MaxRows
        };
        var bytes = new Option<int>("--max-bytes")
        {
            Description = "The most bytes of a request",
            HelpName = "N",
            DefaultValueFactory = _ => new ServingOptions().MaxBodyBytes
        };
        var seconds = new Option<double>("--timeout")
        {
            Description = "Seconds a request may wait for its prediction",
            HelpName = "S",
            DefaultValueFactory = _ => new ServingOptions().Timeout.TotalSeconds
        };
        var interval = new Option<double?>(
            "--interval")
        {
            Description =
                "Add to each answer an interval (numbers) or a set (classes) with this coverage, such as 0.9, where the model knows it; "
                    + "a request asks for it with ?interval=0.9",
            HelpName = "P"
        };
        var endWithInput = new Option<bool>(
            "--end-with-input")
        { Hidden = true }; // so that it does not outlive the program that started it
        var all = new Option<bool>("--log-requests") { Description = "Log every request, not only errors and slow ones" };
        var command = new RootCommand("Serves models over HTTP.") { models, host, port, token, delay, rows, bytes, seconds, interval, all,
            endWithInput };
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = new ServingOptions
            {
                BatchDelay = TimeSpan.FromMilliseconds(parsed.GetValue(delay) is >= 0 and <= 1000 and double wait
                    ? wait
                    : throw new DownhillException("--batch-delay takes 0 to 1000 milliseconds.")),
                MaxRows = parsed.GetValue(rows) is > 0 and int most
                    ? most
                    : throw new DownhillException("--max-rows takes 1 or more rows."),
                MaxBodyBytes = parsed.GetValue(bytes) is > 0 and int largest
                    ? largest
                    : throw new DownhillException("--max-bytes takes 1 or more bytes."),
                Timeout = parsed.GetValue(seconds) is > 0 and <= 86_400 and double longest
                    ? TimeSpan.FromSeconds(longest)
                    : throw new DownhillException("--timeout takes more than 0 seconds, and at most a day."),
                Interval = parsed.GetValue(interval) is not double share || share is > 0 and < 1
                    ? parsed.GetValue(interval)
                    : throw new DownhillException($"--interval is {share}; it must be above 0 and below 1, such as 0.9."),
                LogsAllRequests = parsed.GetValue(all),
                Token = parsed.GetValue(token) is string file
                    ? (await File.ReadAllTextAsync(file, cancellation).ConfigureAwait(false)).Trim()
                    : null,
            };
            if (options.Token is { Length: 0 })
                throw new DownhillException("The token's file is empty.");
            await using WebApplication app =
                Build(parsed.GetRequiredValue(models), options, $"http://{parsed.GetValue(host)}:{parsed.GetValue(port)}");
            await app.StartAsync(cancellation).ConfigureAwait(false);
            foreach (string url in app.Urls)
                await output.WriteLineAsync($"Listening on {url}").ConfigureAwait(false);
            if (parsed.GetValue(endWithInput))
            {
                _ = Task.Run(
                    async () =>
                    {
                        await Console.OpenStandardInput().CopyToAsync(Stream.Null, CancellationToken.None).ConfigureAwait(false);
                        app.Lifetime.StopApplication();
                    },
                    CancellationToken.None);
            }

            await app.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
            return Ok;
        });
        try
        {
            return await command.Parse(arguments)
                .InvokeAsync(new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                    Output = output,
                    Error = error
                }).ConfigureAwait(false) is var code && code == 1 ? Usage : code;
        }
        catch (Exception problem) when (problem is DownhillException or IOException or UnauthorizedAccessException or FormatException)
        {
            await error.WriteLineAsync(problem.Message.ReplaceLineEndings(" ")).ConfigureAwait(false);
            return Usage;
        }
    }

    private static WebApplication Build(string[] models, ServingOptions options, string url)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.WebHost.UseUrls(url);
        Telemetry.Add(builder.Services);
        WebApplication app = builder.Build();
        foreach (string model in models)
        {
            int sign = model.IndexOf('=', StringComparison.Ordinal);
            if (sign < 0 && models.Length > 1)
                throw new DownhillException($"Of several models each needs a name: NAME={model}.");
            app.MapDownhill(sign < 0 ? "/" : model[..sign], sign < 0 ? model : model[(sign + 1)..], options);
        }

        return app;
    }
}
