using System.Diagnostics;
using System.Text.Json;
using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>
/// The same training in child processes, under each switch the runtime honours and with several numbers of threads, must save
/// the same bytes. Each child says which vectors it really used, so a switch that does nothing fails the test.
/// </summary>
public sealed class DeterminismTests : IDisposable
{
    // Without fused multiply-add in hardware each one is emulated, so what runs everywhere is small.
    private static readonly string[] Everywhere =
    [
        "train iris --epochs 3 --batch 16 --model",
        "linear 19, gelu, dropout 0.3, residual (linear 19, tanh), concat (linear 5, elu; linear 7, softplus; ), gelu tanh, silu, linear",
    ];

    private static readonly string[] EverywhereInDouble =
    [
        "train plane --rows 60 --epochs 3 --batch 0 --precision double --optimizer adam --model",
        "linear 9 weight=lecun-normal, selu, linear 5 weight=he-normal, leaky-relu, sigmoid, linear",
    ];

    // Large enough that every loop of a step is shared among threads.
    private static readonly string[] Shared =
    [
        "train digits --epochs 3 --batch 700 --optimizer sgd --model",
        "linear 300, relu, dropout, linear 257, tanh, linear",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("downhill-determinism-").FullName;

    public static TheoryData<string, string, int, bool> Switches => new()
    {
        { "DOTNET_EnableAVX512", "0", 256, true },
        { "DOTNET_EnableAVX2", "0", 128, false },
        { "DOTNET_EnableHWIntrinsic", "0", 0, false },
        { "DOTNET_PreferredVectorBitWidth", "256", 256, true },
        { "DOTNET_MaxVectorTBitWidth", "512", 512, true },
        { "DOTNET_TieredCompilation", "0", 512, true },
    };

    [Theory]
    [MemberData(nameof(Switches))]
    public void Saved_models_do_not_depend_on_the_width_of_vectors(string name, string value, int mostBits, bool fused)
    {
        foreach (string[] command in (string[][])[Everywhere, EverywhereInDouble])
        {
            byte[] expected = Train(command, 1, out _);
            byte[] actual = Train(command, 1, out JsonElement machine, (name, value));
            Assert.Equal(Math.Min(Hardware.VectorBits, mostBits), machine.GetProperty("vectorBits").GetInt32());
            Assert.Equal(Hardware.HasFusedMultiplyAdd && fused, machine.GetProperty("hasFusedMultiplyAdd").GetBoolean());
            Assert.Equal(expected, actual);
        }
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_TieredPGO")]
    public void Saved_models_depend_neither_on_threads_nor_on_the_width_of_vectors(string name)
    {
        byte[] expected = Train(Shared, 1, out _);
        foreach (int threads in (int[])[1, 2, 3, 7])
        {
            Assert.Equal(expected, Train(Shared, threads, out JsonElement machine, (name, "0")));
            Assert.Equal(threads, machine.GetProperty("threads").GetInt32());
        }
    }

    [Fact]
    public async Task Saved_models_do_not_depend_on_what_else_runs()
    {
        Task<byte[]>[] both = [Task.Run(() => Train(Shared, 2, out _)), Task.Run(() => Train(Shared, 2, out _))];
        byte[][] models = await Task.WhenAll(both);
        Assert.Equal(models[0], models[1]);
        Assert.Equal(models[0], Train(Shared, 1, out _));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private byte[] Train(string[] command, int threads, out JsonElement machine, params (string Name, string Value)[] environment)
    {
        string run = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        string[] arguments = [typeof(Cli.CommandLine).Assembly.Location, .. command[0].Split(' '), command[1], "--quiet", "--threads", $"{threads}", "--out", run];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;

        using Process child = Process.Start(start)!;
        Task<string> output = child.StandardOutput.ReadToEndAsync();
        string error = child.StandardError.ReadToEnd();
        child.WaitForExit();
        Assert.True(child.ExitCode == 0, $"exit code {child.ExitCode}: {error} {output.Result}");
        machine = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "run.json"))).RootElement.GetProperty("machine");
        return File.ReadAllBytes(Path.Combine(run, "model.safetensors"));
    }
}
