using System.Globalization;
using Microsoft.Playwright;

namespace Downhill.Studio.Tests;

public sealed class LessonFlowTests
{
    // 0.18393989 is the cost after one step in examples/worked/hill.json.
    [BrowserFact]
    public async Task Hill_is_stepped_to_its_cost_and_walked_through_number_by_number()
    {
        using StudioServer server = await StudioServer.StartAsync();
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await BrowserFactAttribute.LaunchAsync(playwright);
        IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1600, Height = 1100 } });
        await page.GotoAsync(server.Address.ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = "Lessons" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Twelve parameters take one step downhill" }).ClickAsync();
        ILocator cost = page.Locator("[data-cost]"), walk = page.Locator("[data-walk]");
        await Assertions.Expect(cost).ToHaveTextAsync("0.19374978");
        await page.GetByRole(AriaRole.Button, new() { Name = "Next number" }).ClickAsync();
        await Assertions.Expect(walk).ToHaveAttributeAsync("data-walk", "1");
        Assert.Equal(0.2 * 2 + 0.6 * 3 + 0.45, double.Parse((await walk.GetAttributeAsync("data-value"))!, CultureInfo.InvariantCulture), 1e-12);
        await page.GetByRole(AriaRole.Button, new() { Name = "Loss" }).ClickAsync();
        await Assertions.Expect(page.Locator(".stop")).ToContainTextAsync("C = 0.193749779");
        await page.GetByRole(AriaRole.Button, new() { Name = "Step ▶", Exact = true }).ClickAsync();
        await Assertions.Expect(cost).ToHaveTextAsync("0.18393989");
        await Assertions.Expect(page.Locator(".parameters .differs")).ToHaveCountAsync(24);
        await page.GetByLabel("Start of w1").FillAsync("0.5");
        await page.GetByLabel("Start of w1").BlurAsync();
        await Assertions.Expect(cost).Not.ToHaveTextAsync("0.18393989");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset" }).ClickAsync();
        await Assertions.Expect(cost).ToHaveTextAsync("0.19374978");
    }

    [Theory]
    [InlineData("lessons/hill", "A mistake, and how to find it", "0.1839862418540884")]
    [InlineData("lessons/slope", "Which way to go", "0.45")]
    [InlineData("lessons/wrong", "Neurons die", "no finite number")]
    public async Task A_lesson_reads_without_a_script(string path, string heading, string number)
    {
        using StudioServer server = await StudioServer.StartAsync();
        using var browser = new HttpClient();
        await browser.GetStringAsync(server.Address);
        string page = await browser.GetStringAsync(new Uri(server.Address, $"/{path}"));
        Assert.Contains(heading, page, StringComparison.Ordinal);
        Assert.Contains(number, page, StringComparison.Ordinal);
        Assert.Contains("<svg", page, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task The_next_step_of_a_playground_is_walked_to_its_last_weight()
    {
        using StudioServer server = await StudioServer.StartAsync();
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await BrowserFactAttribute.LaunchAsync(playwright);
        IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1600, Height = 1100 } });
        await page.GotoAsync($"{server.Address}&data=moons&hidden=3&step=5");
        await Assertions.Expect(page.Locator("[data-live=step]")).ToHaveTextAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Step through it" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Update" }).ClickAsync();
        var session = new PlaygroundSession(PlaygroundText.Read("data=moons&hidden=3"));
        session.RunTo(6);
        string updated = ((double)session.Network.Parameters.Span[0]).ToString("R", CultureInfo.InvariantCulture);
        await Assertions.Expect(page.Locator("[data-walk]")).ToHaveAttributeAsync("data-value", updated);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make this step" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-live=step]")).ToHaveTextAsync("6");
    }
}
