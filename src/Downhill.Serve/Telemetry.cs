using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace Downhill.Serve;

/// <summary>Sends metrics to an OpenTelemetry collector, if OpenTelemetry's environment variables name one.</summary>
internal static class Telemetry
{
    private static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    public static void Add(IServiceCollection services)
    {
        if (Array.Exists(Endpoints, name => Environment.GetEnvironmentVariable(name) is { Length: > 0 }))
            services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(DownhillEndpoints.MeterName).AddOtlpExporter());
    }
}
