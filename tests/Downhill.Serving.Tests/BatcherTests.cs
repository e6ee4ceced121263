namespace Downhill.Serving.Tests;

/// <summary>Requests that wait for each other: each gets the answers of its own rows from its own model.</summary>
public sealed class BatcherTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("downhill-batches-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // While a file is replaced, requests for its old and its new state wait beside each other.
    [Theory]
    [InlineData("ab")]
    [InlineData("aab")]
    [InlineData("abba")]
    [InlineData("aaa")]
    public async Task Requests_of_two_models_in_one_batch_are_answered_by_their_own(string models)
    {
        string[] paths = [TestModel.Save(Path.Combine(folder, "a.safetensors"), 1), TestModel.Save(Path.Combine(folder, "b.safetensors"), 2)];
        ServedModel[] loaded = [.. paths.Select(ServedModel.Load)];
        var batcher = new Batcher(new ServingOptions { BatchDelay = TimeSpan.FromMilliseconds(100) });
        Task<double[]>[] waiting = [.. models.Select((model, i) =>
            batcher.PredictAsync(loaded[model - 'a'], Rows(20 + i, 1 + i), CancellationToken.None).AsTask())];

        double[][] answers = await Task.WhenAll(waiting);

        for (int i = 0; i < models.Length; i++)
        {
            double[] expected = [.. Enumerable.Range(0, 1 + i).Select(row => TestModel.High(paths[models[i] - 'a'], 20 + i + row))];
            Assert.Equal(expected, answers[i].Where((_, place) => place % 2 == 1));
        }
    }

    // Ages from one on: as many rows as asked for.
    private static double[] Rows(int age, int count) =>
        [.. Enumerable.Range(0, count).SelectMany(row => new[] { age + row, 1, 0, double.NaN })];
}
