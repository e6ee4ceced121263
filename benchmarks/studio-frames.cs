#:package Microsoft.Playwright
#:property PublishAot=false

// How many pictures a second the studio's playground draws while it learns: 2-4-8-1 and the default network, in Debian's Chromium without a
// GPU. Usage: dotnet run benchmarks/studio-frames.cs -- ADDRESS, where ADDRESS is what downhill-studio --no-browser prints, or that of the
// published folder.
using System.Globalization;
using Microsoft.Playwright;

string address = args[0];
using IPlaywright playwright = await Playwright.CreateAsync();
await using IBrowser browser =
    await playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = "/usr/bin/chromium",
        Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    });
foreach (string query in (string[])["hidden=4,8", ""])
{
    IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1600, Height = 1000 } });
    await page.GotoAsync($"{address}{(address.Contains('?', StringComparison.Ordinal) ? "&" : "?")}{query}");
    ILocator run = page.GetByRole(AriaRole.Button, new() { Name = "Run" });
    await Assertions.Expect(run).ToBeEnabledAsync(new() { Timeout = 120_000 });
    await page.WaitForFunctionAsync("+document.querySelector('.play').dataset.frames > 0", null,
        new PageWaitForFunctionOptions { PollingInterval = 10, Timeout = 120_000 });
    double ready = await page.EvaluateAsync<double>("performance.now() / 1000"),
        first = await page.EvaluateAsync<double>("(performance.getEntriesByName('first picture')[0]?.startTime ?? NaN) / 1000"),
        painted = await page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000");
    await run.ClickAsync();
    await page.WaitForTimeoutAsync(2000);
    (long frames, long steps) = await CountAsync();
    DateTime start = DateTime.UtcNow;
    await page.WaitForTimeoutAsync(5000);
    (long framesAfter, long stepsAfter) = await CountAsync();
    double seconds = (DateTime.UtcNow - start).TotalSeconds;
    string sent = double.IsNaN(first) ? string.Empty : FormattableString.Invariant($"first picture {first - painted:F2} s later, ");
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{(query.Length == 0 ? "2-8-8-8-1" : "2-4-8-1"),-10} page after {painted:F2} s, {sent}the program's own {ready - painted:F2} s later, "
            + $"{(framesAfter - frames) / seconds:F1} pictures and {(stepsAfter - steps) / seconds:F0} steps a second"));
    await page.CloseAsync();

    async Task<(long Frames, long Steps)> CountAsync() => (
        await page.EvaluateAsync<long>("+document.querySelector('.play').dataset.frames"),
        await page.EvaluateAsync<long>("+document.querySelector('[data-live=step]').textContent.replaceAll(',', '')"));
}
