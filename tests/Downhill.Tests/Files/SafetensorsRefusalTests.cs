using System.Buffers.Binary;
using System.Text;

namespace Downhill.Tests;

public sealed class SafetensorsRefusalTests
{
    private const string Range = "a whole number from 0 to 9223372036854775807 was expected";

    [Theory]
    // What is not an object of objects
    [InlineData("", 0, "does not start with '{'")]
    [InlineData("  {}", 0, "does not start with '{'")]
    [InlineData("[]", 0, "does not start with '{'")]
    [InlineData("{", 0, "not valid JSON near byte")]
    [InlineData("{} x", 0, "not valid JSON near byte")]
    [InlineData("{}{}", 0, "not valid JSON near byte")]
    [InlineData("{}\0", 0, "not valid JSON near byte")]
    [InlineData("{,}", 0, "not valid JSON near byte")]
    [InlineData("{/**/}", 0, "not valid JSON near byte")]
    [InlineData("""{"\ud800":1}""", 0, "text that is not valid Unicode near byte")]
    [InlineData("""{"t":1}""", 0, "the tensor 't' must be an object")]
    [InlineData("""{"t":null}""", 0, "the tensor 't' must be an object")]
    // Keys
    [InlineData("""{"t":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"t":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0,
        "the header has the key 't' twice")]
    [InlineData("""{"t":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\u0074":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0,
        "the header has the key 't' twice")]
    [InlineData("""{"t":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "the tensor 't' has the key 'dtype' twice")]
    [InlineData("""{"t":{"dtype":"U8","shape":[0],"shape":[0],"data_offsets":[0,0]}}""", 0, "the tensor 't' has the key 'shape' twice")]
    [InlineData("""{"t":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"data_offsets":[0,0]}}""", 0,
        "the tensor 't' has the key 'data_offsets' twice")]
    [InlineData("""{"t":{"shape":[0],"data_offsets":[0,0]}}""", 0, "the tensor 't' has no 'dtype'")]
    [InlineData("""{"t":{"dtype":"U8","data_offsets":[0,0]}}""", 0, "the tensor 't' has no 'shape'")]
    [InlineData("""{"t":{"dtype":"U8","shape":[0]}}""", 0, "the tensor 't' has no 'data_offsets'")]
    [InlineData("""{"t":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"strides":[1]}}""", 0,
        "the tensor 't' has the unknown key 'strides'")]
    [InlineData("""{"t\nu":{}}""", 0, "the tensor 't?u' has no 'dtype'")]
    // Metadata
    [InlineData("""{"__metadata__":[]}""", 0, "__metadata__ must be an object")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "__metadata__ 'a' must be text")]
    [InlineData("""{"__metadata__":{"a":{"b":"c"}}}""", 0, "__metadata__ 'a' must be text")]
    [InlineData("""{"__metadata__":{"a":"1","a":"1"}}""", 0, "__metadata__ has the key 'a' twice")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0, "the header has the key '__metadata__' twice")]
    // Types and numbers
    [InlineData("""{"t":{"dtype":"Q4","shape":[1],"data_offsets":[0,1]}}""", 1,
        "the tensor 't' has the unknown dtype 'Q4'; expected one of BOOL, ")]
    [InlineData("""{"t":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}""", 4, "the tensor 't' has the unknown dtype 'f32'")]
    [InlineData("""{"t":{"dtype":32,"shape":[1],"data_offsets":[0,4]}}""", 4, "the tensor 't', 'dtype' must be text")]
    [InlineData("""{"t":{"dtype":"U8","shape":1,"data_offsets":[0,1]}}""", 1, "the tensor 't', 'shape' must be a list")]
    [InlineData("""{"t":{"dtype":"U8","shape":["1"],"data_offsets":[0,1]}}""", 1, "the tensor 't', 'shape' must be a list of numbers")]
    [InlineData("""{"t":{"dtype":"U8","shape":[[1]],"data_offsets":[0,1]}}""", 1, "the tensor 't', 'shape' must be a list of numbers")]
    [InlineData("""{"t":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}""", 1, "the tensor 't', 'shape' holds '-1'; " + Range)]
    [InlineData("""{"t":{"dtype":"U8","shape":[-0],"data_offsets":[0,0]}}""", 0, "the tensor 't', 'shape' holds '-0'; " + Range)]
    [InlineData("""{"t":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}""", 1, "the tensor 't', 'shape' holds '1.0'; " + Range)]
    [InlineData("""{"t":{"dtype":"U8","shape":[1e0],"data_offsets":[0,1]}}""", 1, "the tensor 't', 'shape' holds '1e0'; " + Range)]
    [InlineData("""{"t":{"dtype":"U8","shape":[9223372036854775808],"data_offsets":[0,1]}}""", 1,
        "the tensor 't', 'shape' holds '9223372036854775808'; " + Range)]
    [InlineData("""{"t":{"dtype":"U8","shape":[1],"data_offsets":[0,18446744073709551617]}}""", 1,
        "the tensor 't', 'data_offsets' holds '18446744073709551617'; " + Range)]
    [InlineData("""{"t":{"dtype":"U8","shape":[1],"data_offsets":[-1,0]}}""", 1, "the tensor 't', 'data_offsets' holds '-1'; " + Range)]
    [InlineData("""{"t":{"dtype":"U8","shape":[1],"data_offsets":[0]}}""", 1,
        "'data_offsets' must be two numbers, begin and end, but there are 1")]
    [InlineData("""{"t":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}""", 1,
        "'data_offsets' must be two numbers, begin and end, but there are 3")]
    // Sizes
    [InlineData("""{"t":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}""", 1,
        "the tensor 't' begins at byte 1 of the data, after its end at 0")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "the tensor 't' is given 4 bytes, but F32 [2] takes 8")]
    [InlineData("""{"t":{"dtype":"F32","shape":[],"data_offsets":[0,8]}}""", 8, "the tensor 't' is given 8 bytes, but F32 [] takes 4")]
    [InlineData("""{"t":{"dtype":"F4","shape":[3],"data_offsets":[0,1]}}""", 1,
        "the tensor 't' has 3 elements of 4 bits (F4), which do not fill whole bytes")]
    [InlineData("""{"t":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0,
        "the shape [4294967296, 4294967296], which holds more elements than any file can")]
    [InlineData("""{"t":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0]}}""", 0,
        "the shape [2305843009213693952] of F64, which takes more bytes than any file can hold")]
    [InlineData("""{"t":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[1,9223372036854775807]}}""", 8,
        "which takes more bytes than any file can hold")]
    // Layout
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7,
        "truncated: the tensor 't' ends at byte 8 of the data, but there are 7")]
    [InlineData("""{"t":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}""", 8,
        "truncated: the tensor 't' ends at byte 9223372036854775807")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9,
        "trailing data: its tensors end at byte 8 of the data, but there are 9")]
    [InlineData("{}", 1, "trailing data: its tensors end at byte 0 of the data, but there are 1")]
    [InlineData("""{"t":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2,
        "no tensor covers the bytes 0 to 1 of the data, before 't'")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}}""", 4,
        "no tensor covers the bytes 1 to 3 of the data, before 'b'")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[1,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 3,
        "the tensors 'b' and 'a' overlap at byte 1 of the data")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[0],"data_offsets":[2,2]}}""", 4,
        "the tensors 'a' and 'b' overlap at byte 2 of the data")]
    public void An_unsound_header_is_refused(string header, int dataLength, string trouble) =>
        Assert.Contains(trouble, SafetensorsBytes.Refusal(SafetensorsBytes.Of(header, dataLength)), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void A_file_shorter_than_its_first_number_is_refused(int length) =>
        Assert.Contains($"it has {length} bytes, fewer than the 8", SafetensorsBytes.Refusal(new byte[length]), StringComparison.Ordinal);

    [Theory]
    [InlineData(3UL, "its header should have 3 bytes, but 2 follow")]
    [InlineData(100_000_000UL, "its header should have 100,000,000 bytes, but 2 follow")]
    [InlineData(100_000_001UL, "ask for a header of 100,000,001 bytes; at most 100,000,000 are allowed")]
    [InlineData(ulong.MaxValue, "ask for a header of 18,446,744,073,709,551,615 bytes")]
    public void A_header_length_beyond_the_file_or_the_limit_is_refused_without_reserving_memory(ulong length, string trouble)
    {
        byte[] bytes = SafetensorsBytes.Of("{}", 0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        SafetensorsBytes.Refusal(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(trouble, SafetensorsBytes.Refusal(bytes), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused()
    {
        byte[] header = Encoding.UTF8.GetBytes("""{"__metadata__":{"a":"?"}}""");
        header[Array.IndexOf(header, (byte)'?')] = 0xff;
        Assert.Contains("not valid UTF-8", SafetensorsBytes.Refusal(SafetensorsBytes.Of(header, 0)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public void Deep_nesting_is_refused_wherever_it_stands(string opening)
    {
        string deep = string.Concat(Enumerable.Repeat(opening, 100_000));
        foreach (string header in new[] { "{\"t\":" + deep, "{\"t\":{\"shape\":" + deep, "{\"t\":{\"dtype\":" + deep,
            "{\"__metadata__\":" + deep, "{\"__metadata__\":{\"a\":" + deep })
            SafetensorsBytes.Refusal(SafetensorsBytes.Of(header, 0));
    }

    [Fact]
    public void Long_text_of_the_file_is_cut_in_the_message()
    {
        string text = new('9', 100_000);
        SafetensorsBytes.Refusal(SafetensorsBytes.Of($"{{\"{text}\":{{}}}}", 0));
        SafetensorsBytes.Refusal(SafetensorsBytes.Of($$$"""{"t":{"dtype":"{{{text}}}","shape":[],"data_offsets":[0,0]}}""", 0));
        SafetensorsBytes.Refusal(SafetensorsBytes.Of($$$"""{"t":{"dtype":"U8","shape":[{{{text}}}],"data_offsets":[0,0]}}""", 0));
        string ones = string.Join(',', Enumerable.Repeat("1", 10_000));
        SafetensorsBytes.Refusal(SafetensorsBytes.Of($$$"""{"t":{"dtype":"U8","shape":[{{{ones}}}],"data_offsets":[0,0]}}""", 0));
    }
}
