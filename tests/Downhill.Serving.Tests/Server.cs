using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Downhill.Serving.Tests;

/// <summary>Keeps what is logged as an error.</summary>
internal sealed class ErrorLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Errors { get; } = [];

    /// <summary>What is logged of files that are read again, or cannot be.</summary>
    public ConcurrentQueue<string> Files { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (formatter(state, exception).Contains("has changed", StringComparison.Ordinal))
            Files.Enqueue(formatter(state, exception));
        if (logLevel >= LogLevel.Error)
            Errors.Enqueue(formatter(state, exception));
    }

    public void Dispose()
    {
    }
}

/// <summary>An application of this process that serves a model at /income.</summary>
internal sealed class Server(WebApplication app, HttpClient client, ErrorLog errors, string prefix) : IAsyncDisposable
{
    public IEnumerable<string> ServerErrors => errors.Errors;

    public IReadOnlyCollection<string> ReadAgain => errors.Files;

    public HttpClient Client => client;

    public static async Task<Server> StartAsync(string model, ServingOptions? options = null, string prefix = "/income")
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        var errors = new ErrorLog();
        builder.Logging.ClearProviders().AddProvider(errors);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.MapDownhill(prefix, model, options);
        await app.StartAsync();
        return new Server(app, new HttpClient { BaseAddress = new Uri(app.Urls.First()) }, errors, prefix);
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

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
