#:project ../src/Downhill/Downhill.csproj
#:property PublishAot=false

// Trains on images that ship with the library, measures, saves, loads and predicts.
using Downhill;

Dataset raw = BuiltInData.Load("digits").Data;
Split split = Split.Rows(raw.Rows, validation: 0.1, test: 0.2, seed: 1);
var preprocessing = Preprocessing.Fit(raw.Subset(split.Training));
Dataset data = preprocessing.Apply(raw);

var model = new Model(raw.Input, [new Flatten(), new Linear(64), new Relu(), new Dropout(0.2), new Linear(10)]);
var network = new Network<float>(model, seed: 1);
var options = new TrainingOptions(new SoftmaxCrossEntropy(), new Adam(0.004), BatchSize: 32, Epochs: 30, Seed: 1);
new Trainer<float>(network, data.Subset(split.Training), options).Train(data.Subset(split.Validation));

Metrics test = new Evaluator<float>(network, data.Subset(split.Test), options.Loss).Evaluate();
Console.WriteLine($"test accuracy {test.Accuracy:P1}");
foreach (ClassScore score in test.Classes!)
    Console.WriteLine($"  {score.Name}: precision {score.Precision:F3}, recall {score.Recall:F3}");

string path = Path.Combine(Path.GetTempPath(), "digits.safetensors");
ModelFile.Save(path, network, preprocessing, options);
var predictor = new Predictor<float>(ModelFile.Open(path));
double[] answers = predictor.Predict(raw.Inputs);
Console.WriteLine($"row 0 is a {raw.Targets.Classes[raw.Targets.Label(0)]}, called {predictor.Decide(answers.AsSpan(0, predictor.Outputs))}");
