using Downhill.Studio;
using Downhill.Studio.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using Microsoft.Extensions.DependencyInjection;

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<Routes>("#studio");
builder.RootComponents.Add<HeadOutlet>("head::after");
builder.Services.AddSingleton(StudioSubject.None);
builder.Services.AddSingleton(StudioPages.None);
await builder.Build().RunAsync();
