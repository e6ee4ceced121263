using System.Net;

namespace Downhill.Studio.Tests;

public sealed class GateTests
{
    [Fact]
    public async Task Only_the_address_with_its_token_opens_the_page()
    {
        using StudioServer server = await StudioServer.StartAsync();
        Uri address = server.Address;
        Assert.Equal("127.0.0.1", address.Host);
        var root = new Uri(address, "/");
        using var handler = new HttpClientHandler { CookieContainer = new CookieContainer() };
        using var browser = new HttpClient(handler);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync(root)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync(new Uri(address, "/?token=wrong"))).StatusCode);
        Assert.Contains("Playground", await browser.GetStringAsync(address), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(root)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await Send(browser, root, "Origin", "http://example.org")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await Send(browser, root, "Host", "example.org")).StatusCode);
    }

    private static Task<HttpResponseMessage> Send(HttpClient browser, Uri address, string header, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add(header, value);
        return browser.SendAsync(request);
    }
}
