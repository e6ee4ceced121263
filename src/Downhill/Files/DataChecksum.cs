using System.Numerics;
using System.Text;

namespace Downhill;

/// <summary>A checksum of preprocessed rows, by which a resumed training recognizes its data.</summary>
internal static class DataChecksum
{
    /// <summary>The checksum of the parts in order, as 16 hexadecimal digits; a missing part counts as a part without rows.</summary>
    /// <param name="outputs">The number of target values of a row.</param>
    /// <param name="preprocessing">The preprocessing, if a change of its names must change the checksum too.</param>
    /// <param name="parts">The rows, after preprocessing.</param>
    public static string Of<T>(int outputs, Preprocessing? preprocessing, params ReadOnlySpan<Dataset?> parts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = new Checksum();
        if (preprocessing is not null)
            sum.Add(Encoding.UTF8.GetBytes(Description.Write(preprocessing)));
        return sum.With<T>(outputs, parts);
    }
}
