using System.Diagnostics;
using Microsoft.JSInterop;

namespace Downhill.Studio.Pages;

/// <content>Training that goes on by itself, picture by picture.</content>
public sealed partial class PlaygroundPage
{
    // A picture has this long; what is left of it is the page's and the drawing's.
    private static readonly TimeSpan PictureTime = TimeSpan.FromMilliseconds(11);

    // A page that is loaded anew goes on from its address, so while training runs this is how much is lost.
    private static readonly TimeSpan AddressTime = TimeSpan.FromSeconds(2);

    // The numbers under the drawing are looked at so often, and so seldom that they take at most a fifth of the time.
    private static readonly TimeSpan LookTime = TimeSpan.FromMilliseconds(400);

    private long looked;
    private TimeSpan lookPause;

    private async Task ToggleAsync()
    {
        if (isRunning)
        {
            await PauseAsync();
            return;
        }

        (isRunning, isError, message) = (true, false, string.Empty);
        (isWalking, walk) = (false, []);
        running = RunAsync();
    }

    // Training and drawing go on at the same time, and one picture is on its way while the one before it is drawn; the page answers in
    // between.
    private async Task RunAsync()
    {
        long kept = Stopwatch.GetTimestamp();
        Task drawn = Task.CompletedTask;
        try
        {
            while (isRunning && !isDisposed)
            {
                PlaygroundSession now = session;
                Task before = drawn;
                drawn = view!.InvokeAsync<bool>("draw", now.Picture.Frame()).AsTask();
                await Task.Run(() => now.Run(PictureTime, speed == 0 ? null : speed));
                await before;
                if (now.Diverged is not null)
                    isRunning = false;
                else
                    await LookAgainAsync();
                if (Stopwatch.GetElapsedTime(kept) < AddressTime)
                    continue;
                kept = Stopwatch.GetTimestamp();
                await KeepInAddressAsync();
            }

            await drawn;
        }
        catch (Exception error) when (error is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            isRunning = false; // the page is gone
            return;
        }

        isRunning = false;
        if (!isDisposed)
            await ShowAsync();
    }

    private async Task LookAgainAsync()
    {
        if (looked != 0 && Stopwatch.GetElapsedTime(looked) < lookPause)
            return;
        bool isAnother = looked == 0;
        long start = Stopwatch.GetTimestamp();
        Look();
        if (isAnother)
            await LightPathAsync();
        StateHasChanged();
        looked = Stopwatch.GetTimestamp();
        TimeSpan four = 4 * Stopwatch.GetElapsedTime(start, looked);
        lookPause = four > LookTime ? four : LookTime;
    }

    private async Task PauseAsync()
    {
        isRunning = false;
        await running;
    }

    private async Task KeepInAddressAsync()
    {
        if (PlaygroundText.FitsAddress(state))
            await module!.InvokeVoidAsync("setAddress", PlaygroundFile.Of(session).ToQuery());
    }
}
