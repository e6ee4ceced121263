using System.Globalization;
using System.Text.Json.Nodes;

namespace Downhill.Tests.Images;

/// <summary>Tables with a column of image files.</summary>
public sealed class ImageTableTests : IDisposable
{
    private readonly CliFolder folder = new();

    public ImageTableTests() => TestPictures.Digits(folder["pictures"], 300);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_table_of_paths_gives_the_weights_of_the_folder()
    {
        string table = Table("digits.csv", "file,digit", (file, digit) => $"{file},{digit}");

        folder.Train("one", folder["pictures"], "--epochs", "2");
        folder.Train("two", table, "--epochs", "2");

        Assert.Equal(Tensors(folder["one"]), Tensors(folder["two"]));
        string text = CliFolder.Run("predict", folder["two"], table, "--keep", "digit").Ok().Output;
        Assert.StartsWith("file,digit,prediction,p_0,", text, StringComparison.Ordinal);
        Assert.Contains("pictures/3/0003.png,3,", text, StringComparison.Ordinal);
        Assert.Equal(
            (double)CliFolder.Run("evaluate", folder["one"], folder["pictures"], "--json").Ok().Json["logLoss"]!,
            (double)CliFolder.Run("evaluate", folder["two"], table, "--json").Ok().Json["logLoss"]!,
            1e-12);
    }

    [Fact]
    public void The_target_may_be_a_number_and_rows_have_weights_and_groups()
    {
        string table = Table("numbers.csv", "value,file,who,weight",
            (file, digit) => $"{digit}.5,{file},{file.Length % 3}{digit % 4},{1 + (digit % 2)}");

        string run = folder.Train("run", table, "--target", "value", "--group", "who", "--weight", "weight", "--epochs", "2");

        ModelFile model = ModelFile.Open(RunFolder.FindModel(run));
        Assert.Equal(1, model.Model.OutputShape().Size);
        Assert.Equal("weight", model.Preprocessing.Weight);
        Assert.Contains("value", model.Preprocessing.Target);
        Assert.True((double)CliFolder.Run("evaluate", run, table, "--json").Ok().Json["rmse"]! < 10);

        // Of two images the first counts three times by its one weight, once by the other.
        string[] lines = [.. File.ReadAllLines(table).Take(3)];
        string Two(string name, string first, string second) =>
            folder.Write(name, $"{lines[0]},other\n{Bare(lines[1])},{first}\n{Bare(lines[2])},{second}\n");
        static string Bare(string line) => line[..line.LastIndexOf(',')];
        double Loss(string data, params string[] more) =>
            (double)CliFolder.Run(["evaluate", run, data, "--json", .. more]).Ok().Json["loss"]!;
        string both = Two("both.csv", "1,3", "1,1");
        Assert.Equal(Loss(Two("three.csv", "3,1", "1,1")), Loss(both, "--weight", "other"), 1e-9);
        Assert.NotEqual(Loss(both), Loss(both, "--weight", "other"));
    }

    [Fact]
    public void A_part_may_be_another_table_and_paths_are_relative_to_their_table()
    {
        string table = Table("digits.csv", "file,digit", (file, digit) => $"{file},{digit}");
        Directory.CreateDirectory(folder["elsewhere"]);
        TestPictures.Digits(folder["elsewhere/pictures"], 40, first: 300);
        string test = Table("elsewhere/test.csv", "file,digit", (file, digit) => $"{file},{digit}");

        folder.Train("run", table, "--test", test, "--epochs", "2");

        JsonNode record = Record(folder["run"]);
        Assert.Equal(40, (int)record["metrics"]!["test"]!["rows"]!);
    }

