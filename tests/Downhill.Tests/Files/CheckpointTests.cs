namespace Downhill.Tests;

public sealed class CheckpointTests : IDisposable
{
    private static readonly Dataset Data = Examples.Data(10, 3, 2);

    private readonly CliFolder folder = new();
    private readonly Trainer<float> trainer = new(
        new Network<float>(Examples.Model("linear 4, tanh, linear 2", 3)), Data,
        new TrainingOptions(new MeanSquaredError(), new Adam(0.01), BatchSize: 4, Epochs: 2));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_checkpoint_is_a_model_too()
    {
        trainer.Train();
        trainer.Save(folder["checkpoint.safetensors"]);

        var checkpoint = Checkpoint.Open(folder["checkpoint.safetensors"]);
        Assert.Equal(trainer.Position, checkpoint.Position);
        Assert.Equal(trainer.Options, checkpoint.Model.Training);
        Assert.Equal(trainer.Network.Parameters.Span, ModelFile.Open(folder["checkpoint.safetensors"]).Load<float>().Parameters.Span);
        Assert.Equal(2, checkpoint.Position.Epochs);
        Assert.Equal(6, checkpoint.Position.Step);
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 0)]
    public void Short_epochs_have_a_checkpoint_each_where_that_is_asked_for(bool eachEpoch, int epochs)
    {
        var options = new TrainingOptions(new MeanSquaredError(), new Adam(0.01), Epochs: 4);
        var checkpoints = new Checkpoints(folder.Path) { EachEpoch = eachEpoch };
        var brief = new Trainer<float>(new Network<float>(Examples.Model("linear 4, tanh, linear 2", 3)), Data,
            options)
        { Checkpoints = checkpoints };
        brief.Train();
        Assert.Equal(epochs, checkpoints.Latest(Assert.Fail).Position.Epochs); // the last epoch is the end of the run
    }

    [Fact]
    public void A_file_with_any_byte_changed_is_refused()
    {
        string path = folder["checkpoint.safetensors"];
        trainer.Save(path);
        byte[] whole = File.ReadAllBytes(path);
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= (byte)(1 << (at % 8));
            File.WriteAllBytes(path, damaged);
            Assert.EndsWith("is damaged: its checksum does not match its bytes.", Csv.ErrorOf(() => Checkpoint.Open(path)),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_was_cut_off_or_grew_is_refused()
    {
        string path = folder["checkpoint.safetensors"];
        trainer.Save(path);
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Contains("is damaged", Csv.ErrorOf(() => Checkpoint.Open(path)), StringComparison.Ordinal);
        }

        foreach (byte[] more in (byte[][])[[.. whole, 0], [.. whole, .. whole], new byte[100]])
        {
            File.WriteAllBytes(path, more);
            Assert.Contains("is damaged", Csv.ErrorOf(() => Checkpoint.Open(path)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_one_before_is_used_where_the_newest_is_damaged_and_that_is_said()
    {
        var checkpoints = new Checkpoints(folder.Path);
        checkpoints.Save(trainer);
        trainer.Train();
        checkpoints.Save(trainer);
        var told = new List<string>();
        Assert.Equal(6, checkpoints.Latest(told.Add).Position.Step);
        Assert.Empty(told);

        Damage(checkpoints.Path);
        var later = new Checkpoints(folder.Path);
        Assert.Equal(0, later.Latest(told.Add).Position.Step);
        Assert.Contains("is damaged", Assert.Single(told), StringComparison.Ordinal);
        Assert.Contains("after step 0", told[0], StringComparison.Ordinal);

        later.Save(trainer);
        Assert.Equal(6, Checkpoint.Open(later.Path).Position.Step);
        Assert.Equal(0, Checkpoint.Open(later.PreviousPath).Position.Step);

        // From then on the newest one is whole, and is kept where another one follows.
        trainer.Train();
        later.Save(trainer);
        Assert.Equal((12, 6), (Checkpoint.Open(later.Path).Position.Step, Checkpoint.Open(later.PreviousPath).Position.Step));

        Damage(later.Path);
        Damage(later.PreviousPath);
        Assert.Contains("No checkpoint in", Csv.ErrorOf(() => later.Latest(told.Add)), StringComparison.Ordinal);
    }

    // A checkpoint that takes half a second is not due again after each epoch for ten seconds, unless it is asked for.
    [Fact]
    public void A_slow_disk_has_fewer_checkpoints()
    {
        var checkpoints = new Checkpoints(folder.Path);
        AtomicFile.Disk.Value = stream =>
        {
            Thread.Sleep(500);
            return stream;
        };
        checkpoints.Save(trainer);
        AtomicFile.Disk.Value = null;
        Thread.Sleep(1100);
        Assert.False(checkpoints.AreDue(isEpochEnd: true));
        checkpoints.EachEpoch = true;
        Assert.True(checkpoints.AreDue(isEpochEnd: true));
        Assert.False(checkpoints.AreDue(isEpochEnd: false));
        checkpoints.Interval = TimeSpan.FromSeconds(1);
        Assert.True(checkpoints.AreDue(isEpochEnd: false));
    }

    [Fact]
    public void A_disk_that_fills_up_leaves_what_was_there()
    {
        var checkpoints = new Checkpoints(folder.Path);
        checkpoints.Save(trainer);
        byte[] first = File.ReadAllBytes(checkpoints.Path);
        trainer.Train();
        for (int room = 0; room < first.Length; room += 97)
        {
            string message;
            using (new FullDisk(room))
                message = Csv.ErrorOf(() => checkpoints.Save(trainer));
            Assert.Equal($"{checkpoints.Path} cannot be written: No space left on device", message);
            Assert.Equal(first, File.ReadAllBytes(checkpoints.Path));
            Assert.Equal([checkpoints.Path], Directory.GetFiles(folder.Path));
        }
    }

    [Fact]
    public void Only_the_same_training_can_go_on()
    {
        string path = folder["checkpoint.safetensors"];
        trainer.Save(path);
        var checkpoint = Checkpoint.Open(path);
        TrainingOptions options = trainer.Options;
        Model model = trainer.Network.Model;

        Assert.Contains("other training options", Csv.ErrorOf(() => New<float>(model, options with { Epochs = 3 }).Restore(checkpoint)),
            StringComparison.Ordinal);
        Assert.Contains("another model", Csv.ErrorOf(() => New<float>(Examples.Model("linear 2", 3), options).Restore(checkpoint)),
            StringComparison.Ordinal);
        Assert.Contains("holds numbers of the type F32, training has F64",
            Csv.ErrorOf(() => New<double>(model, options).Restore(checkpoint)), StringComparison.Ordinal);

        var other = new Trainer<float>(new Network<float>(model), Data.Subset([1, 0, 2, 3, 4, 5, 6, 7, 8, 9]), options);
        other.Restore(checkpoint);
        Assert.Contains("same rows", Csv.ErrorOf(() => other.Train()), StringComparison.Ordinal);
        Trainer<float> watched = New<float>(model, options);
        watched.Restore(checkpoint);
        Assert.Contains("same rows", Csv.ErrorOf(() => watched.Train(Data)), StringComparison.Ordinal);
    }

    private static Trainer<T> New<T>(Model model, TrainingOptions options)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => new(new Network<T>(model), Data, options);

    private static void Damage(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(path, bytes);
    }
}
