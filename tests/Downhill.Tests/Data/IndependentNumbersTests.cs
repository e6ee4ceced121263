using System.Text;

namespace Downhill.Tests;

/// <summary>
/// Random numbers, checksums and generated rows as another program gives them: Philox4x32-10, the streams, the checksum and the shapes
/// of the
/// generated sets were written again in Python (docs/determinism.md has the definitions), and its digits stand here.
/// </summary>
public sealed class IndependentNumbersTests
{
    public static TheoryData<int, uint[], double[], int[], double[]> Streams => new()
    {
        {
            0, [791018446, 422314564, 3845293202, 3866507039, 3803104254], [0.1841733339471574, 0.895302091469113, 0.8854792113424155],
            [184, 895, 885, 632], [0.504899112575137, -1.4011910808811916]
        },
        {
            1, [3449041375, 4124976757, 3512777380, 1105017254, 643562078], [0.8030425235536929, 0.8178822184580569, 0.14984097285813036],
            [803, 817, 149, 640], [0.7457584239869186, -0.36130705415183695]
        },
        {
            2, [683013354, 3594979229, 2705853206, 3904559531, 2426360239], [0.9091011089191146, 0.7933059717120877, 0.4423736954408859],
            [909, 793, 442, 107], [0.42367249113803335, -0.1420638656777166]
        },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void A_stream_has_these_numbers(int place, uint[] bits, double[] uniform, int[] below, double[] normal)
    {
        RandomStream stream = place switch
        {
            0 => new RandomStream(3, RandomPurpose.Checking),
            1 => new RandomStream(0x123456789ABCDEF0, RandomPurpose.Noise, 5),
            _ => new RandomStream(3, RandomPurpose.Checking).Part(2).From(3),
        };
        Assert.Equal(bits, Enumerable.Range(0, 5).Select(i => stream.Bits((ulong)i)));
        Assert.Equal(uniform, Enumerable.Range(0, 3).Select(i => stream.Uniform((ulong)i)));
        Assert.Equal(below, Enumerable.Range(0, 4).Select(i => stream.Below((ulong)i, 1000)));
        Assert.All(normal.Index(), one => Assert.Equal(one.Item, stream.Normal((ulong)one.Index), 1e-14));
    }

    // A number is kept where its 32 bits are below p 2³².
    [Fact]
    public void A_number_is_kept_below_its_probability()
    {
        var stream = new RandomStream(3, RandomPurpose.Checking);

        Assert.Equal((0UL, 1UL << 31, 1UL << 32), (RandomStream.Threshold(0), RandomStream.Threshold(0.5), RandomStream.Threshold(1)));
        Assert.Equal([true, true, false], ((double[])[1, 791018447 / 4294967296.0, 791018446 / 4294967296.0]).Select(p =>
            stream.IsKept(0, p)));
        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(i => stream.IsKept(i, 0.5))); // 0.18, 0.1, 0.9, 0.9
    }

