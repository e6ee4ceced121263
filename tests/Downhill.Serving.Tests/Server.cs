using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Downhill.Serving.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class ServerLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = [];

    /// <summary>What is logged of files that are read again, or cannot be.</summary>
    public IEnumerable<string> Files =>
        Lines.Where(line => line.Text.Contains("has changed", StringComparison.Ordinal)).Select(line => line.Text);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        Lines.Enqueue((logLevel, formatter(state, exception)));
    }

    public void Dispose()
    {
    }
}

/// <summary>An application of this process that serves a model at /income.</summary>
internal sealed class Server(WebApplication app, HttpClient client, ServerLog log, string prefix) : IAsyncDisposable
{
    public IEnumerable<string> ServerErrors => log.Lines.Where(line => line.Level >= LogLevel.Error).Select(line => line.Text);

    /// <summary>The lines that name a trace, once there are so many; a request is logged after it is answered.</summary>
    public async Task<(LogLevel Level, string Text)[]> LogOfAsync(string trace, int count)
    {
        for (int i = 0; i < 100 && Lines().Length < count; i++)
            await Task.Delay(20);
        return Lines();

        (LogLevel Level, string Text)[] Lines() => [.. log.Lines.Where(line => line.Text.Contains(trace, StringComparison.Ordinal))];
    }

    public IReadOnlyCollection<string> ReadAgain => [.. log.Files];

    public HttpClient Client => client;

    public static async Task<Server> StartAsync(string model, ServingOptions? options = null, string prefix = "/income")
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        var log = new ServerLog();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.MapDownhill(prefix, model, options);
        await app.StartAsync();
        return new Server(app, new HttpClient { BaseAddress = new Uri(app.Urls.First()) }, log, prefix);
    }

    public async Task<JsonNode?> PostAsync(string body, HttpStatusCode expected, string query = "")
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync(new Uri(prefix + query, UriKind.Relative), content);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text);
    }

    public async Task<HttpStatusCode> StatusAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync(new Uri(prefix, UriKind.Relative), content);
        return response.StatusCode;
    }

    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }
}
