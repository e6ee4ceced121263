using System.Globalization;

// dotnet run --project examples/classifier -- 5.1 3.5 1.4 0.2
double[] sizes = args.Length == 4 ? [.. args.Select(text => double.Parse(text, CultureInfo.InvariantCulture))] : [5.1, 3.5, 1.4, 0.2];
var model = new Classifier();
string species = model.Predict(sizes);
Console.WriteLine(species);
for (int i = 0; i < Classifier.Classes.Length; i++)
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Classifier.Classes[i],-12} {model.Probabilities[i]:F4}"));
