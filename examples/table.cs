#:project ../src/Downhill.Tables/Downhill.Tables.csproj
#:property PublishAot=false

// From a table to answers for new rows: read, find out what the columns are, split, fit, train with early stopping, measure, save, load,
// predict.
using System.Globalization;
using Downhill;
using Downhill.Tables;

// A table as they come: a category, a number with gaps, dates, and what is to be learnt.
string folder = Directory.CreateTempSubdirectory("downhill-").FullName, csv = Path.Combine(folder, "rides.csv");
File.WriteAllText(csv, "day;weather;wind;late\n" + string.Concat(Enumerable.Range(0, 900).Select(i =>
    string.Create(CultureInfo.InvariantCulture,
         $"{new DateOnly(2024, 1, 1).AddDays(i):yyyy-MM-dd};{"sun rain snow".Split()[i * i % 3]};{(i % 17 == 0 ? "?" : i * 7 % 40)};"
            + $"{(i * i % 3 == 1 && i * 7 % 40 > 15 ? "yes" : "no")}\n"))));

Table table = TableReader.Read(csv);
var training = new TrainingTable(table, new TrainingTableOptions { Target = "late" });
foreach (ColumnSchema column in training.Inputs)
    Console.WriteLine($"{column.Name}: {column.Kind}, {column.Reason}");

Split split = training.Splitter(seed: 1).Split(validation: 0.15, test: 0.2);
Preprocessing preprocessing = training.Fit(split.Training); // on the rows to learn from alone
Dataset data = preprocessing.Apply(training.Raw(preprocessing));

var model = new Model(data.Input, [new Linear(16), new Relu(), new Linear(1)]);
var network = new Network<float>(model, seed: 1);
var options = new TrainingOptions(new BinaryCrossEntropy(), new AdamW(0.01), BatchSize: 16, Epochs: 200, Seed: 1,
    Schedule: new CosineDecay(), Patience: 20);
TrainingResult result = new Trainer<float>(network, data.Subset(split.Training), options).Train(data.Subset(split.Validation));
Console.WriteLine($"{result.Stop} after {result.Epochs} epochs; the weights are those of epoch {result.BestEpoch}");

Metrics test = new Evaluator<float>(network, data.Subset(split.Test), options.Loss).Evaluate();
Console.WriteLine($"test: accuracy {test.Accuracy:F3}, ROC-AUC {test.RocAuc:F3}");
Dataset raw = training.Raw(preprocessing).Subset(split.Test);
ErrorAnalysis assessment = ErrorAnalysis.Of(network, options.Loss, preprocessing, data.Subset(split.Test), raw);
foreach (ColumnImportance one in assessment.Importances!)
    Console.WriteLine($"  without {one.Column} the loss rises by {one.Rise:F3}");

string path = Path.Combine(folder, "rides.safetensors");
ModelFile.Save(path, network, preprocessing, options);
ModelFile file = ModelFile.Open(path);
TableRows rows = TableDataset.ForModel(TableReader.Read(csv), file.Preprocessing, targetRequired: false);
double[] answers = new Predictor<float>(file).Predict(rows.Inputs);
Console.WriteLine($"the first row is late with a probability of {answers[0]:F3}");
Directory.Delete(folder, recursive: true);
