using System.Net;
using Downhill;
using Downhill.Studio;
using Downhill.Studio.Components;
using Downhill.Studio.Server;
using Downhill.Studio.Server.Components;
using Downhill.Studio.Server.Study;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

var arguments = StudioArguments.Parse(args);
if (arguments.Problem is not null)
{
    Console.Error.WriteLine(arguments.Problem);
    return 2;
}

if (arguments.WantsHelp)
{
    Console.Out.WriteLine(StudioArguments.Help);
    return 0;
}

StudioSubject subject;
try
{
    subject = StudioSubject.Open(arguments.Subject);
}
catch (DownhillException error)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}

WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    ApplicationName = typeof(App).Assembly.GetName().Name,
    ContentRootPath = AppContext.BaseDirectory,
    WebRootPath = "wwwroot",
});
builder.WebHost.UseStaticWebAssets(); // where it runs from its build folder; a published one has the files beside it
builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, arguments.Port));
builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
    .SetMinimumLevel(LogLevel.Error);
builder.Services.AddSingleton<GateKey>();
builder.Services.AddSingleton(subject);
builder.Services.AddSingleton(new StudioPages(
    [
        ("table", "My table"), ("runs", "Runs"),
        .. subject.Page is "/model" or "/example" ? [(subject.Page[1..], subject.Name)] : Array.Empty<(string, string)>(),
    ],
    [typeof(App).Assembly]));
builder.Services.AddSingleton<TableStudy>();
builder.Services.AddSingleton<RunShelf>();
builder.Services.AddRazorComponents()
    .AddInteractiveServerComponents(circuit => circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(10))
    .AddHubOptions(hub => hub.MaximumReceiveMessageSize = 1024 * 1024);

await using WebApplication app = builder.Build();
app.UseMiddleware<Gate>();
app.UseAntiforgery();
app.MapStaticAssets();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode().AddAdditionalAssemblies(typeof(Routes).Assembly);

try
{
    await app.StartAsync();
}
catch (IOException error)
{
    Console.Error.WriteLine($"Port {arguments.Port} cannot be used: {error.Message}");
    return 2;
}

string server = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
string address = $"{server}{subject.Page}?token={app.Services.GetRequiredService<GateKey>().Token}";
Console.Out.WriteLine(address);
Console.Out.Flush();
// Compiled while the browser starts, so that the first picture is there at once.
_ = Task.Run(() => new PlaygroundSession(PlaygroundState.Default).Picture.Frame());
if (arguments.OpensBrowser)
    Browser.Open(address);
if (arguments.EndsWithInput)
    _ = Task.Run(EndWithInput);
await app.WaitForShutdownAsync();
return 0;

// Whoever started it holds the other end: it is closed also where that program was killed.
void EndWithInput()
{
    while (Console.In.Read() >= 0)
    {
    }

    app.Lifetime.StopApplication();
}
