using System.Collections.Concurrent;

namespace Downhill.Tests.Data;

/// <summary>Rows that are on disk are read before the step that needs them, and nothing else changes.</summary>
public sealed class ReadAheadTests : IDisposable
{
    private const int Rows = 200, Columns = 50;

    private readonly CliFolder folder = new();
    private readonly byte[] bytes = [.. Examples.Numbers(Rows * Columns).Select(number => (byte)(127 * (1 + number)))];
    private readonly string path;

    public ReadAheadTests() => File.WriteAllBytes(path = folder["rows"], bytes);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Only_rows_on_disk_are_read_ahead()
    {
        using MappedFile file = MappedFile.Open(path);
        Samples mapped = file.Rows<byte>(Columns);
        Preprocessing both = Preprocessing.Of(
            [new ImageEncoding("file", new ImageReading(5, 10), 255), new NumberEncoding("x", 0, 1)], "t", []);
        Samples numbers = Samples.From(Examples.Numbers(Rows), 1);

        Assert.Null(ReadAhead.For(Data(Samples.From(bytes, Columns)), 4));
        Assert.Null(ReadAhead.For(Data(numbers), 4));
        foreach (Samples one in (Samples[])[mapped, mapped.Standardize([0], [255]), both.Apply(Samples.Join(mapped, numbers))])
            ReadAhead.For(Data(one), 4)!.Dispose();
    }

    [Fact]
    public void The_thread_loads_the_rows_of_the_last_call_and_ends()
    {
        using MappedFile file = MappedFile.Open(path);
        var watched = new Watched(file.Rows<byte>(Columns));
        using (ReadAhead ahead = ReadAhead.For(Data(watched).Subset([.. Enumerable.Range(0, Rows).Reverse()]), 5)!)
        {
            ahead.Read([4]);
            ahead.Start([0, 7, 3]);
            Assert.True(SpinWait.SpinUntil(() => watched.Loaded.Count == 4, TimeSpan.FromSeconds(20)));
            ahead.Start([]);
            ahead.Start([1, 2]);
            Assert.True(SpinWait.SpinUntil(() => watched.Loaded.Count == 6, TimeSpan.FromSeconds(20)));
        }

        Assert.Equal([Rows - 5, Rows - 8, Rows - 4, Rows - 1, Rows - 3, Rows - 2], watched.Loaded);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_training_gives_the_bits_of_rows_in_memory(int threads)
    {
        using MappedFile file = MappedFile.Open(path);
        Assert.Equal(Train(Samples.From(bytes, Columns)), Train(file.Rows<byte>(Columns)));

        float[] Train(Samples inputs)
        {
            var network = new Network<float>(Examples.Model("linear 20, tanh, linear 3", Columns));
            new Trainer<float>(network, Data(inputs.Standardize([0], [255])),
                new TrainingOptions(new SoftmaxCrossEntropy(), new Adam(), BatchSize: 32, Epochs: 5), threads).Train();
            return network.Parameters.Span.ToArray();
        }
    }

    [Fact]
    public void More_epochs_do_not_allocate_more()
    {
        using MappedFile file = MappedFile.Open(path);
        Dataset data = Data(file.Rows<byte>(Columns));
        Train(3);
        Assert.Equal(ThreadAllocations.Of(() => Train(3)), ThreadAllocations.Of(() => Train(103)));

        void Train(int epochs) => new Trainer<float>(new Network<float>(Examples.Model("linear 5, linear 3", Columns)), data,
            new TrainingOptions(new SoftmaxCrossEntropy(), new Adam(1e-4), BatchSize: 16, Epochs: epochs)).Train();
    }

    [Fact]
    public void A_file_cut_off_is_told_by_the_step_in_one_line()
    {
        using MappedFile file = MappedFile.Open(path);
        var trainer = new Trainer<float>(new Network<float>(Examples.Model("linear 3", Columns)), Data(file.Rows<byte>(Columns)),
            new TrainingOptions(new SoftmaxCrossEntropy(), new Adam(), BatchSize: 16, Epochs: 1000));
        using (FileStream cut = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            cut.SetLength(Columns);

        string told = Assert.Throws<DownhillException>(() => trainer.Train()).Message;

        Assert.Contains("a file must not change while it is trained on", told, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', told);
    }

    private static Dataset Data(Samples inputs) =>
        new("rows", [inputs.Columns], inputs, Targets.FromLabels([.. Enumerable.Range(0, Rows).Select(row => row % 3)], ["a", "b", "c"]));

    // Tells which rows are loaded.
    private sealed class Watched(Samples samples) : Samples(samples.Rows, samples.Columns)
    {
        public ConcurrentQueue<int> Loaded { get; } = [];

        public override bool AreBytes => samples.AreBytes;

        internal override bool AreOnDisk => samples.AreOnDisk;

        public override double this[int row, int column] => samples[row, column];

        public override void Gather<T>(ReadOnlySpan<int> rows, Span<T> destination) => samples.Gather(rows, destination);

        public override Samples Standardize(ReadOnlySpan<double> mean, ReadOnlySpan<double> deviation) =>
            samples.Standardize(mean, deviation);

        internal override void Load(int row, Span<byte> room)
        {
            samples.Load(row, room);
            Loaded.Enqueue(row);
        }
    }
}
