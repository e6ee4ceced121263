using Downhill.Cli;

namespace Downhill.Tests;

/// <summary>Runs the command line within this process, and gives it a folder that goes away with the test.</summary>
internal sealed class CliFolder : IDisposable
{
    /// <summary>Tests run beside each other; a network that waits for a second processor would wait for the other tests.</summary>
    public static readonly string[] OneThread = ["--threads", "1"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("downhill-");

    public string Path => folder.FullName;

    public string this[string name] => System.IO.Path.Combine(folder.FullName, name);

    public string[] Entries =>
        [.. folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Select(entry => entry.FullName)
        .Order(StringComparer.Ordinal)];

    public static CliResult Run(params string[] arguments) => Run(CancellationToken.None, arguments);

    public static CliResult Run(CancellationToken cancellation, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int code = CommandLine.Run(arguments, new Terminal(output, error, TextReader.Null), () => cancellation);
        return new CliResult(code, output.ToString(), error.ToString());
    }

    /// <summary>Trains into a folder of that name here, and gives the folder's path.</summary>
    public string Train(string name, params string[] arguments)
    {
        string[] threads = arguments.Contains("--threads") ? [] : OneThread;
        Run(["train", .. arguments, .. threads, "--out", this[name], "--quiet"]).Ok();
        return this[name];
    }

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public void Dispose() => folder.Delete(recursive: true);
}
