using System.Buffers.Binary;
using System.Text;

namespace Downhill.Fuzzing;

/// <summary>Damages inputs: bits, bytes, stretches, numbers, words, and parts of other inputs.</summary>
internal sealed class Mutator(Target target, Random random)
{
    private const int MaxLength = 1 << 14;

    private static readonly long[] Numbers =
        [0, 1, -1, 127, 128, 255, 256, 32767, 65535, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue, 1L << 40];

    private static readonly string[] Common =
    [
        "0", "1", "-1", "1e999", "-0", "NaN", "null", "true", "1e-400", "9223372036854775808", "2147483648", "\"", "''", "\r", "\r\n",
        "\n\n", "\0", "\ud83d\ude00", "é", "\ufeff", ",", ";", "\t", " ", "{", "}", "[", "]", ":", "//", "\\u0000", "\\ud800",
        "99999999999999999999999999", "0x10", "1,000", "#", "?",
    ];

    public byte[] Damage(byte[] parent, byte[] other)
    {
        List<byte> bytes = [.. parent];
        for (int times = 1 << random.Next(5); times > 0; times--)
            Once(bytes, other);
        return bytes.Count > MaxLength ? [.. bytes.Take(MaxLength)] : [.. bytes];
    }

    private void Once(List<byte> bytes, byte[] other)
    {
        int at = random.Next(bytes.Count + 1), length = random.Next(Math.Min(bytes.Count - at, 1 << random.Next(8)) + 1);
        switch (random.Next(12))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 5: // a stretch of it elsewhere
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 6 when other.Length > 0: // a stretch of another input
                int from = random.Next(other.Length);
                bytes.InsertRange(at, other[from..(from + random.Next(Math.Min(other.Length - from, 200)) + 1)]);
                break;
            case 7:
                Put(bytes, at, Binary());
                break;
            case 8:
                bytes.InsertRange(at, Word());
                break;
            case 9:
                Put(bytes, at, Word());
                break;
            case 10: // the end is missing
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 11 when random.Next(8) == 0: // very many of one thing
                bytes.InsertRange(at, Enumerable.Repeat(Word(), random.Next(400)).SelectMany(word => word).Take(4000));
                break;
        }
    }

    private byte[] Binary()
    {
        long number = random.Next(2) == 0 ? Numbers[random.Next(Numbers.Length)] : random.Next(70);
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        byte[] some = bytes[..(1 << random.Next(4))];
        if (random.Next(2) == 0)
            Array.Reverse(some);
        return some;
    }

    private byte[] Word() => Encoding.UTF8.GetBytes(target.Words.Length > 0 && random.Next(3) > 0
        ? target.Words[random.Next(target.Words.Length)]
        : Common[random.Next(Common.Length)]);

    private static void Put(List<byte> bytes, int at, byte[] what)
    {
        bytes.RemoveRange(at, Math.Min(what.Length, bytes.Count - at));
        bytes.InsertRange(at, what);
    }
}
