using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;

namespace Downhill.Serving.Tests;

/// <summary>A model behind HTTP on this machine, asked as a client asks.</summary>
public sealed class ServingTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("downhill-serving-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Rows_give_the_predictions_of_the_library()
    {
        string model = Save("m.safetensors", 1);
        double[] raw = [39, 0, 1, 19000, double.NaN, 1, double.NaN, double.NaN, 51.5, 2, 0, 18262];
        double[] expected = new Predictor<float>(ModelFile.Open(model)).Predict(Samples.From(raw, 4));
        const string Rows = """
            [{"age": 39, "job": "Sales", "member": "yes", "since": "2022-01-08"},
             {"since": null, "job": "Tech", "member": "", "age": null, "income": "low"},
             {"age": "51.5", "job": "Nurse", "member": false, "since": "2020-01-01"}]
            """;
        await using Server server = await Server.StartAsync(model);
        JsonNode answer = (await server.PostAsync(Rows, HttpStatusCode.OK))!;
        JsonArray predictions = answer["predictions"]!.AsArray();
        Assert.Equal((IEnumerable<double>)expected,
            predictions.SelectMany(one => new[] { (double)one!["probabilities"]!["low"]!, (double)one["probabilities"]!["high"]! }));
        Assert.Equal(Enumerable.Range(0, 3).Select(row => expected[2 * row] >= expected[(2 * row) + 1] ? "low" : "high"),
            predictions.Select(one => (string)one!["prediction"]!));
        Assert.Null(predictions[0]!["unseen"]);
        Assert.Equal(["job"], predictions[2]!["unseen"]!.AsArray().Select(column => (string)column!));
        Assert.NotEmpty((string)answer["trace"]!);
    }

    [Fact]
    public async Task The_class_follows_the_models_threshold()
    {
        double[] raw = [39, 0, 1, 19000];
        double high = new Predictor<float>(ModelFile.Open(Save("m.safetensors", 1))).Predict(Samples.From(raw, 4))[1];
        foreach (double threshold in (double[])[high - 0.01, high + 0.01])
        {
            Preprocessing table = TestModel.Table with { Threshold = new DecisionThreshold(threshold, ThresholdAim.Parse("f1")) };
            await using Server server = await Server.StartAsync(Save("m.safetensors", 1, table));
            JsonNode answer = (await server.PostAsync("""{"age": 39, "job": "Sales", "member": "yes", "since": "2022-01-08"}""",
                HttpStatusCode.OK))!;
            Assert.Equal(high >= threshold ? "high" : "low", (string)answer["predictions"]![0]!["prediction"]!);
            Assert.Equal(threshold, (double)JsonNode.Parse(await server.Client.GetStringAsync("/income"))!["threshold"]!);
        }
    }

    [Theory]
    [InlineData("", "The body is empty.")]
    [InlineData("{", "The body is not JSON")]
    [InlineData("[]", "The body holds no row.")]
    [InlineData("3", "The body must be a row")]
    [InlineData("[3]", "Row 1 must be an object")]
    [InlineData("{\"age\": 1}", "Row 1 lacks the column 'job'; use null if its value is missing.")]
    [InlineData("{\"agee\": 1}", "the model has no column 'agee' (did you mean 'age'?)")]
    [InlineData("{\"age\": \"thirty\", \"job\": null, \"member\": null, \"since\": null}",
        "Row 1, column 'age': \"thirty\" is not a number.")]
    [InlineData("{\"age\": 1e999, \"job\": null, \"member\": null, \"since\": null}",
        "Row 1, column 'age': the number is beyond the largest double.")]
    [InlineData("{\"age\": [1], \"job\": null, \"member\": null, \"since\": null}", "Row 1, column 'age': expected a single value.")]
    [InlineData("{\"age\": 1, \"age\": 2, \"job\": null, \"member\": null, \"since\": null}", "the column 'age' occurs twice")]
    [InlineData("{\"age\": 1, \"job\": null, \"member\": null, \"since\": \"8.1.2022\"}",
        "Row 1, column 'since': \"8.1.2022\" is not a date written as yyyy-MM-dd.")]
    [InlineData("{\"age\": 1, \"job\": \"\\ud800\", \"member\": null, \"since\": null}", "")]
    public async Task What_cannot_be_read_is_said(string body, string message)
    {
        await using Server server = await Server.StartAsync(Save("m.safetensors", 1));
        JsonNode answer = (await server.PostAsync(body, HttpStatusCode.BadRequest))!;
        Assert.Contains(message, (string)answer["error"]!);
        Assert.NotEmpty((string)answer["trace"]!);
        await server.PostAsync(TestModel.Row(1), HttpStatusCode.OK);
        Assert.Equal([], server.ServerErrors);
    }

    [Fact]
    public async Task Limits_and_the_token_hold()
    {
        await using Server server =
            await Server.StartAsync(Save("m.safetensors", 1), new ServingOptions { MaxBodyBytes = 1000, MaxRows = 2, Token = "secret" });
        await server.PostAsync(TestModel.Row(1), HttpStatusCode.Unauthorized);
        server.Client.DefaultRequestHeaders.Add("Authorization", "Bearer secret");
        await server.PostAsync(TestModel.Row(1), HttpStatusCode.OK);
        await server.PostAsync($"[{TestModel.Row(1)},{TestModel.Row(2)},{TestModel.Row(3)}]", HttpStatusCode.RequestEntityTooLarge);
        await server.PostAsync(new string(' ', 1001) + TestModel.Row(1), HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Many_clients_get_their_own_rows_answers_while_the_model_is_replaced()
    {
        string model = Save("m.safetensors", 1), other = Save("other.safetensors", 2);
        double[][] expected = [.. new[] { model,
            other }.Select(path => new Predictor<float>(ModelFile.Open(path))
            .Predict(Samples.From([.. Enumerable.Range(0, 50).SelectMany(age => new double[] { age, 1, 0, double.NaN })], 4)))];
        byte[][] files = [File.ReadAllBytes(model), File.ReadAllBytes(other)];
        await using Server server =
            await Server.StartAsync(model,
            new ServingOptions { ReloadInterval = TimeSpan.FromMilliseconds(20), BatchDelay = TimeSpan.FromMilliseconds(1) });
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var seen = new ConcurrentDictionary<int, int>();
        Task replacing = Task.Run(async () =>
        {
            for (int i = 1; !stop.IsCancellationRequested; i++)
            {
                AtomicFile.Write(model, stream => stream.Write(files[i % 2]));
                File.SetLastWriteTimeUtc(model, DateTime.UtcNow.AddSeconds(i));
                await Task.Delay(60);
            }
        });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
        {
            for (int i = client; !stop.IsCancellationRequested; i++)
            {
                int age = i % 50;
                JsonNode answer = (await server.PostAsync(TestModel.Row(age), HttpStatusCode.OK))!;
                double high = (double)answer["predictions"]![0]!["probabilities"]!["high"]!;
                int from = Array.FindIndex(expected, one => one[(2 * age) + 1] == high);
                Assert.True(from >= 0, $"the answer {high} for {age} is neither model's");
                seen.AddOrUpdate(from, 1, (_, count) => count + 1);
            }
        })));
        await replacing;
        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public async Task A_server_that_is_stopped_looks_at_its_file_no_more()
    {
        string model = Save("m.safetensors", 1);
        await using Server server =
            await Server.StartAsync(model, new ServingOptions { ReloadInterval = TimeSpan.FromMilliseconds(20) });
        File.SetLastWriteTimeUtc(model, DateTime.UtcNow.AddMinutes(1));
        for (int wait = 0; wait < 500 && server.ReadAgain.Count == 0; wait++)
            await Task.Delay(20);
        Assert.Single(server.ReadAgain);

        await server.StopAsync();
        File.SetLastWriteTimeUtc(model, DateTime.UtcNow.AddMinutes(2));
        await Task.Delay(200);
        Assert.Single(server.ReadAgain);
    }

    [Fact]
    public async Task A_damaged_file_leaves_the_model_before_it_at_work()
    {
        string model = Save("m.safetensors", 1);
        await using Server server = await Server.StartAsync(model, new ServingOptions { ReloadInterval = TimeSpan.FromMilliseconds(20) });
        File.WriteAllText(model, "no model");
        await Task.Delay(200);
        await server.PostAsync(TestModel.Row(1), HttpStatusCode.OK);
        Assert.Equal("healthy", await server.Client.GetStringAsync("/income/health"));
    }

    [Fact]
    public async Task A_file_that_could_not_be_read_is_tried_again_although_its_date_stays()
    {
        string model = Save("m.safetensors", 1), other = Save("other.safetensors", 2);
        byte[] sound = File.ReadAllBytes(other);
        double expected = new Predictor<float>(ModelFile.Open(other)).Predict(Samples.From([1, 1, 0, double.NaN], 4))[1];
        await using Server server = await Server.StartAsync(model, new ServingOptions { ReloadInterval = TimeSpan.FromMilliseconds(20) });
        DateTime written = DateTime.UtcNow.AddMinutes(1);
        Replace(new byte[sound.Length]);
        await Task.Delay(200);
        Replace(sound);
        double answer = 0;
        for (int wait = 0; wait < 500 && answer != expected; wait++)
        {
            await Task.Delay(20);
            answer = (double)(await server.PostAsync(TestModel.Row(1), HttpStatusCode.OK))!["predictions"]![0]!["probabilities"]!["high"]!;
        }

        Assert.Equal(expected, answer);

        void Replace(byte[] content)
        {
            File.WriteAllBytes(other, content);
            File.SetLastWriteTimeUtc(other, written);
            File.Move(other, model, overwrite: true);
        }
    }

    [Fact]
    public async Task The_model_and_its_OpenAPI_document_are_told()
    {
        await using Server server = await Server.StartAsync(Save("m.safetensors", 1));
        JsonNode told = JsonNode.Parse(await server.Client.GetStringAsync("/income"))!;
        Assert.Equal(["age", "job", "member", "since"], told["columns"]!.AsArray().Select(column => (string)column!["name"]!));
        JsonNode document = JsonNode.Parse(await server.Client.GetStringAsync("/income/openapi.json"))!;
        Assert.Equal("3.1.0", (string)document["openapi"]!);
        Assert.NotNull(document["paths"]!["/income"]!["post"]);
        Assert.Equal(["number", "category", "boolean", "date"], told["columns"]!.AsArray().Select(column => (string)column!["kind"]!));
        Assert.Equal(["age number", "job string", "member string", "since string"], Types(document));
    }

    // As a model of a built-in set: its inputs have names, and are numbers as they are.
    [Fact]
    public async Task Columns_without_an_encoding_are_told_as_numbers()
    {
        string path = Path.Combine(folder.FullName, "plane.safetensors");
        Dataset plane = BuiltInData.Load("plane", 50).Data;
        ModelFile.Save(path, new Network<float>(new Model([2], [new Linear(1)]), 1), Preprocessing.Fit(plane, ["x", "y"], ["z"]),
            new TrainingOptions(new MeanSquaredError(), new Adam()));
        await using Server server = await Server.StartAsync(path);

        JsonNode told = JsonNode.Parse(await server.Client.GetStringAsync("/income"))!;
        Assert.Equal(["x number", "y number"], told["columns"]!.AsArray().Select(column => $"{column!["name"]} {column["kind"]}"));
        Assert.Equal(["x number", "y number"], Types(JsonNode.Parse(await server.Client.GetStringAsync("/income/openapi.json"))!));
    }

    private static IEnumerable<string> Types(JsonNode document) =>
        document["paths"]!["/income"]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!["oneOf"]![0]!["properties"]!
            .AsObject().Select(column => $"{column.Key} {string.Join('|', column.Value!["type"]!.AsArray().Select(type => (string)type!)
                .Where(type => type != "null"))}");

    // Marks of a model's own stand for a missing value as text and as number.
    [Theory]
    [InlineData("-999")]
    [InlineData("\"-999\"")]
    [InlineData("\"unknown\"")]
    [InlineData("-9.99e2")]
    [InlineData("null")]
    public async Task Marks_of_the_model_are_missing_values(string age)
    {
        string model = Save("m.safetensors", 1, TestModel.Table with { Missing = ["-999", "unknown"] });
        double[] expected = new Predictor<float>(ModelFile.Open(model)).Predict(Samples.From([double.NaN, 0, 1, 19000], 4));
        await using Server server = await Server.StartAsync(model);
        JsonNode answer = (await server.PostAsync($"{{\"age\": {age}, \"job\": \"Sales\", \"member\": \"yes\", \"since\": \"2022-01-08\"}}",
            HttpStatusCode.OK))!;
        Assert.Equal(expected[1], (double)answer["predictions"]![0]!["probabilities"]!["high"]!);
    }

    private string Save(string name, ulong seed, Preprocessing? preprocessing = null) =>
        TestModel.Save(Path.Combine(folder.FullName, name), seed, preprocessing);
}
