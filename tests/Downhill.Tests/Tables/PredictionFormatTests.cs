using System.IO.Compression;
using System.Text;
using Downhill.Parquet;
using Downhill.Sqlite;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>What the name of a file of predictions says of its format.</summary>
public sealed class PredictionFormatTests : IDisposable
{
    private const string Use = "; use a name that ends in .csv, .csv.gz or .jsonl (--out).",
        OfParquet = "; the package Downhill.Parquet writes it (the dotnet tool Downhill.Cli has it), or use a name that ends in .csv or "
            + ".jsonl (--out).";

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    // The rows 1, 2 and 2, 0 of a and b: 6 + 3 − 4 = 5 and 6 + 6 = 12. An id with the sign between the values is quoted.
    [Theory]
    [InlineData("p.csv", "id,prediction\n\"k,1\",5\nk\t2,12\n")]
    [InlineData("p", "id,prediction\n\"k,1\",5\nk\t2,12\n")]
    [InlineData("p.tsv", "id\tprediction\nk,1\t5\n\"k\t2\"\t12\n")]
    [InlineData("p.TSV", "id\tprediction\nk,1\t5\n\"k\t2\"\t12\n")]
    [InlineData("p.jsonl", "{\"id\":\"k,1\",\"prediction\":5}\n{\"id\":\"k\\t2\",\"prediction\":12}\n")]
    [InlineData("p.ndjson", "{\"id\":\"k,1\",\"prediction\":5}\n{\"id\":\"k\\t2\",\"prediction\":12}\n")]
    public void The_same_text_is_written_plain_and_packed(string name, string text)
    {
        string rows = folder.Write("rows.csv", "id,a,b\n\"k,1\",1,2\n\"k\t2\",2,0\n"), model = HandModel.Price(folder),
            packed = name == "p" ? "p.gz" : name == "p.TSV" ? "p.TSV.GZ" : $"{name}.gz";

        Assert.Equal($"2 rows in {folder[name]}\n",
            CliFolder.Run("predict", model, rows, "--keep", "id", "--out", folder[name]).Ok().Output);
        Assert.Equal($"2 rows in {folder[packed]}\n",
            CliFolder.Run("predict", model, rows, "--keep", "id", "--out", folder[packed]).Ok().Output);

        Assert.Equal(text, File.ReadAllText(folder[name]));
        byte[] bytes = File.ReadAllBytes(folder[packed]);
        Assert.Equal([0x1F, 0x8B, 8], bytes[..3]); // RFC 1952: gzip, deflate
        using var unpacked = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress), Encoding.UTF8);
        Assert.Equal(text, unpacked.ReadToEnd());
        Assert.Equal(TableReader.Read(folder[name]).Rows, TableReader.Read(folder[packed]).Rows);
    }

    // Neither the model nor the rows are there: the name is looked at before them.
    [Theory]
    [InlineData("p.zip", "predictions cannot be written as a zip archive" + Use)]
    [InlineData("p.csv.bz2", "predictions cannot be written as bzip2" + Use)]
    [InlineData("p.csv.XZ", "predictions cannot be written as xz" + Use)]
    [InlineData("p.jsonl.zst", "predictions cannot be written as zstd" + Use)]
    [InlineData("p.zip.gz", "predictions cannot be written as a zip archive" + Use)]
    [InlineData("p.xlsx", "predictions cannot be written as an Excel workbook" + Use)]
    [InlineData("p.json", "predictions cannot be written as JSON" + Use)]
    [InlineData("p.db", "predictions cannot be written as an SQLite database, which the package Downhill.Sqlite only reads" + Use)]
    [InlineData("p.parquet.gz", "only text is packed with gzip; use a name that ends in .parquet (--out).")]
    [InlineData("p.Arrow.GZ", "only text is packed with gzip; use a name that ends in .arrow (--out).")]
    public void Another_format_is_refused_before_anything_is_read(string name, string message)
    {
        Assert.Equal($"{folder[name]}: {message}",
            CliFolder.Run("predict", folder["no-model"], folder["no.csv"], "--out", folder[name]).Refusal());
        Assert.Empty(folder.Entries);
    }

    // A folder of that name takes masks; whether there are any is known later.
    [Fact]
    public void A_folder_may_have_any_name()
    {
        Directory.CreateDirectory(folder["p.zip"]);
        string rows = folder.Write("rows.csv", "a,b\n1,2\n");
        Assert.Equal($"{folder["p.zip"]} is a folder, but only masks are written as separate files; name a CSV file "
            + "(--out answers.csv).", CliFolder.Run("predict", HandModel.Price(folder), rows, "--out", folder["p.zip"]).Refusal());
    }

    // A program without the packages must know the endings of all, or it would write CSV under them.
    [Fact]
    public void Every_ending_of_a_package_is_refused_without_it()
    {
        TableFileFormat[] written = [ParquetTable.Format, ArrowTable.Format];
        Assert.All(written, format => Assert.NotNull(format.Write));
        Assert.Equal(["arrow", "arrows", "feather", "ipc", "parquet", "pq"],
            written.SelectMany(format => format.Endings).Select(ending => ending[1..]).Order());
        Assert.All(written.SelectMany(format => format.Endings), ending => Assert.Equal(
            $"p{ending}: this program cannot write {ending[1..]}{OfParquet}", Csv.ErrorOf(() => PredictionFormat.Require($"p{ending}", null))));
        Assert.Equal($"p.parquet.gz: this program cannot write parquet{OfParquet}",
            Csv.ErrorOf(() => PredictionFormat.Require("p.parquet.gz", null)));
        Assert.Equal(3, SqliteTable.Format.Endings.Length);
        Assert.All(SqliteTable.Format.Endings, ending => Assert.Equal(
            $"p{ending}: predictions cannot be written as an SQLite database, which the package Downhill.Sqlite only reads{Use}",
            Csv.ErrorOf(() => PredictionFormat.Require($"p{ending}", null))));
    }
}
