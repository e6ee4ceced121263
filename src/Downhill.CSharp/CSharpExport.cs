using System.Numerics;
using System.Text;

namespace Downhill.CSharp;

/// <summary>Options for the export of a model as C#.</summary>
/// <param name="ClassName">The class's name.</param>
/// <param name="Namespace">Its namespace; none if it is empty.</param>
public sealed record CSharpOptions(string ClassName = "Classifier", string Namespace = "")
{
    /// <summary>The options for a file: its class has the file's name with a capital letter, such as <c>Iris</c> in iris.cs.</summary>
    /// <param name="path">The file.</param>
    public static CSharpOptions ForFile(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return new CSharpOptions(Names.Identifier(name is [>= '0' and <= '9', ..] ? "Model" + name : name, capital: true));
    }
}

/// <summary>Writes trained networks as one C# file: preprocessing, layers, link, class names, and the functions they need.</summary>
public static class CSharpExport
{
    /// <summary>Writes the model of a model file as a C# file; its class has the file's name with a capital letter.</summary>
    /// <exception cref="DownhillException">
    /// A layer cannot be written, the name is none for a class, or the file cannot be written.
    /// </exception>
    public static void Save(string path, ModelFile model, CSharpOptions? options = null)
    {
        options ??= CSharpOptions.ForFile(path);
        string text = model.Dtype == "F64"
            ? Write(model.Load<double>(), model.Preprocessing, model.Training.Loss.Link, options)
            : Write(model.Load<float>(), model.Preprocessing, model.Training.Loss.Link, options);
        AtomicFile.Write(path, stream => stream.Write(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(text)));
    }

    /// <summary>The text of a C# file.</summary>
    /// <param name="network">The layers and their numbers.</param>
    /// <param name="preprocessing">The preprocessing that was fitted in training.</param>
    /// <param name="link">The link function, which turns outputs into predictions: <see cref="Loss.Link"/> of the training's loss.</param>
    /// <param name="options">The name and the namespace of the class.</param>
    /// <exception cref="DownhillException">A layer cannot be written, or the name is none for a class.</exception>
    public static string Write<T>(Network<T> network, Preprocessing preprocessing, Layer? link, CSharpOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        options ??= new CSharpOptions();
        if (options.ClassName != Names.Identifier(options.ClassName))
            throw new DownhillException(
                $"'{options.ClassName}' is not a valid class name; it must be a letter followed by letters, digits and _.");
        var code = new ClassCode(typeof(T) == typeof(double), network.Model, name => Numbers(network, name));
        var row = new RowCode(code, preprocessing, network.Model);
        string input = row.WriteInputs();
        string output = code.Write(network.Model.Layers, input);
        if (link is not null)
            output = LayerCode.Write(new CodeAt(code, "link", link, network.Output, network.Output), output);
        row.WriteOutputs(output);
        return code.Text(options);
    }

    private static double[] Numbers<T>(Network<T> network, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] numbers = network.AllStatistics.FirstOrDefault(statistic => statistic.Name == name) is { } found
            ? found.Data.ToArray()
            : network[name].Data.ToArray();
        return [.. numbers.Select(double.CreateTruncating)];
    }
}
