using System.IO.Compression;

namespace Downhill.Tests;

public sealed class IdxArrayTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("downhill-idx-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(false, "array")]
    [InlineData(true, "array.gz")]
    [InlineData(true, "array")]
    [InlineData(false, "array.gz")]
    public void A_file_is_read_by_its_content_whatever_its_name(bool packed, string name)
    {
        IdxArray array = IdxArray.Read(Write(name, [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255], packed));
        Assert.Equal([2, 3], array.Extents.ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 255], array.Values);
    }

    [Fact]
    public void Extents_are_big_endian_and_long_data_is_read_in_several_chunks()
    {
        byte[] values = [.. Enumerable.Range(0, 5_000_000).Select(i => (byte)(i * 7))];
        byte[] file = [0, 0, 8, 1, 0x00, 0x4C, 0x4B, 0x40, .. values];
        Assert.Equal(values, IdxArray.Read(Write("plain", file, packed: false)).Values);
        Assert.Equal(values, IdxArray.Read(Write("packed", file, packed: true)).Values);
    }

    [Fact]
    public void Parts_packed_one_after_the_other_are_one_file()
    {
        byte[] both = [.. Pack([0, 0, 8, 1, 0, 0, 0, 4, 1]), .. Pack([2, 3, 4])];
        Assert.Equal([1, 2, 3, 4], IdxArray.Read(Write("parts", both, packed: false)).Values);
    }

    [Theory]
    [InlineData(false, "should hold 12 bytes for [4], as its header says, but the file has 10.")]
    [InlineData(true, "should hold 12 bytes for [4], as its header says, but the data ends after 10.")]
    public void Missing_bytes_are_refused(bool packed, string message) =>
        Assert.Contains(message, Refusal([0, 0, 8, 1, 0, 0, 0, 4, 1, 2], packed), StringComparison.Ordinal);

    [Theory]
    [InlineData(false, "should hold 10 bytes for [2], as its header says, but the file has 11.")]
    [InlineData(true, "should hold 10 bytes for [2], as its header says, but the file unpacks to more.")]
    public void Bytes_too_many_are_refused(bool packed, string message) =>
        Assert.Contains(message, Refusal([0, 0, 8, 1, 0, 0, 0, 2, 1, 2, 3], packed), StringComparison.Ordinal);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_size_that_only_the_header_claims_takes_no_memory(bool packed)
    {
        string path = Write("claim", [0, 0, 8, 2, 0, 0, 0x70, 0, 0, 1, 0, 0, 1, 2, 3], packed);
        long before = GC.GetAllocatedBytesForCurrentThread();
        DownhillException refusal = Assert.Throws<DownhillException>(() => IdxArray.Read(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
        Assert.Contains("should hold 1,879,048,204 bytes", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_product_of_extents_beyond_an_array_is_refused(bool packed)
    {
        byte[] huge = [0, 0, 8, 3, .. Enumerable.Repeat((byte)0xFF, 12), 1];
        Assert.Contains("claims more than 2,147,483,591 numbers", Refusal(huge, packed), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x09, "signed bytes (type 0x09)")]
    [InlineData(0x0B, "16-bit whole numbers (type 0x0B)")]
    [InlineData(0x0C, "32-bit whole numbers (type 0x0C)")]
    [InlineData(0x0D, "32-bit floating-point numbers (type 0x0D)")]
    [InlineData(0x0E, "64-bit floating-point numbers (type 0x0E)")]
    public void Other_number_types_are_refused_by_name(byte type, string name)
    {
        string message = Refusal([0, 0, type, 1, 0, 0, 0, 1, 1], packed: false);
        Assert.Contains($"holds {name}; only unsigned bytes", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D }, "89 50 4E 47")]
    [InlineData(new byte[] { 0, 0, 7, 1, 0 }, "00 00 07 01")]
    [InlineData(new byte[] { 0, 0, 8, 0 }, "00 00 08 00")]
    [InlineData(new byte[] { 0, 0 }, "00 00")]
    [InlineData(new byte[0], "")]
    public void What_is_no_idx_file_is_refused_with_its_first_bytes(byte[] content, string first) =>
        Assert.EndsWith($"but begins with '{first}'.", Refusal(content, packed: false), StringComparison.Ordinal);

    [Fact]
    public void An_empty_array_and_a_cut_header_are_refused()
    {
        Assert.Contains("extent 1 in its header is 0", Refusal([0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 3], packed: false),
            StringComparison.Ordinal);
        Assert.Contains("should list 2 extents", Refusal([0, 0, 8, 2, 0, 0, 0, 1, 0, 0], packed: false), StringComparison.Ordinal);
    }

    // The last bytes of the packed data are the end mark and the trailer: without them all values can still be there.
    [Fact]
    public void A_packed_file_cut_within_its_values_is_refused()
    {
        const int EndMark = 2, Trailer = 8;
        byte[] packed = Pack([0, 0, 8, 1, 0, 0, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        for (int length = 2; length < packed.Length - EndMark - Trailer; length++)
            Assert.Throws<DownhillException>(() => IdxArray.Read(Write("cut", packed[..length], packed: false)));
    }

    [Fact]
    public void A_packed_file_with_a_wrong_check_sum_is_refused()
    {
        byte[] packed = Pack([0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3]);
        packed[^7] ^= 1;
        string message = Refusal(packed, packed: false);
        Assert.EndsWith("cannot be decompressed: its gzip data is damaged or truncated. Get the file again.", message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_refused()
    {
        string missing = Path.Combine(folder, "missing");
        Assert.Equal($"There is no file '{missing}'.", Assert.Throws<DownhillException>(() => IdxArray.Read(missing)).Message);
        Assert.Equal($"There is no file '{folder}'.", Assert.Throws<DownhillException>(() => IdxArray.Read(folder)).Message);
    }

    private string Refusal(byte[] content, bool packed)
    {
        string path = Write("file", content, packed);
        string message = Assert.Throws<DownhillException>(() => IdxArray.Read(path)).Message;
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private string Write(string name, byte[] content, bool packed)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllBytes(path, packed ? Pack(content) : content);
        return path;
    }

    private static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(content);
        return packed.ToArray();
    }
}
