using System.Buffers.Binary;
using System.Text;

namespace Downhill.Tests;

internal static class SafetensorsBytes
{
    public static byte[] Of(string header, int dataLength) => Of(Encoding.UTF8.GetBytes(header), dataLength);

    public static byte[] Of(byte[] header, int dataLength)
    {
        byte[] bytes = new byte[sizeof(long) + header.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.CopyTo(bytes, sizeof(long));
        return bytes;
    }

    public static byte[] Of(SafetensorsWriter writer)
    {
        using var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }

    public static SafetensorsFile Open(byte[] bytes) => SafetensorsFile.Open(new MemoryStream(bytes, writable: false), "model.safetensors");

    public static string Refusal(byte[] bytes)
    {
        string message = Assert.Throws<DownhillException>(() => Open(bytes).Dispose()).Message;
        Assert.StartsWith("model.safetensors", message, StringComparison.Ordinal);
        Assert.DoesNotContain(message, char.IsControl);
        Assert.InRange(message.Length, 1, 400);
        return message;
    }
}
