using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Downhill;

/// <summary>Adds preprocessed rows to a checksum.</summary>
internal static class RowsChecksum
{
    private const int Rows = 256;

    /// <summary>
    /// The checksum of what it holds already and of the parts in their order, as 16 hexadecimal digits; an absent part is as one without
    /// rows.
    /// </summary>
    public static string With<T>(this Checksum sum, int outputs, params ReadOnlySpan<Dataset?> parts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (Dataset? part in parts)
        {
            sum.Add(BitConverter.GetBytes(part?.Rows ?? 0));
            if (part is not null)
                Add<T>(sum, part, outputs);
        }

        return sum.Value.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static void Add<T>(Checksum sum, Dataset data, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = Math.Min(Rows, data.Rows);
        T[] inputs = new T[count * data.Input.Size], targets = new T[count * outputs], weights = new T[count];
        var rows = new int[count];
        for (int start = 0; start < data.Rows; start += count)
        {
            int taken = Math.Min(count, data.Rows - start);
            for (int i = 0; i < taken; i++)
                rows[i] = start + i;
            data.Gather(rows.AsSpan(0, taken), inputs, targets, outputs);
            data.GatherWeights(rows.AsSpan(0, taken), weights);
            sum.Add(MemoryMarshal.AsBytes(inputs.AsSpan(0, taken * data.Input.Size)));
            sum.Add(MemoryMarshal.AsBytes(targets.AsSpan(0, taken * outputs)));
            sum.Add(MemoryMarshal.AsBytes(weights.AsSpan(0, taken)));
        }
    }
}
