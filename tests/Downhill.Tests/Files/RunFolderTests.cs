namespace Downhill.Tests;

public sealed class RunFolderTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_next_name_is_the_first_that_is_free()
    {
        Assert.Equal(folder["digits-1"], RunFolder.CreateNext(folder.Path, "digits").Path);
        folder.Write("digits-2", "a file");
        Directory.CreateDirectory(folder["digits-4"]);
        Assert.Equal(folder["digits-3"], RunFolder.CreateNext(folder.Path, "digits").Path);
        Assert.Equal(folder["digits-5"], RunFolder.CreateNext(folder.Path, "digits").Path);
        Assert.Equal(Path.Combine(folder["runs"], "iris-1"), RunFolder.CreateNext(folder["runs"], "iris").Path);
    }

    [Fact]
    public void Runs_that_start_at_once_get_folders_of_their_own()
    {
        var paths = new string[16];
        Parallel.For(0, paths.Length, i => paths[i] = RunFolder.CreateNext(folder.Path, "same").Path);
        Assert.Equal(paths.Length, paths.Distinct().Count());
    }

    [Theory]
    [InlineData("run.json")]
    [InlineData("metrics.jsonl")]
    [InlineData("model.safetensors")]
    public void A_folder_with_a_file_of_a_run_is_left_alone_until_told_otherwise(string name)
    {
        Directory.CreateDirectory(folder["run"]);
        folder.Write(Path.Combine("run", name), "kept");
        folder.Write(Path.Combine("run", "notes.txt"), "kept");

        string message = Csv.ErrorOf(() => RunFolder.Create(folder["run"]));
        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.Equal("kept", File.ReadAllText(folder[$"run/{name}"]));

        RunFolder.Create(folder["run"], overwrite: true);
        Assert.Equal([".lock", "metrics.jsonl", "notes.txt", "run.json"],
            Directory.GetFiles(folder["run"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(0, new FileInfo(folder["run/metrics.jsonl"]).Length);
    }

    [Fact]
    public void A_folder_that_holds_other_things_can_be_used()
    {
        folder.Write("notes.txt", "kept");

        Assert.Equal(folder["model.safetensors"], RunFolder.Create(folder.Path).ModelPath);
        Assert.Equal("kept", File.ReadAllText(folder["notes.txt"]));
    }

    [Fact]
    public void A_place_that_cannot_be_a_folder_is_refused()
    {
        folder.Write("file", string.Empty);

        Assert.Contains("is a file", Csv.ErrorOf(() => RunFolder.Create(folder["file"])), StringComparison.Ordinal);
        Assert.Contains("cannot be written", Csv.ErrorOf(() => RunFolder.Create(folder["file/run"])), StringComparison.Ordinal);
        Assert.Contains("is empty", Csv.ErrorOf(() => RunFolder.Create(string.Empty)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_is_found_by_its_file_or_its_folder()
    {
        RunFolder run = RunFolder.Create(folder["run"]);
        Assert.Contains("has no model.safetensors", Csv.ErrorOf(() => RunFolder.FindModel(run.Path)), StringComparison.Ordinal);
        Assert.Contains("does not exist", Csv.ErrorOf(() => RunFolder.FindModel(run.ModelPath)), StringComparison.Ordinal);

        File.WriteAllText(run.ModelPath, string.Empty);

        Assert.Equal(run.ModelPath, RunFolder.FindModel(run.Path));
        Assert.Equal(run.ModelPath, RunFolder.FindModel(run.ModelPath));
    }
}
