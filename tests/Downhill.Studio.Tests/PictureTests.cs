using Microsoft.Playwright;

namespace Downhill.Studio.Tests;

/// <summary>
/// The pictures of the documentation; docs/pictures/make-studio.sh says where they go. Without it the pages are only waited for.
/// </summary>
public sealed class PictureTests
{
    [BrowserFact]
    public async Task The_pages_of_the_documentation_come_up()
    {
        await using var studio = await StudioBrowser.StartAsync("&step=4000");
        IPage page = studio.Page;
        await page.SetViewportSizeAsync(1400, 860);
        await studio.ExpectStepAsync("4,000");
        await PictureAsync(studio, "studio.png");

        await page.SetViewportSizeAsync(1400, 1120);
        await studio.GoToAsync("/lessons/hill");
        await studio.Button("Step ▶").ClickAsync();
        await Assertions.Expect(page.Locator("[data-cost]")).ToHaveTextAsync("0.18393989");
        await studio.Button("Backward").ClickAsync();
        await Assertions.Expect(page.Locator(".stop")).ToContainTextAsync("∂C/∂sigmoid2");
        await page.EvaluateAsync("scrollTo(0, 0)");
        await PictureAsync(studio, "lesson.png");

        await studio.GoToAsync("/lessons/wrong");
        await studio.Button("1").First.ClickAsync();
        await Assertions.Expect(page.Locator("[aria-labelledby=rate-name] [aria-pressed=true]")).ToHaveTextAsync("1");
        await page.EvaluateAsync("scrollTo(0, 0)");
        await PictureAsync(studio, "wrong.png");
    }

    private static Task PictureAsync(StudioBrowser studio, string name) => studio.PictureAsync("DOWNHILL_PICTURES", name, wholePage: false);
}
