using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Downhill.Mpi;

namespace Downhill.Tests;

/// <summary>The command line under Open MPI's mpirun, with ranks that are processes of this machine.</summary>
public sealed class MpiTests : IDisposable
{
    // Everything that a step may depend on: weights of classes, noise, moments per shard, averaged weights, two members.
    private static readonly string[] Training =
    [
        "train", "iris", "--shards", "4", "--model", "linear 12, batch-norm, relu, dropout 0.1, linear", "--batch", "30", "--epochs", "2",
        "--ensemble", "2",
        "--class-weights", "balanced", "--ema", "0.9", "--validation", "0.2", "--quiet",
    ];

    // Twenty steps, to be killed on the way, with a checkpoint after each step.
    private static readonly string[] Long =
    [
        "train", "digits", "--shards", "4", "--model", "linear 32, batch-norm, relu, linear", "--optimizer", "adam", "--batch", "128",
        "--epochs", "2", "--checkpoint-minutes", "0", "--quiet",
    ];

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [MpiFact]
    public void Any_number_of_ranks_gives_the_same_bytes()
    {
        byte[] expected = Model(CliProcess.RunIn(folder.Path, [.. Training, "--out", "one"]), "one");
        foreach (int ranks in (int[])[2, 3, 4])
            Assert.Equal(expected, Model(Run(ranks, [.. Training, "--out", $"ranks{ranks}"]), $"ranks{ranks}"));
        Assert.Equal(3, RunFolder.ReadRecord(folder["ranks3"]).Machine.Processes);
        Assert.Equal(["one", "ranks2", "ranks3", "ranks4"], Directory.GetDirectories(folder.Path).Select(Path.GetFileName).Order());
    }

    [MpiFact]
    public void Folds_are_trained_together()
    {
        string[] training = ["train", "iris", "--shards", "2", "--model", "linear 8, tanh, linear", "--epochs", "3", "--folds", "3",
            "--quiet"];
        byte[] expected = Model(CliProcess.RunIn(folder.Path, [.. training, "--out", "one"]), "one");
        Assert.Equal(expected, Model(Run(2, [.. training, "--out", "two"]), "two"));
        Assert.Equal(RunFolder.ReadRecord(folder["one"]).CrossValidation!.Mean, RunFolder.ReadRecord(folder["two"]).CrossValidation!.Mean);
    }

    // Without shards each process trains members of its own.
    [MpiFact]
    public void Members_and_candidates_are_spread()
    {
        string[] members = ["train", "iris", "--model", "linear 8, tanh, linear", "--epochs", "3", "--ensemble", "3", "--quiet"];
        byte[] expected = Model(CliProcess.RunIn(folder.Path, [.. members, "--out", "one"]), "one");
        Assert.Equal(expected, Model(Run(2, [.. members, "--out", "two"]), "two"));
        folder.Write("table.csv", string.Join('\n', ["x,y", .. Enumerable.Range(0, 150).Select(i => $"{i * 37 % 60},{i * 37 % 60 > 25 + (i % 9)}"), ""]));
        string[] table = ["train", "table.csv", "--target", "y", "--quiet"];
        expected = Model(CliProcess.RunIn(folder.Path, [.. table, "--out", "blend"]), "blend");
        Assert.Equal(expected, Model(Run(3, [.. table, "--out", "blends"]), "blends"));
        Assert.NotNull(RunFolder.ReadRecord(folder["blends"]).Blend);
    }

