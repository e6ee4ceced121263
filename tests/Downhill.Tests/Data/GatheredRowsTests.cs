namespace Downhill.Tests.Data;

/// <summary>
/// Rows in every form: a single number, a batch in float and double, some of the columns, some of the rows and standardized rows must all
/// be the same numbers.
/// </summary>
public sealed class GatheredRowsTests : IDisposable
{
    private const int Rows = 7;

    // In another order, one twice.
    private static readonly int[] Some = [5, 0, 6, 2, 2];

    private readonly CliFolder folder = new();

    public static TheoryData<string> Forms =>
    [
        "bytes", "scaled bytes", "floats", "doubles", "standardized floats", "standardized doubles", "bytes in a file",
        "standardized bytes in a file", "floats in a file", "standardized floats in a file", "twice standardized doubles in a file",
        "bytes and doubles", "bytes in a file and floats", "standardized pairs", "columns", "columns and an image", "permuted columns",
    ];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_number_is_the_same_however_it_is_asked_for(string form)
    {
        using MappedFile bytes = MappedFile.Open(Write("bytes", Bytes(3))),
            floats = MappedFile.Open(Write("floats", [.. Floats(3).SelectMany(BitConverter.GetBytes)])),
            doubles = MappedFile.Open(Write("doubles", [.. Doubles(3).SelectMany(BitConverter.GetBytes)]));
        Samples rows = Of(form, bytes, floats, doubles);
        int columns = rows.Columns;
        double[,] numbers = new double[Rows, columns];
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < columns; column++)
                numbers[row, column] = rows[row, column];
        }

        Assert.True(Enumerable.Range(0, columns).All(column => Enumerable.Range(1, Rows - 1)
            .Any(row => !numbers[row, column].Equals(numbers[0, column]))), "a column is constant");
        Same(rows, Some, (row, column) => numbers[Some[row], column]);
        Same(rows.Pick(Some), [.. Enumerable.Range(0, Some.Length)], (row, column) => numbers[Some[row], column]);
        double[] mean = [.. Enumerable.Range(1, columns).Select(column => 0.5 * column)],
            deviation = [.. Enumerable.Range(1, columns).Select(column => (double)(1 << (column % 3)))];
        Same(rows.Standardize(mean, deviation), Some,
            (row, column) => (numbers[Some[row], column] - mean[column]) / deviation[column]);
        Same(rows.Standardize([0.5], [4]), Some, (row, column) => (numbers[Some[row], column] - 0.5) / 4);
        for (int start = 0; start < columns; start++)
        {
            for (int count = 1; start + count <= columns; count++)
            {
                int first = start;
                Same(rows.Range(start, count), Some, (row, column) => numbers[Some[row], first + column]);
            }
        }
    }

    private string Write(string name, byte[] content)
    {
        File.WriteAllBytes(folder[name], content);
        return folder[name];
    }

    // In a batch and alone; what is kept in float differs by its rounding.
    private static void Same(Samples rows, int[] chosen, Func<int, int, double> expected)
    {
        int columns = rows.Columns;
        double[] wide = Enumerable.Repeat(77.0, chosen.Length * columns).ToArray();
        float[] narrow = Enumerable.Repeat(77f, chosen.Length * columns).ToArray();
        rows.Gather(chosen, wide.AsSpan());
        rows.Gather(chosen, narrow.AsSpan());
        for (int row = 0; row < chosen.Length; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                double number = expected(row, column);
                Near(number, wide[(row * columns) + column]);
                Near(number, narrow[(row * columns) + column]);
                Near(number, rows[chosen[row], column]);
            }
        }
    }

    private static void Near(double expected, double found)
    {
        if (double.IsNaN(expected))
            Assert.True(double.IsNaN(found), $"{found} is a number");
        else
            Assert.Equal(expected, found, 1e-6 * Math.Max(1, Math.Abs(expected)));
    }

    private static byte[] Bytes(int columns) => [.. Enumerable.Range(0, Rows * columns).Select(i => (byte)((i * 37) + 11))];

    private static float[] Floats(int columns) => [.. Doubles(columns).Select(number => (float)number)];

    private static double[] Doubles(int columns) => Examples.Numbers(Rows * columns, 4, 9);

    private static Samples Of(string form, MappedFile bytes, MappedFile floats, MappedFile doubles) => form switch
    {
        "bytes" => Samples.From(Bytes(3), 3),
        "scaled bytes" => Samples.From(Bytes(3), 3).Standardize([3], [255]),
        "floats" => Samples.From(Floats(3), 3),
        "doubles" => Samples.From(Doubles(3), 3),
        "standardized floats" => Samples.From(Floats(3), 3).Standardize([1, 2, 3], [4, 5, 6]),
        "standardized doubles" => Samples.From(Doubles(3), 3).Standardize([1, 2, 3], [4, 5, 6]),
        "bytes in a file" => bytes.Rows<byte>(3),
        "standardized bytes in a file" => bytes.Rows<byte>(3).Standardize([0], [255]).Standardize([1, 2, 3], [4, 5, 6]),
        "floats in a file" => floats.Rows<float>(3),
        "standardized floats in a file" => floats.Rows<float>(3).Standardize([1, 2, 3], [4, 5, 6]),
        "twice standardized doubles in a file" => doubles.Rows<double>(3).Standardize([1, 2, 3], [4, 5, 6]).Standardize([7], [8]),
        "bytes and doubles" => Samples.Join(Samples.From(Bytes(2), 2), Samples.From(Doubles(3), 3)),
        "bytes in a file and floats" => Samples.Join(bytes.Rows<byte>(3), Samples.From(Floats(2), 2)),
        "standardized pairs" => Samples.Join(Samples.From(Bytes(2), 2), Samples.From(Doubles(2), 2))
            .Standardize([1, 2, 3, 4], [5, 6, 7, 8]),
        "columns" => EncodedSamples.Of(Raw, Columns),
        "columns and an image" => EncodedSamples.Of(Samples.Join(Samples.From(Bytes(4), 4), Raw),
            [new ImageEncoding("photo", new ImageReading(2, 2), 200), .. Columns]),
        _ => ((EncodedSamples)EncodedSamples.Of(Raw, Columns)).Permute([0, 2, 3], [3, 1, 4, 0, 6, 5, 2]),
    };

    // A number with pieces, missing once; categories, other and missing ones; an embedded one; truth; a date; hours.
    private static Samples Raw => Samples.From(
    [
        5, 0, 2, 1, 9000.25, 3,
        double.NaN, 2, 0, 0, 9500.5, 22,
        -3, double.NaN, 1, double.NaN, double.NaN, double.NaN,
        12.5, 1, double.NaN, 1, 8000, 7.5,
        40, 0, 0, 0, 9100.75, 11,
        1, 9, 1, 1, 9003, 0.25,
        20, 2, 2, 0, 10000, 17,
    ], 6);

    private static ColumnEncoding[] Columns =>
    [
        new NumberEncoding("size", 6, 4, HasIndicator: true, Knots: [-3.0, 1.0, 10.0, 20.0, 45.0]),
        new CategoryEncoding("colour", ["red", "green", "blue"], HasOther: true, HasMissing: true),
        new CategoryEncoding("town", ["A", "B", "C"], HasMissing: true, IsEmbedded: true),
        new BooleanEncoding("sold", "no", "yes", HasIndicator: true),
        new DateEncoding("built", "yyyy-MM-dd", 9000, 500, HasYear: true, HasWeek: true, HasDay: true, HasIndicator: true),
        new CyclicEncoding("hour", 24, HasIndicator: true),
    ];
}
