using Downhill.Tables;
using Xunit.Abstractions;

namespace Downhill.Tests;

public class SharedTableTests(ITestOutputHelper output)
{
    [Fact]
    public void The_fixed_split_of_the_wines_gives_numbers_to_train_on()
    {
        if (Find("tabular/wine-white/train.csv") is not string path)
            return;

        NamedDataset named = TableDataset.ForTraining(TableReader.Read(path), null, null, []);

        Assert.Equal(File.ReadLines(path).Count() - 1, named.Data.Rows);
        Assert.Equal(11, named.Columns.Length);
        Assert.Equal("quality", named.Target);
        Assert.False(named.Data.Targets.AreClasses);
    }

    [Fact]
    public void Passengers_with_quoted_names_are_read_and_their_text_columns_named()
    {
        if (Find("titanic-kaggle/train.csv") is not string path)
            return;

        Table table = TableReader.Read(path);

        Assert.Equal(891, table.Rows);
        Assert.Equal("Braund, Mr. Owen Harris", table.Find("Name")!.Text(0));
        string message = Csv.ErrorOf(() => TableDataset.ForTraining(table, "Survived", null, []));
        Assert.EndsWith("Leave them out with --drop Name --drop Sex --drop Age --drop Ticket --drop Cabin --drop Embarked.", message, StringComparison.Ordinal);
    }

    private string? Find(string file)
    {
        string? root = Environment.GetEnvironmentVariable("DOWNHILL_DATA");
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); root is null && folder is not null; folder = folder.Parent)
        {
            string beside = Path.Combine(folder.FullName, "..", "shared", "data");
            root = Directory.Exists(beside) ? beside : null;
        }

        string? path = root is null ? null : Path.Combine(root, file);
        if (File.Exists(path))
            return path;
        output.WriteLine($"Skipped: there is no {file} in the shared data ({root ?? "no such folder"}).");
        return null;
    }
}
