using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Downhill;

/// <summary>A checksum of rows as a network sees them, by which a training that goes on knows its data again.</summary>
public static class DataChecksum
{
    private const int Rows = 256;

    /// <summary>The checksum of the parts in their order, as 16 hexadecimal digits; an absent part is as one without rows.</summary>
    /// <param name="outputs">How many numbers a row's target becomes.</param>
    /// <param name="preprocessing">What makes inputs of the rows, where a change of its names is to be seen as well.</param>
    /// <param name="parts">The rows, after preprocessing.</param>
    public static string Of<T>(int outputs, Preprocessing? preprocessing, params ReadOnlySpan<Dataset?> parts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = new Checksum();
        if (preprocessing is not null)
            sum.Add(Encoding.UTF8.GetBytes(Description.Write(preprocessing)));
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
