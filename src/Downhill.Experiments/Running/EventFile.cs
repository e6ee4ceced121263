using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Downhill.Experiments;

/// <summary>
/// A file of events for TensorBoard: records of length, checksum, bytes and checksum (the TFRecord format), each an <c>Event</c> in
/// protobuf's wire format. A resumed run writes another file; repeated steps have the same bits.
/// </summary>
internal sealed class EventFile
{
    // Protobuf: the number of a field times 8, and how its value is written.
    private const int AsVarint = 0, AsDouble = 1, AsBytes = 2, AsFloat = 5;

    private readonly string path;

    /// <summary>Begins a file in a run folder.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="recipe">The settings of the run as text.</param>
    /// <exception cref="DownhillException">The file cannot be written.</exception>
    public EventFile(string folder, string recipe)
    {
        int number = Directory.GetFiles(folder, "events.out.tfevents.*").Length;
        path = Path.Combine(folder,
            string.Create(CultureInfo.InvariantCulture,
            $"events.out.tfevents.{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}.downhill.{number}"));
        byte[] text = [.. Varint(1, 7), .. Bytes(2, Bytes(2, Varint(1, 1))),
            .. Bytes(8, Encoding.UTF8.GetBytes(recipe))]; // a tensor of one string
        byte[] plugin = Bytes(1, Bytes(1, "text"u8));
        Write(Event(0, Bytes(3, "brain.Event:2"u8)));
        Write(Event(0, Bytes(5, Bytes(1, [.. Bytes(1, "recipe"u8), .. Bytes(8, text), .. Bytes(9, plugin)]))));
    }

    /// <summary>Writes the numbers of an epoch.</summary>
    public void Add(TrainingProgress at)
    {
        string member = at.Member is int number ? $"/member {number.ToString(CultureInfo.InvariantCulture)}" : string.Empty;
        List<(string Tag, double Value)> numbers =
            [("training/loss", at.Loss), ("learning rate", at.LearningRate), ("samples per second", at.SamplesPerSecond)];
        numbers.AddRange(at.Validation?.Numbers().Select(metric => ($"validation/{metric.Name}", metric.Value)) ?? []);
        byte[] summary = [.. numbers.SelectMany(value =>
            Bytes(1, [.. Bytes(1, Encoding.UTF8.GetBytes(value.Tag + member)), .. Single(2, (float)value.Value)]))];
        Write(Event(at.Step, Bytes(5, summary)));
    }

    /// <summary>CRC-32C (RFC 3720), turned and shifted as the format asks for.</summary>
    internal static uint MaskedChecksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        foreach (byte one in bytes)
            checksum = BitOperations.Crc32C(checksum, one);
        return BitOperations.RotateRight(~checksum, 15) + 0xa282ead8;
    }

    private static byte[] Event(long step, byte[] what)
    {
        var time = new byte[9];
        time[0] = (1 << 3) | AsDouble;
        BinaryPrimitives.WriteDoubleLittleEndian(time.AsSpan(1), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0);
        return [.. time, .. Varint(2, (ulong)step), .. what];
    }

    private static byte[] Varint(int field, ulong value) => [(byte)((field << 3) | AsVarint), .. Varint(value)];

    private static byte[] Bytes(int field, ReadOnlySpan<byte> value) =>
        [(byte)((field << 3) | AsBytes), .. Varint((ulong)value.Length), .. value];

    private static byte[] Single(int field, float value)
    {
        var bytes = new byte[5];
        bytes[0] = (byte)((field << 3) | AsFloat);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    private static List<byte> Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value > 127; value >>= 7)
            bytes.Add((byte)(value | 128));
        bytes.Add((byte)value);
        return bytes;
    }

    private void Write(byte[] record)
    {
        var bytes = new byte[record.Length + 16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), MaskedChecksum(bytes.AsSpan(0, 8)));
        record.CopyTo(bytes, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12 + record.Length), MaskedChecksum(record));
        try
        {
            File.AppendAllBytes(path, bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DownhillException($"{path} cannot be written: {error.Message}", error);
        }
    }
}
