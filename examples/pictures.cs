#:project ../src/Downhill.Images/Downhill.Images.csproj
#:property PublishAot=false

// From a folder of pictures, in which each folder's name is a class, to a trained network of convolutions, and a look at what it looks at.
// The pictures are written here from the digits that ship with the library; with a folder of yours (dotnet run examples/pictures.cs FOLDER)
// those are read instead.
using Downhill;
using Downhill.Images;

string work = Directory.CreateTempSubdirectory("downhill-").FullName, path = args.Length > 0 ? args[0] : Path.Combine(work, "pictures");
if (args.Length == 0)
    WriteDigits(path);

ImageFolder folder = ImageFolder.Read(path);
ImageReading reading = ImageReader.Choose(folder.Training); // or new ImageReading(32, 32, Channels: 3, ImageFit.Crop)
ImageRows rows = ImageReader.Read(folder.Training, reading);
var raw = new Dataset(path, reading.Shape, rows.Pixels, folder.TargetsOf(rows.Images));
Console.WriteLine($"{raw.Rows} images of {folder.Classes.Length} classes as rows of {reading}");

Split split = Split.Rows(raw.Rows, validation: 0, test: 0.2, seed: 1);
Preprocessing preprocessing = Preprocessing.Fit(raw.Subset(split.Training)) with { Images = reading }; // saved with the model
Dataset data = preprocessing.Apply(raw);

Model model = Model.Parse(
    "conv2d 8 3, batch-norm, relu, max-pool 2, conv2d 16 3, batch-norm, relu, max-pool 2, flatten, dropout 0.3, linear", raw.Input,
    raw.Targets.Outputs);
var network = new Network<float>(model, seed: 1);
var options = new TrainingOptions(
    new SoftmaxCrossEntropy(), new AdamW(0.005), BatchSize: 32, Epochs: 8, Seed: 1, Schedule: new OneCycle(),
    Augmentation: new Affine(Shift: 0.5, Rotate: 10, Scale: 0.1));
new Trainer<float>(network, data.Subset(split.Training), options, Environment.ProcessorCount).Train();
Console.WriteLine($"test accuracy {new Evaluator<float>(network, data.Subset(split.Test), options.Loss).Evaluate().Accuracy:P1}");

// The file of the model knows how pictures become rows.
string saved = Path.Combine(work, "pictures.safetensors");
ModelFile.Save(saved, network, preprocessing, options);
ModelFile file = ModelFile.Open(saved);
ImageFile picture = rows.Images[split.Test[0]];
ImageRows one = ImageReader.Read([picture], file.Preprocessing.Images!);
int label = Predictor<float>.ClassOf(new Predictor<float>(file).Predict(one.Pixels));
Console.WriteLine($"{Path.GetRelativePath(path, picture.Path)} is called {file.Preprocessing.Classes[label]}");

// Where the network looked: the darker a place here, the more it speaks for the class.
var values = new double[reading.Size];
one.Pixels.Gather([0], values.AsSpan());
double[] heat = new GradCam(file).Of(values, label).Scaled(reading.Height, reading.Width);
for (int y = 0; y < reading.Height && reading.Width <= 32; y++)
    Console.WriteLine(string.Concat(Enumerable.Range(0, reading.Width)
        .Select(x => " ░▒▓█"[(int)Math.Round(4 * heat[(y * reading.Width) + x])])));

static void WriteDigits(string path)
{
    Dataset digits = BuiltInData.Load("digits").Data;
    var values = new double[64];
    for (int row = 0; row < digits.Rows; row++)
    {
        string folder = Path.Combine(path, digits.Targets.Classes[digits.Targets.Label(row)]);
        Directory.CreateDirectory(folder);
        digits.Inputs.Gather([row], values.AsSpan());
        byte[] pixels = [.. values.Select(value => (byte)Math.Min(255, value * 16))];
        File.WriteAllBytes(Path.Combine(folder, $"{row:0000}.png"), PngImage.Encode(pixels, 8, 8));
    }
}
