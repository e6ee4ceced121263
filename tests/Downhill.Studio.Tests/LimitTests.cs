using System.Text;
using Downhill.Experiments;
using Downhill.Reports;
using Downhill.Studio.Server.Study;

namespace Downhill.Studio.Tests;

/// <summary>The limits of the studio, exactly at them and one beyond.</summary>
public sealed class LimitTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("studio-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(400, true)]
    [InlineData(401, false)]
    public void An_address_holds_four_hundred_points(int points, bool fits) => Assert.Equal(fits, PlaygroundText.FitsAddress(
        new PlaygroundState { Data = PointSet.Own, Points = [.. Enumerable.Range(0, points).Select(i => new PlaygroundPoint(i, 0, i % 2))] }));

    [Theory]
    [InlineData(600, true)]
    [InlineData(601, false)]
    public void An_address_holds_six_hundred_weights(int weights, bool fits)
    {
        string query = new PlaygroundFile(PlaygroundState.Default, 7, [.. Enumerable.Range(0, weights).Select(i => i / 8f)]).ToQuery();

        Assert.Equal(fits, query.StartsWith("weights=", StringComparison.Ordinal));
        if (fits)
            Assert.Equal(weights, PlaygroundFile.FromQuery(query).Weights!.Length);
    }

    [Theory]
    [InlineData("data=moons&rows=10&noise=0&test=0.9&hidden=12,12,12,12,12,12&batch=5000", null)]
    [InlineData("data=moons&rows=5000&noise=10&test=0&hidden=1&batch=0", null)]
    [InlineData("data=points&points=0,0,0_1,1,1_2,2,0_3,3,1", null)]
    [InlineData("rows=9", "The number of points is 9; it must be from 10 to 5000.")]
    [InlineData("rows=5001", "The number of points is 5001; it must be from 10 to 5000.")]
    [InlineData("noise=-0.1", "The noise is -0.1; it must be from 0 to 10.")]
    [InlineData("noise=10.5", "The noise is 10.5; it must be from 0 to 10.")]
    [InlineData("test=0.91", "The test share is 0.91; it must be from 0 to 0.9.")]
    [InlineData("hidden=0", "The playground draws up to 6 hidden layers of 1 to 12 neurons.")]
    [InlineData("hidden=13", "The playground draws up to 6 hidden layers of 1 to 12 neurons.")]
    [InlineData("hidden=1,1,1,1,1,1,1", "The playground draws up to 6 hidden layers of 1 to 12 neurons.")]
    [InlineData("batch=5001", "The batch is 5001; it must be from 1 to 5000, or 0 for all rows.")]
    [InlineData("batch=-1", "The batch is -1; it must be from 1 to 5000, or 0 for all rows.")]
    [InlineData("data=points&points=0,0,0_1,1,1_2,2,0", "Draw at least four points of two classes, or paste a table.")]
    [InlineData("data=points&points=0,0,0_1,1,0_2,2,0_3,3,0", "Draw at least four points of two classes, or paste a table.")]
    [InlineData("data=points&points=0,0,0_1,1,1_2,2,0_3,3,2", "A point is not finite, or its class does not exist.")]
    [InlineData("step=many", "The address says step=many, but step is a whole number.")]
    public void A_choice_is_allowed_up_to_its_limit(string query, string? error)
    {
        if (error is null)
            Assert.Equal(PlaygroundText.Read(query), PlaygroundFile.FromQuery(query).State);
        else
            Assert.Equal(error, Assert.Throws<DownhillException>(() => PlaygroundFile.FromQuery(query)).Message);
    }

    [Fact]
    public void Stored_weights_are_finite_numbers()
    {
        var session = new PlaygroundSession(PlaygroundText.Read("data=moons&rows=20&hidden=1"));
        float[] weights = session.Network.Parameters.ToArray();

        weights[2] = float.NaN;
        Assert.Throws<DownhillException>(() => session.SetParameters(weights));
        Assert.True(session.IsReproducible);
    }

    [Theory]
    [InlineData("x,y,xx,yy,xy,sinx", "")]
    [InlineData("x,y,xx,yy,xy,sinx,siny", " + 1 more product")]
    public void A_long_sum_says_how_many_products_it_leaves_out(string inputs, string more)
    {
        var session = new PlaygroundSession(PlaygroundText.Read($"data=moons&rows=20&hidden=none&inputs={inputs}"));

        string sum = GlassBatch.WalkOf(session)[0].Numbers;

        Assert.Equal(more.Length > 0, sum.Contains("more product", StringComparison.Ordinal));
        Assert.Contains($"{more} + ", sum, StringComparison.Ordinal);
        Assert.Equal(6 + 1 + (more.Length > 0 ? 1 : 0), sum.Split(" = ")[0].Split(" + ").Length);
    }

    [Fact]
    public void A_row_exactly_at_the_threshold_is_positive()
    {
        string table = Path.Combine(folder, "rows.csv");
        File.WriteAllText(table, "x,y\n" + string.Concat(Enumerable.Range(0, 60).Select(row => $"{row % 7},{(row % 3 == 0 ? "no" : "yes")}\n")));
        Experiment experiment = new Experiment([table]).With("model", "linear").With("epochs", "1").With("blend", "off");
        using ExperimentRun run = ExperimentRun.Prepare(experiment, 1);
        run.Open(Path.Combine(folder, "run"));
        run.CrossValidate(null, default);
        RunRecord record = run.Train(null, null, default);
        var model = ModelFile.Open(run.Folder.ModelPath);
        var result = new RunResult(record, model, run.Parts);
        double[] scores = [.. new Predictor<float>(model).Predict(run.Parts.Raw).Order()];

        foreach (double threshold in scores.Distinct())
        {
            var cells = result.At(threshold).Counts;
            Assert.Equal(scores.Count(score => score >= threshold), cells.Sum(row => row[result.Positive]));
        }
    }

    [Fact]
    public void The_latest_run_comes_first_and_a_name_that_leads_elsewhere_is_none()
    {
        foreach ((string name, int minute) in ((string, int)[])[("b", 2), ("a", 2), ("old", 1), ("new", 3)])
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            File.WriteAllText(Path.Combine(folder, name, "run.json"), "{}");
            File.SetLastWriteTimeUtc(Path.Combine(folder, name, "run.json"), new DateTime(2026, 1, 1, 0, minute, 0, DateTimeKind.Utc));
        }

        Directory.CreateDirectory(Path.Combine(folder, "no run"));
        using var shelf = new RunShelf(new StudioSubject("/run", Path.Combine(folder, "old") + "/"));

        Assert.Equal(["new", "a", "b", "old"], shelf.Names.AsEnumerable());
        Assert.Equal(Path.Combine(folder, "a"), shelf.Find("a"));
        Assert.Null(shelf.Find("../" + Path.GetFileName(folder) + "/a"));
        Assert.Null(shelf.Find("no run"));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(599, 599)]
    [InlineData(600, 301)]
    [InlineData(601, 301)]
    [InlineData(1000, 334)]
    public void A_long_curve_is_thinned_to_its_last_point(int points, int shown)
    {
        var thin = LiveRun.Thin([.. Enumerable.Range(1, points).Select(i => new ChartPoint(i, i))]);

        Assert.Equal((shown, 1.0, (double)points), (thin.Length, thin[0].X, thin[^1].X));
    }

    [Fact]
    public async Task An_uploaded_table_keeps_its_ending_and_is_kept_once()
    {
        string name = $"{new string('n', 150)}{Guid.NewGuid():N}.csv";
        List<string> kept = [];
        try
        {
            foreach (string content in (string[])["a,b\n1,2\n", "a,b\n3,4\n", "a,b\n1,2\n", "a,b\n3,4\n"])
                kept.Add(await Uploads.KeepAsync(@"..\" + name, 8, new MemoryStream(Encoding.UTF8.GetBytes(content))));

            Assert.Equal(name[^100..], Path.GetFileName(kept[0]));
            Assert.Equal($"{Path.GetFileNameWithoutExtension(kept[0])}-2.csv", Path.GetFileName(kept[1]));
            Assert.Equal(kept[..2], kept[2..]);
            Assert.Equal("a,b\n3,4\n", await File.ReadAllTextAsync(kept[1]));
            await Assert.ThrowsAsync<DownhillException>(() => Uploads.KeepAsync(name, Uploads.MaxBytes + 1, Stream.Null));
        }
        finally
        {
            foreach (string path in kept.Distinct())
                File.Delete(path);
        }
    }
}
