using Microsoft.Playwright;

namespace Downhill.Studio.Tests;

/// <summary>The pictures of the documentation; docs/pictures/make-studio.sh says where they go. Without it the pages are only waited for.</summary>
public sealed class PictureTests
{
    [BrowserFact]
    public async Task The_pages_of_the_documentation_come_up()
    {
        using StudioServer server = await StudioServer.StartAsync();
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await BrowserFactAttribute.LaunchAsync(playwright);
        IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1400, Height = 860 } });
        await page.GotoAsync($"{server.Address}&step=4000");
        await Assertions.Expect(page.Locator("[data-live=step]")).ToHaveTextAsync("4,000");
        await PictureAsync(page, "studio.png");

        await page.SetViewportSizeAsync(1400, 1120);
        await page.GotoAsync(new Uri(server.Address, "/lessons/hill").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Step ▶", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-cost]")).ToHaveTextAsync("0.18393989");
        await page.GetByRole(AriaRole.Button, new() { Name = "Backward" }).ClickAsync();
        await Assertions.Expect(page.Locator(".stop")).ToContainTextAsync("∂C/∂sigmoid2");
        await page.EvaluateAsync("scrollTo(0, 0)");
        await PictureAsync(page, "lesson.png");

        await page.GotoAsync(new Uri(server.Address, "/lessons/wrong").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "1", Exact = true }).First.ClickAsync();
        await Assertions.Expect(page.Locator("[aria-labelledby=rate-name] [aria-pressed=true]")).ToHaveTextAsync("1");
        await page.EvaluateAsync("scrollTo(0, 0)");
        await PictureAsync(page, "wrong.png");
    }

    private static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("DOWNHILL_PICTURES") is string folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name) });
    }
}
