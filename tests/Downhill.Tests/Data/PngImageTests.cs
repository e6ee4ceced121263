namespace Downhill.Tests.Data;

public class PngImageTests
{
    // The whole file of a grey image of one black pixel up to the data, with the checksums that the specification's own code gives.
    [Fact]
    public void A_file_starts_with_signature_and_header_and_ends_with_its_end()
    {
        byte[] file = PngImage.Encode([0], 1, 1);

        Assert.Equal("89504E470D0A1A0A0000000D49484452000000010000000108000000003A7E9B55", Convert.ToHexString(file[..33]));
        Assert.Equal("0000000049454E44AE426082", Convert.ToHexString(file[^12..]));
    }

    [Fact]
    public void Other_numbers_of_channels_and_of_values_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PngImage.Encode([0, 0], 1, 1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => PngImage.Encode([0, 0], 1, 1));
    }
}
