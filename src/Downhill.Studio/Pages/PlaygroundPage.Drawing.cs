using System.Runtime.InteropServices;
using Microsoft.JSInterop;

namespace Downhill.Studio.Pages;

/// <content>What the page's script is sent.</content>
public sealed partial class PlaygroundPage
{
    private async Task DrawAsync()
    {
        await view!.InvokeAsync<bool>("draw", session!.Picture.Frame());
        await view!.InvokeVoidAsync("light", glass?.Path ?? [], row is int chosen ? session.Data.Split.Training[chosen] : -1);
    }

    private async Task SendStructureAsync()
    {
        List<int> weights = [], biases = [];
        int start = 0;
        foreach (Parameter<float> parameter in session!.Network.AllParameters)
        {
            (parameter.Shape.Rank == 2 ? weights : biases).Add(start);
            start += parameter.Shape.Size;
        }

        (double x, double y, double half) = session.Data.View;
        Dataset rows = session.Data.Raw;
        var test = session.Data.Split.Test.ToHashSet();
        float most = rows.Targets.AreClasses ? 1 : (float)Enumerable.Range(0, rows.Rows).Max(i => Math.Abs(rows.Targets.Numbers![i, 0]));
        float[] points = [.. Enumerable.Range(0, rows.Rows).SelectMany(i => (float[])
        [
            (float)((session.Data.Places[i].X - x + half) / (2 * half)),
            (float)((y + half - session.Data.Places[i].Y) / (2 * half)),
            rows.Targets.AreClasses ? rows.Targets.Label(i) : (float)rows.Targets.Numbers![i, 0] / most,
            test.Contains(i) ? 1 : 0,
        ])];
        await view!.InvokeVoidAsync("structure", session.Picture.Neurons, weights, biases, (double[])[x, y, half],
            MemoryMarshal.AsBytes<float>(points).ToArray(), rows.Targets.Classes.Count);
    }
}
