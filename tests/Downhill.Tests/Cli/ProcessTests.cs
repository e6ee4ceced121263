using System.Diagnostics;

namespace Downhill.Tests;

public sealed class ProcessTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Tables_come_through_standard_input_and_answers_leave_through_standard_output()
    {
        string prices = CliData.Prices(60);

        CliResult trained = Run(prices, "train", "-", "--epochs", "2");
        CliResult answered = Run(prices, "predict", Path.Combine("runs", "stdin-1"), "-");
        CliResult again = Run(prices, "train", "-", "--epochs", "1", "--quiet");

        Assert.Equal((0, 0, 0), (trained.Code, answered.Code, again.Code));
        Assert.DoesNotContain('\u001b', trained.Output + trained.Error);
        Assert.Equal(61, answered.Lines.Length);
        Assert.Equal(CliFolder.Run("predict", folder["runs/stdin-1"], folder.Write("prices.csv", prices)).Ok().Output, answered.Output);
        Assert.True(File.Exists(folder["runs/stdin-2/model.safetensors"]));
    }

    [Fact]
    public void The_folder_one_stands_in_gives_a_run_its_name()
    {
        string[] names = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];
        byte[] images = [0, 0, 8, 2, 0, 0, 0, 4, 0, 0, 0, 1, 9, 8, 7, 6], labels = [0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 0, 1];
        for (int i = 0; i < names.Length; i++)
            File.WriteAllBytes(folder[names[i]], i % 2 == 0 ? images : labels);

        Assert.Equal(0, Run(string.Empty, "train", ".", "--epochs", "1").Code);

        Assert.True(Directory.Exists(folder[$"runs/{Path.GetFileName(folder.Path)}-1"]));
    }

    [Fact]
    public void What_cannot_be_used_is_told_with_exit_code_2() => Run(string.Empty, "train", "-").Refusal();

    private CliResult Run(string input, params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Downhill.Cli.dll");
        using Process process = Process.Start(new ProcessStartInfo("dotnet", ["exec", program, .. arguments])
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CliResult(process.ExitCode, output.ReplaceLineEndings("\n"), error.Result.ReplaceLineEndings("\n"));
    }
}
