using Xunit.Abstractions;

namespace Downhill.Tests;

public sealed class SafetensorsFileTests(ITestOutputHelper output) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(0x80, 2)]
    [InlineData(0x80, 4)]
    [InlineData(0x50, 4)]
    public void A_header_of_any_length_is_one_also_where_it_begins_as_a_pickle_does(int low, int high)
    {
        // Spaces at the end of a header change its length alone.
        byte[] file = SafetensorsBytes.Of(new SafetensorsWriter().Add<float>("w", [2], new float[] { 1, 2 }));
        int header = (int)BitConverter.ToInt64(file), length = low + (256 * high);
        byte[] longer = [.. BitConverter.GetBytes((long)length), .. file[8..(8 + header)], .. Enumerable.Repeat((byte)' ', length - header),
            .. file[(8 + header)..]];

        Assert.Equal(((byte)low, (byte)high), (longer[0], longer[1]));
        Assert.Equal([2L], SafetensorsBytes.Open(longer)["w"].Shape.AsEnumerable());
    }

    [Fact]
    public void What_is_written_is_read_back_bit_for_bit()
    {
        string path = Path.Combine(folder, "m.safetensors");
        float[] weight = [1, -0f, float.NaN, float.PositiveInfinity, float.Epsilon, -3.5f];
        double[] bias = [Math.PI, double.MinValue];
        long[] counters = [long.MinValue, 42, long.MaxValue];
        new SafetensorsWriter()
            .AddMetadata("zeta", "{\"type\": \"linear\"}")
            .AddMetadata("alpha", "ü \n\t\u0001 🎲 \\ \"")
            .Add<float>("weight", [2, 3], weight)
            .Add<double>("bias \"quoted\"", [2], bias)
            .Add("scalar", [], () => (ReadOnlySpan<float>)[7])
            .Add<int>("empty", [3, 0], Array.Empty<int>())
            .Add<long>("counters", [3], counters)
            .AddBytes("raw", "BF16", [1, 2], new byte[] { 1, 2, 3, 4 })
            .Save(path);

        using SafetensorsFile file = SafetensorsFile.Open(path);

        Assert.Equal(["zeta", "alpha"], file.Metadata.Keys);
        Assert.Equal("{\"type\": \"linear\"}", file.Metadata["zeta"]);
        Assert.Equal("ü \n\t\u0001 🎲 \\ \"", file.Metadata["alpha"]);
        Assert.Equal(["weight", "bias \"quoted\"", "scalar", "empty", "counters", "raw"], file.Tensors.Select(t => t.Name));
        Assert.Equal(["F32", "F64", "F32", "I32", "I64", "BF16"], file.Tensors.Select(t => t.Dtype));
        Assert.Equal([0, 24, 40, 44, 44, 68], file.Tensors.Select(t => t.Begin));
        Assert.Equal([24, 40, 44, 44, 68, 72], file.Tensors.Select(t => t.End));
        Assert.Equal([6, 2, 1, 0, 3, 2], file.Tensors.Select(t => t.ElementCount));
        Assert.Equal([2, 3], file["weight"].Shape);
        Assert.Empty(file["scalar"].Shape);
        Assert.True(file.Contains("raw"));
        Assert.False(file.Contains("Raw"));

        float[] readWeight = new float[6];
        double[] readBias = new double[2];
        float[] readScalar = new float[1];
        long[] readCounters = new long[3];
        byte[] readRaw = new byte[3];
        file.Read<long>("counters", readCounters);
        file.Read<float>("weight", readWeight);
        file.Read<double>("bias \"quoted\"", readBias);
        file.Read<float>("scalar", readScalar);
        file.Read<int>("empty", []);
        file.ReadBytes("raw", 1, readRaw);
        Assert.Equal(weight.Select(BitConverter.SingleToInt32Bits), readWeight.Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(bias, readBias);
        Assert.Equal(7, Assert.Single(readScalar));
        Assert.Equal(counters, readCounters);
        Assert.Equal([2, 3, 4], readRaw);
    }

    [Fact]
    public void A_tensor_longer_than_one_part_is_read_and_written_whole()
    {
        float[] numbers = [.. Enumerable.Range(0, 200_001).Select(i => (float)i)];
        using SafetensorsFile file =
            SafetensorsBytes.Open(SafetensorsBytes.Of(new SafetensorsWriter().Add<float>("w", [200_001], numbers)));
        float[] read = new float[numbers.Length];
        file.Read<float>("w", read);
        Assert.Equal(numbers, read);
    }

    [Fact]
    public void Tensors_may_be_listed_in_another_order_than_their_bytes()
    {
        byte[] bytes = SafetensorsBytes.Of(
            """{"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]},"a":{"shape":[1],"data_offsets":[0,1],"dtype":"U8"}}  """, 3);
        "123"u8.CopyTo(bytes.AsSpan(^3));
        using SafetensorsFile file = SafetensorsBytes.Open(bytes);
        byte[] b = new byte[2];
        file.Read<byte>("b", b);
        Assert.Equal("23"u8.ToArray(), b);
        Assert.Equal(["b", "a"], file.Tensors.Select(t => t.Name));
    }

    [Fact]
    public void An_empty_tensor_may_share_its_place_with_the_one_before_or_after()
    {
        using SafetensorsFile file = SafetensorsBytes.Open(SafetensorsBytes.Of(
            """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"F32","shape":[0,9],"data_offsets":[0,0]},"c":{"dtype":"I8","shape":[0],"data_offsets":[1,1]}}""", 1));
        Assert.Equal([1, 0, 0], file.Tensors.Select(t => t.ElementCount));
    }

    [Theory]
    [InlineData("BOOL", 8)]
    [InlineData("F4", 4)]
    [InlineData("F6_E2M3", 6)]
    [InlineData("F6_E3M2", 6)]
    [InlineData("U8", 8)]
    [InlineData("I8", 8)]
    [InlineData("F8_E5M2", 8)]
    [InlineData("F8_E4M3", 8)]
    [InlineData("F8_E8M0", 8)]
    [InlineData("I16", 16)]
    [InlineData("U16", 16)]
    [InlineData("F16", 16)]
    [InlineData("BF16", 16)]
    [InlineData("I32", 32)]
    [InlineData("U32", 32)]
    [InlineData("F32", 32)]
    [InlineData("C64", 64)]
    [InlineData("F64", 64)]
    [InlineData("I64", 64)]
    [InlineData("U64", 64)]
    public void Every_dtype_of_the_format_has_its_size(string dtype, int bits)
    {
        using SafetensorsFile file =
            SafetensorsBytes.Open(SafetensorsBytes.Of($$$"""{"t":{"dtype":"{{{dtype}}}","shape":[2,4],"data_offsets":[0,{{{bits}}}]}}""",
            bits));
        Assert.Equal(bits, file["t"].ByteCount);
        Assert.Equal(8, file["t"].ElementCount);
    }

    [Fact]
    public void A_wrong_name_type_or_length_is_said_in_one_line()
    {
        using SafetensorsFile file =
            SafetensorsBytes.Open(SafetensorsBytes.Of(new SafetensorsWriter().Add<float>("w", [2, 3], new float[6])));
        Assert.Equal("model.safetensors has no tensor 'v'; it has 'w'.", Message(() => _ = file["v"]));
        Assert.Equal("model.safetensors: the tensor 'w' is F32 [2, 3], but F64 was expected.",
            Message(() => file.Read<double>("w", new double[6])));
        Assert.Equal("model.safetensors: the tensor 'w' is F32 [2, 3] and holds 6 numbers, but 5 were expected.",
            Message(() => file.Read<float>("w", new float[5])));
        Assert.Equal("model.safetensors: the tensor 'w' has 24 bytes; 4 from byte 21 on were asked for.",
            Message(() => file.ReadBytes("w", 21, new byte[4])));
        Assert.Contains("from byte -1 on", Message(() => file.ReadBytes("w", -1, new byte[4])), StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => file.Read<char>("w", new char[6]));
    }

    [Fact]
    public void A_missing_file_a_folder_and_a_pipe_are_refused()
    {
        string missing = Path.Combine(folder, "no.safetensors");
        Assert.Equal($"{missing} does not exist.", Message(() => SafetensorsFile.Open(missing)));
        Assert.Equal($"{folder} is a folder; a safetensors file was expected.", Message(() => SafetensorsFile.Open(folder)));
        Assert.Contains("empty", Message(() => SafetensorsFile.Open("")), StringComparison.Ordinal);
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.In);
        Assert.Contains("stream", Message(() => SafetensorsFile.Open(pipe, "stdin")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_after_opening_is_an_error_in_words()
    {
        var stream = new MemoryStream();
        new SafetensorsWriter().Add<float>("w", [4], new float[4]).Write(stream);
        using SafetensorsFile file = SafetensorsFile.Open(stream, "m");
        stream.SetLength(stream.Length - 1);
        Assert.StartsWith("m cannot be read at byte ", Message(() => file.Read<float>("w", new float[4])), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_beyond_four_gigabytes_are_reached()
    {
        if (!OperatingSystem.IsLinux())
        {
            output.WriteLine("Not checked: here a file with a hole may take its whole length on disk.");
            return;
        }

        string path = Path.Combine(folder, "large.safetensors");
        const long Length = 5_000_000_000;
        byte[] head = SafetensorsBytes.Of($$$"""{"w":{"dtype":"U8","shape":[5,1000000000],"data_offsets":[0,{{{Length}}}]}}""", 0);
        using (FileStream stream = File.Create(path))
        {
            stream.Write(head);
            stream.SetLength(head.Length + Length);
            stream.Position = head.Length + Length - 2;
            stream.Write([8, 9]);
        }

        using SafetensorsFile file = SafetensorsFile.Open(path);
        byte[] end = new byte[3];
        file.ReadBytes("w", Length - 3, end);
        Assert.Equal([0, 8, 9], end);
    }

    private static string Message(Action action) => Assert.Throws<DownhillException>(action).Message;
}
