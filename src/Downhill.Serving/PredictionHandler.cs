using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Downhill.Tables;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Downhill.Serving;

/// <summary>Answers the requests to one model.</summary>
internal sealed partial class PredictionHandler(ModelHost host, Batcher batcher, ServingOptions options, ILogger log, string prefix)
{
    private static readonly Meter Meter = new(DownhillEndpoints.MeterName);

    private readonly Counter<long> requests = Meter.CreateCounter<long>("downhill.requests"),
        rowCount = Meter.CreateCounter<long>("downhill.rows"), errors = Meter.CreateCounter<long>("downhill.errors");
    private readonly Histogram<double> duration = Meter.CreateHistogram<double>("downhill.duration", "s");
    private readonly KeyValuePair<string, object?> tag = new("model", prefix);
    private readonly byte[]? token = options.Token is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {options.Token}"));

    public async Task PredictAsync(HttpContext context)
    {
        long start = Stopwatch.GetTimestamp();
        string trace = Trace(context);
        context.Response.ContentType = "application/json";
        requests.Add(1, tag);
        try
        {
            Require(context);
            ServedModel model = host.Current;
            PredictorRows rows = await ReadAsync(context, model).ConfigureAwait(false);
            rowCount.Add(rows.Count, tag);
            double? coverage = Coverage(context, model);
            double[] answers = await batcher.PredictAsync(model, rows.Raw, context.RequestAborted).ConfigureAwait(false);
            Answers.Write(context.Response, model, rows, answers, coverage, trace);
        }
        catch (Exception error) when (Failure(error, context) is (int status, string message))
        {
            errors.Add(1, tag);
            context.Response.StatusCode = status;
            Answers.WriteError(context.Response, message, trace);
            Failed(status >= 500 ? LogLevel.Error : LogLevel.Warning, trace, prefix, status, message,
                error is RequestException ? null : error);
        }

        TimeSpan took = Stopwatch.GetElapsedTime(start);
        duration.Record(took.TotalSeconds, tag);
        if (options.LogsAllRequests || took >= options.Slow)
            Answered(took >= options.Slow ? LogLevel.Warning : LogLevel.Information, trace, prefix, context.Response.StatusCode,
                took.TotalMilliseconds);
    }

    public static Task HealthAsync(HttpContext context)
    {
        _ = Trace(context);
        return context.Response.WriteAsync("healthy");
    }

    public async Task TellAsync(HttpContext context, Func<ServedModel, JsonObject> what)
    {
        string trace = Trace(context);
        try
        {
            Require(context);
        }
        catch (RequestException error)
        {
            context.Response.StatusCode = error.Status;
            Failed(LogLevel.Warning, trace, prefix, error.Status, error.Message, null);
            await context.Response.WriteAsync(error.Message).ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(what(host.Current).ToJsonString()).ConfigureAwait(false);
    }

    // The caller's where it has one; the answer carries it.
    private static string Trace(HttpContext context)
    {
        string trace = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
        context.Response.Headers["X-Trace-Id"] = trace;
        return trace;
    }

    private static (int Status, string Message)? Failure(Exception error, HttpContext context) => error switch
    {
        RequestException bad => (bad.Status, bad.Message),
        TimeoutException => (503, "The prediction took too long."),
        BadHttpRequestException bad => (bad.StatusCode, bad.StatusCode == 413 ? "The body is too large." : "The request is malformed."),
        OperationCanceledException when context.RequestAborted.IsCancellationRequested => (499, "The client went away."),
        _ => (500, "The server failed."),
    };

    // The share of rows whose truth an interval or a set holds: as the address asks (?interval=0.9), or as the options say where the model
    // knows.
    private double? Coverage(HttpContext context, ServedModel model)
    {
        if (!context.Request.QueryString.HasValue || context.Request.Query["interval"] is not [string asked, ..])
            return model.Preprocessing.Uncertainty is null ? null : options.Interval;
        if (!double.TryParse(asked, NumberStyles.Float, CultureInfo.InvariantCulture, out double coverage) || coverage is not (> 0 and < 1))
            throw new RequestException(400, $"interval is {asked}; it must be above 0 and below 1, such as 0.9.");
        return model.Preprocessing.Uncertainty is null
            ? throw new RequestException(400,
                "The model cannot give prediction intervals: it was trained without rows held out.")
            : coverage;
    }

    // Hashes of one length are compared, in a time that tells nothing.
    private void Require(HttpContext context)
    {
        if (token is null)
            return;
        byte[] given = SHA256.HashData(Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString()));
        if (!CryptographicOperations.FixedTimeEquals(given, token))
            throw new RequestException(401, "A token is needed: Authorization: Bearer ….");
    }

    private async Task<PredictorRows> ReadAsync(HttpContext context, ServedModel model)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = options.MaxBodyBytes;
        if (context.Request.ContentLength > options.MaxBodyBytes)
            throw new RequestException(413,
                $"The body has {context.Request.ContentLength:N0} bytes; {options.MaxBodyBytes:N0} are allowed.");
        while (true)
        {
            System.IO.Pipelines.ReadResult read = await context.Request.BodyReader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            SequencePosition taken = read.Buffer.Start;
            try
            {
                if (read.Buffer.Length > options.MaxBodyBytes)
                    throw new RequestException(413, $"The body has more than the {options.MaxBodyBytes:N0} bytes that are allowed.");
                if (read.IsCompleted)
                {
                    taken = read.Buffer.End;
                    return read.Buffer.IsSingleSegment
                        ? model.Reader.Read(read.Buffer.FirstSpan, options.MaxRows)
                        : model.Reader.Read(read.Buffer.ToArray(), options.MaxRows);
                }
            }
            finally
            {
                context.Request.BodyReader.AdvanceTo(taken, read.Buffer.End);
            }
        }
    }

    [LoggerMessage(EventId = 3, Message = "{Trace} {Prefix}: {Status} {Message}")]
    private partial void Failed(LogLevel level, string trace, string prefix, int status, string message, Exception? error);

    [LoggerMessage(EventId = 4, Message = "{Trace} {Prefix}: {Status} in {Milliseconds} ms")]
    private partial void Answered(LogLevel level, string trace, string prefix, int status, double milliseconds);
}
