#:package Microsoft.ML@5.0.1
#:package Microsoft.ML.OnnxTransformer@5.0.1
#:package Microsoft.ML.OnnxRuntime@1.31.1
#:project ../src/Downhill.Onnx/Downhill.Onnx.csproj
#:property PublishAot=false
#:property ManagePackageVersionsCentrally=false

// A model that Downhill trained, exported as ONNX and run by ML.NET's OnnxTransformer, beside the library's own answer.
using Downhill;
using Downhill.Onnx;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

// The built-in flowers: four numbers, three classes.
NamedDataset iris = BuiltInData.Load("iris");
Preprocessing preprocessing = Preprocessing.Fit(iris.Data, iris.Columns.AsSpan(), ["species"], standardizeTargets: false);
Dataset data = preprocessing.Apply(iris.Data);
var network = new Network<float>(new Model(data.Input, [new Linear(16), new Relu(), new Linear(3)]), seed: 1);
var options = new TrainingOptions(new SoftmaxCrossEntropy(), new Adam(0.01), BatchSize: 16, Epochs: 30, Seed: 1);
new Trainer<float>(network, data, options).Train();

string path = Path.Combine(Directory.CreateTempSubdirectory("downhill-").FullName, "iris.onnx");
ModelFile file = ModelFile.Of("iris", network, preprocessing, options);
OnnxExport.Save(path, file, new Downhill.Onnx.OnnxOptions { WithPreprocessing = false });

// ML.NET feeds what the network sees and reads the graph's output.
var ml = new MLContext(seed: 1);
int[] some = [0, 75, 149];
Flower[] flowers = [.. some.Select(row => new Flower { Input = Row(data.Inputs, row) })];
OnnxScoringEstimator estimator = ml.Transforms.ApplyOnnxModel("output", "input", path);
IDataView rows = ml.Data.LoadFromEnumerable(flowers);
IEnumerable<Answer> answers = ml.Data.CreateEnumerable<Answer>(estimator.Fit(rows).Transform(rows), reuseRowObject: false);

double[] own = new Predictor<float>(file).Predict(iris.Data.Subset(some));
double furthest = 0;
foreach ((int i, Answer answer) in answers.Index())
{
    Console.WriteLine($"ML.NET: {string.Join(", ", answer.Output.Select(share => share.ToString("F4", null)))}   Downhill: "
        + $"{string.Join(", ", own[(3 * i)..(3 * i + 3)].Select(share => share.ToString("F4", null)))}");
    furthest = Math.Max(furthest, answer.Output.Select((share, k) => Math.Abs(share - own[(3 * i) + k])).Max());
}

Console.WriteLine(furthest < 1e-5 ? "the same to five digits" : throw new InvalidOperationException($"They differ by {furthest}."));

static float[] Row(Samples rows, int row)
{
    var numbers = new float[rows.Columns];
    rows.Gather([row], numbers);
    return numbers;
}

internal sealed class Flower
{
    [ColumnName("input"), VectorType(4)]
    public float[] Input { get; set; } = [];
}

internal sealed class Answer
{
    [ColumnName("output"), VectorType(3)]
    public float[] Output { get; set; } = [];
}
