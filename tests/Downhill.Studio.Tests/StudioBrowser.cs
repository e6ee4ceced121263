using Microsoft.Playwright;

namespace Downhill.Studio.Tests;

/// <summary>A page in Debian's Chromium, with the studio that it shows where it has one of its own.</summary>
internal sealed class StudioBrowser : IAsyncDisposable
{
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly StudioServer? server;

    private StudioBrowser(IPlaywright playwright, IBrowser browser, IBrowserContext context, IPage page, StudioServer? server) =>
        (this.playwright, this.browser, Context, Page, this.server) = (playwright, browser, context, page, server);

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>What holds the cookies, and further pages.</summary>
    public IBrowserContext Context { get; }

    /// <summary>The studio's own address, with its token.</summary>
    public Uri Address => server!.Address;

    /// <summary>Starts a studio and opens its address.</summary>
    /// <param name="query">What stands behind the token: <c>&amp;step=500</c>.</param>
    /// <param name="folder">Where it runs and saves; null for the tests' own folder.</param>
    /// <param name="words">The words after <c>downhill studio</c>; none for <c>downhill-studio</c> itself.</param>
    public static async Task<StudioBrowser> StartAsync(string query = "", string? folder = null, params string[] words)
    {
        string where = folder ?? Environment.CurrentDirectory;
        StudioServer started = words.Length == 0
            ? await StudioServer.StartInAsync(where, "downhill-studio.dll")
            : await StudioServer.StartInAsync(where, "Downhill.Cli.dll", ["studio", .. words]);
        return await OpenAsync(started.Address + query, started);
    }

    /// <summary>Opens any address.</summary>
    public static Task<StudioBrowser> OpenAsync(string address) => OpenAsync(address, null);

    /// <summary>Goes to another page of the studio.</summary>
    public Task GoToAsync(string path) => Page.GotoAsync(new Uri(Address, path).ToString());

    /// <summary>A button by its name.</summary>
    public ILocator Button(string name, bool exact = true) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = exact });

    /// <summary>Fills a field and leaves it.</summary>
    public async Task FillAsync(string label, string value)
    {
        ILocator field = Page.GetByLabel(label, new() { Exact = true });
        await field.FillAsync(value);
        await field.BlurAsync();
    }

    /// <summary>Waits for the number of steps that the page shows.</summary>
    public Task ExpectStepAsync(string step, float? timeout = null) =>
        Assertions.Expect(Page.Locator("[data-live=step]")).ToHaveTextAsync(step, new() { Timeout = timeout });

    /// <summary>Waits until the page is no wider than the screen.</summary>
    public Task ExpectNoWiderThanScreenAsync() => Page.WaitForFunctionAsync("document.documentElement.scrollWidth <= innerWidth");

    /// <summary>Keeps a picture of the page where somebody asks for it: <c>STUDIO_PICTURES</c> names a folder.</summary>
    public Task PictureAsync(string name) => PictureAsync("STUDIO_PICTURES", name, wholePage: true);

    /// <inheritdoc cref="PictureAsync(string)"/>
    public async Task PictureAsync(string variable, string name, bool wholePage)
    {
        if (Environment.GetEnvironmentVariable(variable) is string folder)
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name), FullPage = wholePage });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        server?.Dispose();
    }

    private static async Task<StudioBrowser> OpenAsync(string address, StudioServer? started)
    {
        Assertions.SetDefaultExpectTimeout(30_000); // a machine under load takes its time
        IPlaywright driver = await Playwright.CreateAsync();
        IBrowser chromium = await driver.Chromium.LaunchAsync(new()
        {
            ExecutablePath = BrowserFactAttribute.Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        });
        IBrowserContext context = await chromium.NewContextAsync(new() { ViewportSize = new() { Width = 1600, Height = 1100 } });
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(address);
        return new StudioBrowser(driver, chromium, context, page, started);
    }
}
