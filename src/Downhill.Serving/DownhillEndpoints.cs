using Downhill.Serving;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds the endpoints of a model to an application.</summary>
public static class DownhillEndpoints
{
    /// <summary>The name of the meter: requests, rows, errors and durations, for OpenTelemetry's AddMeter.</summary>
    public const string MeterName = "Downhill.Serving";

    /// <summary>
    /// Serves a model: <c>POST prefix</c> predicts rows, <c>GET prefix</c> and <c>GET prefix/openapi.json</c> describe them, and <c>GET
    /// prefix/health</c> returns 200.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">The address, such as <c>/income</c>.</param>
    /// <param name="model">A run folder or a model file; it is read again when it changes.</param>
    /// <param name="options">Limits and more.</param>
    /// <exception cref="Downhill.DownhillException">The model cannot be read.</exception>
    public static IEndpointRouteBuilder MapDownhill(this IEndpointRouteBuilder endpoints, string prefix, string model,
        ServingOptions? options = null)
    {
        prefix = "/" + prefix.Trim('/');
        string under = prefix == "/" ? string.Empty : prefix;
        options ??= new ServingOptions();
        ILogger log = endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger(MeterName);
        var host = new ModelHost(model, options.ReloadInterval, log);
        var batcher = new Batcher(options);
        endpoints.ServiceProvider.GetService<IHostApplicationLifetime>()?.ApplicationStopped.Register(host.Dispose);
        var handler = new PredictionHandler(host, batcher, options, log, prefix);
        endpoints.MapPost(prefix, (RequestDelegate)handler.PredictAsync);
        endpoints.MapGet(prefix, (RequestDelegate)(context => handler.TellAsync(context, Answers.Describe)));
        endpoints.MapGet($"{under}/openapi.json",
            (RequestDelegate)(context => handler.TellAsync(context, served => Answers.OpenApi(served, prefix))));
        endpoints.MapGet($"{under}/health", (RequestDelegate)PredictionHandler.HealthAsync);
        return endpoints;
    }
}