    [Fact]
    public void Images_without_a_target_are_left_out_where_they_may_be()
    {
        string table = Table("digits.csv", "file,digit", (file, digit) => $"{file},{digit}");
        string run = folder.Train("run", table, "--epochs", "1");
        string[] lines = [.. File.ReadAllLines(table).Take(4)];
        string some = folder.Write("some.csv", $"{lines[0]}\n{lines[1]}\n{lines[2].Split(',')[0]},\n{lines[3]}\n");

        Assert.Contains("some.csv line 3, column 'digit'", CliFolder.Run("evaluate", run, some).Refusal(), StringComparison.Ordinal);
        CliResult skipped = CliFolder.Run("evaluate", run, some, "--bad-rows", "skip").Ok();
        Assert.Contains("note: 1 row left out, because the target is missing or not one of the model's classes (line 3)", skipped.Error,
            StringComparison.Ordinal);
        Assert.Equal(2, (int)CliFolder.Run("evaluate", run, some, "--bad-rows", "skip", "--json").Ok().Json["rows"]!);
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(21, true)]
    public void The_first_twenty_bad_files_are_listed(int bad, bool isCut)
    {
        for (int file = 0; file < bad; file++)
            File.WriteAllText(folder[$"pictures/1/bad{file:00}.png"], "no image");

        string text = CliProcess.RunIn(folder.Path, "inspect", "pictures").Ok().Output; // short paths, which are not wrapped

        Assert.Contains($"{bad} files cannot be used.", text, StringComparison.Ordinal);
        Assert.Equal(isCut, text.Contains("The first 20", StringComparison.Ordinal));
        Assert.Contains("bad19.png", text, StringComparison.Ordinal);
        Assert.DoesNotContain("bad20.png", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_is_missing_or_damaged_is_named_with_its_line()
    {
        string table = Table("digits.csv", "file,digit", (file, digit) => $"{file},{digit}");
        File.Delete(folder["pictures/0/0010.png"]);
        File.WriteAllBytes(folder["pictures/0/0020.png"], File.ReadAllBytes(folder["pictures/0/0020.png"])[..40]);

        string refusal = CliFolder.Run("train", table).Refusal();
        Assert.Contains("digits.csv line 3, column 'file': 'pictures/0/0010.png' cannot be used", refusal, StringComparison.Ordinal);
        Assert.Contains("--bad-rows skip", refusal, StringComparison.Ordinal);
        string run = folder.Train("run", table, "--bad-rows", "skip", "--epochs", "2");
        JsonNode data = Record(run)["data"]!;
        Assert.Equal(298, (int)data["training"]! + (int)data["validation"]! + (int)data["test"]!);
        Assert.Contains("0010.png", CliFolder.Run("predict", run, table).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_beside_the_images_are_inputs_or_left_out_and_a_second_image_is_refused()
    {
        string table = Table("digits.csv", "file,age,digit", (file, digit) => $"{file},{file.Length + digit},{digit}");
        string two = Table("two.csv", "left,right,digit", (file, digit) => $"{file},{file},{digit}");

        string both = folder.Train("both", table, "--epochs", "1", "--ensemble", "1");
        Assert.Equal<string>(["file", "age"], ModelFile.Open(RunFolder.FindModel(both)).Preprocessing.Columns);
        folder.Train("one", table, "--drop", "age", "--epochs", "2");
        Assert.Contains("in the columns 'left' and 'right'", CliFolder.Run("train", two).Refusal(), StringComparison.Ordinal);
        folder.Train("two", two, "--drop", "right", "--epochs", "2");
        Assert.Equal(Tensors(folder["one"]), Tensors(folder["two"]));
    }

    [Fact]
    public void Inspect_shows_the_images()
    {
        string classes = Table("digits.csv", "file,digit", (file, digit) => $"{file},{digit}");
        string numbers = Table("numbers.csv", "file,value", (file, digit) => $"{file},{digit}.25");

        Assert.Contains("300 images of 10 classes", CliFolder.Run("inspect", classes).Ok().Output, StringComparison.Ordinal);
        Assert.Contains("300 images with the number 'value'", CliFolder.Run("inspect", numbers).Ok().Output, StringComparison.Ordinal);
    }

    private static JsonNode Record(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!;

    private static string Tensors(string run)
    {
        using SafetensorsFile file = SafetensorsFile.Open(RunFolder.FindModel(run));
        return string.Join('\n', file.Tensors.Where(tensor => tensor.Dtype == "F32").Select(tensor =>
        {
            var values = new float[tensor.ElementCount];
            file.Read(tensor.Name, values.AsSpan());
            return $"{tensor.Name} {string.Join(' ', values)}";
        }));
    }

    // A line for each picture beside the table, in the order of the folder.
    private string Table(string name, string header, Func<string, int, string> line)
    {
        string path = folder[name], beside = Path.GetDirectoryName(path)!;
        IEnumerable<string> files = Directory.GetFiles(Path.Combine(beside, "pictures"), "*.png", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(beside, file).Replace('\\', '/')).Order(StringComparer.Ordinal);
        File.WriteAllLines(path, [header,
            .. files.Select(file => line(file, int.Parse(file.Split('/')[1], CultureInfo.InvariantCulture)))]);
        return path;
    }
}
