using System.IO.Compression;
using System.Text;
using Downhill.Studio;
using Downhill.Studio.Prerender;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

// Usage: Downhill.Studio.Prerender FOLDER, where FOLDER/index.html is the start page that the browser's studio was published with.
const string Origin = "http://localhost/", Before = "<div id=\"studio\">", After = "</div>\n    <noscript>";
string folder = args[0], template = await File.ReadAllTextAsync(Path.Combine(folder, "index.html"));
int start = template.IndexOf(Before, StringComparison.Ordinal) + Before.Length,
    end = template.IndexOf(After, StringComparison.Ordinal);

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Services.AddRazorComponents();
builder.Services.AddSingleton(StudioSubject.None).AddSingleton(StudioPages.None);
await using WebApplication app = builder.Build();

foreach (string address in (string[])["", "lessons", .. LessonPlace.All.Select(lesson => $"lessons/{lesson.Name}")])
    await WriteAsync(address);

async Task WriteAsync(string address)
{
    await using AsyncServiceScope scope = app.Services.CreateAsyncScope();
    var place = (IHostEnvironmentNavigationManager)scope.ServiceProvider.GetRequiredService<NavigationManager>();
    place.Initialize(Origin, Origin + address);
    await using var renderer = new HtmlRenderer(scope.ServiceProvider, app.Services.GetRequiredService<ILoggerFactory>());
    string page = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<Document>()).ToHtmlString());
    int title = page.IndexOf("</title>", StringComparison.Ordinal) + "</title>".Length;
    string up = string.Concat(Enumerable.Repeat("../", address.Length == 0 ? 0 : address.Split('/').Length)),
        html = (template[..start] + page[title..] + template[end..])
            .Replace("<title>Downhill studio</title>", page[..title], StringComparison.Ordinal)
            .Replace("<base href=\"./\" />", $"<base href=\"{(up.Length == 0 ? "./" : up)}\" />", StringComparison.Ordinal);
    string file = Path.Combine(folder, address, "index.html");
    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
    byte[] bytes = Encoding.UTF8.GetBytes(html);
    await File.WriteAllBytesAsync(file, bytes);
    await using (var brotli = new BrotliStream(File.Create(file + ".br"), CompressionLevel.SmallestSize))
        await brotli.WriteAsync(bytes);
    await using (var gzip = new GZipStream(File.Create(file + ".gz"), CompressionLevel.SmallestSize))
        await gzip.WriteAsync(bytes);
}
