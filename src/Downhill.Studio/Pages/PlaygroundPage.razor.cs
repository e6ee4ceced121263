using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace Downhill.Studio.Pages;

/// <summary>The playground: one network in training with all its controls.</summary>
public sealed partial class PlaygroundPage
{
    private const int MaxUndo = 100;

    private readonly Stack<PlaygroundFile> undo = new();
    private ElementReference root;
    private IJSObjectReference? module, view;
    private DotNetObjectReference<PlaygroundPage>? self;
    private PlaygroundState state = PlaygroundState.Default;
    private PlaygroundSession session = null!;
    private PlaygroundTable? table;
    private PlaygroundFile? opened;
    private GlassView? glass;
    private GlassBatch? batch;
    private ImmutableArray<(int Layer, int Neuron)> dead = [];
    private ImmutableArray<WalkStop> walk = [];
    private (int Layer, int Neuron)? selectedNeuron;
    private string message = string.Empty, shownPoints = "all";
    private bool isError, isReady, isRunning, isWalking, drawing, needsStructure, isDisposed;
    private int speed, drawClass, version;
    private int? row, parameter;
    private Task running = Task.CompletedTask;

    private int Outputs => session.Network.Output.Size;

    private bool IsClasses => session.Data.Raw.Targets.AreClasses;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        try
        {
            string query = new Uri(Navigation.Uri).Query;
            if (query.Length <= 1 && Subject.Path.Length > 0)
                OpenSubject();
            else
                state = PlaygroundText.Read(query);
            session = new PlaygroundSession(state);
        }
        catch (DownhillException error)
        {
            Fail(error);
            session = new PlaygroundSession(state = PlaygroundState.Default);
        }

        Look();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            module = await Script.InvokeAsync<IJSObjectReference>("import", "./_content/Downhill.Studio/studio.js");
            self = DotNetObjectReference.Create(this);
            view = await module.InvokeAsync<IJSObjectReference>("mount", root, self);
            (isReady, needsStructure) = (true, true);
            StateHasChanged();
            return;
        }

        if (!needsStructure || view is null)
            return;
        needsStructure = false;
        await SendStructureAsync();
        await DrawAsync();
        if (Pending() is PlaygroundFile pending)
        {
            Try(() => session = pending.Open());
            await ShowAsync();
        }
    }

    // A table's points as they are suggested; the panel offers all other columns.
    private void OpenSubject()
    {
        (opened, table) = (Subject.Playground, Subject.Points);
        state = opened?.State ?? state;
        if (table is null)
            return;
        (ImmutableArray<PlaygroundPoint> points, ImmutableArray<string> classes) =
            table.Points(table.Suggested.X, table.Suggested.Y, table.Suggested.Target);
        state = state with { Data = PointSet.Own, Points = points, Classes = classes };
    }

    // A link to a trained network: its start is shown at once, and then where it stands.
    private PlaygroundFile? Pending()
    {
        if (isError || version > 0)
            return null;
        version = 1;
        PlaygroundFile? file = opened;
        if (file is null)
            Try(() => file = PlaygroundFile.FromQuery(new Uri(Navigation.Uri).Query));
        return file is { Step: > 0 } or { Weights: not null } ? file : null;
    }

    private async Task ActAsync(Action<PlaygroundSession> act)
    {
        await PauseAsync();
        if (Try(() => act(session)))
            await ShowAsync();
    }

    private async Task ResetAsync()
    {
        Remember();
        await RestartAsync(state);
    }

    private async Task ChangeAsync(PlaygroundState changed)
    {
        if (changed == state)
            return;
        bool wasRunning = isRunning;
        await PauseAsync();
        PlaygroundFile before = PlaygroundFile.Of(session);
        bool isSame = changed.HasNetworkOf(state);
        if (!Try(() =>
            {
                if (isSame)
                    session.ChangeTraining(changed);
                else
                    session = new PlaygroundSession(changed);
            }))
            return;
        undo.Push(before);
        state = changed;
        if (!isSame)
            Forget();
        needsStructure = true;
        await ShowAsync();
        if (wasRunning)
            await ToggleAsync();
    }

    private async Task RestartAsync(PlaygroundState wanted)
    {
        await PauseAsync();
        if (!Try(() => session = new PlaygroundSession(wanted)))
            return;
        state = wanted;
        Forget();
        needsStructure = true;
        await ShowAsync();
    }

    private async Task OpenAsync(PlaygroundFile file)
    {
        await PauseAsync();
        if (!Try(() => session = file.Open()))
            return;
        state = file.State;
        Forget();
        needsStructure = true;
        await ShowAsync();
    }

    private async Task UndoAsync()
    {
        if (undo.TryPop(out PlaygroundFile? before))
            await OpenAsync(before);
    }

    private void Remember()
    {
        if (undo.Count < MaxUndo)
            undo.Push(PlaygroundFile.Of(session));
    }

    private void Forget()
    {
        (parameter, selectedNeuron, row, dead) = (null, null, null, []);
    }

    // The page, the address and the picture as the training now stands.
    private async Task ShowAsync()
    {
        if (view is null || module is null || isDisposed)
            return;
        version++;
        dead = GlassBatch.DeadNeurons(session);
        Look();
        walk = isWalking && session.Diverged is null ? GlassBatch.WalkOf(session) : [];
        if (session.Diverged is string found)
            (message, isError) = ($"Training diverged after step {session.Step:N0}: {found}. Choose a smaller learning rate, and click "
                + $"Reset.",
                true);
        else if (!isError)
            message = $"Step {session.Step:N0}, "
                + $"loss {Loss(session.History[^1].Training)}"
                + $"{(float.IsNaN(session.History[^1].Test) ? string.Empty : $", test loss {Loss(session.History[^1].Test)}")}.";
        StateHasChanged();
        await KeepInAddressAsync();
        if (!needsStructure)
            await DrawAsync();
    }

    // What the numbers under the drawing are of. No step may be under way.
    private void Look()
    {
        glass = parameter is int index ? GlassView.Of(session, index, row) : null;
        batch = glass is null ? GlassBatch.Of(session, row) : null;
    }

    // Something else was chosen to look at: while training runs, it is looked at between two pictures.
    private async Task LookAsync()
    {
        looked = 0;
        if (!isRunning)
            await ShowAsync();
    }

    private void Fail(Exception error) => (message, isError) = (error.Message, true);

    private bool Try(Action act)
    {
        try
        {
            act();
            isError = false;
            return true;
        }
        catch (DownhillException error)
        {
            Fail(error);
            StateHasChanged();
            return false;
        }
    }

    private static string Loss(float value) => value.ToString("G4");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        isDisposed = true;
        isRunning = false;
        self?.Dispose();
        try
        {
            if (view is not null)
                await view.InvokeVoidAsync("dispose");
        }
        catch (Exception error) when (error is JSDisconnectedException or OperationCanceledException)
        {
            // The browser has gone already.
        }
    }
}
