#:project ../src/Downhill/Downhill.csproj
#:property PublishAot=false

using Downhill;

Dataset data = Dataset.FromArrays([2], inputs: [0, 0, 0, 1, 1, 0, 1, 1], targets: [0, 1, 1, 0]);
var model = new Model([2], [new Linear(4), new Tanh(), new Linear(1)]);
var network = new Network<double>(model, seed: 1);
var options = new TrainingOptions(new BinaryCrossEntropy(), new Adam(0.05), BatchSize: 4, Epochs: 300, Seed: 1);

TrainingResult result = new Trainer<double>(network, data, options).Train();
Console.WriteLine($"loss {result.Loss:F6} after {result.Steps} steps");

var plan = Plan<double>.ForInference(network, rows: 4, link: options.Loss.Link);
data.Inputs.Gather([0, 1, 2, 3], plan.Inputs);
plan.Forward(new Pass(Rows: 4));
Console.WriteLine(string.Join("  ", plan.Predictions.ToArray().Select(p => p.ToString("F4"))));

GradientReport report = GradientCheck.Run(network, options.Loss, inputs: [0, 1, 1, 1], targets: [1, 0]);
Console.WriteLine($"every derivative agrees with finite differences: {report.Passed}");
