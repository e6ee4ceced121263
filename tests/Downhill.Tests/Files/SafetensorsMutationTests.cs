using System.Buffers.Binary;

namespace Downhill.Tests;

public sealed class SafetensorsMutationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_damaged_file_is_read_or_refused_in_words_and_takes_little_memory(int seed)
    {
        byte[] sound = SafetensorsBytes.Of(new SafetensorsWriter()
            .AddMetadata("format", "1")
            .AddMetadata("model", "{\"layers\": [{\"type\": \"linear\"}]}")
            .Add<float>("linear1.weight", [3, 4], new float[12])
            .Add<double>("linear1.bias", [4], new double[4])
            .AddBytes("half", "F4", [2], new byte[1])
            .Add<long>("step", [], new long[1]));
        int headerEnd = sizeof(long) + (int)BinaryPrimitives.ReadInt64LittleEndian(sound);
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 2_000; i++)
        {
            byte[] damaged = Damage(sound, headerEnd, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using SafetensorsFile file = SafetensorsBytes.Open(damaged);
                foreach (SafetensorsTensor tensor in file.Tensors)
                    file.ReadBytes(tensor.Name, 0, new byte[tensor.ByteCount]);
            }
            catch (DownhillException e)
            {
                refused++;
                Assert.DoesNotContain(e.Message, char.IsControl);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
        }

        Assert.InRange(refused, 1_000, 1_999);
    }

    private static byte[] Damage(byte[] sound, int headerEnd, Random random)
    {
        byte[] bytes = [.. sound];
        switch (random.Next(6))
        {
            case 0: // cut
                return bytes[..random.Next(bytes.Length)];
            case 1: // append
                return [.. bytes, .. new byte[random.Next(1, 20)]];
            case 2: // take out or double a stretch, the header's length following along half of the time
                int from = random.Next(sizeof(long), headerEnd);
                int to = random.Next(from, Math.Min(headerEnd, from + 40));
                bool doubled = random.Next(2) == 0;
                bytes = doubled ? [.. bytes[..to], .. bytes[from..]] : [.. bytes[..from], .. bytes[to..]];
                if (random.Next(2) == 0)
                    BinaryPrimitives.WriteInt64LittleEndian(bytes, headerEnd - sizeof(long) + (doubled ? to - from : from - to));
                return bytes;
            case 3: // another length of the header
                bytes[random.Next(sizeof(long))] = (byte)random.Next(256);
                return bytes;
            case 4: // digits for digits
                for (int i = sizeof(long); i < headerEnd; i++)
                {
                    if (char.IsAsciiDigit((char)bytes[i]) && random.Next(10) == 0)
                        bytes[i] = (byte)random.Next('0', '9' + 1);
                }

                return bytes;
            default: // flipped bits, anywhere
                for (int n = random.Next(1, 5); n > 0; n--)
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
        }
    }
}
