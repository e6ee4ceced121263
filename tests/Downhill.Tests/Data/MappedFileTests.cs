using System.Runtime.InteropServices;

namespace Downhill.Tests;

public sealed class MappedFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("downhill-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(3)]
    [InlineData(700)]
    public void Floats_in_a_file_are_gathered_as_those_in_memory(int columns) =>
        RequireSame(Random(columns, number => (float)number), columns, values => Samples.From(values, columns));

    [Theory]
    [InlineData(3)]
    [InlineData(700)]
    public void Doubles_in_a_file_are_gathered_as_those_in_memory(int columns) =>
        RequireSame(Random(columns, number => number), columns, values => Samples.From(values, columns));

    [Theory]
    [InlineData(3)]
    [InlineData(3000)]
    public void Bytes_in_a_file_are_gathered_as_those_in_memory(int columns) =>
        RequireSame(Random(columns, number => (byte)Math.Abs(60 * number)), columns, values => Samples.From(values, columns));

    [Fact]
    public void Some_rows_may_be_taken()
    {
        using MappedFile file = MappedFile.Open(Write<byte>([9, 1, 2, 3, 4, 5, 6, 7]));
        Samples rows = file.Rows<byte>(2, start: 1, rows: 3);
        Assert.Equal((3, 5.0, 6.0), (rows.Rows, rows[2, 0], rows[2, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => rows[3, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => rows[-1, 0]);
    }

    [Fact]
    public void A_file_that_holds_no_whole_rows_is_refused()
    {
        using MappedFile file = MappedFile.Open(Write<float>([1, 2, 3, 4, 5]));
        Assert.Equal($"{file.Path} has 20 bytes from byte 0 on; whole rows of 2 numbers take a multiple of 8.",
            Refusal(() => file.Rows<float>(2)));
        Assert.Equal($"{file.Path} has 16 bytes from byte 4 on; 3 rows of 2 numbers take 24.", Refusal(() => file.Rows<float>(2, 4, 3)));
        Assert.Equal(2, file.Rows<float>(2, 4).Rows);
    }

    [Fact]
    public void A_missing_and_an_empty_file_are_refused()
    {
        Assert.StartsWith("There is no file", Refusal(() => MappedFile.Open(Path.Combine(folder, "nothing"))), StringComparison.Ordinal);
        Assert.EndsWith("is empty.", Refusal(() => MappedFile.Open(Write<byte>([]))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_cut_off_is_refused_at_the_next_batch()
    {
        string path = Write(new byte[100_000]);
        using MappedFile file = MappedFile.Open(path);
        Samples rows = file.Rows<byte>(100);
        var batch = new float[100];
        rows.Gather([999], batch);
        try
        {
            using FileStream writer = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            writer.SetLength(50_000);
        }
        catch (IOException)
        {
            return; // an operating system that does not let go of it has nothing to refuse
        }

        Assert.Contains("had 100,000 bytes when it was opened and has 50,000 now", Refusal(() => rows.Gather([999], batch)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_closed_file_is_not_read()
    {
        MappedFile file = MappedFile.Open(Write(new byte[100]));
        Samples rows = file.Rows<byte>(10);
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => rows.Gather([1], new float[10]));
        Assert.Throws<ObjectDisposedException>(() => rows[0, 0]);
    }

    private static string Refusal(Action action) => Assert.Throws<DownhillException>(action).Message;

    private static T[] Random<T>(int columns, Func<double, T> convert)
    {
        var random = new RandomStream(5, RandomPurpose.Generation, 0);
        return [.. Enumerable.Range(0, 20 * columns).Select(i => convert(4 * (random.Uniform((ulong)i) - 0.4)))];
    }

    private static T[] Gathered<T>(Samples samples)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var numbers = new T[samples.Rows * samples.Columns];
        samples.Gather([.. Enumerable.Range(0, samples.Rows).Select(row => row * 7 % samples.Rows)], numbers);
        return numbers;
    }

    private string Write<T>(T[] values)
        where T : unmanaged
    {
        string path = Path.Combine(folder, Path.GetRandomFileName());
        File.WriteAllBytes(path, MemoryMarshal.AsBytes(values.AsSpan()));
        return path;
    }

    private void RequireSame<T>(T[] values, int columns, Func<T[], Samples> inMemory)
        where T : unmanaged
    {
        using MappedFile file = MappedFile.Open(Write(values));
        Samples expected = inMemory(values), mapped = file.Rows<T>(columns);
        double[] means = [.. Enumerable.Range(0, columns).Select(i => i / 7.0)],
            deviations = [.. Enumerable.Range(0, columns).Select(i => 1 + (i / 3.0))];
        Same(expected, mapped);
        Same(expected.Standardize([0.3], [1.7]), mapped.Standardize([0.3], [1.7]));
        Same(expected.Standardize(means, deviations), mapped.Standardize(means, deviations));
        Same(expected.Standardize(means, deviations).Standardize(means, deviations),
            mapped.Standardize(means, deviations).Standardize(means, deviations));

        static void Same(Samples one, Samples other)
        {
            Assert.Equal((one.Rows, one.Columns), (other.Rows, other.Columns));
            Assert.Equal(Gathered<float>(one), Gathered<float>(other));
            Assert.Equal(Gathered<double>(one), Gathered<double>(other));
            Assert.Equal(one[1, 2], other[1, 2]);
        }
    }
}
