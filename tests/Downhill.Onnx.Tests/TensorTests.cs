namespace Downhill.Onnx.Tests;

/// <summary>Every type of constant is read with its sign and its size.</summary>
public sealed class TensorTests
{
    public static TheoryData<int, byte[], double[]> Types => new()
    {
        { (int)OnnxType.Int64, [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0], [-2, 3] },
        { (int)OnnxType.UInt64, [0, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0], [4294967296, 3] },
        { (int)OnnxType.Int32, [0xFE, 0xFF, 0xFF, 0xFF, 0, 1, 0, 0], [-2, 256] }, { (int)OnnxType.UInt32, [0xFE, 0xFF, 0xFF, 0xFF, 1, 0, 0,
            0], [4294967294, 1] },
        { (int)OnnxType.Int16, [0xFF, 0xFF, 0, 2], [-1, 512] }, { (int)OnnxType.UInt16, [0xFF, 0xFF, 1, 0], [65535, 1] },
        { (int)OnnxType.Int8, [0x80, 0x7F], [-128, 127] }, { (int)OnnxType.UInt8, [0x80, 1], [128, 1] }, { (int)OnnxType.Bool, [0, 1],
            [0, 1] },
        { (int)OnnxType.Float, [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0], [1, -2] }, { (int)OnnxType.Float16, [0, 0x3C, 0, 0xC4], [1, -4] },
        { (int)OnnxType.BFloat16, [0x80, 0x3F, 0, 0xC0], [1, -2] },
        { (int)OnnxType.Double, [0, 0, 0, 0, 0, 0, 0xE0, 0x3F, 0, 0, 0, 0, 0, 0, 0xF0, 0xBF], [0.5, -1] },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void A_constant_of_each_type(int type, byte[] bytes, double[] numbers)
    {
        var tensor = new OnnxTensor((OnnxType)type, [2], bytes);

        Assert.Equal(numbers, Enumerable.Range(0, 2).Select(i => tensor[i]));
        Assert.Equal(bytes.Length, 2 * OnnxTensor.SizeOf((OnnxType)type));
        Assert.NotEqual(tensor.IsFloating, tensor.IsWhole);
        if (tensor.IsWhole)
            Assert.Equal(numbers, Enumerable.Range(0, 2).Select(i => (double)tensor.Whole(i)));
    }
}
