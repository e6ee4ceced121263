using System.Net;
using Microsoft.Playwright;

namespace Downhill.Studio.Tests;

/// <summary>The studio in the browser alone, as <c>dotnet publish src/Downhill.Studio.Browser</c> makes it.</summary>
public sealed class SiteTests
{
    [SiteFact]
    public async Task The_browser_alone_gives_the_weights_of_downhill_train()
    {
        using var site = new StaticSite(SiteFactAttribute.Folder!, "/below/a/path/");
        await using var studio = await StudioBrowser.OpenAsync($"{site.Address}?data=moons&rows=200&hidden=4,3&step=37");
        IPage page = studio.Page;
        var problems = new List<string>();
        page.PageError += (_, error) => problems.Add(error);
        await studio.ExpectStepAsync("37", timeout: 120_000);
        await page.Locator(".menu summary").ClickAsync();
        string folder = Directory.CreateTempSubdirectory("site").FullName;
        try
        {
            string model = Path.Combine(folder, "model.safetensors");
            await DownloadAsync(page, "Model (safetensors)", model);
            var session = new PlaygroundSession(PlaygroundText.Read("data=moons&rows=200&hidden=4,3"));
            session.RunTo(37);
            float[] trained = PlaygroundTests.TrainedBy(folder, session),
                here = ModelFile.Open(model).Load<float>().Parameters.Span.ToArray();
            Assert.Equal(trained, here);
            foreach (StudioExport export in StudioExport.All)
            {
                string there = Path.Combine(folder, export.File), same = Path.Combine(folder, "same" + Path.GetExtension(export.File));
                await DownloadAsync(page, export.Title, there);
                export.Save(same, ModelFile.Open(model));
                Assert.Equal(await File.ReadAllBytesAsync(same), await File.ReadAllBytesAsync(there));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-live=step]")).Not.ToHaveTextAsync("37", new() { Timeout = 30_000 });
        Assert.Empty(problems);
    }

    [SiteFact]
    public async Task A_lesson_opens_under_its_own_address_and_is_stepped()
    {
        using var site = new StaticSite(SiteFactAttribute.Folder!, "/below/a/path/");
        foreach (LessonPlace lesson in LessonPlace.All)
            Assert.True(File.Exists(Path.Combine(SiteFactAttribute.Folder!, "lessons", lesson.Name, "index.html")), lesson.Name);
        await using var studio = await StudioBrowser.OpenAsync($"{site.Address}lessons/hill/");
        IPage page = studio.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Step ▶", Exact = true }).ClickAsync(new() { Timeout = 120_000 });
        await Assertions.Expect(page.Locator("[data-cost]")).ToHaveTextAsync("0.18393989");
        await Assertions.Expect(page.Locator("article")).ToContainTextAsync("A mistake, and how to find it", new() { Timeout = 120_000 });
    }

    [SiteFact]
    public async Task Pages_read_without_a_script()
    {
        using var site = new StaticSite(SiteFactAttribute.Folder!, "/below/a/path/");
        await using var studio = await StudioBrowser.OpenAsync(site.Address);
        await using IBrowserContext context = await studio.Context.Browser!.NewContextAsync(new() { JavaScriptEnabled = false });
        IPage page = await context.NewPageAsync();
        await page.GotoAsync($"{site.Address}lessons/");
        foreach (LessonPlace lesson in LessonPlace.All)
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync(lesson.Title);
        await page.GetByRole(AriaRole.Link, new() { Name = LessonPlace.All.Single(lesson => lesson.Name == "hill").Title }).ClickAsync();
        await Assertions.Expect(page.Locator("article")).ToContainTextAsync("A mistake, and how to find it");
        await Assertions.Expect(page).ToHaveTitleAsync("Twelve parameters take one step downhill · Downhill studio");
        await page.GetByRole(AriaRole.Link, new() { Name = "Playground" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("downhill train");
    }

    [SiteFact]
    public async Task The_first_picture_is_there_before_the_program_and_is_the_one_that_it_draws()
    {
        const string Surface = "document.querySelector('.surface canvas').toDataURL()";
        using var site = new StaticSite(SiteFactAttribute.Folder!, "/below/a/path/");
        await using var studio = await StudioBrowser.OpenAsync(site.Address);
        IPage early = await studio.Context.NewPageAsync();
        await early.RouteAsync("**/*.wasm", route => route.AbortAsync());
        await early.GotoAsync(site.Address);
        await early.WaitForFunctionAsync("performance.getEntriesByName('first picture').length > 0");
        string first = await early.EvaluateAsync<string>(Surface);
        Assert.Null(await early.Locator(".play").GetAttributeAsync("data-frames"));
        await early.GotoAsync($"{site.Address}?data=moons");
        await Assertions.Expect(early.Locator("main")).ToHaveTextAsync("The studio is loading.");
        Assert.Equal(0, await early.EvaluateAsync<int>("performance.getEntriesByName('first picture').length"));

        await studio.Page.WaitForFunctionAsync("+document.querySelector('.play').dataset.frames > 0", null, new() { Timeout = 120_000 });
        Assert.Equal(first, await studio.Page.EvaluateAsync<string>(Surface));
        Assert.True(first.Length > 5000, $"The picture has only {first.Length} letters.");
    }

    // What a browser fetches that understands brotli; 2 to 3 MB are allowed.
    [SiteFact]
    public void The_folder_is_small()
    {
        long bytes = Directory.EnumerateFiles(SiteFactAttribute.Folder!, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".gz", StringComparison.Ordinal) && !file.EndsWith(".br", StringComparison.Ordinal))
            .Sum(file => new FileInfo(File.Exists(file + ".br") ? file + ".br" : file).Length);
        Assert.InRange(bytes, 1_000_000, 3_000_000);
    }

    private static async Task DownloadAsync(IPage page, string button, string path)
    {
        IDownload download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync());
        await download.SaveAsAsync(path);
    }
}

/// <summary>A test of the published folder; skipped where none is named.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SiteFactAttribute : FactAttribute
{
    public SiteFactAttribute()
    {
        if (Folder is null)
            Skip = "DOWNHILL_STUDIO_SITE names no folder; 'dotnet publish src/Downhill.Studio.Browser -c Release -o site' "
                + "makes site/wwwroot.";
        else if (!File.Exists(BrowserFactAttribute.Chromium))
            Skip = BrowserFactAttribute.Missing;
    }

    /// <summary>The folder that a web server would host.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable("DOWNHILL_STUDIO_SITE");
}

/// <summary>A web server that does nothing but hand out files.</summary>
internal sealed class StaticSite : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly string folder, path;

