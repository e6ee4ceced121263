namespace Downhill.Tests;

public sealed class NormalizationTests
{
    private static readonly double[] Rows = [0.5, -1, 2, 0.1, 3, -0.7, 1, 1, 0.25, -2, 0.3, 0.9];

    // Source: torch.nn.BatchNorm1d(3), LayerNorm(3) and its formula without mean and shift, PyTorch 1.13.0a0 in float64, weight
    // [1.5, -0.5, 2], bias [0.1, 0.2, -0.3] (none for RMS), ε = 1e-5; the gradients are those of Σ (i + 1) y over all outputs in order.
    public static TheoryData<string, double[], double[]> Golden => new()
    {
        { "batch-norm", [0.8878355786369967, 0.8309050014125028, 2.524175152470294, 0.36261185954566555, -0.5519004811354484,
            -2.9715170361205487, 1.5443652275011606, 0.13950226013852712, -1.0378475623571042, -2.3948126656838227, 0.38149321958441856,
            0.2851894460073581], [-4.414607364274171, 1.3407687273492044, -6.581693991636761, -1.4715357880913906, 0.7746507864349331,
            -5.491615154756513, 4.708881318348547, -0.4979464109743764, 2.379684879327423, 1.1772618340170142, -1.617473102809761,
            9.69362426706585] },
        { "layer-norm", [0.1, 0.8123703944645484, 2.1494815778581935, -0.560563334952197, -0.4920187318546824, -2.187323814149134,
            1.1606177479183648, -0.15353924930612156, -3.1283139944489733, -1.980178255801028, -0.026686091978317172, 1.5668266398214357],
            [-0.5443292395240429, 0.27214556836564685, 0.27218367115839626, -1.0850249997785548, 0.23458135962453497, 0.8504436401540207,
            20.504164078574405, -20.5063888409357, 0.0022247623613225187, 2.7365097286271265, -13.226454157025465, 10.48994442839834] },
        { "rms-norm", [0.5669450896730416, 0.37796339311536103, 3.0237071449228883, 0.08429258994889446, -0.8429258994889446,
            -0.7867308395230148, 1.809054910751437, -0.6030183035838124, 0.6030183035838124, -2.3473752034763935, -0.11736876017381967,
            1.4084251220858361], [0.14399171108281328, 1.2238701502958174, 0.5759668443312531, 3.462206935048264, 1.310223613626319,
            6.10988383626416, 6.23128269487535, -11.256248109055207, 20.100633508921067, 8.527219369710048, -3.8220727092226,
            20.223347119263515] },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Values_and_gradients_are_the_golden_ones(string layer, double[] outputs, double[] gradient)
    {
        Plan<double> plan = Bound(layer, isTraining: true);
        Close(outputs, plan.Outputs);
        Close(gradient, plan.InputGradient);
    }

    // Source: the same BatchNorm1d after two training passes, in evaluation mode.
    [Fact]
    public void Running_statistics_move_once_a_step_and_serve_inference()
    {
        Network<double> network = Network("batch-norm");
        Plan<double> plan = Plan<double>.ForTraining(network, 4, new SumSquaredError());
        Rows.CopyTo(plan.Inputs);
        for (int step = 1; step <= 2; step++)
        {
            var pass = new Pass(4, IsTraining: true, step);
            plan.Forward(pass);
            plan.Loss(pass);
            plan.Forward(pass);
            plan.Backward(pass);
        }

        Close([-0.018999999999999996, 0.15675, 0.116375], network.AllStatistics[0].Data.Span);
        Close([1.1406, 1.3399416666666666, 1.0545854166666666], network.AllStatistics[1].Data.Span);
        Assert.Equal(["batch-norm1.mean", "batch-norm1.variance"], network.AllStatistics.Select(statistic => statistic.Name));

        Plan<double> inference = Plan<double>.ForInference(network, 4);
        Rows.CopyTo(inference.Inputs);
        inference.Forward(new Pass(4));
        Close([0.8289370577640498, 0.6996489118079982, 3.368440688580902, 0.26713585717518673, -1.0281190996309406, -1.8899254188812706,
            1.5311885585001286, -0.16423509391147129, -0.03975956625569149, -2.682320445916344, 0.138124308090343, 1.2261433855407575],
            inference.Outputs);
    }

    [Theory]
    [InlineData("batch-norm, linear 2")]
    [InlineData("residual (batch-norm, tanh), batch-norm 0.5")]
    public void Running_statistics_pass_the_gradient_check_at_inference(string layers)
    {
        Network<double> network = Examples.Network(layers, 3);
        foreach (Statistic<double> statistic in network.AllStatistics)
            Examples.Numbers(statistic.Shape.Size, 5).Select(number => Math.Abs(number) + 0.1).ToArray().CopyTo(statistic.Data.Span);
        double[] kept = network.Statistics.Span.ToArray();
        GradientReport report = GradientCheck.Run(network, new SumSquaredError(), Rows, Examples.Numbers(4 * network.Output.Size),
            new GradientCheckOptions(IsTraining: false));
        Assert.True(report.Passed);
        Assert.Equal(kept, network.Statistics.Span.ToArray());
    }

    [Fact]
    public void One_row_moves_no_statistic()
    {
        Network<double> network = Network("batch-norm");
        Plan<double> plan = Plan<double>.ForTraining(network, 4, new SumSquaredError());
        var pass = new Pass(1, IsTraining: true, 1);
        plan.Forward(pass);
        plan.Loss(pass);
        plan.Backward(pass);
        Assert.Equal([0, 0, 0, 1, 1, 1], network.Statistics.Span.ToArray());
    }

    [Fact]
    public void Running_statistics_are_saved_and_loaded_with_the_model()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors");
        try
        {
            var network = new Network<float>(Examples.Model("linear 4, batch-norm, residual (batch-norm), linear 2", 3));
            for (int i = 0; i < network.Statistics.Length; i++)
                network.Statistics.Span[i] = i + 0.5f;
            ModelFile.Save(path, network, Preprocessing.Fit(Examples.Data(5, 3, 2)),
                new TrainingOptions(new MeanSquaredError(), new Sgd()));
            ModelFile file = ModelFile.Open(path);
            Assert.Equal(network.Statistics.Span, file.Load<float>().Statistics.Span);
            Assert.Equal(16, file.Load<double>().Statistics.Length);
            Assert.Equal(15.5, file.Load<double>().Statistics.Span[^1]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("batch-norm 0", "needs momentum above 0 and at most 1, not 0")]
    [InlineData("batch-norm epsilon=0", "needs epsilon above 0, not 0")]
    [InlineData("layer-norm -1", "needs epsilon above 0, not -1")]
    [InlineData("rms-norm 0", "needs epsilon above 0, not 0")]
    [InlineData("gaussian-noise -1", "needs a deviation of at least 0, not -1")]
    public void An_option_out_of_range_is_refused(string layer, string message) =>
        Assert.Contains(message, Assert.Throws<DownhillException>(() => Examples.Model(layer, 3).OutputShape()).Message);

    [Fact]
    public void Batch_norm_takes_rows_of_one_axis() =>
        Assert.Contains("put 'flatten' before it",
            Assert.Throws<DownhillException>(() => Examples.Model("batch-norm", 2, 3).OutputShape()).Message);

    [Fact]
    public void Noise_has_the_deviation_asked_for_and_is_gone_at_inference()
    {
        Plan<double> plan = Plan<double>.ForInference(new Network<double>(Examples.Model("gaussian-noise 0.5", 1000)), 10);
        plan.Forward(new Pass(10, IsTraining: true, Step: 3, Seed: 4));
        double[] noise = plan.Outputs.ToArray();
        Assert.Equal(0, noise.Average(), 0.02);
        Assert.Equal(0.5, Math.Sqrt(noise.Average(value => value * value)), 0.02);
        plan.Forward(new Pass(10, IsTraining: true, Step: 3, Seed: 4));
        Assert.Equal(noise, plan.Outputs.ToArray());
        plan.Forward(new Pass(10, IsTraining: true, Step: 4, Seed: 4));
        Assert.NotEqual(noise[0], plan.Outputs[0]);
        plan.Forward(new Pass(10));
        Assert.All(plan.Outputs.ToArray(), value => Assert.Equal(0, value));
    }

    private static Network<double> Network(string layer)
    {
        Network<double> network = Examples.Network(layer, 3);
        new[] { 1.5, -0.5, 2, 0.1, 0.2, -0.3 }.AsSpan(0, network.Parameters.Length).CopyTo(network.Parameters.Span);
        return network;
    }

    // The targets make the gradient by output number i, which is 2 (y − t), i + 1.
    private static Plan<double> Bound(string layer, bool isTraining)
    {
        Plan<double> plan = Plan<double>.ForTraining(Network(layer), 4, new SumSquaredError(Reduction.Sum), inputGradient: true);
        Rows.CopyTo(plan.Inputs);
        var pass = new Pass(4, isTraining, 1);
        plan.Forward(pass);
        for (int i = 0; i < plan.Targets.Length; i++)
            plan.Targets[i] = plan.Outputs[i] - ((i + 1) / 2.0);
        plan.Loss(pass);
        plan.Backward(pass);
        return plan;
    }

    private static void Close(double[] expected, Span<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-12);
    }
}
