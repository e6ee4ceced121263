#:project ../src/Downhill/Downhill.csproj
#:property PublishAot=false

// Four networks trained apart give one answer: their mean. It is one model, saved and loaded like any other.
using Downhill;

Dataset raw = BuiltInData.Load("digits").Data;
Split split = Split.Rows(raw.Rows, validation: 0.1, test: 0.2, seed: 1);
var preprocessing = Preprocessing.Fit(raw.Subset(split.Training));
Dataset data = preprocessing.Apply(raw), test = data.Subset(split.Test);

var model = new Model(raw.Input, [new Flatten(), new Linear(64), new Relu(), new Linear(10)]);
var options = new TrainingOptions(new SoftmaxCrossEntropy(), new Adam(0.004), BatchSize: 32, Epochs: 20, Seed: 1);
var trainer = new EnsembleTrainer<float>(model, data.Subset(split.Training), options, members: 4, threads: Environment.ProcessorCount)
{
    Finished = (member, network, _) =>
        Console.WriteLine($"member {member}: log-loss {new Evaluator<float>(network, test, options.Loss).Evaluate().LogLoss:F4}"),
};
trainer.Train();
Console.WriteLine($"all together: log-loss {new Evaluator<float>(trainer.Network, test, options.Loss).Evaluate().LogLoss:F4}");
