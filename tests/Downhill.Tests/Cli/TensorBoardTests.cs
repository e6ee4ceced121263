using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Downhill.Cli;
using Downhill.Experiments;

namespace Downhill.Tests;

public sealed class TensorBoardTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    // RFC 3720, B.4: the checksum of 32 zeros is 8A9136AA, of 32 bytes of ones 62A8AB43.
    [Theory]
    [InlineData(0x00, 0x8A9136AAu)]
    [InlineData(0xFF, 0x62A8AB43u)]
    public void Checksums_are_those_of_the_standard(byte value, uint expected)
    {
        uint masked = EventFile.MaskedChecksum(Enumerable.Repeat(value, 32).ToArray());
        Assert.Equal(((expected >> 15) | (expected << 17)) + 0xa282ead8u, masked);
    }

    [Fact]
    public void A_run_writes_an_event_for_each_epoch()
    {
        string run = folder.Train("run", "spiral", "--epochs", "4", "--batch", "64", "--tensorboard");
        byte[][] events = Records(Assert.Single(Directory.GetFiles(run, "events.out.tfevents.*")));
        Assert.Equal(2 + 4, events.Length);
        Assert.Contains("brain.Event:2", Encoding.UTF8.GetString(events[0]), StringComparison.Ordinal);
        Assert.Contains("downhill train spiral", Encoding.UTF8.GetString(events[1]), StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(Path.Combine(run, "metrics.jsonl"));
        for (int epoch = 0; epoch < 4; epoch++)
        {
            string text = Encoding.Latin1.GetString(events[2 + epoch]);
            Assert.Contains("validation/accuracy", text, StringComparison.Ordinal);
            Assert.Equal((0x10, (int)JsonNode.Parse(lines[epoch])!["step"]!),
                (events[2 + epoch][9], events[2 + epoch][10])); // field 2, below 128 one byte
            var loss = (double)JsonNode.Parse(lines[epoch])!["loss"]!;
            int at = text.IndexOf("training/loss", StringComparison.Ordinal) + "training/loss".Length;
            Assert.Equal(0x15, events[2 + epoch][at]); // field 2, four bytes
            Assert.Equal((float)loss, BinaryPrimitives.ReadSingleLittleEndian(events[2 + epoch].AsSpan(at + 1)));
        }
    }

    [Fact]
    public void Nothing_is_written_unasked() => Assert.Empty(Directory.GetFiles(folder.Train("run", "spiral", "--epochs", "1"), "events*"));

    private static byte[][] Records(string path)
    {
        var records = new List<byte[]>();
        ReadOnlySpan<byte> left = File.ReadAllBytes(path);
        while (!left.IsEmpty)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(left);
            Assert.Equal(EventFile.MaskedChecksum(left[..8]), BinaryPrimitives.ReadUInt32LittleEndian(left[8..]));
            ReadOnlySpan<byte> record = left.Slice(12, length);
            Assert.Equal(EventFile.MaskedChecksum(record), BinaryPrimitives.ReadUInt32LittleEndian(left[(12 + length)..]));
            records.Add(record.ToArray());
            left = left[(16 + length)..];
        }

        return [.. records];
    }
}
