namespace Downhill.Tests;

/// <summary>Which lines of <c>metrics.jsonl</c> stay where a run goes on, and what an overwritten run leaves.</summary>
public sealed class EpochLinesTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    // Epoch 2 was written twice, before and after an earlier interruption; epoch 4 is missing, so what follows does not belong together.
    [Fact]
    public void Each_epoch_stays_once_and_in_order_up_to_the_checkpoint()
    {
        using RunFolder run = Lines((null, 1, 0.5), (null, 2, 0.25), (null, 2, 0.125), (null, 3, 0.0625), (null, 5, 0.03125));

        Assert.Equal([(1, 0.5), (2, 0.25)], run.KeepEpochs(2).Select(line => (line.Epoch, line.Loss)));
        Assert.Equal([(1, 0.5), (2, 0.25)], RunFolder.ReadEpochs(run.Path).Select(line => (line.Epoch, line.Loss)));
    }

    [Fact]
    public void Without_a_limit_all_epochs_stay_that_belong_together()
    {
        using RunFolder run = Lines((null, 1, 0.5), (null, 2, 0.25), (null, 2, 0.125), (null, 3, 0.0625), (null, 5, 0.03125));
        Assert.Equal([(1, 0.5), (2, 0.25), (3, 0.0625)], run.KeepEpochs(99).Select(line => (line.Epoch, line.Loss)));
    }

    // Two members trained side by side: the first keeps two of three epochs, the second one of two.
    [Fact]
    public void Each_member_keeps_its_own_epochs()
    {
        using RunFolder run = Lines((1, 1, 0.5), (2, 1, 0.75), (1, 2, 0.25), (2, 2, 0.375), (1, 3, 0.125));

        IReadOnlyList<EpochRecord> kept = run.KeepEpochs(member => member == 1 ? 2 : 1);

        Assert.Equal([(1, 1, 0.5), (2, 1, 0.75), (1, 2, 0.25)], kept.Select(line => (line.Member!.Value, line.Epoch, line.Loss)));
        Assert.Equal(kept, RunFolder.ReadEpochs(run.Path));
    }

    // The line that was being written is cut off; what a later run wrote behind it is left out with it.
    [Fact]
    public void A_line_that_was_cut_off_ends_what_is_kept()
    {
        using RunFolder run = Lines((null, 1, 0.5));
        string path = System.IO.Path.Combine(run.Path, "metrics.jsonl");
        string whole = File.ReadAllText(path);
        File.AppendAllText(path, whole.Replace("\"epoch\":1", "\"epoch\":2", StringComparison.Ordinal)[..20] + "\n");
        Assert.Single(RunFolder.ReadEpochs(run.Path));
        Assert.Single(run.KeepEpochs(9));
        Assert.Equal(whole, File.ReadAllText(path));
    }

    [Fact]
    public void An_overwritten_run_leaves_nothing_of_the_one_before()
    {
        string path = folder["run"];
        using (RunFolder before = RunFolder.Create(path))
        {
            before.Append(new EpochRecord(1, 3, 0.5, 1, 2, null));
            foreach (string part in (string[])["members/1", "folds/2"])
                Directory.CreateDirectory(System.IO.Path.Combine(path, part));
            File.WriteAllText(System.IO.Path.Combine(path, "members", "1-1-1.safetensors"), "x");
            File.WriteAllText(before.ModelPath, "x");
            File.WriteAllText(new Checkpoints(path).Path, "x");
            File.WriteAllText(new Checkpoints(path).PreviousPath, "x");
            File.WriteAllText(System.IO.Path.Combine(path, "notes.txt"), "x");
            Assert.True(before.HasBegun);
        }

        using RunFolder run = RunFolder.Create(path, overwrite: true);

        Assert.False(run.HasBegun);
        Assert.Empty(RunFolder.ReadEpochs(path));
        Assert.Equal([".lock", "metrics.jsonl", "notes.txt", "run.json"],
            Directory.GetFileSystemEntries(path).Select(System.IO.Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private RunFolder Lines(params (int? Member, int Epoch, double Loss)[] lines)
    {
        RunFolder run = RunFolder.Create(folder["run"]);
        foreach ((int? member, int epoch, double loss) in lines)
            run.Append(new EpochRecord(epoch, 10 * epoch, loss, 1, 2, null, member));
        return run;
    }
}
