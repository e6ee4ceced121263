using System.Net;
using Downhill.Studio.Components;
using Downhill.Studio.Server;
using Downhill.Studio.Server.Components;
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

WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    ApplicationName = typeof(App).Assembly.GetName().Name,
    ContentRootPath = AppContext.BaseDirectory,
    WebRootPath = "wwwroot",
});
builder.WebHost.UseStaticWebAssets(); // where it runs from its build folder; a published one has the files beside it
builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error);
builder.Services.AddSingleton<GateKey>();
builder.Services.AddRazorComponents().AddInteractiveServerComponents(circuit => circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(10))
    .AddHubOptions(hub => hub.MaximumReceiveMessageSize = 1024 * 1024);

await using WebApplication app = builder.Build();
app.UseMiddleware<Gate>();
app.UseAntiforgery();
app.MapStaticAssets();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode().AddAdditionalAssemblies(typeof(Routes).Assembly);

await app.StartAsync();
string server = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
string address = $"{server}/?token={app.Services.GetRequiredService<GateKey>().Token}";
Console.Out.WriteLine(address);
Console.Out.Flush();
if (arguments.OpensBrowser)
    Browser.Open(address);
await app.WaitForShutdownAsync();
return 0;
