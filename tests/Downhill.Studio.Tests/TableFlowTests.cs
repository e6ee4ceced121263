using System.Globalization;
using System.Text;
using Downhill.Reports;
using Microsoft.Playwright;

namespace Downhill.Studio.Tests;

public sealed class TableFlowTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("table").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [BrowserFact]
    public async Task A_table_becomes_a_saved_run_that_downhill_report_opens()
    {
        await WriteFieldsAsync("fields.csv");
        await using var studio = await StudioBrowser.StartAsync(folder: folder, words: "fields.csv");
        IPage page = studio.Page;
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Columns of the table" })).ToBeVisibleAsync();
        await page.GetByLabel("Candidates compete").SelectOptionAsync("Off");
        await studio.FillAsync("Epochs", "100000");
        await studio.Button("Train").ClickAsync();
        ILocator stage = page.Locator("[data-stage]");
        await Assertions.Expect(stage).ToContainTextAsync("Epoch");
        await studio.Button("Stop").ClickAsync();
        await Assertions.Expect(stage).ToHaveAttributeAsync("data-stage", "Stopped");
        await studio.Button("Go on").ClickAsync();
        await Assertions.Expect(stage).ToHaveAttributeAsync("data-stage", "Running");
        await studio.Button("Stop").ClickAsync();
        await Assertions.Expect(stage).ToHaveAttributeAsync("data-stage", "Stopped");

        await studio.FillAsync("Epochs", "60");
        await studio.Button("Train").ClickAsync();
        await Assertions.Expect(stage).ToHaveAttributeAsync("data-stage", "Finished", new() { Timeout = 120_000 });
        await Assertions.Expect(page.Locator("[aria-labelledby=plan-name] svg polyline")).ToHaveCountAsync(1);
        await TryAnswersAsync(studio);
        Assert.Empty(await AccessTests.ProblemsAsync(studio, "table-trained"));

        CommandResult report = await DownhillAsync("report", "runs/fields-2", "--out", "report.html");
        Assert.Contains("fields-2", await File.ReadAllTextAsync(Path.Combine(folder, "report.html")), StringComparison.Ordinal);
        Assert.Contains("written to", report.Output, StringComparison.Ordinal);
        await DownhillAsync("train", "fields.csv", "--target", "yield", "--blend", "off", "--epochs", "60", "--quiet", "--out", "same");
        Assert.Equal(await BytesAsync("same/model.safetensors"), await BytesAsync("runs/fields-2/model.safetensors"));
    }

    [BrowserFact]
    public async Task An_interrupted_run_goes_on_from_its_page_to_the_same_bytes()
    {
        await WriteFieldsAsync("fields.csv");
        await using var studio = await StudioBrowser.StartAsync(folder: folder, words: "fields.csv");
        await studio.Page.GetByLabel("Candidates compete").SelectOptionAsync("Off");
        await studio.FillAsync("Epochs", "600");
        await studio.Button("Train").ClickAsync();
        ILocator stage = studio.Page.Locator("[data-stage]");
        await Assertions.Expect(stage).ToContainTextAsync("Epoch");
        await studio.Button("Stop").ClickAsync();
        await Assertions.Expect(stage).ToHaveAttributeAsync("data-stage", "Stopped");

        await studio.GoToAsync("/run/fields-1");
        await Assertions.Expect(studio.Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("The run was interrupted.");
        await Assertions.Expect(studio.Button("Go on")).ToBeEnabledAsync();
        Assert.Empty(await AccessTests.ProblemsAsync(studio, "run-interrupted"));
        await studio.Button("Go on").ClickAsync();
        await Assertions.Expect(stage).ToHaveAttributeAsync("data-stage", "Finished", new() { Timeout = 120_000 });
        await TryAnswersAsync(studio);
        await DownhillAsync("train", "fields.csv", "--target", "yield", "--blend", "off", "--epochs", "600", "--quiet", "--out", "same");
        Assert.Equal(await BytesAsync("same/model.safetensors"), await BytesAsync("runs/fields-1/model.safetensors"));
    }

    [BrowserFact]
    public async Task A_run_opens_with_its_answers_and_stands_beside_another()
    {
        await WriteFieldsAsync("fields.csv");
        foreach ((string name, string epochs) in ((string, string)[])[("long", "60"), ("short", "2")])
            await DownhillAsync("train", "fields.csv", "--target", "yield", "--blend", "off", "--epochs", epochs, "--quiet", "--out",
                $"kept/{name}");
        await using var studio = await StudioBrowser.StartAsync(folder: folder, words: "kept/long");
        Assert.Equal("/run/long", studio.Address.AbsolutePath);
        Metrics tested = RunFolder.ReadRecord(Path.Combine(folder, "kept/long")).Metrics!.Test!;
        ConfusionMatrix confusion = MetricTables.Confusion(tested, "test rows")!;
        await Assertions.Expect(studio.Page.Locator(".matrix tbody td"))
            .ToHaveTextAsync(confusion.Counts.SelectMany(row => row).Select(count => count == 0 ? "·" : $"{count}"));
        await TryAnswersAsync(studio);
        Assert.Empty(await AccessTests.ProblemsAsync(studio, "run"));

        await studio.Page.SetViewportSizeAsync(1600, 1100);
        await studio.Page.GetByRole(AriaRole.Link, new() { Name = "Runs", Exact = true }).First.ClickAsync();
        await studio.Page.GetByLabel("Compare long").CheckAsync();
        await studio.Page.GetByLabel("Compare short").CheckAsync();
        ILocator comparison = studio.Page.Locator("[data-comparison]");
        await Assertions.Expect(comparison.Locator("table").First.Locator("thead th")).ToHaveTextAsync(["metric", "short", "long"]);
        await Assertions.Expect(comparison.Locator("tr:has(th:text-is(\"accuracy\")) .good")).ToHaveCountAsync(1);
        await Assertions.Expect(studio.Page).ToHaveURLAsync(new Uri(studio.Address, "/runs?compare=long&compare=short").ToString());
        Assert.Empty(await AccessTests.ProblemsAsync(studio, "compare"));
        await studio.GoToAsync("/run/..%2Fkept%2Flong");
        await Assertions.Expect(studio.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("There is no run");
    }

    // A form has no place for an image; all else on the page takes it as one column.
    [BrowserFact]
    public async Task A_run_on_images_and_columns_shows_its_answers_without_a_form()
    {
        List<string> lines = ["file,size,kind"];
        for (int row = 0; row < 80; row++)
        {
            byte[] pixels = [.. Enumerable.Range(0, 64).Select(i => (byte)(((row * 7) + (i * (1 + (row % 2)))) % 256))];
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{row}.png"), PngImage.Encode(pixels, 8, 8));
            lines.Add($"{row}.png,{row % 11},{(row % 3 == 0 ? "a" : "b")}");
        }

        await File.WriteAllLinesAsync(Path.Combine(folder, "both.csv"), lines);
        await DownhillAsync("train", "both.csv", "--epochs", "1", "--quiet", "--out", "kept/both", "--model",
            "concat (slice 0 64, reshape 8 8, conv2d 2 3, relu, global-max-pool; slice 64), linear");
        await using var studio = await StudioBrowser.StartAsync(folder: folder, words: "kept/both");

        ILocator wrong = studio.Page.Locator("[aria-labelledby=wrong-name] button").First;
        await wrong.ClickAsync();
        await Assertions.Expect(wrong).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(studio.Page.Locator("[aria-labelledby=wrong-name] table")).ToContainTextAsync("black");
        await Assertions.Expect(studio.Page.GetByRole(AriaRole.Heading, new() { Name = "Images with the largest errors" }))
            .ToBeVisibleAsync();
        await Assertions.Expect(studio.Page.GetByRole(AriaRole.Heading, new() { Name = "Predict a row" })).ToHaveCountAsync(0);
        await Assertions.Expect(studio.Page.Locator("[aria-labelledby=dependence-name]")).ToContainTextAsync("size");
    }

    // The browser itself drops the file, as a person does with the mouse.
    [BrowserFact]
    public async Task A_table_is_dropped_on_the_page_and_kept_beside_the_runs()
    {
        await WriteFieldsAsync("my fields.csv");
        await using var studio = await StudioBrowser.StartAsync(folder: folder);
        await studio.GoToAsync("/table");
        ILocator field = studio.Page.GetByLabel("Open a table");
        await Assertions.Expect(field).ToBeEnabledAsync();
        LocatorBoundingBoxResult box = (await field.BoundingBoxAsync())!;
        ICDPSession browser = await studio.Context.NewCDPSessionAsync(studio.Page);
        var dropped = new Dictionary<string, object>
        {
            ["items"] = Array.Empty<object>(),
            ["files"] = new[] { Path.Combine(folder, "my fields.csv") },
            ["dragOperationsMask"] = 1,
        };
        foreach (string type in (string[])["dragEnter", "dragOver", "drop"])
        {
            await browser.SendAsync("Input.dispatchDragEvent", new()
            {
                ["type"] = type,
                ["x"] = box.X + (box.Width / 2),
                ["y"] = box.Y + (box.Height / 2),
                ["data"] = dropped,
            });
        }

        await Assertions.Expect(studio.Page.GetByRole(AriaRole.Heading, new() { Name = "my-fields.csv" })).ToBeVisibleAsync();
        Assert.Equal(await BytesAsync("my fields.csv"), await BytesAsync("runs/tables/my-fields.csv"));
        await Assertions.Expect(studio.Page.Locator("[aria-labelledby=plan-name] select").First).ToHaveValueAsync("yield");
    }

    // While a network learns from 100,000 rows the page answers: each turn of a page and each change within two seconds.
    [BrowserFact]
    public async Task A_table_of_100_000_rows_stays_usable_while_it_trains()
    {
        await WriteFieldsAsync("large.csv", rows: 100_000);
        await using var studio = await StudioBrowser.StartAsync(folder: folder, words: "large.csv");
        ILocator stage = studio.Page.Locator("[data-stage]");
        await Assertions.Expect(studio.Page.GetByRole(AriaRole.Heading, new() { Name = "Columns of the table" }))
            .ToBeVisibleAsync(new() { Timeout = 60_000 });
        await studio.Page.GetByLabel("Candidates compete").SelectOptionAsync("Off");
        await studio.FillAsync("Epochs", "1000");
        await studio.Button("Train").ClickAsync();
        await Assertions.Expect(stage).ToContainTextAsync("step", new() { Timeout = 60_000 });
        var slowest = TimeSpan.Zero;
        for (int i = 0; i < 3; i++)
        {
            await Timed(async () =>
            {
                await studio.Page.GetByRole(AriaRole.Link, new() { Name = "Lessons" }).ClickAsync();
                await Assertions.Expect(studio.Page.GetByRole(AriaRole.Heading, new() { Name = "Lessons" })).ToBeVisibleAsync();
            });
            await Timed(async () =>
            {
                await studio.Page.GetByRole(AriaRole.Link, new() { Name = "My table" }).ClickAsync();
                await Assertions.Expect(stage).ToHaveAttributeAsync("data-stage", "Running");
            });
        }

        await Timed(async () =>
        {
            await studio.Button("Stop").ClickAsync();
            await Assertions.Expect(stage).ToHaveAttributeAsync("data-stage", "Stopped");
        });
        Console.WriteLine($"A table of 100,000 rows: the slowest answer while it trains took {slowest.TotalMilliseconds:F0} ms.");
        Assert.True(slowest < TimeSpan.FromSeconds(10), $"The page took {slowest.TotalSeconds:F1} s to answer while training ran.");

        async Task Timed(Func<Task> act)
        {
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            await act();
            TimeSpan took = System.Diagnostics.Stopwatch.GetElapsedTime(start);
            slowest = took > slowest ? took : slowest;
        }
    }

    // What a finished run answers: a threshold, a row, why, and how the prediction depends on a column.
    private static async Task TryAnswersAsync(StudioBrowser studio)
    {
        IPage page = studio.Page;
        await page.GetByLabel("Threshold for").FillAsync("1");
        await Assertions.Expect(page.Locator(".matrix caption")).ToContainTextAsync("from a probability of 1.00 on");
        await studio.FillAsync("wet", "0.95");
        await page.GetByLabel("warm", new() { Exact = true }).FillAsync("0.9");
        await page.GetByLabel("warm", new() { Exact = true }).PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-prediction]")).ToHaveAttributeAsync("data-prediction", "good");
        await Assertions.Expect(page.Locator("[data-why] tbody tr")).ToHaveCountAsync(3, new() { Timeout = 120_000 });
        await Assertions.Expect(page.Locator("[data-why]")).ToContainTextAsync("They add up");
        await page.GetByRole(AriaRole.Group, new() { Name = "Rows", Exact = true }).GetByRole(AriaRole.Button).First.ClickAsync();
        await Assertions.Expect(page.Locator("[aria-labelledby=wrong-name]")).ToContainTextAsync("wet", new() { Timeout = 120_000 });
        ILocator column = page.Locator("[aria-labelledby=dependence-name] select").First;
        await column.SelectOptionAsync("warm");
        await Assertions.Expect(page.Locator("[data-dependence=warm] svg")).ToBeVisibleAsync();
        await column.SelectOptionAsync("colour");
        await Assertions.Expect(page.Locator("[data-dependence=colour] tbody tr")).ToHaveCountAsync(2);
    }

    private Task<byte[]> BytesAsync(string name) => File.ReadAllBytesAsync(Path.Combine(folder, name));

    private async Task<CommandResult> DownhillAsync(params string[] words)
    {
        CommandResult result = await CommandResult.OfAsync(folder, Path.Combine(AppContext.BaseDirectory, "Downhill.Cli.dll"), words);
        Assert.True(result.Code == 0, result.Error);
        return result;
    }

    // Two classes that a line divides, with a column of words that says nothing.
    private Task WriteFieldsAsync(string name, int rows = 240)
    {
        var text = new StringBuilder("wet,warm,colour,yield\n");
        for (int i = 0; i < rows; i++)
        {
            double wet = (i * 37L % 100) / 100.0, warm = (i * 53L % 97) / 97.0;
            text.Append(CultureInfo.InvariantCulture,
                $"{wet},{warm:F3},{(i % 3 == 0 ? "red" : "green")},{(wet + warm > 1 ? "good" : "poor")}\n");
        }

        return File.WriteAllTextAsync(Path.Combine(folder, name), text.ToString());
    }
}
