namespace Downhill.Images;

/// <summary>Names the formats of images that are not read, by their first bytes.</summary>
internal static class OtherImageFormat
{
    /// <summary>What is wrong with a file that is in none of the formats that are read.</summary>
    public static string Problem(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? "it is empty"
        : NameOf(bytes) is string name ? $"it is a file in the format {name}; PNG, JPEG, BMP and GIF are read, so convert it"
        : "it is no PNG, JPEG, BMP or GIF file";

    private static string? NameOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 && bytes[8..].StartsWith("WEBP"u8))
            return "WebP";
        if (bytes.Length >= 12 && bytes[4..].StartsWith("ftyp"u8))
        {
            ReadOnlySpan<byte> brand = bytes[8..];
            return brand.StartsWith("avi"u8) ? "AVIF" : brand.StartsWith("he"u8) || brand.StartsWith("mif"u8) ? "HEIC" : "MP4";
        }

        if (bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8))
            return "TIFF";
        if (bytes.StartsWith("\0\0\0\x0CjP  "u8))
            return "JPEG 2000";
        if (bytes.StartsWith("\0\0\0\x0CJXL "u8) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]))
            return "JPEG XL";
        if (bytes.StartsWith("8BPS"u8))
            return "PSD";
        if (bytes.StartsWith("%PDF"u8))
            return "PDF";
        if (bytes.StartsWith("\0\0\x01\0"u8))
            return "ICO";
        return bytes.StartsWith("<svg"u8) || (bytes.StartsWith("<?xml"u8) && bytes.IndexOf("<svg"u8) > 0) ? "SVG" : null;
    }
}
