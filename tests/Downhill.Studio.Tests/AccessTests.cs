using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Downhill.Studio.Tests;

/// <summary>Every page, on a phone and on a wide screen, light and dark: axe finds nothing serious, and nothing is wider than the screen.</summary>
public sealed class AccessTests
{
    private static readonly string[] Pages = ["", "table", "lessons", .. LessonPlace.All.Select(place => $"lessons/{place.Name}")];

    [BrowserFact]
    public async Task Every_page_can_be_used_by_everybody()
    {
        using StudioServer server = await StudioServer.StartAsync();
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await BrowserFactAttribute.LaunchAsync(playwright);
        IBrowserContext context = await browser.NewContextAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(server.Address.ToString());
        var found = new List<string>();
        foreach (string name in Pages)
        {
            await page.GotoAsync(new Uri(server.Address, $"/{name}").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
            if (name.Length == 0)
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "Step through it" }).ClickAsync();
                await Assertions.Expect(page.Locator("[data-walk]")).ToBeVisibleAsync();
                await page.GetByRole(AriaRole.Button, new() { Name = "Draw it" }).ClickAsync();
                await Assertions.Expect(page.Locator("figure")).ToHaveCountAsync(5);
            }

            foreach ((int width, ColorScheme scheme) in ((int, ColorScheme)[])[(1600, ColorScheme.Light), (1600, ColorScheme.Dark), (390, ColorScheme.Dark), (390, ColorScheme.Light)])
            {
                await page.SetViewportSizeAsync(width, 900);
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                foreach (ILocator slider in await page.GetByRole(AriaRole.Slider).AllAsync())
                {
                    if (!(await slider.AriaSnapshotAsync()).Contains("slider \"", StringComparison.Ordinal))
                        found.Add($"/{name} has a slider without a name");
                }

                if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth") > width)
                    found.Add($"/{name} is wider than {width} pixels");
                found.AddRange((await SeriousAsync(page)).Select(violation => $"/{name} {width} {scheme}: {violation}"));
                if (Environment.GetEnvironmentVariable("STUDIO_PICTURES") is string folder)
                    await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"page-{(name.Length == 0 ? "playground" : name.Replace('/', '-'))}-{width}-{scheme}.png"), FullPage = true });
            }
        }

        Assert.Equal([], found);
    }

    /// <summary>What axe finds on a page that is serious or worse.</summary>
    internal static async Task<string[]> SeriousAsync(IPage page) =>
    [
        .. (await page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {string.Join("; ", violation.Nodes.Take(3).Select(node => node.Html))}"),
    ];
}