    [Theory]
    [InlineData("", 0x288f5cc2d5ebaff0)]
    [InlineData("a", 0xc05551357cb0b1d9)]
    [InlineData("12345678", 0x24e9f968d94fe652)]
    [InlineData("downhill goes on", 0x39372efa53b493c6)]
    public void A_checksum_is_that_of_all_bytes_however_they_come(string text, ulong expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int size = 1; size <= 9; size++)
        {
            var sum = new Checksum();
            foreach (byte[] part in bytes.Chunk(size))
                sum.Add(part);
            Assert.Equal((size, expected), (size, sum.Value));
        }
    }

    public static TheoryData<string, double[]> Sets => new()
    {
        { "xor", [0.346313418515, 0.900731434445, -0.131322213642, 0.298341589938, -0.457193861352, -0.678855722461] },
        { "two-gaussians", [-2.187474700204, -3.185528125775, 1.65134509998, 1.519347503529, -2.467639178259, -1.869933081041] },
        { "circle", [0.332988208927, 0.239599728777, -0.252286314047, -0.804900274112, -0.112599423779, 0.234887498807] },
        { "spiral", [0.304688055737, 0.611173560221, -0.038083754619, 0.480305157387, -0.34936198534, 0.056551243644] },
        { "moons", [-0.536299774379, 0.737098759181, 0.760313877879, -0.52686477389, 0.611235139998, 0.766025443258] },
        { "plane", [0.346313418515, -0.801462868891, -0.131322213642, 0.403316820124, -0.457193861352, -0.357711444923] },
    };

    [Theory]
    [MemberData(nameof(Sets))]
    public void Generated_rows_are_these(string name, double[] expected)
    {
        Dataset data = BuiltInData.Load(name, 3, seed: 7).Data;
        double[] actual = [.. Enumerable.Range(0, 3).SelectMany(row => (double[])[data.Inputs[row, 0], data.Inputs[row, 1]])];

        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-11));
        if (name == "plane")
            Assert.All(((double[])[4.087641708692, -0.490027632657, 1.135364653152]).Index(),
                one => Assert.Equal(one.Item, data.Targets.Numbers![one.Index, 0], 1e-11));
        else
            Assert.Equal([0, 1, 0], Enumerable.Range(0, 3).Select(data.Targets.Label));
    }

    // At q (n − 1): 0.25 · 4 is the second of five, 0.3 · 4 = 1.2 a fifth of the way to the next.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 2)]
    [InlineData(0.3, 2.4)]
    [InlineData(0.5, 4)]
    [InlineData(0.875, 12)]
    [InlineData(1, 16)]
    public void A_quantile_lies_between_its_neighbours(double share, double expected) =>
        Assert.Equal(expected, SortedNumbers.Quantile([1, 2, 4, 8, 16], share), 1e-12);

    // a weighs 6 in three rows and b 2 in one; c weighs nothing and counts not at all. Of the total of 8 each of the two gets 4.
    [Fact]
    public void Balanced_classes_weigh_the_same()
    {
        Dataset rows = new Dataset("rows", [1], Samples.From([1.0, 2, 3, 4, 5], 1), Targets.FromLabels([0, 0, 1, 0, 2], ["a", "b", "c"]))
            .WithWeights([1, 2, 2, 3, 0]);
        Dataset balanced = rows.Balanced();

        Assert.Equal([2.0 / 3, 4.0 / 3, 4, 2, 0], Enumerable.Range(0, 5).Select(balanced.Weight), (x, y) => Math.Abs(x - y) < 1e-15);
        Assert.Equal([4, 2.0 / 3], Enumerable.Range(0, 2).Select(balanced.Subset([2, 0]).Weight), (x, y) => Math.Abs(x - y) < 1e-15);
        Assert.Equal((8.0, 8.0), (rows.TotalWeight(), Math.Round(balanced.TotalWeight(), 12)));
    }

    // A change of any value, weight, target, part, order or preprocessing is another checksum; a batch of 256 rows is not its edge.
    [Fact]
    public void The_checksum_of_data_sees_every_part_of_it()
    {
        double[] inputs = [.. Enumerable.Range(0, 300).Select(i => (double)i)], targets = [.. inputs.Select(x => 2 * x)];
        var seen = new HashSet<string>();
        Add(inputs, targets, null);
        for (int row = 0; row < 300; row += 23)
        {
            Add(Changed(inputs, row), targets, null);
            Add(inputs, Changed(targets, row), null);
            Add(inputs, targets, Changed([.. Enumerable.Repeat(1.0, 300)], row));
        }

        Assert.Equal(1 + (3 * 14), seen.Count);
        Dataset data = Of(inputs, targets, null), other = Of(targets, inputs, null);
        Assert.Equal(DataChecksum.Of<double>(1, null, data), DataChecksum.Of<double>(1, null,
            Of(inputs, targets, [.. Enumerable.Repeat(1.0, 300)])));
        string[] distinct = [DataChecksum.Of<double>(1, null, data, other), DataChecksum.Of<double>(1, null, other, data),
            DataChecksum.Of<double>(1, null, data, null),
            DataChecksum.Of<double>(1, null, null, data), DataChecksum.Of<float>(1, null, data), DataChecksum.Of<double>(1, Preprocessing
                .None(), data),
            DataChecksum.Of<double>(1, Preprocessing.None("a"), data), DataChecksum.Of<double>(1, null, data.Subset([1, 0])),
                DataChecksum.Of<double>(1, null, data.Subset([0, 1]))];
        Assert.Equal(distinct.Length, distinct.Distinct().Count());
        Assert.Matches("^[0-9a-f]{16}$", distinct[0]);

        void Add(double[] x, double[] y, double[]? weights) => Assert.True(seen.Add(DataChecksum.Of<double>(1, null, Of(x, y, weights))));

        static double[] Changed(double[] values, int row) => [.. values.Select((value, i) => i == row ? value + 0.5 : value)];

        static Dataset Of(double[] x, double[] y, double[]? weights) => Dataset.FromArrays([1], x, y) is var made && weights is null ? made
            : made.WithWeights(weights);
    }
}
