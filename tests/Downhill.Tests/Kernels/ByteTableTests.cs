namespace Downhill.Tests;

/// <summary>Bytes become the same numbers whichever way is taken, at every length and place.</summary>
public sealed class ByteTableTests
{
    [Theory]
    [InlineData(0, 255)]
    [InlineData(0, 254)]
    [InlineData(0, 16)]
    [InlineData(0, 1)]
    [InlineData(0, -3)]
    [InlineData(0, 0.1)]
    [InlineData(0, 1e-30)]
    [InlineData(0, 1e40)]
    [InlineData(33.318421, 78.567490)]
    [InlineData(-128, 255)]
    public void A_gathered_byte_is_the_rounded_quotient_of_doubles(double mean, double deviation)
    {
        byte[] bytes = [.. Enumerable.Range(0, 1400).Select(i => (byte)(i * 77))];
        foreach (int columns in new[] { 1, 7, 8, 31, 32, 33, 64, 100, 1024, 1025, 1400 })
        {
            byte[] whole = bytes[..(bytes.Length / columns * columns)];
            Samples raw = Samples.From(whole, columns), scaled = raw.Standardize([mean], [deviation]);
            int[] rows = [.. Enumerable.Range(0, raw.Rows).Reverse()];
            float[] singles = new float[whole.Length], plain = new float[whole.Length];
            double[] doubles = new double[whole.Length];
            scaled.Gather(rows, singles);
            scaled.Gather(rows, doubles);
            raw.Gather(rows, plain);
            Assert.True(scaled.AreBytes);
            for (int i = 0; i < whole.Length; i++)
            {
                byte value = whole[(rows[i / columns] * columns) + (i % columns)];
                double expected = (value - mean) / deviation;
                Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(doubles[i]));
                Assert.Equal(BitConverter.SingleToInt32Bits((float)expected), BitConverter.SingleToInt32Bits(singles[i]));
                Assert.Equal(value, plain[i]);
            }
        }
    }
}
