using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Downhill.Serving.Tests;

/// <summary>What an answer says besides the prediction, and what is counted.</summary>
public sealed class AnswerTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("downhill-answers-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task An_interval_is_told_where_it_is_asked_for()
    {
        Uncertainty uncertainty = Uncertainty.OfNumbers([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1.5, 2, 2, 4, 5, 6, 7, 8, 9, 9]);
        string model = Save(TestModel.Table with { Classes = [], Uncertainty = uncertainty });
        await using Server server = await Server.StartAsync(model);
        JsonNode plain = (await server.PostAsync(TestModel.Row(30), HttpStatusCode.OK))!["predictions"]![0]!;
        Assert.Null(plain["interval"]);
        JsonNode asked = (await server.PostAsync(TestModel.Row(30), HttpStatusCode.OK, "?interval=0.8"))!["predictions"]![0]!;
        (double lower, double upper) = uncertainty.Interval((double)plain["prediction"]!, 0.8);
        Assert.Equal((lower, upper, 0.8),
            ((double)asked["interval"]!["lower"]!, (double)asked["interval"]!["upper"]!, (double)asked["interval"]!["coverage"]!));
        Assert.Contains("above 0 and below 1",
            (string)(await server.PostAsync(TestModel.Row(30), HttpStatusCode.BadRequest, "?interval=2"))!["error"]!);
        await using Server always = await Server.StartAsync(model, new ServingOptions { Interval = 0.8 });
        Assert.Equal(lower, (double)(await always.PostAsync(TestModel.Row(30),
            HttpStatusCode.OK))!["predictions"]![0]!["interval"]!["lower"]!);
    }

    [Theory]
    [InlineData("0", false)]
    [InlineData("1", false)]
    [InlineData("-0.5", false)]
    [InlineData("NaN", false)]
    [InlineData("0,9", false)]
    [InlineData("", false)]
    [InlineData("1e-9", true)]
    [InlineData("0.999", true)]
    public async Task A_coverage_is_above_0_and_below_1(string asked, bool isOne)
    {
        Uncertainty uncertainty = Uncertainty.OfNumbers([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1.5, 2, 2, 4, 5, 6, 7, 8, 9, 9]);
        await using Server server = await Server.StartAsync(Save(TestModel.Table with { Classes = [], Uncertainty = uncertainty }));

        JsonNode answer = (await server.PostAsync(TestModel.Row(30), isOne ? HttpStatusCode.OK : HttpStatusCode.BadRequest,
            $"?interval={asked}"))!;

        if (!isOne)
            Assert.Equal($"interval is {asked}; it must be above 0 and below 1, such as 0.9.", (string)answer["error"]!);
    }

    [Fact]
    public async Task A_set_of_classes_is_told_and_refused_where_the_model_does_not_know_it()
    {
        string model = Save(TestModel.Table with { Uncertainty = Uncertainty.OfClasses([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.95]) });
        await using Server server = await Server.StartAsync(model);
        JsonNode answer = (await server.PostAsync(TestModel.Row(30), HttpStatusCode.OK, "?interval=0.95"))!["predictions"]![0]!;
        Assert.Equal(["low", "high"], answer["set"]!.AsArray().Select(name => (string)name!));
        Assert.Equal(0.95, (double)answer["coverage"]!);
        await using Server unknowing = await Server.StartAsync(Save(TestModel.Table));
        Assert.Contains("without rows held out",
            (string)(await unknowing.PostAsync(TestModel.Row(30), HttpStatusCode.BadRequest, "?interval=0.9"))!["error"]!);
    }

    [Fact]
    public async Task A_server_of_intervals_answers_a_model_that_knows_none_without_them()
    {
        await using Server server = await Server.StartAsync(Save(TestModel.Table), new ServingOptions { Interval = 0.9 });

        JsonNode answer = (await server.PostAsync(TestModel.Row(30), HttpStatusCode.OK))!["predictions"]![0]!;

        Assert.Equal(["prediction", "probabilities"], answer.AsObject().Select(pair => pair.Key));
    }

    [Theory]
    [InlineData(0, HttpStatusCode.OK)]
    [InlineData(-1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_may_have_exactly_the_bytes_that_are_allowed(int more, HttpStatusCode expected)
    {
        string body = TestModel.Row(30);
        await using Server server = await Server.StartAsync(Save(TestModel.Table),
            new ServingOptions { MaxBodyBytes = Encoding.UTF8.GetByteCount(body) + more });

        Assert.Equal(expected, await server.StatusAsync(body));
    }

    [Theory]
    [InlineData("0", HttpStatusCode.BadRequest)]
    [InlineData("1", HttpStatusCode.BadRequest)]
    [InlineData("0.999", HttpStatusCode.OK)]
    [InlineData("NaN", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    public async Task An_interval_is_a_share_between_0_and_1(string share, HttpStatusCode expected)
    {
        await using Server server = await Server.StartAsync(Save(TestModel.Table with { Uncertainty = Uncertainty.OfClasses([0.1, 0.9]) }));

        await server.PostAsync(TestModel.Row(30), expected, $"?interval={share}");
    }

    [Fact]
    public async Task Requests_rows_errors_and_durations_are_counted()
    {
        var counts = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == DownhillEndpoints.MeterName)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Count(instrument, value, tags));
        listener.Start();
        await using Server server = await Server.StartAsync(Save(TestModel.Table), prefix: "/counted");
        await server.PostAsync($"[{TestModel.Row(1)}, {TestModel.Row(2)}]", HttpStatusCode.OK);
        await server.PostAsync("[]", HttpStatusCode.BadRequest);
        Assert.Equal((2, 2, 1), (counts["downhill.requests"], counts["downhill.rows"], counts["downhill.errors"]));
        Assert.InRange(counts["downhill.duration"], 0, 60);

        void Count(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.Length == 1 && tags[0].Value as string == "/counted")
                counts.AddOrUpdate(instrument.Name, value, (_, before) => before + value);
        }
    }

    [Fact]
    public async Task Too_many_that_wait_are_told_so_and_the_others_are_answered()
    {
        await using Server server =
            await Server.StartAsync(Save(TestModel.Table), new ServingOptions { MaxWaiting = 4, BatchDelay = TimeSpan.FromSeconds(1) });
        HttpStatusCode[] codes = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => server.StatusAsync(TestModel.Row(1))));
        Assert.Contains(HttpStatusCode.ServiceUnavailable, codes);
        Assert.InRange(codes.Count(code => code == HttpStatusCode.OK), 4, 11);

        // Those that were refused do not wait any more.
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.StatusAsync(TestModel.Row(1)))),
            code => Assert.Equal(HttpStatusCode.OK, code));
    }

    [Fact]
    public async Task A_prediction_that_takes_too_long_is_given_up()
    {
        await using Server server =
            await Server.StartAsync(Save(TestModel.Table),
            new ServingOptions { Timeout = TimeSpan.FromMilliseconds(50), BatchDelay = TimeSpan.FromSeconds(1) });
        JsonNode answer = (await server.PostAsync(TestModel.Row(1), HttpStatusCode.ServiceUnavailable))!;
        Assert.Equal("The prediction took too long.", (string)answer["error"]!);
    }

    [Fact]
    public async Task The_trace_of_an_answer_is_its_header_and_that_of_the_caller()
    {
        await using Server server = await Server.StartAsync(Save(TestModel.Table));
        server.Client.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        using var content = new StringContent(TestModel.Row(1));
        using HttpResponseMessage response = await server.Client.PostAsync(new Uri("/income", UriKind.Relative), content);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", Assert.Single(response.Headers.GetValues("X-Trace-Id")));
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["trace"]!);
    }

    [Fact]
    public async Task Errors_and_slow_requests_are_logged_with_their_trace_and_others_only_when_asked()
    {
        (string body, HttpStatusCode code)[] cases = [(TestModel.Row(1), HttpStatusCode.OK), ("{\"age\": 1}", HttpStatusCode.BadRequest)];
        await using (Server server = await Server.StartAsync(Save(TestModel.Table), new ServingOptions { Slow = TimeSpan.FromHours(1) }))
        {
            string fine = (string)(await server.PostAsync(cases[0].body, cases[0].code))!["trace"]!;
            string bad = (string)(await server.PostAsync(cases[1].body, cases[1].code))!["trace"]!;
            (LogLevel level, string text) = Assert.Single(await server.LogOfAsync(bad, 1));
            Assert.Equal(LogLevel.Warning, level);
            Assert.Equal($"{bad} /income: 400 Row 1 lacks the column 'job'; use null if its value is missing.", text);
            Assert.Empty(await server.LogOfAsync(fine, 0));
        }

        foreach ((ServingOptions options, LogLevel level) in new[]
        {
            (new ServingOptions { Slow = TimeSpan.Zero }, LogLevel.Warning),
            (new ServingOptions { Slow = TimeSpan.FromHours(1), LogsAllRequests = true }, LogLevel.Information),
        })
        {
            await using Server server = await Server.StartAsync(Save(TestModel.Table), options);
            foreach ((string body, HttpStatusCode code) in cases)
            {
                string trace = (string)(await server.PostAsync(body, code))!["trace"]!;
                (LogLevel Level, string Text)[] lines = await server.LogOfAsync(trace, code == HttpStatusCode.OK ? 1 : 2);
                Assert.Equal(code == HttpStatusCode.OK ? 1 : 2, lines.Length);
                Assert.Equal(level, lines[^1].Level);
                Assert.StartsWith($"{trace} /income: {(int)code} in ", lines[^1].Text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task What_is_told_of_a_model_has_a_trace_too()
    {
        await using Server server = await Server.StartAsync(Save(TestModel.Table), new ServingOptions { Token = "secret" });
        using HttpResponseMessage response = await server.Client.GetAsync(new Uri("/income", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        string trace = Assert.Single(response.Headers.GetValues("X-Trace-Id"));
        Assert.Equal($"{trace} /income: 401 A token is needed: Authorization: Bearer ….",
            Assert.Single(await server.LogOfAsync(trace, 1)).Text);
        using HttpResponseMessage health = await server.Client.GetAsync(new Uri("/income/health", UriKind.Relative));
        Assert.NotEmpty(Assert.Single(health.Headers.GetValues("X-Trace-Id")));
    }

    private string Save(Preprocessing preprocessing) =>
        TestModel.Save(Path.Combine(folder.FullName, Path.GetRandomFileName()), 1, preprocessing);
}
