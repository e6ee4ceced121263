using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Downhill.Studio.Tests;

public sealed partial class LessonFlowTests
{
    // 0.18393989 is the cost after one step in examples/worked/hill.json; linear1[0] of its first row is 0.2 · 2 + 0.6 · 3 + 0.45.
    [BrowserFact]
    public async Task Hill_is_stepped_to_its_cost_and_walked_through_number_by_number()
    {
        await using var studio = await StudioBrowser.StartAsync();
        IPage page = studio.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Lessons" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Twelve parameters take one step downhill" }).ClickAsync();
        ILocator cost = page.Locator("[data-cost]"), walk = page.Locator("[data-walk]");
        await Assertions.Expect(cost).ToHaveTextAsync("0.19374978");
        await studio.Button("Next number", exact: false).ClickAsync();
        await Assertions.Expect(walk).ToHaveAttributeAsync("data-walk", "1");
        await Assertions.Expect(walk).ToHaveAttributeAsync("data-value", SecondSum());
        await studio.Button("Loss").ClickAsync();
        await Assertions.Expect(page.Locator(".stop")).ToContainTextAsync("C = 0.193749779");
        await studio.Button("Step ▶").ClickAsync();
        await Assertions.Expect(cost).ToHaveTextAsync("0.18393989");
        await Assertions.Expect(page.Locator(".parameters .differs")).ToHaveCountAsync(24);
        await studio.FillAsync("Start of w1", "0.5");
        await Assertions.Expect(cost).Not.ToHaveTextAsync("0.18393989");
        await studio.Button("Reset").ClickAsync();
        await Assertions.Expect(cost).ToHaveTextAsync("0.19374978");
    }

    // With the kernel's middle weight 1 and all others 0 the feature map is the middle of the image.
    [BrowserFact]
    public async Task An_image_is_drawn_and_goes_through_a_convolution()
    {
        await using var studio = await StudioBrowser.StartAsync();
        await studio.GoToAsync("/lessons/convolution");
        ILocator sum = studio.Page.Locator("[data-sum]"), cost = studio.Page.Locator("[data-cost]");
        await Assertions.Expect(sum).ToHaveAttributeAsync("data-sum", PlaygroundText.Number(Reports.ConvolutionExample.Given.Map[0]));
        string[] names = [.. Enumerable.Range(0, 9).Select(k => $"W[{k / 3}, {k % 3}]")];
        foreach (string name in names)
            await studio.FillAsync(name, name == "W[1, 1]" ? "1" : "0");
        await studio.Button("Draw").ClickAsync();
        await studio.Button("x[1, 1] = 0").ClickAsync();
        await Assertions.Expect(sum).ToHaveAttributeAsync("data-sum", "1");
        await studio.Button("x[1, 1] = 1").ClickAsync();
        await Assertions.Expect(sum).ToHaveAttributeAsync("data-sum", "0");
        await studio.Page.GetByRole(AriaRole.Button, new() { NameRegex = MiddlePlace() }).ClickAsync();
        await Assertions.Expect(sum).ToHaveAttributeAsync("data-sum", "0.5");
        await studio.Button("Reset").ClickAsync();
        await studio.Button("Step ▶").ClickAsync();
        string stepped = Reports.ConvolutionExample.Given.Costs(0.1, 1)[1].ToString("F8", CultureInfo.InvariantCulture);
        await Assertions.Expect(cost).ToHaveTextAsync(stepped);
    }

    [Theory]
    [InlineData("lessons/hill", "A mistake, and how to find it", "0.1839862418540884")]
    [InlineData("lessons/slope", "Which way to go", "0.45")]
    [InlineData("lessons/convolution", "One patch", "0.675")]
    [InlineData("lessons/wrong", "Neurons die", "not finite")]
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
        await using var studio = await StudioBrowser.StartAsync("&data=moons&hidden=3&step=5");
        await studio.ExpectStepAsync("5");
        await studio.Button("Step through it").ClickAsync();
        await studio.Button("Update").ClickAsync();
        var session = new PlaygroundSession(PlaygroundText.Read("data=moons&hidden=3"));
        session.RunTo(6);
        string updated = ((double)session.Network.Parameters.Span[0]).ToString("R", CultureInfo.InvariantCulture);
        await Assertions.Expect(studio.Page.Locator("[data-walk]")).ToHaveAttributeAsync("data-value", updated);
        await studio.Button("Make this step").ClickAsync();
        await studio.ExpectStepAsync("6");
    }

    [GeneratedRegex("^2\\.6(?:5|4999|50000)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecondSum();

    [GeneratedRegex("^z\\[1, 1\\] = ", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MiddlePlace();
}
