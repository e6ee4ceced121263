namespace Downhill.Tests;

/// <summary>Threads, company and replay change no bit.</summary>
public sealed class SameBitsTests
{
    // Wide enough that up to seven threads share the products, the elementwise loops and the update.
    public static TheoryData<string, string> Cases => new()
    {
        { "linear 300, relu, linear 10", "sgd 0.01" },
        { "linear 256, tanh, linear 256, gelu, linear 256, silu, linear 10", "sgd 0.01 momentum=0.9" },
        { "linear 300, sigmoid, dropout 0.3, linear 256, dropout, linear 10", "adam 0.01" },
        { "linear 300, concat (linear 200, elu; residual (linear 300, softplus)), softmax, linear 10", "adam 0.01 amsGrad=true" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Any_number_of_threads_trains_the_same_network(string layers, string optimizer)
    {
        Check<float>();
        Check<double>();

        void Check<T>()
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            T[] one = Train<T>(layers, optimizer, threads: 1);
            foreach (int threads in new[] { 2, 3, 7 })
                Assert.Equal(one, Train<T>(layers, optimizer, threads));
        }
    }

    [Theory]
    [InlineData("sgd 0.05 momentum=0.9")]
    [InlineData("adam 0.01")]
    public void Training_again_and_training_that_stopped_and_went_on_give_the_same_bits(string optimizer)
    {
        Dataset data = Examples.Data(41, 6, 3);
        float[] once = Trained(4, 1), again = Trained(4, 1), continued = Trained(1, 4);
        Assert.Equal(once, again);
        Assert.Equal(once, continued);

        float[] Trained(int epochs, int times)
        {
            var network = new Network<float>(Examples.Model("linear 9, tanh, dropout 0.4, linear 3", 6), seed: 5);
            var options = new TrainingOptions(new MeanSquaredError(), Catalog.Optimizers.Parse(optimizer), BatchSize: 8, Epochs: epochs,
                Seed: 5);
            var trainer = new Trainer<float>(network, data, options);
            for (int time = 0; time < times; time++)
                trainer.Train();
            Assert.Equal(24, trainer.Step);
            return [.. network.Parameters.Span, .. trainer.State.Span];
        }
    }

    [Fact]
    public void Two_trainings_at_once_give_what_each_gives_alone()
    {
        (string Layers, string Optimizer)[] cases =
            [("linear 300, tanh, linear 10", "adam"), ("linear 256, relu, dropout, linear 10", "sgd 0.01 momentum=0.9")];
        float[][] alone = [.. cases.Select(one => Train<float>(one.Layers, one.Optimizer, threads: 1))];
        for (int round = 0; round < 3; round++)
        {
            using var together = new Barrier(2);
            var trained = new float[2][];
            Thread[] threads = [.. cases.Select((one, i) => new Thread(() =>
            {
                together.SignalAndWait();
                trained[i] = Train<float>(one.Layers, one.Optimizer, threads: 3);
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            Assert.Equal(alone[0], trained[0]);
            Assert.Equal(alone[1], trained[1]);
        }
    }

    [Fact]
    public void Eight_threads_that_read_one_network_each_get_the_bits_of_one()
    {
        var network = new Network<float>(Examples.Model("linear 300, gelu, residual (linear 300, tanh), linear 10", 60), seed: 1);
        float[][] batches = [.. Enumerable.Range(0, 8)
            .Select(i => Array.ConvertAll(Examples.Numbers(64 * 60, (ulong)i), number => (float)number))];
        float[][] alone = [.. batches.Select(batch => Read(batch, 1))];
        var read = new float[8][];
        using var together = new Barrier(8);
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(i => new Thread(() =>
        {
            together.SignalAndWait();
            for (int round = 0; round < 5; round++)
                read[i] = Read(batches[i], 1 + (i % 3));
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        for (int i = 0; i < read.Length; i++)
            Assert.Equal(alone[i], read[i]);

        float[] Read(float[] batch, int share)
        {
            Plan<float> plan = Plan<float>.ForInference(network, 64, new Softmax(), share);
            batch.CopyTo(plan.Inputs);
            plan.Forward(new Pass(64));
            return plan.Predictions.ToArray();
        }
    }

    [Theory]
    [InlineData("sgd 0.05 momentum=0.9")]
    [InlineData("adam 0.01")]
    public void A_step_replayed_alone_gives_the_same_bits(string optimizer)
    {
        Dataset data = Examples.Data(40, 6, 3);
        var network = new Network<float>(Examples.Model("linear 9, tanh, dropout 0.4, linear 3", 6), seed: 5);
        var options = new TrainingOptions(new MeanSquaredError(), Catalog.Optimizers.Parse(optimizer), BatchSize: 8, Seed: 5);
        var trainer = new Trainer<float>(network, data, options);
        for (int step = 0; step < 6; step++)
            trainer.StepOn([step, step + 7, step + 11]);
        float[] parameters = network.Parameters.Span.ToArray(), state = trainer.State.Span.ToArray();
        double loss = trainer.StepOn([3, 1, 4, 15]);

        var replayed = new Network<float>(network.Model);
        parameters.CopyTo(replayed.Parameters.Span);
        Plan<float> plan = Plan<float>.ForTraining(replayed, 8, options.Loss);
        Kernels.Buffer<float> replayedState = Kernels.Buffer<float>.Allocate(state.Length);
        state.CopyTo(replayedState.Span);
        data.Gather([3, 1, 4, 15], plan.Inputs, plan.Targets, 3);
        var pass = new Pass(4, IsTraining: true, Step: 7, options.Seed);
        plan.Forward(pass);
        Assert.Equal(loss, plan.Loss(pass));
        plan.Backward(pass);
        Assert.Equal(network.Gradient.Span, replayed.Gradient.Span);
        options.Optimizer.Bind(new OptimizerBinding<float>(plan.Kernels, replayed.Parameters, replayed.Gradient, replayedState))
            .Update(7, options.Optimizer.LearningRate);
        Assert.Equal(network.Parameters.Span, replayed.Parameters.Span);
        Assert.Equal(trainer.State.Span, replayedState.Span);
    }

    private static T[] Train<T>(string layers, string optimizer, int threads)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var network = new Network<T>(Examples.Model(layers, 50), seed: 2);
        Dataset data = Examples.Data(300, 50, 10);
        var options = new TrainingOptions(new MeanSquaredError(), Catalog.Optimizers.Parse(optimizer), BatchSize: 256, Epochs: 3, Seed: 9);
        TrainingResult result = new Trainer<T>(network, data, options, threads).Train();
        Assert.Equal((TrainingStop.Epochs, 6), (result.Stop, result.Steps));
        return network.Parameters.Span.ToArray();
    }
}
