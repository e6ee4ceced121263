using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Downhill.Studio.Tests;

/// <summary><c>downhill studio</c>, which starts the program beside it.</summary>
public sealed class StudioCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("studio").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_first_line_is_the_address_with_its_token_on_the_port_that_was_asked_for()
    {
        int port = FreePort();
        using StudioServer server =
            await StudioServer.StartAsync("Downhill.Cli.dll", "studio", "--port", port.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(port, server.Address.Port);
        Assert.StartsWith("?token=", server.Address.Query, StringComparison.Ordinal);
        using var browser = new HttpClient();
        Assert.Contains("Playground", await browser.GetStringAsync(server.Address), StringComparison.Ordinal);
        CommandResult second = await CommandResult.OfAsync(folder, Assemblies("downhill-studio.dll"), "--no-browser", "--port",
            port.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(2, second.Code);
        Assert.Contains($"Port {port} cannot be used", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_opens_with_its_columns_to_choose_from()
    {
        string path = Path.Combine(folder, "flowers.csv");
        await File.WriteAllTextAsync(path, "length,width,kind\n5.1,3.5,setosa\n4.9,3.0,setosa\n7.0,3.2,other\n6.4,3.2,other\n");
        using StudioServer server = await StudioServer.StartAsync("Downhill.Cli.dll", "studio", path);
        using var browser = new HttpClient();
        Assert.Equal("/table", server.Address.AbsolutePath);
        await PageWithAsync(browser, server.Address, "Columns of the table");
        string page = await browser.GetStringAsync(new Uri(server.Address, "/"));
        Assert.Contains("<option>length</option>", page, StringComparison.Ordinal);
        Assert.Contains("Use these points", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_was_killed_starts_again()
    {
        using (await StudioServer.StartAsync())
        {
        }

        using StudioServer again = await StudioServer.StartAsync();
        using var browser = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(again.Address)).StatusCode);
    }

    [Theory]
    [InlineData("net.json", """{"input": [2], "layers": [{"type": "linear", "outputs": 3}, {"type": "tanh"}]}""", "/model", "tanh1",
        "9 parameters")]
    [InlineData(
        "sum.json",
        """
        {"name": "A sum", "network": {"input": [1], "layers": [{"type": "linear", "outputs": 1, "weight": [[2]], "bias": [1]}]},
         "loss": {"type": "mean-squared-error"}, "optimizer": {"type": "sgd", "learningRate": 0.1}, "samples": [{"input": [3], "target": [5]}]}
        """,
        "/example",
        "linear1.weight[0, 0]",
        "4.00000000")] // (2 · 3 + 1 − 5)² = 4
    public async Task A_network_and_an_example_have_pages_of_their_own(string name, string text, string page, string part, string number)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        using StudioServer server = await StudioServer.StartInAsync(folder, "Downhill.Cli.dll", "studio", name);
        using var browser = new HttpClient();
        Assert.Equal(page, server.Address.AbsolutePath);
        string html = await browser.GetStringAsync(server.Address);
        Assert.Contains(part, html, StringComparison.Ordinal);
        Assert.Contains(number, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_rows_are_gone_opens_with_what_its_folder_knows()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "rows.csv"),
            "a,b\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{(2 * i) + 1}\n")));
        CommandResult trained = await CommandResult.OfAsync(folder, Assemblies("Downhill.Cli.dll"), "train", "rows.csv", "--epochs", "2",
            "--blend", "off", "--quiet", "--out", "runs/kept");
        Assert.True(trained.Code == 0, trained.Error);
        File.Delete(Path.Combine(folder, "rows.csv"));
        using StudioServer server = await StudioServer.StartInAsync(folder, "Downhill.Cli.dll", "studio", "runs/kept");
        using var browser = new HttpClient();
        string html = await PageWithAsync(browser, server.Address, "The rows could not be read again");
        Assert.Contains("downhill train rows.csv", html, StringComparison.Ordinal);
        Assert.Contains("kept", await browser.GetStringAsync(new Uri(server.Address, "/runs")), StringComparison.Ordinal);
        Assert.Contains("There is no run", await browser.GetStringAsync(new Uri(server.Address, "/run/other")), StringComparison.Ordinal);
    }

    // SIGKILL leaves the command no time to end the program that it started.
    [Fact]
    public async Task The_program_ends_when_the_command_that_started_it_is_killed()
    {
        StudioServer server = await StudioServer.StartAsync("Downhill.Cli.dll", "studio");
        using var browser = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(server.Address)).StatusCode);
        server.KillAlone();
        for (int tries = 0; tries < 300 && await AnswersAsync(); tries++)
            await Task.Delay(100);
        Assert.False(await AnswersAsync(), "The program still answers after the command that started it was killed.");

        async Task<bool> AnswersAsync()
        {
            try
            {
                await browser.GetAsync(server.Address);
                return true;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }

    // The command alone, in a folder of its own and without the program on PATH.
    [Fact]
    public async Task Without_the_program_one_line_says_how_to_get_it()
    {
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory)
            .Where(file => !Path.GetFileName(file).StartsWith("downhill-studio", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        CommandResult result = await CommandResult.OfAsync(folder, Path.Combine(folder, "Downhill.Cli.dll"), "studio", "--no-browser");
        Assert.Equal((2, string.Empty), (result.Code, result.Output));
        Assert.Contains("dotnet tool install Downhill.Cli", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("other.json", "{}", "other.json: The file is not a saved playground")]
    [InlineData("model.safetensors", "{}", "model.safetensors")]
    [InlineData("example.json", "{\"samples\": []}", "example.json")]
    [InlineData(null, "", "does not exist; the studio opens a table, the folder of a run, a model")]
    public async Task A_file_of_another_kind_is_refused_before_anything_starts(string? name, string text, string says)
    {
        string path = Path.Combine(folder, name ?? "nothing.csv");
        if (name is not null)
            await File.WriteAllTextAsync(path, text);
        CommandResult result = await CommandResult.OfAsync(folder, Assemblies("Downhill.Cli.dll"), "studio", path, "--no-browser");
        Assert.Equal((2, string.Empty), (result.Code, result.Output));
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
    }

    // A page without a script waits two seconds at most for what it shows; it is asked for again until that is there.
    private static async Task<string> PageWithAsync(HttpClient browser, Uri address, string text)
    {
        string page = await browser.GetStringAsync(address);
        for (int tries = 0; tries < 20 && !page.Contains(text, StringComparison.Ordinal); tries++)
            page = await browser.GetStringAsync(address);
        Assert.Contains(text, page, StringComparison.Ordinal);
        return page;
    }

    private static string Assemblies(string name) => Path.Combine(AppContext.BaseDirectory, name);

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>How a command ended, and what it printed.</summary>
internal sealed record CommandResult(int Code, string Output, string Error)
{
    public static async Task<CommandResult> OfAsync(string folder, string assembly, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", assembly, .. words])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CommandResult(process.ExitCode, output, await error);
    }
}
