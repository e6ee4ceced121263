using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics.X86;
using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>
/// The same trainings in child processes, under each switch the runtime honours and with several numbers of threads, must save the
/// same bytes. Each child says which vectors it really had, so a switch that does nothing fails the test.
/// </summary>
[Collection(nameof(WorkerThreads))]
public sealed class DeterminismTests : IDisposable
{
    private static readonly string[] Small = ["small", "1", "2", "3", "7"], All = [.. Small, "wide", "1", "2", "3", "7"];

    private readonly string folder = Directory.CreateTempSubdirectory("downhill-determinism-").FullName;

    /// <summary>
    /// A switch, how many bits the kernels' vectors have at most under it, and whether multiply-adds stay fused in hardware.
    /// </summary>
    public static TheoryData<string, string, int, bool> Widths => new()
    {
        { "DOTNET_EnableAVX512", "0", 256, true },
        { "DOTNET_PreferredVectorBitWidth", "256", 256, true },
        { "DOTNET_MaxVectorTBitWidth", "512", 512, true },
        { "DOTNET_EnableAVX2", "0", 128, false },
        { "DOTNET_EnableAVX", "0", 128, false },
        { "DOTNET_EnableHWIntrinsic", "0", 0, false },
    };

    [Theory]
    [MemberData(nameof(Widths))]
    public void Saved_models_do_not_depend_on_the_width_of_vectors(string name, string value, int mostBits, bool fused)
    {
        Child child = Run(fused ? All : Small, (name, value));
        Assert.Equal(Math.Min(Hardware.VectorBits, mostBits), child.KernelBits);
        Assert.Equal(Hardware.HasFusedMultiplyAdd && fused, child.IsFused);
        if (name == "DOTNET_MaxVectorTBitWidth")
            Assert.Equal(Math.Max(128, Hardware.VectorBits), child.VectorBits);
        if (name == "DOTNET_EnableAVX")
            Assert.False(child.HasAvx);
        if (name == "DOTNET_EnableAVX2")
            Assert.Equal(Avx.IsSupported, child.HasAvx);
        Assert.Equal(Expected(fused), child.Models);
    }

    // The same instructions, compiled in other ways: optimised at once, without what was learnt while running, and nothing ahead of time.
    [Theory]
    [InlineData("DOTNET_TieredCompilation")]
    [InlineData("DOTNET_TieredPGO")]
    [InlineData("DOTNET_ReadyToRun")]
    public void Saved_models_do_not_depend_on_how_the_code_is_compiled(string name)
    {
        Child usual = Run([]), child = Run(All, (name, "0"));
        Assert.Equal(Hardware.VectorBits, child.KernelBits);
        if (name == "DOTNET_ReadyToRun")
            Assert.True(child.Compiled > 2 * usual.Compiled,
                $"{child.Compiled} methods were compiled at start-up, {usual.Compiled} without the switch.");
        Assert.Equal(Expected(wide: true), child.Models);
    }

    [Fact]
    public async Task Saved_models_do_not_depend_on_what_else_runs()
    {
        Task<Child>[] both = [Task.Run(() => Run(All)), Task.Run(() => Run(All))];
        foreach (Child child in await Task.WhenAll(both))
            Assert.Equal(Expected(wide: true), child.Models);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // What this process trains, on one thread, in the order in which a child reports for four numbers of threads.
    private string[] Expected(bool wide)
    {
        string[] small = [.. TrainingCase.Everywhere.Select(one => TrainingProgram.Line(one, 1, folder))];
        string[] large = wide ? [.. TrainingCase.Shared.Select(one => TrainingProgram.Line(one, 1, folder))] : [];
        return [.. small, .. small, .. small, .. small, .. large, .. large, .. large, .. large];
    }

    private static Child Run(string[] trainings, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])[typeof(TrainingProgram).Assembly.Location, .. trainings])
            start.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string[] lines = process.StandardOutput.ReadToEnd().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {error.Result}");
        string[] machine = lines[0].Split(' ');
        return new Child(
            int.Parse(machine[1], CultureInfo.InvariantCulture), int.Parse(machine[3], CultureInfo.InvariantCulture),
            bool.Parse(machine[5]),
            bool.Parse(machine[7]), int.Parse(machine[9], CultureInfo.InvariantCulture), lines[1..]);
    }

    private sealed record Child(int KernelBits, int VectorBits, bool IsFused, bool HasAvx, int Compiled, string[] Models);
}
