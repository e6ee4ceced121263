using Microsoft.JSInterop;

namespace Downhill.Studio.Pages;

/// <content>What the page's script is sent.</content>
public sealed partial class PlaygroundPage
{
    private async Task DrawAsync()
    {
        await view!.InvokeAsync<bool>("draw", session.Picture.Frame());
        await LightPathAsync();
    }

    private async Task LightPathAsync() =>
        await view!.InvokeVoidAsync("light", glass?.Path ?? [], row is int chosen ? session.Data.Split.Training[chosen] : -1);

    private async Task SendStructureAsync()
    {
        PlaygroundOutline outline = session.Picture.Outline();
        await view!.InvokeVoidAsync("structure", outline.Neurons, outline.Weights, outline.Biases, outline.Points, outline.Classes);
    }
}
