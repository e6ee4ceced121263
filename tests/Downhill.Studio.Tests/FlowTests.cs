using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Downhill.Studio.Tests;

public sealed partial class FlowTests
{
    [BrowserFact]
    public async Task A_link_opens_a_trained_network_and_a_weight_shows_its_derivative()
    {
        using StudioServer server = await StudioServer.StartAsync();
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await BrowserFactAttribute.LaunchAsync(playwright);
        IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1600, Height = 1100 } });
        await page.GotoAsync($"{server.Address}&step=500");
        await Assertions.Expect(page.Locator("[data-live=step]")).ToHaveTextAsync("500");
        await PictureAsync(page, "studio-1600.png");

        await page.GetByRole(AriaRole.Button, new() { Name = "Neuron 2 of hidden layer 1" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Explain linear1.weight[0, 1]" }).ClickAsync();
        var session = new PlaygroundSession(PlaygroundState.Default);
        session.RunTo(500);
        string derivative = PlaygroundText.Number(GlassView.Of(session, 1, row: null).Explanation.Result.Stored);
        await Assertions.Expect(page.Locator("[data-derivative]")).ToHaveAttributeAsync("data-derivative", derivative);
        await PictureAsync(page, "studio-glass.png");

        await page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
        await Assertions.Expect(page.Locator(".play")).ToHaveAttributeAsync("data-frames", ManyFrames(), new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-live=step]")).Not.ToHaveTextAsync("500");
        await PictureAsync(page, "studio-run.png");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await PictureAsync(page, "studio-run-dark.png");
        await page.SetViewportSizeAsync(390, 844);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "The page is wider than a phone.");
        await PictureAsync(page, "studio-390-dark.png");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await PictureAsync(page, "studio-390.png");
    }

    [GeneratedRegex("^[0-9]{3,}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ManyFrames();

    // Pictures are kept only where somebody asks for them.
    private static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("STUDIO_PICTURES") is string folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name), FullPage = true });
    }
}
