using System.Globalization;
using System.Text;
using Microsoft.Playwright;

namespace Downhill.Studio.Tests;

public sealed class TableFlowTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("table").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // Two classes that a line divides, with a column of words that says nothing.
    [BrowserFact]
    public async Task A_table_becomes_a_saved_run_that_downhill_report_opens()
    {
        string csv = Path.Combine(folder, "fields.csv");
        var text = new StringBuilder("wet,warm,colour,yield\n");
        for (int i = 0; i < 240; i++)
        {
            double wet = (i * 37 % 100) / 100.0, warm = (i * 53 % 97) / 97.0;
            text.Append(CultureInfo.InvariantCulture, $"{wet},{warm:F3},{(i % 3 == 0 ? "red" : "green")},{(wet + warm > 1 ? "good" : "poor")}\n");
        }

        await File.WriteAllTextAsync(csv, text.ToString());
        using StudioServer server = await StudioServer.StartInAsync(folder, "Downhill.Cli.dll", "studio", "fields.csv");
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await BrowserFactAttribute.LaunchAsync(playwright);
        IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1600, Height = 1100 } });
        await page.GotoAsync(server.Address.ToString());
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What the table holds" })).ToBeVisibleAsync();
        await page.GetByLabel("Candidates compete").SelectOptionAsync("Off");
        await page.GetByLabel("Epochs").FillAsync("100000");
        await page.GetByLabel("Epochs").BlurAsync();
        await Assertions.Expect(page.Locator("details")).Not.ToContainTextAsync("epochs");
        await page.GetByRole(AriaRole.Button, new() { Name = "Train", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-stage]")).ToContainTextAsync("Epoch");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        ILocator stage = page.Locator("[data-stage]");
        await Assertions.Expect(stage).ToHaveAttributeAsync("data-stage", "Stopped");
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Assertions.Expect(stage).ToHaveAttributeAsync("data-stage", "Running");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Assertions.Expect(stage).ToHaveAttributeAsync("data-stage", "Stopped");

        await page.GetByLabel("Epochs").FillAsync("60");
        await page.GetByLabel("Epochs").BlurAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Train", Exact = true }).ClickAsync();
        await Assertions.Expect(stage).ToHaveAttributeAsync("data-stage", "Finished", new() { Timeout = 60_000 });
        await page.GetByLabel("Threshold for").FillAsync("1");
        await Assertions.Expect(page.Locator(".matrix caption")).ToContainTextAsync("from a probability of 1.00 on");
        await page.GetByLabel("wet", new() { Exact = true }).FillAsync("0.95");
        await page.GetByLabel("warm", new() { Exact = true }).FillAsync("0.9");
        await page.GetByLabel("warm", new() { Exact = true }).BlurAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Predict", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-prediction]")).ToHaveAttributeAsync("data-prediction", "good");
        await page.GetByRole(AriaRole.Group, new() { Name = "Rows", Exact = true }).GetByRole(AriaRole.Button).First.ClickAsync();
        await Assertions.Expect(page.Locator("[aria-labelledby=wrong-name]")).ToContainTextAsync("wet");
        Assert.Empty(await AccessTests.SeriousAsync(page));
        if (Environment.GetEnvironmentVariable("STUDIO_PICTURES") is string pictures)
            await page.ScreenshotAsync(new() { Path = Path.Combine(pictures, "page-table.png"), FullPage = true });
        await page.SetViewportSizeAsync(390, 900);
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390, "The page is wider than a phone.");

        CommandResult report = await CommandResult.OfAsync(folder, Path.Combine(AppContext.BaseDirectory, "Downhill.Cli.dll"), "report", "runs/fields-2", "--out", "report.html");
        Assert.True(report.Code == 0, report.Error);
        Assert.Contains("fields-2", await File.ReadAllTextAsync(Path.Combine(folder, "report.html")), StringComparison.Ordinal);
        CommandResult train = await CommandResult.OfAsync(folder, Path.Combine(AppContext.BaseDirectory, "Downhill.Cli.dll"),
            "train", "fields.csv", "--target", "yield", "--blend", "off", "--epochs", "60", "--quiet", "--out", "same");
        Assert.True(train.Code == 0, train.Error);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(folder, "same", "model.safetensors")), await File.ReadAllBytesAsync(Path.Combine(folder, "runs", "fields-2", "model.safetensors")));
    }
}
