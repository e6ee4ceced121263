using System.Buffers.Binary;

namespace Downhill.Tests;

/// <summary>The files and runs that the guides speak of.</summary>
public sealed class GuideFolder : IDisposable
{
    private readonly CliFolder folder = new();
    private int made;

    public GuideFolder()
    {
        string flowers = folder.Write("flowers.csv", CliData.Flowers());
        folder.Write("patients.csv", CliData.Part(CliData.Flowers(), 0..100)); // two classes
        folder.Write("other.csv", CliData.Part(CliData.Flowers(), 40..110));
        folder.Write("new.csv", CliData.Columns(CliData.Part(CliData.Flowers(), 40..50), [.. CliData.Rows(CliData.Flowers())[0][..^1]]));
        Directory.CreateDirectory(folder["runs"]);
        Directory.CreateDirectory(folder["mnist"]);
        WriteImages("train", 200);
        WriteImages("t10k", 50);
        float[] numbers = [.. Enumerable.Range(0, 200).Select(i => (float)Math.Sin(i))];
        NumpyDataTests.Npz(folder["data.npz"],
            ("x", NumpyDataTests.Array("<f4", [100, 2], NumpyDataTests.Floats(numbers))),
            ("y", NumpyDataTests.Array("<i8", [100],
                NumpyDataTests.Longs([.. Enumerable.Range(0, 100).Select(i => numbers[2 * i] > 0 ? 1L : 0)]))));
        Images.TestPictures.Digits(folder["pictures/train"], 150);
        Images.TestPictures.Digits(folder["pictures/test"], 50, 150);
        File.Copy(Directory.GetFiles(folder["pictures/test/3"])[0], folder["new.png"]);
        string[] faces = [.. Directory.GetFiles(folder["pictures/train"], "*.png", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)];
        folder.Write("faces.csv", string.Join('\n', faces.Select((face, i) => $"{face},{20 + i}").Prepend("file,age")));
        folder.Write("cells.csv", string.Join('\n', faces.Select(face => $"{face},{face}").Prepend("image,mask")));
        string[] houses =
            [.. faces.Select((face, i) => $"{face},{60 + (i % 50)},{2 + (i % 4)},{(i % 3 == 0 ? "Rome" : "Oslo")},{i * 1000}")];
        folder.Write("houses.csv", string.Join('\n', houses.Prepend("photo,area,rooms,city,price")));
        folder.Write("new-houses.csv", string.Join('\n', houses[..5].Prepend("photo,area,rooms,city,price")));
        Directory.CreateDirectory(folder["new"]);
        foreach (string face in faces[..3])
            File.Copy(face, Path.Combine(folder["new"], Path.GetFileName(face)));
        folder.Train("runs/cells-1", folder["cells.csv"], "--epochs", "1", "--model", "conv2d 1 1");
        folder.Train("runs/houses-1", folder["houses.csv"], "--epochs", "1", "--model",
            "concat (slice 0 64, reshape 8 8, conv2d 2 3, global-max-pool; slice 64), linear");
        folder.Train("runs/pictures-1", folder["pictures"], "--epochs", "1");
        folder.Train("runs/flowers-1", flowers, "--target", "species", "--epochs", "1");
        string people = folder.Write("people.csv", File.ReadAllText(flowers).Replace("species", "income", StringComparison.Ordinal));
        CliFolder.Run("predict", folder["runs/flowers-1"], people, "--keep-all", "--out", folder["people.parquet"]).Ok();
        folder.Train("runs/digits-1", "digits", "--epochs", "1", "--ensemble", "1", "--model", "linear 8, relu, linear");
        CliFolder.Run("init", flowers, "--target", "species", "--out", folder["recipe.json"]).Ok();
    }

    public string NewName(string verb) => folder[$"made-{verb}-{++made}"];

    /// <summary>A word of a command as it is here; a pattern is all that fits it.</summary>
    public IEnumerable<string> Place(string verb, string word) => word switch
    {
        "runs/flowers-1" when verb == "resume" => [Interrupted()],
        "runs/*" => Directory.GetDirectories(folder["runs"]).Order(StringComparer.Ordinal),
        "MNIST" or "fashion/" => [folder["mnist"]],
        _ when Path.Exists(folder[word]) => [folder[word]],
        _ when word.StartsWith("src/", StringComparison.Ordinal)
            || word.StartsWith("examples/", StringComparison.Ordinal) => [Repository.Find(word.Split('/'))],
        _ => [word],
    };

    public void Dispose() => folder.Dispose();

    private string Interrupted()
    {
        string run = NewName("interrupted");
        CliFolder.Run(new CancellationToken(canceled: true),
            ["train", folder["flowers.csv"], "--target", "species", "--epochs", "1", "--threads", "1", "--out", run, "--quiet"]);
        return run;
    }

    // As MNIST comes, but of 64 pixels.
    private void WriteImages(string part, int rows)
    {
        Dataset digits = BuiltInData.Load("digits").Data;
        var images = new List<byte>([0, 0, 8, 3, .. Extent(rows), .. Extent(8), .. Extent(8)]);
        var pixels = new double[64];
        for (int row = 0; row < rows; row++)
        {
            digits.Inputs.Gather([row], pixels);
            images.AddRange(pixels.Select(pixel => (byte)pixel));
        }

        File.WriteAllBytes(folder[$"mnist/{part}-images-idx3-ubyte"], [.. images]);
        File.WriteAllBytes(folder[$"mnist/{part}-labels-idx1-ubyte"],
            [0, 0, 8, 1, .. Extent(rows), .. Enumerable.Range(0, rows).Select(row => (byte)digits.Targets.Label(row))]);
    }

    private static byte[] Extent(int extent)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, extent);
        return bytes;
    }
}
