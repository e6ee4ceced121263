using System.Runtime.CompilerServices;

namespace Downhill;

/// <summary>
/// Counter-based random numbers: Philox4x32 with ten rounds. A number is a pure function of a key and a counter, so it is the
/// same on any thread, in any order, and when one step is replayed alone.
/// Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.
/// </summary>
public static class Philox
{
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57, Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;

    /// <summary>Four independent 32-bit numbers for a key and a 128-bit counter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (uint A, uint B, uint C, uint D) Block(ulong key, ulong counterLow, ulong counterHigh)
    {
        uint c0 = (uint)counterLow, c1 = (uint)(counterLow >> 32), c2 = (uint)counterHigh, c3 = (uint)(counterHigh >> 32);
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = (ulong)Multiplier0 * c0;
            ulong p1 = (ulong)Multiplier1 * c2;
            c0 = (uint)(p1 >> 32) ^ c1 ^ k0;
            c1 = (uint)p1;
            c2 = (uint)(p0 >> 32) ^ c3 ^ k1;
            c3 = (uint)p0;
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return (c0, c1, c2, c3);
    }
}
