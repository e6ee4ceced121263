namespace Downhill.Tests;

/// <summary>What layers draw in training: golden draws, and no two that should differ are alike.</summary>
public sealed class RandomLayerTests
{
    private const int Width = 64;

    /// <summary>The layers of the catalogue that draw random numbers in training.</summary>
    public static TheoryData<string> Drawing => [.. Examples.Layers.Where(Draws)];

    // Philox4x32-10 written down in Python from the paper: key = seed, counter = (i / 4, purpose << 56 ^ layer << 40 ^ step), word i % 4;
    // kept where the word is below 2³¹. The purpose of dropout is 3.
    [Theory]
    [InlineData(1, 1, "001101100100111011000111100011000010001001110010")]
    [InlineData(1, 2, "001010000111111000000010011111011010000001000100")]
    [InlineData(9223372036854775813, 8589934592, "001001101001100110010100110111000101000110011101")]
    public void Dropout_leaves_out_the_numbers_it_should(ulong seed, long step, string kept)
    {
        double[] drawn = Draw(new Model([48], [new Dropout()]), new Pass(1, IsTraining: true, step, seed));
        Assert.Equal(kept, string.Concat(drawn.Select(number => number == 0 ? '0' : '1')));
    }

    // The second and third layer: inside a composite, which is the first.
    [Fact]
    public void Each_layer_draws_by_its_place()
    {
        double[] drawn = Draw(Examples.Model("concat (dropout; dropout)", 48), new Pass(1, IsTraining: true, 1, 1));
        Assert.Equal(
            "101101101101000110110111100111100110010100010001" + "010101110111111110011100000001011001100000001101",
            string.Concat(drawn.Select(number => number == 0 ? '0' : '1')));
    }

    // As above with the purpose 11; √(−2 ln u₁) cos(2π u₂) of the four words of counter i, in double.
    [Fact]
    public void Noise_is_what_it_should_be()
    {
        double[] drawn = Draw(new Model([4], [new GaussianNoise(0.5)]), new Pass(1, IsTraining: true, 1, 1));
        double[] normal = [0.4558541045838963, 1.4320996376590946, -1.8638175775457058, 0.12296848623817516];
        for (int i = 0; i < 4; i++)
            Assert.Equal(1 + (0.5 * normal[i]), drawn[i], 1e-14);
    }

    [Fact]
    public void The_layers_that_draw_are_known() =>
        Assert.Equal(["dropout", "gaussian-noise", "spatial-dropout"],
            Examples.Layers.Where(Draws).Select(example => example.Split(' ')[0]).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Drawing))]
    public void No_two_layers_steps_or_seeds_draw_alike(string layer)
    {
        Shape shape = Input(layer);
        var model = new Model(shape,
            [new Concat([.. Enumerable.Repeat(Catalog.Layers.Parse(layer), 3)
            .Select(one => (System.Collections.Immutable.ImmutableArray<Layer>)[one])])]);
        var drawn = new Dictionary<string, string>();
        foreach (ulong seed in (ulong[])[0, 1, 2, 1UL << 40])
        {
            foreach (long step in (long[])[.. Enumerable.Range(1, 24), 1L << 32])
            {
                double[] all = Draw(model, new Pass(1, IsTraining: true, step, seed));
                for (int place = 0; place < 3; place++)
                {
                    string one = string.Join(' ', Enumerable.Range(0, Width).Select(i => all[(place * Width) + i].ToString("R")));
                    string what = $"layer {place}, step {step}, seed {seed}";
                    Assert.True(drawn.TryAdd(one, what), $"{what} draws what {drawn[one]} draws.");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Drawing))]
    public void Rows_of_a_batch_draw_apart(string layer)
    {
        double[] all = Draw(new Model(Input(layer), [Catalog.Layers.Parse(layer)]), new Pass(20, IsTraining: true, 1, 1));
        Assert.Equal(20, all.Chunk(Width).Select(row => string.Join(' ', row)).Distinct().Count());
    }

    // A batch may be computed in parts, each beginning at a row of its own.
    [Theory]
    [MemberData(nameof(Drawing))]
    public void A_part_of_a_batch_draws_what_its_rows_draw_in_the_whole(string layer)
    {
        var model = new Model(Input(layer), [Catalog.Layers.Parse(layer)]);
        double[] all = Draw(model, new Pass(6, IsTraining: true, 3, 5)),
            part = Draw(model, new Pass(4, IsTraining: true, 3, 5, FirstRow: 2, BatchRows: 6));
        Assert.Equal(all[(2 * Width)..], part);
    }

    // The second layer at step 3, for each row: a number for each channel, whatever the place, and one for each number.
    [Fact]
    public void Channels_and_noise_are_drawn_by_layer_step_row_and_place()
    {
        var pass = new Pass(3, IsTraining: true, 3, 9);
        RandomStream channels = new(9, RandomPurpose.Dropout, (1UL << 40) + 3), noise = new(9, RandomPurpose.Noise, (1UL << 40) + 3);
        double[] spatial = Draw(Examples.Model("spatial-dropout 0, spatial-dropout", 2, 2, 5), pass),
            noisy = Draw(Examples.Model("gaussian-noise 0, gaussian-noise 0.5", 4), pass);
        for (int i = 0; i < spatial.Length; i++)
            Assert.Equal(channels.IsKept((i / 20 * 5) + (i % 5), 0.5) ? 2 : 0, spatial[i]);
        for (int i = 0; i < noisy.Length; i++)
            Assert.Equal(1 + (0.5 * noise.Normal((ulong)i)), noisy[i], 1e-14);
        Assert.Equal((60, 12), (spatial.Length, noisy.Length));
    }

    [Fact]
    public void Parameters_and_seeds_start_apart()
    {
        foreach (string initializer in Examples.Initializers)
        {
            var start = (Initializer)Catalog.Initializers.Parse(initializer);
            if (start is Constant or Zeros or Explicit)
                continue;
            string[] all = [.. Enumerable.Range(0, 5).SelectMany(seed =>
            {
                var network = new Network<double>(new Model([6],
                    [.. Enumerable.Range(0, 4).Select(_ => new Linear(6, HasBias: false, start))]), (ulong)seed);
                return network.AllParameters.Select(parameter => string.Join(' ', parameter.Data.Span.ToArray()));
            })];
            Assert.Equal(20, all.Distinct().Count());
        }
    }

    private static Shape Input(string layer) => Catalog.Layers.Entries.Single(one => one.Examples.Contains(layer)).IsForImages
        ? [1, 1, Width]
        : [Width];

    private static bool Draws(string layer)
    {
        try
        {
            var model = new Model(Input(layer), [Catalog.Layers.Parse(layer)]);
            return !Draw(model, new Pass(1, IsTraining: true, 1, 1)).SequenceEqual(Draw(model, new Pass(1, IsTraining: true, 2, 1)));
        }
        catch (DownhillException)
        {
            return false; // written for rows of another shape
        }
    }

    private static double[] Draw(Model model, in Pass pass)
    {
        Plan<double> plan = Plan<double>.ForInference(new Network<double>(model), pass.Rows);
        plan.Inputs.Fill(1);
        plan.Forward(pass);
        return plan.Outputs[..(pass.Rows * model.OutputShape().Size)].ToArray();
    }
}
