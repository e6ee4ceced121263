using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Downhill.Studio.Tests;

public sealed partial class FlowTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("flow").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [BrowserFact]
    public async Task A_link_opens_a_trained_network_and_a_weight_shows_its_derivative()
    {
        await using var studio = await StudioBrowser.StartAsync("&step=500");
        IPage page = studio.Page;
        await studio.ExpectStepAsync("500");
        await studio.PictureAsync("studio-1600.png");

        await studio.Button("Neuron 2 of hidden layer 1").ClickAsync();
        await studio.Button("Explain linear1.weight[0, 1]").ClickAsync();
        var session = new PlaygroundSession(PlaygroundState.Default);
        session.RunTo(500);
        string derivative = PlaygroundText.Number(GlassView.Of(session, 1, row: null).Explanation.Result.Stored);
        await Assertions.Expect(page.Locator("[data-derivative]")).ToHaveAttributeAsync("data-derivative", derivative);
        await studio.PictureAsync("studio-glass.png");

        await studio.Button("Run").ClickAsync();
        await Assertions.Expect(page.Locator(".play")).ToHaveAttributeAsync("data-frames", ManyFrames());
        await studio.Button("Pause").ClickAsync();
        await Assertions.Expect(page.Locator("[data-live=step]")).Not.ToHaveTextAsync("500");
        await studio.PictureAsync("studio-run.png");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await studio.PictureAsync("studio-run-dark.png");
        await page.SetViewportSizeAsync(390, 844);
        await studio.ExpectNoWiderThanScreenAsync();
        await studio.PictureAsync("studio-390-dark.png");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await studio.PictureAsync("studio-390.png");
    }

    [BrowserFact]
    public async Task A_weights_numbers_follow_the_training_while_it_runs()
    {
        await using var studio = await StudioBrowser.StartAsync();
        IPage page = studio.Page;
        await studio.Button("Run").ClickAsync();
        await studio.Button("Neuron 2 of hidden layer 1").ClickAsync();
        await studio.Button("Explain linear1.weight[0, 1]").ClickAsync();
        ILocator derivative = page.Locator("[data-derivative]");
        for (int i = 0; i < 3; i++)
        {
            string? shown = await derivative.GetAttributeAsync("data-derivative");
            await Assertions.Expect(derivative).Not.ToHaveAttributeAsync("data-derivative", shown!);
        }

        await Assertions.Expect(page.Locator(".glass-head input")).ToBeDisabledAsync();
        await studio.Button("Pause").ClickAsync();
        ILocator status = page.GetByRole(AriaRole.Status);
        await Assertions.Expect(status).ToContainTextAsync("Step ");
        await Assertions.Expect(page.Locator(".glass-head input")).ToBeEnabledAsync();
        var session = new PlaygroundSession(PlaygroundState.Default);
        session.RunTo(long.Parse((await status.TextContentAsync())!.Split(' ')[1].Replace(",", "", StringComparison.Ordinal).TrimEnd(',')));
        await Assertions.Expect(derivative).ToHaveAttributeAsync(
            "data-derivative", PlaygroundText.Number(GlassView.Of(session, 1, row: null).Explanation.Result.Stored));
    }

    // The default network reaches more than 95 % of the test points, as docs/studio.md says.
    [BrowserFact]
    public async Task The_spiral_is_solved_from_a_link()
    {
        await using var studio = await StudioBrowser.StartAsync("&data=spiral&seed=0");
        await Assertions.Expect(studio.Button("Run")).ToBeEnabledAsync();
        await studio.Page.GetByLabel("Speed").SelectOptionAsync("as fast as it goes");
        await studio.Button("Run").ClickAsync();
        await Assertions.Expect(studio.Page.Locator("[data-live=step]")).ToHaveTextAsync(AtLeast4000(), new() { Timeout = 120_000 });
        await studio.Button("Pause").ClickAsync();
        await Assertions.Expect(studio.Page.Locator(".output .figures")).ToContainTextAsync(MoreThan95());
    }

    // The exported model and its points, given to the command line, explain the weight to the same number as the page.
    [BrowserFact]
    public async Task A_derivative_of_one_row_is_what_downhill_explain_prints()
    {
        const int Row = 7;
        const string Query = "data=points&classes=no,yes&test=0&hidden=3&activation=tanh&points=-1,0.5,0_0.25,1,1_0.5,-0.75,1_-0.5,-1,0_1,1,1"
            + "_-1,-1,0_0.1,0.2,1_-0.2,-0.6,0_0.7,0.3,1_-0.4,0.1,0";
        int place = new PlaygroundSession(PlaygroundText.Read(Query)).Data.Split.Training[Row];
        await using var studio = await StudioBrowser.StartAsync($"&{Query}&step=40");
        await studio.ExpectStepAsync("40");
        await studio.FillAsync("Row of the training points", Row.ToString());
        await studio.Button("Neuron 2 of hidden layer 1").ClickAsync();
        await studio.Button("Explain linear1.weight[0, 1]").ClickAsync();
        await DownloadAsync(studio, "Model (safetensors)", "model.safetensors");
        await DownloadAsync(studio, "Points (CSV)", "points.csv");
        CommandResult explained = await DownhillAsync(
            "explain", "model.safetensors", "--data", "points.csv", "--row", $"{place}", "--parameter", "linear1.weight[0,1]", "--format",
            "json");
        using var json = JsonDocument.Parse(explained.Output);
        double derivative = json.RootElement.GetProperty("value").GetDouble();
        Assert.NotEqual(0, derivative);
        await Assertions.Expect(studio.Page.Locator("[data-derivative]"))
            .ToHaveAttributeAsync("data-derivative", PlaygroundText.Number(derivative));
    }

    [BrowserFact]
    public async Task A_network_is_exported_as_downhill_export_does()
    {
        await using var studio = await StudioBrowser.StartAsync("&data=moons&hidden=3&step=10");
        await studio.ExpectStepAsync("10");
        await DownloadAsync(studio, "Model (safetensors)", "model.safetensors");
        foreach ((string button, string name) in ((string, string)[])[("C# (one file)", "Network.cs"), ("ONNX", "network.onnx")])
        {
            await DownloadAsync(studio, button, name);
            string same = Path.Combine("same", name);
            Directory.CreateDirectory(Path.Combine(folder, "same"));
            await DownhillAsync("export", "model.safetensors", "--out", same);
            Assert.Equal(await BytesAsync(same), await BytesAsync(name));
        }
    }

    // Tab, Enter and Space alone: a weight is found, explained and set, and training runs and rests.
    [BrowserFact]
    public async Task A_weight_is_explained_and_training_runs_by_the_keyboard_alone()
    {
        await using var studio = await StudioBrowser.StartAsync("&data=moons&hidden=3&step=5");
        await studio.ExpectStepAsync("5");
        await PressOnAsync(studio, "Neuron 1 of hidden layer 1");
        await PressOnAsync(studio, "Explain linear1.weight[1, 0]");
        await Assertions.Expect(studio.Page.Locator("[data-derivative]")).ToBeVisibleAsync();
        await PressOnAsync(studio, "Run", key: "Space");
        await Assertions.Expect(studio.Button("Pause")).ToBeVisibleAsync();
        await studio.Page.Keyboard.PressAsync("Space");
        await Assertions.Expect(studio.Button("Run")).ToBeVisibleAsync();
        await Assertions.Expect(studio.Page.Locator("[data-live=step]")).Not.ToHaveTextAsync("5");
    }

    // Goes through the page by Tab, around its end, until the element of that name has the focus.
    private static async Task PressOnAsync(StudioBrowser studio, string name, string key = "Enter")
    {
        const string Focused = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent";
        ILocator wanted = studio.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
        await Assertions.Expect(wanted).ToBeVisibleAsync();
        for (int i = 0; i < 200 && !(await studio.Page.EvaluateAsync<string>(Focused)).EndsWith(name, StringComparison.Ordinal); i++)
            await studio.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(wanted).ToBeFocusedAsync();
        await studio.Page.Keyboard.PressAsync(key);
    }

    // The program is killed in the middle of training and started again at the same port; the page goes on from its address.
    [BrowserFact]
    public async Task A_page_says_that_its_program_was_killed_and_goes_on_with_the_next_one()
    {
        string port = StudioCommandTests.FreePort().ToString();
        StudioServer first = await StudioServer.StartAsync("downhill-studio.dll", "--port", port);
        await using var studio = await StudioBrowser.OpenAsync($"{first.Address}&data=moons&hidden=3&step=37");
        await studio.ExpectStepAsync("37");
        first.Dispose();
        ILocator lost = studio.Page.GetByRole(AriaRole.Alert);
        await Assertions.Expect(lost).ToContainTextAsync("does not answer");
        await studio.PictureAsync("studio-lost.png");
        using StudioServer second = await StudioServer.StartAsync("downhill-studio.dll", "--port", port);
        await Assertions.Expect(lost).ToContainTextAsync("was started again");
        IPage opened = await studio.Context.NewPageAsync();
        await opened.GotoAsync(second.Address.ToString());
        await Assertions.Expect(lost).ToHaveCountAsync(0);
        await studio.ExpectStepAsync("37");
        await Assertions.Expect(studio.Button("Run")).ToBeEnabledAsync();
        await studio.Button("Step").ClickAsync();
        await studio.ExpectStepAsync("38");
    }

    private Task<byte[]> BytesAsync(string name) => File.ReadAllBytesAsync(Path.Combine(folder, name));

    private async Task<CommandResult> DownhillAsync(params string[] words)
    {
        CommandResult result = await CommandResult.OfAsync(folder, Path.Combine(AppContext.BaseDirectory, "Downhill.Cli.dll"), words);
        Assert.True(result.Code == 0, result.Error);
        return result;
    }

    private async Task DownloadAsync(StudioBrowser studio, string button, string name)
    {
        await studio.Page.Locator(".menu").EvaluateAsync("menu => menu.open = true");
        IDownload download = await studio.Page.RunAndWaitForDownloadAsync(() => studio.Button(button).ClickAsync());
        await download.SaveAsAsync(Path.Combine(folder, name));
    }

    [GeneratedRegex("^[0-9]{3,}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ManyFrames();

    [GeneratedRegex("^(?:[4-9]|[1-9][0-9]+),[0-9]{3}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AtLeast4000();

    [GeneratedRegex("Accuracy, test(?:9[5-9]\\.[0-9]|100\\.0)%", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MoreThan95();
}
