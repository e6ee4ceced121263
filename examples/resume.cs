#:project ../src/Downhill/Downhill.csproj
#:property PublishAot=false

// A training that is stopped in the middle and goes on from its checkpoint gives the same bits as one that never was.
using Downhill;

Dataset raw = BuiltInData.Load("digits").Data;
var preprocessing = Preprocessing.Fit(raw);
Dataset data = preprocessing.Apply(raw);
var model = new Model(raw.Input, [new Flatten(), new Linear(32), new Relu(), new Dropout(0.2), new Linear(10)]);
var options = new TrainingOptions(new SoftmaxCrossEntropy(), new Adam(0.004), BatchSize: 32, Epochs: 6, Seed: 1);
string folder = Directory.CreateTempSubdirectory("downhill-").FullName;

var whole = new Trainer<float>(new Network<float>(model, seed: 1), data, options);
whole.Train();

using var stop = new CancellationTokenSource();
var first = new Trainer<float>(new Network<float>(model, seed: 1), data, options) { Checkpoints = new Checkpoints(folder) };
first.Train(progress: new Stopper(stop), cancellation: stop.Token);
Console.WriteLine($"stopped after {first.Step} steps");

var second = new Trainer<float>(new Network<float>(model, seed: 1), data, options);
second.Restore(new Checkpoints(folder).Latest(Console.WriteLine));
second.Train();
Console.WriteLine($"went on to {second.Step} steps; the same bits: "
    + $"{second.Network.Parameters.Span.SequenceEqual(whole.Network.Parameters.Span)}");
Directory.Delete(folder, recursive: true);

/// <summary>Stops a training after its second epoch.</summary>
internal sealed class Stopper(CancellationTokenSource stop) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.IsEpochEnd && value.Epoch == 2)
            stop.Cancel();
    }
}
