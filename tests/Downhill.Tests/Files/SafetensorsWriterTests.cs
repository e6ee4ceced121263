using System.Text;

namespace Downhill.Tests;

public sealed class SafetensorsWriterTests
{
    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        byte[] expected =
        [
            0x90, 0, 0, 0, 0, 0, 0, 0,
            .. """{"__metadata__":{"format":"1"},"w":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"s":{"dtype":"U8","shape":[],"data_offsets":[8,9]}}"""u8,
            .. "       "u8,
            0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x00, 0xc0,
            0x07,
        ];
        byte[] written = SafetensorsBytes.Of(new SafetensorsWriter()
            .AddMetadata("format", "1")
            .Add<float>("w", [2, 1], new float[] { 1, -2 })
            .AddBytes("s", "U8", [], new byte[] { 7 }));
        Assert.Equal(expected, written);
    }

    [Theory]
    [InlineData("", "{}      ")]
    [InlineData("a", """{"__metadata__":{"a":"a"}}      """)]
    [InlineData("ü\n\"\\é", """{"__metadata__":{"ü\u000a\"\\é":"ü\u000a\"\\é"}}    """)]
    public void The_header_is_padded_with_spaces_to_a_multiple_of_eight_bytes(string text, string expected)
    {
        var writer = new SafetensorsWriter();
        if (text.Length > 0)
            writer.AddMetadata(text, text);
        byte[] bytes = SafetensorsBytes.Of(writer);
        Assert.Equal(0, bytes.Length % 8);
        Assert.Equal(expected, Encoding.UTF8.GetString(bytes, 8, bytes.Length - 8));
    }

    [Fact]
    public void Equal_content_gives_equal_bytes_and_another_order_other_bytes()
    {
        SafetensorsWriter Writer(params string[] names) =>
            names.Aggregate(new SafetensorsWriter(), (w, name) => w.Add<float>(name, [1], new float[1]));
        Assert.Equal(SafetensorsBytes.Of(Writer("a", "b")), SafetensorsBytes.Of(Writer("a", "b")));
        Assert.NotEqual(SafetensorsBytes.Of(Writer("a", "b")), SafetensorsBytes.Of(Writer("b", "a")));
    }

    [Fact]
    public void What_the_format_forbids_is_refused_when_it_is_added()
    {
        SafetensorsWriter writer = new SafetensorsWriter().AddMetadata("k", "v").Add<float>("w", [1], new float[1]);
        Assert.Equal("The metadata has the key 'k' twice; each must be there once.", Message(() => writer.AddMetadata("k", "v")));
        Assert.Equal("The tensor 'w' is there twice; each name may be used once.",
            Message(() => writer.Add<float>("w", [1], new float[1])));
        Assert.Contains("keeps it for the metadata", Message(() => writer.Add<float>("__metadata__", [1], new float[1])),
            StringComparison.Ordinal);
        Assert.Contains("unknown dtype 'F31'", Message(() => writer.AddBytes("x", "F31", [1], new byte[4])), StringComparison.Ordinal);
        Assert.Contains("no extent may be negative", Message(() => writer.Add<float>("x", [-1, -1], new float[1])),
            StringComparison.Ordinal);
        Assert.Contains("holds 6 numbers, but 5 were given", Message(() => writer.Add<float>("x", [2, 3], new float[5])),
            StringComparison.Ordinal);
        Assert.Contains("takes 8 bytes, but 7 were given", Message(() => writer.AddBytes("x", "F64", [1], new byte[7])),
            StringComparison.Ordinal);
        Assert.Contains("do not fill whole bytes", Message(() => writer.AddBytes("x", "F6_E2M3", [1], new byte[1])),
            StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => writer.Add<char>("x", [1], new char[1]));
        using SafetensorsFile file = SafetensorsBytes.Open(SafetensorsBytes.Of(writer));
        Assert.Single(file.Tensors);
    }

    [Fact]
    public void What_shows_only_while_writing_is_refused_then()
    {
        SafetensorsWriter late = new SafetensorsWriter().Add("w", [2], () => new ReadOnlySpan<float>([1, 2, 3]));
        Assert.Contains("holds 2 numbers, but 3 were given", Message(() => SafetensorsBytes.Of(late)), StringComparison.Ordinal);
        SafetensorsWriter half = new SafetensorsWriter().AddMetadata("a", "b\ud800c");
        Assert.Contains("UTF-8", Message(() => SafetensorsBytes.Of(half)), StringComparison.Ordinal);
        SafetensorsWriter huge = new SafetensorsWriter().AddMetadata("a", new string('x', 100_000_000));
        Assert.Contains("at most 100,000,000", Message(() => SafetensorsBytes.Of(huge)), StringComparison.Ordinal);
    }

    [Fact]
    public void Byte_order_is_reversed_number_by_number()
    {
        float[] singles = [1, 2];
        SafetensorsNumbers.ReverseBytes<float>(singles, singles);
        Assert.Equal([0x0000803f, 0x00000040], singles.Select(BitConverter.SingleToInt32Bits));
        ulong[] longs = new ulong[1];
        SafetensorsNumbers.ReverseBytes<ulong>([0x0102030405060708], longs);
        Assert.Equal(0x0807060504030201UL, longs[0]);
        ushort[] shorts = new ushort[2];
        SafetensorsNumbers.ReverseBytes<ushort>([0x0102], shorts);
        Assert.Equal([0x0201, 0], shorts);
        byte[] bytes = new byte[2];
        SafetensorsNumbers.ReverseBytes<byte>([1, 2], bytes);
        Assert.Equal([1, 2], bytes);
    }

    private static string Message(Action action) => Assert.Throws<DownhillException>(action).Message;
}
