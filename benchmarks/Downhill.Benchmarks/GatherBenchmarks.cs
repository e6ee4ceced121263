using BenchmarkDotNet.Attributes;

namespace Downhill.Benchmarks;

/// <summary>A batch of shuffled rows of 784 numbers made ready for the network, out of 60,000 rows, on one thread.</summary>
public class GatherBenchmarks
{
    private const int Rows = 60_000, Columns = 784;

    private readonly int[] order = new int[Rows];
    private Samples samples = null!;
    private MappedFile? file;
    private float[] batch = [];
    private int at;

    /// <summary>
    /// Gets or sets how the rows are stored: bytes to be divided by 255, bytes to be standardized, floats, or bytes in a file.
    /// </summary>
    [Params("bytes", "standardized", "floats", "file")]
    public string Stored { get; set; } = string.Empty;

    /// <summary>Gets or sets the rows of a batch.</summary>
    [Params(32, 128)]
    public int Batch { get; set; }

    /// <summary>Makes the rows.</summary>
    [GlobalSetup]
    public void Setup()
    {
        batch = new float[Batch * Columns];
        Shuffle.Fill(order, 0, RandomPurpose.Shuffling, 1);
        if (Stored == "floats")
        {
            float[] numbers = new float[Rows * Columns];
            Array.Fill(numbers, 0.5f);
            samples = Samples.From(numbers, Columns);
            return;
        }

        var bytes = new byte[Rows * Columns];
        new Random(0).NextBytes(bytes);
        if (Stored == "file")
        {
            string path = Path.GetTempFileName();
            File.WriteAllBytes(path, bytes);
            file = MappedFile.Open(path);
        }

        Samples raw = file?.Rows<byte>(Columns) ?? Samples.From(bytes, Columns);
        samples = Stored == "standardized" ? raw.Standardize([33.3], [78.6]) : raw.Standardize([0], [255]);
    }

    /// <summary>Removes the file.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        file?.Dispose();
        if (file is not null)
            File.Delete(file.Path);
    }

    /// <summary>Gathers the next batch.</summary>
    [Benchmark]
    public void Gather()
    {
        samples.Gather(order.AsSpan(at, Batch), batch);
        at = at + (2 * Batch) > Rows ? 0 : at + Batch;
    }
}
