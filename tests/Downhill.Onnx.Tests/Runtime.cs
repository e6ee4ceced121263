using System.Numerics;
using Microsoft.ML.OnnxRuntime;

namespace Downhill.Onnx.Tests;

/// <summary>Runs models in ONNX Runtime.</summary>
internal static class Runtime
{
    /// <summary>The numbers that a model gives for rows of one input; null where the runtime has no operator for the type.</summary>
    public static T[]? Run<T>(byte[] model, T[] rows, Shape input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        InferenceSession session;
        try
        {
            session = new InferenceSession(model);
        }
        catch (OnnxRuntimeException error) when (typeof(T) == typeof(double)
            && error.Message.Contains("NotImplemented", StringComparison.Ordinal))
        {
            return null;
        }

        using (session)
        {
            long[] shape = [rows.Length / input.Size, .. input.Select(extent => (long)extent)];
            using OrtValue value = OrtValue.CreateTensorValueFromMemory(rows, shape);
            using var options = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, ["input"], [value], ["output"]);
            return results[0].GetTensorDataAsSpan<T>().ToArray();
        }
    }

    /// <summary>The largest difference in a row, as a share of the row's largest number.</summary>
    public static double Distance<T>(T[] ours, T[] theirs, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(ours.Length, theirs.Length);
        double most = 0;
        for (int start = 0; start < ours.Length; start += width)
        {
            double largest = 0, difference = 0;
            for (int i = start; i < start + width; i++)
            {
                largest = Math.Max(largest, Math.Abs(double.CreateTruncating(ours[i])));
                difference = Math.Max(difference, Math.Abs(double.CreateTruncating(ours[i]) - double.CreateTruncating(theirs[i])));
            }

            if (difference > 0)
                most = Math.Max(most, difference / largest);
        }

        return most;
    }
}
