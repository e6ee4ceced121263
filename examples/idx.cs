#:project ../src/Downhill/Downhill.csproj
#:property PublishAot=false

// Images in IDX files, as MNIST and its relatives come: map a folder, train on images that move a little in every epoch, measure, save,
// load and predict. The files are written here from the digits that ship with the library; with a folder of yours (dotnet run
// examples/idx.cs FOLDER) those are read instead.
using System.Buffers.Binary;
using Downhill;

string work = Directory.CreateTempSubdirectory("downhill-").FullName, folder = args.Length > 0 ? args[0] : Path.Combine(work, "digits");
if (args.Length == 0)
{
    Directory.CreateDirectory(folder);
    Dataset digits = BuiltInData.Load("digits").Data;
    Split dealt = Split.Rows(digits.Rows, validation: 0, test: 0.2, seed: 1);
    WriteIdx("train", digits.Subset(dealt.Training));
    WriteIdx("t10k", digits.Subset(dealt.Test));
}

// Mapped images stay in their file; a batch is read when it is needed. Only files that are not packed with gzip can be mapped.
var mapped = new List<MappedFile>();
(Dataset all, Dataset test) = Idx.ReadFolder(folder, path =>
{
    if (path.EndsWith(".gz", StringComparison.Ordinal))
        return null;
    mapped.Add(MappedFile.Open(path));
    return mapped[^1];
});
Console.WriteLine($"{all.Rows} images of {all.Input} to learn from, {test.Rows} for the test, {all.Targets.Classes.Count} classes");

Split split = Split.Rows(all.Rows, validation: 0.1, test: 0, seed: 1);
var preprocessing = Preprocessing.Fit(all.Subset(split.Training)); // bytes are divided by the largest
Dataset data = preprocessing.Apply(all);

// Small images are moved by less: at most half a pixel here, and turned by at most 10 degrees.
var move = new Affine(Shift: all.Input[0] / 16.0, Rotate: 10, Scale: 0.1);
var model = new Model(all.Input, [new Flatten(), new Linear(128), new BatchNorm(), new Relu(), new Linear(all.Targets.Classes.Count)]);
var options = new TrainingOptions(new SoftmaxCrossEntropy(), new AdamW(0.004), BatchSize: 32, Epochs: 20, Seed: 1,
    Schedule: new OneCycle());
foreach (Augmentation? augmentation in new Augmentation?[] { null, move })
{
    var network = new Network<float>(model, seed: 1);
    TrainingOptions chosen = options with { Augmentation = augmentation };
    new Trainer<float>(network, data.Subset(split.Training), chosen).Train(data.Subset(split.Validation));
    Metrics metrics = new Evaluator<float>(network, preprocessing.Apply(test), options.Loss).Evaluate();
    Console.WriteLine($"{augmentation?.ToString() ?? "as they are"}: test accuracy {metrics.Accuracy:F4}, loss {metrics.Loss:F4}");
    ModelFile.Save(Path.Combine(work, "digits.safetensors"), network, preprocessing, chosen);
}

// The file knows how bytes become inputs, and what the classes are called.
var predictor = new Predictor<float>(ModelFile.Open(Path.Combine(work, "digits.safetensors")));
double[] answers = predictor.Predict(test.Inputs);
Console.WriteLine($"the first image of the test is a {test.Targets.Classes[test.Targets.Label(0)]}, "
    + $"called {predictor.Decide(answers.AsSpan(0, predictor.Outputs))}");
foreach (MappedFile file in mapped)
    file.Dispose();
Directory.Delete(work, recursive: true);

// An IDX file: 0, 0, 8 for bytes, how many extents, each extent in 32 bits with the largest byte first, and the bytes.
void WriteIdx(string part, Dataset rows)
{
    var pixels = new double[rows.Inputs.Columns];
    using FileStream images = Header($"{part}-images-idx3-ubyte", rows.Rows, rows.Input[0], rows.Input[1]),
        labels = Header($"{part}-labels-idx1-ubyte", rows.Rows);
    for (int row = 0; row < rows.Rows; row++)
    {
        rows.Inputs.Gather([rows.Stored(row)], pixels);
        images.Write(Array.ConvertAll(pixels, pixel => (byte)pixel));
        labels.WriteByte((byte)rows.Targets.Label(rows.Stored(row)));
    }
}

FileStream Header(string name, params int[] extents)
{
    FileStream file = File.Create(Path.Combine(folder, name));
    file.Write([0, 0, 8, (byte)extents.Length]);
    var bytes = new byte[4];
    foreach (int extent in extents)
    {
        BinaryPrimitives.WriteInt32BigEndian(bytes, extent);
        file.Write(bytes);
    }

    return file;
}
