using System.Diagnostics;

namespace Downhill.Studio.Tests;

public sealed class PlaygroundTests
{
    [Theory]
    [InlineData("", 37)]
    [InlineData("data=moons&hidden=4&optimizer=sgd+learningRate=0.3&batch=10&seed=3", 25)]
    [InlineData("data=xor&noise=0.1&inputs=x,y,xy&hidden=3,2&l1=0.001&dropout=0.2", 30)]
    [InlineData("data=circle&inputs=xx,yy&hidden=none&activation=relu&test=0", 12)]
    [InlineData("data=plane&rows=200&hidden=5&activation=relu", 21)]
    public void The_same_settings_give_the_weights_of_downhill_train(string query, int steps)
    {
        string folder = Directory.CreateTempSubdirectory("studio").FullName;
        try
        {
            var session = new PlaygroundSession(PlaygroundText.Read(query));
            session.RunTo(steps);
            float[] trained = TrainedBy(folder, session);
            Assert.Equal(trained, session.Network.Parameters.Span.ToArray());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A loss with a link takes numbers as they are, such as counts: here the first of the planes that lie nowhere below 0.
    [Fact]
    public void Numbers_stay_as_they_are_where_the_loss_has_a_link()
    {
        string query = Enumerable.Range(1, 10_000).Select(seed => $"data=plane&rows=10&test=0&hidden=2&loss=poisson&seed={seed}")
            .First(query => Numbers(new PlaygroundData(PlaygroundText.Read(query)).Raw).All(number => number >= 0));

        var session = new PlaygroundSession(PlaygroundText.Read(query));

        Assert.Equal(Numbers(session.Data.Raw), Numbers(session.Data.Training));
        Assert.Empty(session.Data.Preprocessing.TargetMean);
        var plain = new PlaygroundSession(PlaygroundText.Read(query.Replace("&loss=poisson", string.Empty, StringComparison.Ordinal)));
        Assert.Equal(0, Numbers(plain.Data.Training).Average(), 1e-6);

        string folder = Directory.CreateTempSubdirectory("studio").FullName;
        try
        {
            session.RunTo(3);
            Assert.Equal(TrainedBy(folder, session), session.Network.Parameters.Span.ToArray());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static double[] Numbers(Dataset rows) => [.. Enumerable.Range(0, rows.Rows).Select(row => (double)rows.Targets.Numbers![row, 0])];
    }

    [Theory]
    [InlineData("")]
    [InlineData("data=moons&rows=300&noise=0.2&test=0.5&inputs=x,xy&hidden=4,2&activation=relu&optimizer=sgd+learningRate=0.1&batch=0&l1=0.01&clip=1&seed=7")]
    [InlineData("data=points&points=0,0,0_1,1,1_0.5,-2,0_3,0.25,1&hidden=none")]
    [InlineData("data=points&classes=in,out&points=0,0,0_1,1,1_0.5,-2,0_3,0.25,1&test=0.25&inputs=y&hidden=3&activation=elu&optimizer=adam&batch=2&l1=0.5&dropout=0.25&clip=2&seed=3")]
    public void An_address_reads_back_as_the_same_state(string query)
    {
        PlaygroundState state = PlaygroundText.Read(query);
        Assert.Equal(state, PlaygroundText.Read(PlaygroundText.Write(state)));
    }

    [Fact]
    public void An_address_says_every_setting()
    {
        PlaygroundState other = PlaygroundState.Default;
        var state = PlaygroundText.Read("data=points&points=0,0,0_1,1,1_0.5,-2,0_3,0.25,1&test=0.25&l1=0.5&dropout=0.25&seed=3&batch=2");

        Assert.Equal((0.25, 0.5, 0.25, 3ul, 2), (state.Test, state.L1, state.Dropout, state.Seed, state.Batch));
        Assert.NotEqual((other.Test, other.L1, other.Dropout, other.Seed, other.Batch),
            (state.Test, state.L1, state.Dropout, state.Seed, state.Batch));
    }

    [Fact]
    public void The_glass_lights_the_weight_and_all_between_its_neuron_and_the_outputs()
    {
        var session = new PlaygroundSession(PlaygroundText.Read("inputs=x,y&hidden=3,4"));

        // Two inputs to three neurons: weight (1, 2) leads to the third of them, whose four weights begin at 6 + 3 + 2 · 4.
        int[] path = [.. GlassView.Of(session, 5, row: null).Path];
        Assert.Equal([5, 17, 18, 19, 20, 25, 26, 27, 28], path.Order());

        // The bias of the first neuron of the second layer leads to the output by one weight.
        Assert.Equal([21, 25], GlassView.Of(session, 21, row: 0).Path.Order());
    }

    [Theory]
    [InlineData("0,0,0_4,1,1_2,0,0_2,1,1", 2, 0.5, 2.24)]
    [InlineData("0,0,0_1,6,1_0,3,0_1,3,1", 0.5, 3, 3.36)]
    public void The_picture_holds_all_points_whether_they_are_wide_or_tall(string points, double x, double y, double half)
    {
        (double X, double Y, double Half) view = new PlaygroundData(PlaygroundText.Read($"data=points&test=0&points={points}")).View;

        Assert.Equal((x, y, half), (view.X, view.Y, Math.Round(view.Half, 12)));
    }

    [Fact]
    public void What_the_next_step_will_do_is_what_it_does()
    {
        var session = new PlaygroundSession(PlaygroundState.Default);
        session.RunTo(20);
        float[] before = session.Network.Parameters.Span.ToArray(), preview = session.PreviewStep();
        Assert.Equal(before, session.Network.Parameters.Span.ToArray());
        session.StepOnce();
        Assert.Equal(preview, session.Network.Parameters.Span.ToArray());
    }

    [Fact]
    public void Options_that_change_on_the_way_keep_the_network_and_the_count()
    {
        var session = new PlaygroundSession(PlaygroundState.Default);
        session.RunTo(20);
        float[] before = session.Network.Parameters.Span.ToArray();
        session.ChangeTraining(session.State with { Optimizer = "adam learningRate=0.001" });
        Assert.Equal(20, session.Step);
        Assert.Equal(before, session.Network.Parameters.Span.ToArray());
        Assert.False(session.IsReproducible);
        session.StepOnce();
        Assert.NotEqual(before, session.Network.Parameters.Span.ToArray());
    }

    [Fact]
    public void A_file_holds_weights_that_were_set_by_hand()
    {
        var session = new PlaygroundSession(PlaygroundState.Default);
        session.SetParameter(3, 0.125f);
        Assert.Equal(session.Network.Parameters.Span.ToArray(),
            PlaygroundFile.FromJson(PlaygroundFile.Of(session).ToJson()).Open().Network.Parameters.Span.ToArray());
        Assert.Equal(session.Network.Parameters.Span.ToArray(),
            PlaygroundFile.FromQuery(PlaygroundFile.Of(session).ToQuery()).Open().Network.Parameters.Span.ToArray());
    }

    [Fact]
    public void The_derivative_under_the_glass_agrees_with_differences()
    {
        var session = new PlaygroundSession(PlaygroundState.Default);
        session.RunTo(10);
        for (int index = 0; index < session.Network.Parameters.Length; index += 7)
        {
            GlassView view = GlassView.Of(session, index, row: null);
            Assert.Equal(view.Explanation.Numeric, view.Explanation.Result.Stored, 1e-9);
            Assert.Equal(view.Explanation.Result.Stored, view.Explanation.Result.Sum, 1e-12);
            Assert.Contains(index, view.Path);
        }
    }

    [Theory]
    [InlineData("", 4000)]
    [InlineData("seed=1", 4000)]
    [InlineData("hidden=8,8", 12000)]
    [InlineData("hidden=12,12&optimizer=adam+learningRate=0.005&batch=32", 8000)]
    [InlineData("hidden=12,12,8&optimizer=adam+learningRate=0.005&batch=32", 6000)]
    [InlineData("hidden=8,8&inputs=x,y,sinx,siny", 6000)]
    public void The_spiral_is_solved(string query, int steps)
    {
        var session = new PlaygroundSession(PlaygroundText.Read(query));
        session.RunTo(steps);
        Assert.True(session.Metrics().Test!.Accuracy > 0.95, $"{session.Metrics().Test!.Accuracy}");
    }

    [Theory]
    [InlineData("data=nothing", "There is no point set 'nothing'")]
    [InlineData("hidden=99", "1 to 12 neurons")]
    [InlineData("inputs=z", "There is no input 'z'")]
    [InlineData("rows=x", "rows is a whole number")]
    public void A_wrong_address_is_refused_by_name(string query, string says) =>
        Assert.Contains(says, Assert.Throws<DownhillException>(() => PlaygroundText.Read(query)).Message, StringComparison.Ordinal);

    /// <summary>The weights that <c>downhill train</c> gives with the recipe of a training, in a folder.</summary>
    internal static float[] TrainedBy(string folder, PlaygroundSession session)
    {
        File.WriteAllText(Path.Combine(folder, "recipe.json"), PlaygroundCommand.Recipe(session));
        if (!session.Data.IsNamed)
            File.WriteAllText(Path.Combine(folder, PlaygroundCommand.PointsFile), PlaygroundCommand.Points(session));
        Train(folder);
        return ModelFile.Open(Path.Combine(folder, "run", "model.safetensors")).Load<float>().Parameters.Span.ToArray();
    }

    private static void Train(string folder)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false
        };
        foreach (string word in (string[])[Path.Combine(AppContext.BaseDirectory, "Downhill.Cli.dll"), "train", "recipe.json", "--quiet",
            "--out", "run"])
            start.ArgumentList.Add(word);
        using Process process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }
}
