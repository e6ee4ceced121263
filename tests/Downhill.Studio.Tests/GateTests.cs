using System.Diagnostics;
using System.Net;

namespace Downhill.Studio.Tests;

public sealed class GateTests
{
    [Fact]
    public async Task Only_the_address_with_its_token_opens_the_page()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "downhill-studio.dll"));
        start.ArgumentList.Add("--no-browser");
        using Process server = Process.Start(start)!;
        try
        {
            var address = new Uri((await server.StandardOutput.ReadLineAsync())!);
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
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }

    private static Task<HttpResponseMessage> Send(HttpClient browser, Uri address, string header, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add(header, value);
        return browser.SendAsync(request);
    }
}