    [MpiFact]
    public void A_step_allocates_nothing_on_any_rank()
    {
        using CliProcess all = CliProcess.Ranks(folder.Path, 3, ["ranks"], program: typeof(MpiTests).Assembly.Location);
        Assert.Equal(["rank 0 of 3: 0 bytes", "rank 1 of 3: 0 bytes", "rank 2 of 3: 0 bytes"],
            all.Wait().Ok().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [MpiFact]
    public void The_trials_of_a_search_are_spread_and_rank_the_same()
    {
        string[] search = ["tune", "iris", "--model", "linear 8, tanh, linear", "--epochs", "9", "--trials", "7", "--halving", "--try",
            "batch=8|16|32", "--try", "learning-rate=0.001..0.1", "--json"];
        CliResult expected = CliProcess.RunIn(folder.Path, [.. search, "--out", "one"]).Ok();
        CliResult found = Run(2, [.. search, "--out", "two"]).Ok();
        Assert.Equal(Trials(expected), Trials(found));

        static string[] Trials(CliResult result) =>
            [.. JsonNode.Parse(result.Output)!["trials"]!.AsArray().Select(trial => $"{trial!["trial"]} {trial["values"]} {trial["score"]}")];
    }

    [MpiFact]
    public void A_rank_that_dies_ends_all_and_the_run_goes_on_with_another_number_of_ranks()
    {
        byte[] expected = Model(CliProcess.RunIn(folder.Path, [.. Long, "--out", "whole"]), "whole");
        string checkpoint = Path.Combine(folder["killed"], "checkpoint-previous.safetensors");
        using (CliProcess all = CliProcess.Ranks(folder.Path, 3, [.. Long, "--out", "killed"]))
        {
            all.Until(checkpoint);
            Process.GetProcessById(all.NewestChild(of: 3)).Kill();
            Assert.NotEqual(0, all.Wait().Code);
        }

        // mpirun may end a moment before the last of its processes does.
        Assert.True(SpinWait.SpinUntil(() => RunFolder.Status(folder["killed"]) == RunStatus.Interrupted, TimeSpan.FromMinutes(1)), $"{RunFolder.Status(folder["killed"])}");
        Assert.True(new Checkpoints(folder["killed"]).Latest(_ => { }).Position.Step > 0);
        Assert.Equal(expected, Model(Run(2, "resume", "killed", "--quiet"), "killed"));
    }

    [MpiFact]
    public void Errors_are_said_once()
    {
        Check("There are 3 processes for 2 shards of a batch; each process needs at least one (--shards 3).", 3, "train", "iris",
            "--shards", "2");
        Check("mpirun started 2 processes, but 'downhill check' runs in one; start it without mpirun "
            + "(only train, resume and tune can use several processes).", 2, "check", "iris");
        Check("Standard input cannot be used with several processes; save the rows in a file and name it.", 2, "train", "-",
            "--shards", "2");
        Check("'nothing.csv'", 2, "train", "nothing.csv", "--shards", "2");

        void Check(string message, int ranks, params string[] arguments)
        {
            using CliProcess all = CliProcess.Ranks(folder.Path, ranks, arguments,
                input: "a,b\n1,2\n3,4\n5,6\n7,8\n1,2\n3,4\n5,6\n7,8\n1,2\n3,4\n");
            CliResult result = all.Wait();
            Assert.Equal(BadInput, result.Code);
            Assert.Equal(1, result.Error.Split(message).Length - 1);
            Assert.Empty(result.Output);
        }
    }

    [Fact]
    public void A_missing_library_and_another_MPI_are_named()
    {
        Assert.Contains("libnone.so cannot be loaded. Install Open MPI", Refused("libnone.so"), StringComparison.Ordinal);
        Assert.Contains("libc.so.6 is not Open MPI but another MPI", Refused("libc.so.6"), StringComparison.Ordinal);

        static string Refused(string file) => Assert.Throws<DownhillException>(() => MpiLibrary.Load([file])).Message;
    }

    [Fact]
    public void Without_mpirun_there_is_no_communicator()
    {
        Assert.Equal((1, 0, 1), (MpiCommunicator.Started, MpiCommunicator.StartedRank, MpiCommunicator.StartedHere));
        Assert.Null(MpiCommunicator.Join());
    }

    private const int BadInput = 2;

    private CliResult Run(int ranks, params string[] arguments)
    {
        using CliProcess all = CliProcess.Ranks(folder.Path, ranks, arguments);
        return all.Wait();
    }

    private byte[] Model(CliResult result, string run)
    {
        Assert.True(result.Code == 0, string.Create(CultureInfo.InvariantCulture, $"{run}: exit code {result.Code}. {result.Error}"));
        return File.ReadAllBytes(Path.Combine(folder[run], "model.safetensors"));
    }
}

/// <summary>A test that needs Open MPI.</summary>
internal sealed class MpiFactAttribute : FactAttribute
{
    public MpiFactAttribute() => Skip = CliProcess.MpiRun is null
        ? "mpirun is not installed (Debian, Ubuntu: apt-get install openmpi-bin)."
        : null!;
}
