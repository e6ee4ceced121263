namespace Downhill.Tests;

public sealed class PhiloxTests
{
    // The known answers for philox4x32-10 that its authors publish with their Random123 library.
    [Theory]
    [InlineData(0x0000000000000000, 0x0000000000000000, 0x0000000000000000, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8)]
    [InlineData(0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd)]
    [InlineData(0x299f31d0a4093822, 0x85a308d3243f6a88, 0x0370734413198a2e, 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1)]
    public void A_block_is_the_published_one(ulong key, ulong counterLow, ulong counterHigh, uint a, uint b, uint c, uint d) =>
        Assert.Equal((a, b, c, d), Philox.Block(key, counterLow, counterHigh));

    [Fact]
    public void One_bit_of_key_or_counter_changes_half_of_the_bits()
    {
        double changed = 0;
        for (int bit = 0; bit < 64; bit++)
        {
            (uint a, uint b, uint c, uint d) = Philox.Block(12345, 678, 9);
            foreach ((uint A, uint B, uint C, uint D) other in new[]
            {
                Philox.Block(12345 ^ (1UL << bit), 678, 9), Philox.Block(12345, 678 ^ (1UL << bit), 9),
                Philox.Block(12345, 678, 9 ^ (1UL << bit)),
            })
            {
                int bits = Ones(a ^ other.A) + Ones(b ^ other.B) + Ones(c ^ other.C) + Ones(d ^ other.D);
                Assert.InRange(bits, 35, 93);
                changed += bits;
            }
        }

        Assert.InRange(changed / 192, 61, 67);
    }

    private static int Ones(uint bits) => System.Numerics.BitOperations.PopCount(bits);
}
