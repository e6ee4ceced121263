using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Downhill.Studio.Tests;

/// <summary>
/// Every page, on a phone and on a wide screen, light and dark: axe finds nothing serious, and nothing is wider than the screen.
/// </summary>
public sealed class AccessTests
{
    private static readonly string[] Pages =
        ["", "table", "runs", "model", "example", "lessons", .. LessonPlace.All.Select(place => $"lessons/{place.Name}")];

    [BrowserFact]
    public async Task Every_page_can_be_used_by_everybody()
    {
        await using var studio = await StudioBrowser.StartAsync();
        IPage page = studio.Page;
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        var found = new List<string>();
        foreach (string name in Pages)
        {
            await page.GotoAsync(new Uri(studio.Address, $"/{name}").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
            if (name.Length == 0)
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "Step through it" }).ClickAsync();
                await Assertions.Expect(page.Locator("[data-walk]")).ToBeVisibleAsync();
                await page.GetByRole(AriaRole.Button, new() { Name = "Draw it" }).ClickAsync();
                await Assertions.Expect(page.Locator("figure")).ToHaveCountAsync(5);
            }

            found.AddRange(await ProblemsAsync(studio, name.Length == 0 ? "playground" : name.Replace('/', '-')));
        }

        Assert.Equal([], found);
    }

    /// <summary>
    /// What is wrong with a page on a phone and on a wide screen, light and dark; its pictures are kept where somebody asks for them.
    /// </summary>
    internal static async Task<IReadOnlyList<string>> ProblemsAsync(StudioBrowser studio, string name)
    {
        var found = new List<string>();
        foreach ((int width, ColorScheme scheme) in ((int, ColorScheme)[])[(1600, ColorScheme.Light), (1600, ColorScheme.Dark),
            (390, ColorScheme.Dark), (390, ColorScheme.Light)])
        {
            await studio.Page.SetViewportSizeAsync(width, 900);
            await studio.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            foreach (ILocator slider in await studio.Page.GetByRole(AriaRole.Slider).AllAsync())
            {
                if (!(await slider.AriaSnapshotAsync()).Contains("slider \"", StringComparison.Ordinal))
                    found.Add($"{name} has a slider without a name");
            }

            if (await studio.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") > width)
                found.Add($"{name} is wider than {width} pixels");
            AxeResult axe = await studio.Page.RunAxe();
            found.AddRange(axe.Violations.Where(violation => violation.Impact is "serious" or "critical")
                .Select(violation => $"{name} {width} {scheme}: {violation.Id}: "
                    + $"{string.Join("; ", violation.Nodes.Take(3).Select(node => node.Html))}"));
            await studio.PictureAsync($"page-{name}-{width}-{scheme}.png");
        }

        return found;
    }
}