    public StaticSite(string folder, string path)
    {
        (this.folder, this.path) = (folder, path);
        Address = $"http://127.0.0.1:{StudioCommandTests.FreePort()}{path}";
        listener.Prefixes.Add(Address);
        listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    public void Dispose() => listener.Close();

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            // A folder is found by its address with a slash, as web servers have it.
            if (Directory.Exists(Path.Combine(folder, context.Request.Url!.AbsolutePath[path.Length..]))
                && !context.Request.Url.AbsolutePath.EndsWith('/'))
            {
                context.Response.Redirect(context.Request.Url.AbsolutePath + "/");
                context.Response.Close();
                continue;
            }

            string name = context.Request.Url!.AbsolutePath[path.Length..],
                file = Path.Combine(folder, name.Length == 0 || name.EndsWith('/') ? name + "index.html" : name);
            context.Response.StatusCode = File.Exists(file) ? 200 : 404;
            context.Response.ContentType = Path.GetExtension(file) switch
            {
                ".html" => "text/html",
                ".js" => "text/javascript",
                ".css" => "text/css",
                ".wasm" => "application/wasm",
                ".json" => "application/json",
                _ => "application/octet-stream",
            };
            if (File.Exists(file))
                await context.Response.OutputStream.WriteAsync(await File.ReadAllBytesAsync(file));
            context.Response.Close();
        }
    }
}
