using System.IO.Compression;
using System.Text;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>Files of other kinds, and rows that a quote or a separator too many hides.</summary>
public sealed class UnusualFileTests : IDisposable
{
    private const string LibSvm = "a file of LibSVM's format (label index:value …); save it as CSV with a column for each index.";

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("Obj\u0001\u0004\u0016avro.codec\0", "an Avro file; save the table as CSV.")]
    [InlineData("ORC\u0003\0\0", "an ORC file; save the table as CSV.")]
    [InlineData("$FL2@(#) SPSS DATA FILE\0", "a file of SPSS; save the table as CSV.")]
    [InlineData("<stata_dta><header><release>118</release>\0", "a file of Stata; save the table as CSV.")]
    [InlineData("MATLAB 5.0 MAT-file, Platform: GLNXA64\0", "a file of MATLAB; save the table as CSV.")]
    [InlineData("RDX3\nX\n\0\0", "a file of R (RDS or RData); save the table as CSV, as write.csv does.")]
    [InlineData("(lp0\nI1\naI2\na.", "a Python pickle, as joblib and pandas write them; save the table as CSV.")]
    [InlineData("cnumpy.core.multiarray\n_reconstruct\n", "a Python pickle, as joblib and pandas write them; save the table as CSV.")]
    [InlineData("CREATE TABLE t (a int);\n", "SQL; save the table as CSV, or name a SQLite database.")]
    [InlineData("| a | b |\n|---|:-:|\n| 1 | 2 |\n",
        "a table in Markdown; save it as CSV, without bars at the ends and without the line below the names.")]
    [InlineData("[[1, 2], [3, 4]]", "JSON; one object a line, in a file that ends in .jsonl, is read, or save it as CSV.")]
    [InlineData("1 1:0.5 3:0.25 # first\n-1 2:1\n", LibSvm)]
    [InlineData("1 qid:1 1:0.5\n0 qid:1 2:1\n", LibSvm)]
    [InlineData("1,2 1:0.5\n2 2:1\n", LibSvm)]
    public void A_file_of_another_format_is_named(string text, string kind) =>
        Assert.Equal($"adult.csv is {kind}", Csv.ErrorOfReading(text));

    [Theory]
    [InlineData("[Content_Types].xml|word/document.xml", "a Word document (DOCX); save the table itself as CSV.")]
    [InlineData("[Content_Types].xml|ppt/presentation.xml", "a PowerPoint presentation (PPTX); save the table itself as CSV.")]
    [InlineData("[Content_Types].xml|xl/workbook.xml", "an Excel workbook (XLSX); save the sheet as CSV.")]
    [InlineData("mimetype", "an OpenDocument spreadsheet (ODS); save the sheet as CSV.")]
    [InlineData("net/data.pkl", "a model or tensors of PyTorch, not a table; save weights as safetensors, which 'import' reads.")]
    [InlineData("config.json|model.weights.h5", "a model of Keras, not a table; export it as ONNX, which 'import' reads.")]
    [InlineData("a.csv", "a zip archive; unpack it and name one of its files.")]
    public void An_archive_is_named_for_what_it_holds(string entries, string kind)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string entry in entries.Split('|'))
            {
                using Stream stream = archive.CreateEntry(entry, CompressionLevel.NoCompression).Open();
                stream.Write("application/vnd.oasis.opendocument.spreadsheet"u8[..(entry == "mimetype" ? 46 : 1)]);
            }
        }

        Assert.Equal($"adult.csv is {kind}", Csv.ErrorOf(() => Csv.Read(bytes.ToArray())));
    }

    [Fact]
    public void Text_in_other_encodings_and_text_packed_twice_are_named()
    {
        Assert.Equal("adult.csv is UTF-32 text; save it as UTF-8.",
            Csv.ErrorOf(() => Csv.Read([0xFF, 0xFE, 0, 0, .. Encoding.UTF32.GetBytes("a,b\n1,2\n")])));
        Assert.Equal("adult.csv is packed with gzip twice; unpack it once.",
            Csv.ErrorOf(() => Csv.Read(Twice(Csv.Packed("a,b\n1,2\n")))));

        static byte[] Twice(byte[] once)
        {
            using var packed = new MemoryStream();
            using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
                stream.Write(once);
            return packed.ToArray();
        }
    }

    [Fact]
    public void A_model_given_as_data_and_another_programs_model_are_named()
    {
        string run = folder.Train("run", "xor", "--rows", "20", "--epochs", "1", "--model", "linear");
        File.WriteAllText(folder["net.onnx"], "x");
        File.WriteAllBytes(folder["net.pkl"], [0x80, 4, 0x95, 0, 0, 0, 0, 0, 0]);
        File.WriteAllText(folder["net.pt"], "PK\u0003\u0004 and more");
        File.WriteAllText(folder["rows.csv"], "a,b\n1,2\n");

        Assert.Equal($"{run} is the folder of a run, not data; 'downhill inspect {run}' shows it.", CliFolder.Run("train", run).Refusal());
        Assert.Equal($"{run} is the folder of a run, not data; 'downhill inspect {run}' shows it.",
            CliFolder.Run("predict", run, run).Refusal());
        Assert.Equal($"{folder["net.onnx"]} is an ONNX model, not data; 'downhill import' converts it.",
            CliFolder.Run("train", folder["net.onnx"]).Refusal());
        Assert.Contains("it is a Python pickle; save the weights as safetensors", CliFolder.Run("predict", folder["net.pkl"],
            folder["rows.csv"]).Refusal(), StringComparison.Ordinal);
        Assert.Contains("it is a zip archive, as PyTorch and Keras save models", CliFolder.Run("evaluate", folder["net.pt"],
            folder["rows.csv"]).Refusal(), StringComparison.Ordinal);
        Assert.Equal($"{folder["rows.csv"]} is a file, not the folder of a run.", CliFolder.Run("resume", folder["rows.csv"]).Refusal());
    }

    // The first bytes of each format, then zeros.
    [Theory]
    [InlineData("PK\u0003\u0004", "it is a zip archive, as PyTorch and Keras save models")]
    [InlineData("\u0089HDF\r\n\u001a\n", "it is an HDF5 file")]
    [InlineData("\u0080\u0004", "it is a Python pickle")]
    [InlineData("\u001f\u008b\b", "it is packed with gzip")]
    [InlineData("\u001c\0\0\0TFL3", "it is a model of TensorFlow Lite; convert it to ONNX")]
    [InlineData("a,b\n1,2\n", "it holds text, as a table or JSON does")]
    public void A_file_for_import_is_named_for_what_it_is(string start, string told)
    {
        string file = folder["net.onnx"];
        File.WriteAllBytes(file, System.Text.Encoding.Latin1.GetBytes(told.Contains("text") ? start : start.PadRight(80, '\0')));

        Assert.StartsWith($"{file} is not an ONNX model: {told}", CliFolder.Run("import", file, "--out", folder["out.safetensors"]).Refusal(),
            StringComparison.Ordinal);
        Assert.False(File.Exists(folder["out.safetensors"]));
    }

    [Fact]
    public void A_folder_is_no_ONNX_model() => Assert.Equal($"{folder["."]} is a folder, not an ONNX model; name the file in it.",
        CliFolder.Run("import", folder["."], "--out", folder["out.safetensors"]).Refusal());

    [Theory]
    [InlineData(".jsonl")]
    [InlineData(".jsonl.gz")]
    [InlineData(".ndjson.gz")]
    public void Packed_JSON_lines_are_read_and_a_cut_is_an_error(string ending)
    {
        byte[] packed = Csv.Packed(string.Concat(Enumerable.Range(0, 50).Select(row => $"{{\"x\": {row}}}\n")));
        File.WriteAllBytes(folder["rows" + ending], packed);
        File.WriteAllBytes(folder["cut" + ending], packed[..^3]);

        Assert.Equal(50, TableReader.Read(folder["rows" + ending]).Rows);
        Assert.Equal($"cut{ending} cannot be unpacked: its gzip data is damaged or cut off. Fetch or pack it again.",
            Csv.ErrorOf(() => TableReader.Read(folder["cut" + ending])));
    }

    [Fact]
    public void A_whole_last_line_of_JSON_that_is_no_row_is_left_out_like_others()
    {
        const string Rows = "{\"x\": 1}\n{\"x\": 2}\n";
        var skip = new TableOptions { SkipBadRows = true };

        Assert.Equal(3, Assert.Single(Read(Rows + "{\"x\": 3, \"x\": 4}\n").BadRowPlaces).Place.Line);
        Assert.Equal(3, Assert.Single(Read(Rows + "[5]\n").BadRowPlaces).Place.Line);
        Assert.Throws<DownhillException>(() => Read(Rows + "{\"x\": 3"));

        Table Read(string text)
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
            return RowTable.ReadJsonLines(stream, "rows.jsonl", skip);
        }
    }

    [Fact]
    public void Rows_come_from_pipes_of_every_sort()
    {
        if (!OperatingSystem.IsLinux())
            return;
        string run = folder.Train("run", folder.Write("rows.csv", CliData.Prices()), "--model", "linear", "--epochs", "1");
        string file = CliFolder.Run("predict", run, folder["rows.csv"]).Ok().Output;

        Assert.Equal(file, CliProcess.Bash(folder.Path, "$DOWNHILL predict run <(cat rows.csv)").Ok().Output);
        Assert.Equal(file, CliProcess.Bash(folder.Path, "cat rows.csv | $DOWNHILL predict run /dev/stdin").Ok().Output);
        Assert.Equal(file, CliProcess.Bash(folder.Path, "mkfifo p; cat rows.csv > p & $DOWNHILL predict run p").Ok().Output);
        Assert.Contains("cannot be unpacked", CliProcess.Bash(folder.Path,
            "gzip -c rows.csv | head -c 900 | $DOWNHILL predict run -").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(30, 3)]
    [InlineData(8, 2)]
    public void A_quote_that_another_one_closes_hides_no_rows(int between, int columns)
    {
        string Row(int row) => columns == 3 ? $"{row},word,{row % 2}\n" : $"{row},{row % 2}\n";
        string opens = columns == 3 ? "x,\"oops,1\n" : "x,\"oops\n", closes = columns == 3 ? "y,done\",1\n" : "y,done\"\n";
        string text = (columns == 3 ? "id,note,y\n" : "id,y\n") + string.Concat(Enumerable.Range(0, 40).Select(Row)) + opens
            + string.Concat(Enumerable.Range(0, between).Select(Row)) + closes + Row(1);

        Assert.Equal(
            "adult.csv line 42: a value in quotes goes on over several lines that look like rows, so a quote is probably missing, or there "
                + "is one too many. Correct it, or let these lines be rows and leave this one out (--bad-rows skip).",
            Csv.ErrorOfReading(text));
        Table skipped = Csv.Read(text, new TableOptions { SkipBadRows = true });
        Assert.Equal(42, Assert.Single(skipped.BadRowPlaces).Place.Line);
        Assert.Equal(40 + between + 2, skipped.Rows);
    }

    // The line that opens the quote has as many separators as a row, and so has the line that closes it; at least two of their hidden
    // values are numbers, as in the rows above.
    [Theory]
    [InlineData("id,note,y", "4,\"oops,1\n5,done\",0\n", ",5,done\",0")]
    [InlineData("id,note,y", "4,\"oops,1\r\n5,done\",0\r\n", ",5,done\",0")]
    [InlineData("id,note,y", "4,word,\"1\n5,word,0\"\n", ",5,word,0\"")]
    [InlineData("note,id,y", "\"oops,1,2\ndone\",5,0\n", ",done\",5,0")]
    public void A_quote_that_opens_in_one_row_and_closes_in_the_next_hides_no_row(string names, string lines, string second)
    {
        string above = names[0] == 'i' ? "1,word,0\n2,other,NA\n3,word,1\n" : "word,1,0\nother,2,NA\nword,3,1\n";
        string text = $"{names}\n{above}{lines}";

        Assert.StartsWith("adult.csv line 5: a value in quotes goes on over several lines that look like rows", Csv.ErrorOfReading(text),
            StringComparison.Ordinal);
        Table skipped = Csv.Read(text, new TableOptions { SkipBadRows = true });
        Assert.Equal((5, 4), (Assert.Single(skipped.BadRowPlaces).Place.Line, skipped.Rows));
        Assert.Equal(second, string.Concat(skipped.Columns.Select(column => $",{column.Text(3)}")));
    }

    // One number that stands where numbers do is chance, a text among numbers shows that the lines are none of the table; and where no
    // row came before, nothing is known.
    [Theory]
    [InlineData("id,home,town\n1,x,Rome\n2,\"Main St,Springfield\n62701,IL\",Bern\n")]
    [InlineData("id,home,y\n1,x,0\n2,\"Main St,4\nfive,six\",1\n")]
    [InlineData("id,home,y\n1,x,0\n2,\"Main St,four\n5,six\",1\n")]
    [InlineData("id,home,y\n1,x,0\n2,\"Main St,4\n5,6,7\",1\n")]
    [InlineData("id,home,y\n1,x,0\n2,\"Main St,4,4\n5\",1\n")]
    [InlineData("id,home,y\n1,\"Main St,4\n5,six\",1\n2,x,0\n")]
    public void A_text_of_two_lines_is_a_value(string text) => Assert.Equal(2, Csv.Read(text).Rows);

    [Theory]
    [InlineData("a,b,c\n1,\"one\ntwo, three, four\nfive\",2\n3,x,4\n")]
    [InlineData("a,b,c\n1,\"Dear Ann,\nthanks, and, so on,\nfor, you, me\nBob\",2\n3,x,4\n")]
    [InlineData("a,b,c\n1,\"Dear Ann,\nthanks, and, so on\nfor, you, me\nBob\",2\n3,x,4\n")]
    [InlineData("a,b\n1,\"yes, I\nknow, dear\nfriend, of\nmine, and\nyours\"\n2,x\n")]
    public void A_text_of_several_lines_is_a_value(string text) => Assert.Equal(2, Csv.Read(text).Rows);

    [Fact]
    public void Separators_at_the_end_of_the_header_alone_name_no_column()
    {
        Table table = Csv.Read("a,b,c,,\n1,2,3\n4,5,6,\n7,8,9,,\n");

        Assert.Equal(["a", "b", "c"], table.ColumnNames);
        Assert.Equal((3, 0), (table.Rows, table.BadRows));
        Assert.StartsWith("adult.csv line 3 has 4 values; expected 3", Csv.ErrorOfReading("a,b,c,\n1,2,3\n4,5,6,7\n"),
            StringComparison.Ordinal);
        Assert.StartsWith("adult.csv line 2 has 2 values; expected 4", Csv.ErrorOfReading("a,b,c,\n1,2\n4,5,6,7\n"),
            StringComparison.Ordinal);
    }
}
