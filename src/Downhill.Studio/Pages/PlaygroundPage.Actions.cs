using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace Downhill.Studio.Pages;

/// <content>What buttons, clicks and files do.</content>
public sealed partial class PlaygroundPage
{
    private const long MaxFile = 4 * 1024 * 1024;

    /// <summary>A weight in the drawing was clicked.</summary>
    [JSInvokable]
    public Task SelectParameter(int index) => InvokeAsync(async () =>
    {
        if (index < 0 || index >= session.Network.Parameters.Length)
            return;
        (parameter, selectedNeuron) = (index, null);
        await LookAsync();
    });

    /// <summary>The surface was clicked, at a place from 0 to 1 across and down: a point is drawn, or the nearest one is chosen.</summary>
    [JSInvokable]
    public Task SurfaceClicked(double across, double down, bool other) => InvokeAsync(async () =>
    {
        (double x, double y, double half) = session.Data.View;
        (double left, double up) = (x + (half * ((2 * across) - 1)), y - (half * ((2 * down) - 1)));
        if (drawing)
        {
            var point = new PlaygroundPoint(Math.Round(left, 3), Math.Round(up, 3), other ? 1 - Math.Min(drawClass, 1) : drawClass);
            await ChangeAsync(state with
            {
                Data = PointSet.Own,
                Points = [.. state.Points, point],
                Test = state.Data == PointSet.Own ? state.Test : 0
            });
            return;
        }

        int[] rows = session.Data.Split.Training;
        int nearest = Enumerable.Range(0, rows.Length)
            .MinBy(i => Math.Pow(session.Data.Places[rows[i]].X - left, 2) + Math.Pow(session.Data.Places[rows[i]].Y - up, 2));
        await SelectRowAsync(nearest);
    });

    private async Task SelectRowAsync(int? chosen)
    {
        row = chosen is int place ? Math.Clamp(place, 0, session.Data.Training.Rows - 1) : null;
        await LookAsync();
    }

    private async Task SelectNeuronAsync((int Layer, int Neuron) chosen)
    {
        (selectedNeuron, parameter) = (chosen, null);
        await LookAsync();
    }

    private async Task SetValueAsync((int Index, float Value) change)
    {
        await PauseAsync();
        Remember();
        if (Try(() => session.SetParameter(change.Index, change.Value)))
            await ShowAsync();
    }

    private async Task CloseGlassAsync()
    {
        (parameter, selectedNeuron) = (null, null);
        await LookAsync();
    }

    private async Task WalkAsync()
    {
        await PauseAsync();
        isWalking = !isWalking;
        await ShowAsync();
    }

    // The weights that the number is made with.
    private async Task LightAsync(WalkStop stop) => await view!.InvokeVoidAsync("light", stop.Lit, -1);

    // Own points begin with those that are shown, so that there is something to draw beside.
    private async Task Draw(bool wanted)
    {
        drawing = wanted;
        if (!wanted || state.Data == PointSet.Own || !session.Data.Raw.Targets.AreClasses)
            return;
        PlaygroundPoint[] shown = [.. session.Data.Places.Select((place, i) =>
            new PlaygroundPoint(Math.Round(place.X, 3), Math.Round(place.Y, 3), session.Data.Raw.Targets.Label(i))).Take(60)];
        await ChangeAsync(state with { Data = PointSet.Own, Points = [.. shown], Classes = [.. session.Data.Raw.Targets.Classes] });
    }

    private void UseClass(int chosen) => drawClass = chosen;

    private void UseTable(PlaygroundTable? read) => table = read;

    private void ShowPoints(string which) => shownPoints = which;

    private async Task CopyAsync()
    {
        await ActAsync(_ => { });
        bool isCopied = PlaygroundText.FitsAddress(state) && await module!.InvokeAsync<bool>("copyAddress");
        (message, isError) = (isCopied
            ? "The link is copied. It opens exactly this network."
            : PlaygroundText.FitsAddress(state)
                ? "The browser does not let the page copy; the address bar holds the link."
                : "There are too many points for a link; save the playground as a file.", !isCopied);
    }

    private Task SaveAsync() =>
        DownloadAsync("playground.json", "application/json", Encoding.UTF8.GetBytes(PlaygroundFile.Of(session).ToJson()));

    private Task ExportRecipeAsync() =>
        DownloadAsync("recipe.json", "application/json", Encoding.UTF8.GetBytes(PlaygroundCommand.Recipe(session)));

    private Task ExportPointsAsync() =>
        DownloadAsync(PlaygroundCommand.PointsFile, "text/csv", Encoding.UTF8.GetBytes(PlaygroundCommand.Points(session)));

    private async Task ExportAsync(StudioExport? format = null)
    {
        await PauseAsync();
        string temporary = Directory.CreateTempSubdirectory("downhill").FullName;
        string model = Path.Combine(temporary, "model.safetensors"), file = format is null ? model : Path.Combine(temporary, format.File);
        try
        {
            ModelFile.Save(model, session.Network, session.Data.Preprocessing, session.Training);
            if (format is null || Try(() => format.Save(file, ModelFile.Open(model))))
                await DownloadAsync(Path.GetFileName(file), "application/octet-stream", await File.ReadAllBytesAsync(file));
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private async Task ExportPictureAsync() => await view!.InvokeVoidAsync("png");

    private async Task DownloadAsync(string name, string type, byte[] bytes) =>
        await module!.InvokeVoidAsync("download", name, type, bytes);

    private async Task OpenAsync(InputFileChangeEventArgs chosen)
    {
        using var reader = new StreamReader(chosen.File.OpenReadStream(MaxFile));
        string text = await reader.ReadToEndAsync();
        PlaygroundFile? file = null;
        if (!Try(() => file = PlaygroundFile.FromJson(text)))
            return;
        Remember();
        await OpenAsync(file!);
    }
}
