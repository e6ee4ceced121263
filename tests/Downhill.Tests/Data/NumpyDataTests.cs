using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Downhill.Tests;

public sealed class NumpyDataTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("downhill-numpy-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Inputs_and_whole_numbers_become_rows_and_classes()
    {
        var data = NumpyData.Read(Npz(("x", Array("<f4", [3, 2], Floats(1, 2, 3, 4, 5, 6))), ("y", Array("<i8", [3], Longs(2, 0, 1)))));
        Assert.Null(data.Validation);
        Assert.Null(data.Test);
        Assert.Equal(("[2]", 3), (data.Training.Input.ToString(), data.Training.Rows));
        Assert.Equal(["0", "1", "2"], data.Training.Targets.Classes);
        Assert.Equal([2, 0, 1], Labels(data.Training));
        Assert.Equal([3, 4], Row(data.Training, 1));
    }

    // np.arange(1, 7).reshape(3, 2), written by columns and in big-endian bytes.
    [Fact]
    public void Other_orders_of_axes_and_bytes_give_the_same_rows()
    {
        byte[] turned = [.. new double[] { 1, 3, 5, 2, 4, 6 }.SelectMany(number => BitConverter.GetBytes(number).Reverse())];
        var data = NumpyData.Read(Npz(("X", Array(">f8", [3, 2], turned, isColumnMajor: true)), ("y", Array("|u1", [3], [0, 1, 1]))));
        Assert.Equal([1, 2], Row(data.Training, 0));
        Assert.Equal([3, 4], Row(data.Training, 1));
        Assert.Equal([5, 6], Row(data.Training, 2));
    }

    // Versions 2 and 3 write the length of the header in four bytes; 4 there is not, and a long header is not read.
    [Fact]
    public void Arrays_of_all_versions_are_read()
    {
        byte[] y = Array("|u1", [2], [0, 1]);
        foreach (byte version in (byte[])[2, 3])
            Assert.Equal([3, 4], Row(NumpyData.Read(Npz(("x", Version(version, 0)), ("y", y))).Training, 1));
        Assert.Contains("is an npy array of version 4; versions 1 to 3 are read", Error(("x", Version(4, 0)), ("y", y)),
            StringComparison.Ordinal);
        Assert.Contains("is an npy array of version 0; versions 1 to 3 are read", Error(("x", Version(0, 0)), ("y", y)),
            StringComparison.Ordinal);
        Assert.Contains("says it has 16,777,216 bytes; at most 65,536 are read", Error(("x", Version(2, 1)), ("y", y)),
            StringComparison.Ordinal);
        Assert.Contains("ends in the header of the array", Error(("x", Version(2, 0)[..20]), ("y", y)), StringComparison.Ordinal);
        Assert.Contains("does not begin with NumPy's signature", Error(("x", [.. "\u0093NUMPX"u8, 1, 0, 0, 0]), ("y", y)),
            StringComparison.Ordinal);

        byte[] Version(byte version, byte longer)
        {
            byte[] one = Array("<f4", [2, 2], Floats(1, 2, 3, 4));
            return longer > 0 ? [.. one[..6], version, 0, 0, 0, 0, longer, .. one[10..]]
                : [.. one[..6], version, 0, one[8], 0, 0, 0, .. one[10..]];
        }
    }

    // As Keras has its mnist.npz.
    [Fact]
    public void Parts_are_told_by_their_names_and_bytes_stay_bytes()
    {
        byte[] images = [.. Enumerable.Range(0, 8).Select(i => (byte)i)];
        var data = NumpyData.Read(Npz(("x_train", Array("|u1", [2, 2, 2], images)), ("y_train", Array("|u1", [2], [0, 3])),
            ("x_test", Array("|u1", [1, 2, 2], images[..4])), ("y_test", Array("|u1", [1], [9]))));
        Assert.Equal(("[2, 2]", true, 10, 10),
            (data.Training.Input.ToString(), data.Training.Inputs.AreBytes, data.Training.Targets.Classes.Count,
            data.Test!.Targets.Classes.Count));
        Assert.Equal([9], Labels(data.Test));
        Assert.Same(data.Test, data.Last);
    }

    [Fact]
    public void Rows_to_watch_texts_and_channels()
    {
        byte[] names = [.. "cat\0dog\0"u8.ToArray().SelectMany(letter => new byte[] { letter, 0, 0, 0 })];
        var data = NumpyData.Read(Npz(
            ("train_images", Array("<f2", [2, 1, 2, 1], new byte[8])), ("train_labels", Array("<U4", [2, 1], names)),
            ("val_images", Array("<f2", [1, 1, 2, 1], new byte[4])), ("val_labels", Array("<U4", [1, 1], names[16..]))));
        Assert.Equal("[1, 2, 1]", data.Training.Input.ToString());
        Assert.Equal(["cat", "dog"], data.Training.Targets.Classes);
        Assert.Equal([1], Labels(data.Validation!));
    }

    [Fact]
    public void Floats_are_numbers_and_single_ones_classes()
    {
        Targets numbers = Of(Array("<f4", [3, 2], Floats(1, 2, 3, 4, 5, 6)));
        Assert.Equal((false, 2, 4.0), (numbers.AreClasses, numbers.Outputs, numbers.Numbers![1, 1]));
        Targets classes = Of(Array("<f4", [3, 2], Floats(1, 0, 0, 1, 1, 0)));
        Assert.Equal([0, 1, 0], Enumerable.Range(0, 3).Select(classes.Label));
        Assert.Equal(["-1", "1"], Of(Array("<i8", [3], Longs(-1, 1, -1))).Classes);

        Targets Of(byte[] y) => NumpyData.Read(Npz(("x", Array("<f4", [3], Floats(1, 2, 3))), ("y", y))).Training.Targets;
    }

    [Fact]
    public void Inputs_alone_are_read_for_predictions()
    {
        string path = Path.Combine(folder, "rows.npy");
        File.WriteAllBytes(path, Array("<f4", [2, 2], Floats(1, 2, 3, 4)));
        Assert.Equal((2, 2, 4.0), (NumpyData.ReadInputs(path).Rows, NumpyData.ReadInputs(path).Columns, NumpyData.ReadInputs(path)[1, 1]));
        Assert.Contains("is one array, without targets; put both into one file", Refusal(() => NumpyData.Read(path)),
            StringComparison.Ordinal);
        string npz = Npz(("x_train", Array("<f4", [2], Floats(1, 2))), ("x_test", Array("<f4", [1], Floats(7))));
        Assert.Equal(7, NumpyData.ReadInputs(npz)[0, 0]);
        Assert.True(NumpyData.HasTest(npz));
    }

    [Fact]
    public void What_does_not_belong_together_is_refused()
    {
        byte[] x = Array("<f4", [2, 2], Floats(1, 2, 3, 4)), y = Array("<i8", [2], Longs(0, 1));
        Assert.Contains("'z', which is neither inputs nor targets by its name", Error(("x", x), ("y", y), ("z", y)),
            StringComparison.Ordinal);
        Assert.Contains("has 'x'; inputs and targets belong together", Error(("x", x)), StringComparison.Ordinal);
        Assert.Contains("has 'x' and 'X' and 'y'; inputs", Error(("x", x), ("X", x), ("y", y)), StringComparison.Ordinal);
        Assert.Contains("has 2 rows of inputs and 3 targets", Error(("x", x), ("y", Array("<i8", [3], Longs(0, 1, 1)))),
            StringComparison.Ordinal);
        Assert.Contains("to learn from, and others of shape [1]",
            Error(("x_train", x), ("y_train", y), ("x_test", Array("<f4", [2], Floats(1, 2))), ("y_test", y)), StringComparison.Ordinal);
        Assert.Contains("has no inputs and targets to learn from", Error(("x_test", x), ("y_test", y)), StringComparison.Ordinal);
        Assert.Contains("channels first; save it with the channels last: x.transpose(0, 2, 3, 1)",
            Error(("x", Array("|u1", [2, 3, 5, 5], new byte[150])), ("y", y)), StringComparison.Ordinal);
        Assert.Contains("needs at least two classes", Error(("x", x), ("y", Array("<i8", [2], Longs(0, 0)))), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_lie_or_hold_objects_are_refused()
    {
        byte[] y = Array("<i8", [2], Longs(0, 1));
        Assert.Contains("holds Python objects (type '|O'), which are never unpacked", Error(("x", Array("|O", [2], [])), ("y", y)),
            StringComparison.Ordinal);
        Assert.Contains("ends after fewer numbers than its shape [500000000, 1] says",
            Error(("x", Array("<f4", [500_000_000, 1], Floats(1))), ("y", y)), StringComparison.Ordinal);
        Assert.Contains("is larger than", Error(("x", Array("<f8", [int.MaxValue, 8], Floats(1))), ("y", y)), StringComparison.Ordinal);
        Assert.Contains("has more numbers than its shape [1] says", Error(("x", Array("<f4", [1], Floats(1, 2))), ("y", y)),
            StringComparison.Ordinal);
        Assert.Contains("number 2 of the array is NaN", Error(("x", Array("<f4", [2], Floats(1, float.NaN))), ("y", y)),
            StringComparison.Ordinal);
        Assert.Contains("holds no rows", Error(("x", Array("<f4", [0, 3], [])), ("y", y)), StringComparison.Ordinal);
        Assert.Contains("the inputs 'x' are texts", Error(("x", Array("<U1", [2], new byte[8])), ("y", y)), StringComparison.Ordinal);
        string cut = Npz(("x", y), ("y", y));
        File.WriteAllBytes(cut, File.ReadAllBytes(cut)[..100]);
        Assert.Contains("cannot be read, or it is damaged", Refusal(() => NumpyData.Read(cut)), StringComparison.Ordinal);
    }

    private string Error(params (string Name, byte[] Array)[] arrays) => Refusal(() => NumpyData.Read(Npz(arrays)));

    private static string Refusal(Func<object> read) => Assert.Throws<DownhillException>(read).Message;

    private static double[] Row(Dataset data, int row) =>
        [.. Enumerable.Range(0, data.Inputs.Columns).Select(column => data.Inputs[row, column])];

    private static int[] Labels(Dataset data) => [.. Enumerable.Range(0, data.Rows).Select(data.Targets.Label)];

    internal static byte[] Floats(params float[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];

    internal static byte[] Longs(params long[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];

    internal static byte[] Array(string type, int[] shape, byte[] numbers, bool isColumnMajor = false)
    {
        string extents = string.Concat(shape.Select(extent => string.Create(CultureInfo.InvariantCulture, $"{extent}, "))).TrimEnd();
        string header = $"{{'descr': '{type}', 'fortran_order': {isColumnMajor}, 'shape': ({extents}), }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. numbers];
    }

    private string Npz(params (string Name, byte[] Array)[] arrays) => Npz(Path.Combine(folder, "data.npz"), arrays);

    internal static string Npz(string path, params (string Name, byte[] Array)[] arrays)
    {
        File.Delete(path);
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, byte[] array) in arrays)
        {
            using Stream entry = archive.CreateEntry($"{name}.npy").Open();
            entry.Write(array);
        }

        return path;
    }
}
