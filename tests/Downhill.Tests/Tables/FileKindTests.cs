using System.Text;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>Every signature by which a file of another kind is known, and what is just not one of them.</summary>
public sealed class FileKindTests
{
    private const string Nothing = "", Pickle = "a Python pickle, as joblib and pandas write them",
        R = "a file of R (RDS or RData)", Json = "JSON; one object a line", Web = "a web page or XML";

    // Bytes in hexadecimal digits.
    [Theory]
    [InlineData("FD377A585A00", "packed with xz")]
    [InlineData("28B52FFD00", "packed with zstd")]
    [InlineData("377ABCAF271C", "a 7z archive")]
    [InlineData("89504E470D0A1A0A", "a picture, not a table")]
    [InlineData("FFD8FFE0", "a picture, not a table")]
    [InlineData("474946383961", "a picture, not a table")]
    [InlineData("D0CF11E0A1B11AE1", "an Excel workbook of the old sort (XLS)")]
    [InlineData("894844460D0A", "an HDF5 file")]
    [InlineData("934E554D505901", "a NumPy array (npy)")]
    [InlineData("FFFFFFFF10000000", "a stream of Arrow")]
    [InlineData("1F8B0800", "packed with gzip twice")]
    [InlineData("580A000000", R)]
    [InlineData("FFFE0000610000", "UTF-32 text")]
    [InlineData("0000FEFF000000", "UTF-32 text")]
    [InlineData("8002", Pickle)]
    [InlineData("8005", Pickle)]
    [InlineData("8001", Nothing)]
    [InlineData("8006", Nothing)]
    [InlineData("80", Nothing)]
    [InlineData("4F524308", "an ORC file")]
    [InlineData("4F524309", Nothing)]
    [InlineData("4F5243", Nothing)]
    [InlineData("000000000000000000000000C2EA816000", "a file of SAS")]
    [InlineData("000000000000000000000000C2EA8160", Nothing)]
    [InlineData("FFFE61002C00", "UTF-16 text")]
    [InlineData("FEFF0061002C", "UTF-16 text")]
    [InlineData("61002C0062000A0031002C0032000A00", "UTF-16 text")]
    [InlineData("0061002C0062000A0031002C0032000A", "UTF-16 text")]
    [InlineData("61002C0062000A0031002C0032000A", Nothing)]
    [InlineData("61002C0062000A0031002C0032000A61", Nothing)]
    [InlineData("504B0304", "a zip archive")]
    [InlineData("504B0305", Nothing)]
    public void Bytes_are_known_by_their_start(string bytes, string kind) => AssertKind(kind, Convert.FromHexString(bytes));

    [Theory]
    [InlineData("%PDF-1.7", "a PDF")]
    [InlineData("SQLite format 3\0", "a SQLite database")]
    [InlineData("SQLite format 3", Nothing)]
    [InlineData("ARROW1", "an Arrow file (Feather)")]
    [InlineData("PAR1", "a Parquet file")]
    [InlineData("$FL3@(#) SPSS", "a file of SPSS")]
    [InlineData("RDX2\n", R)]
    [InlineData("RDX4\n", Nothing)]
    [InlineData("(dp0\nI1", Pickle)]
    [InlineData("ccopy_reg\n_reconstructor", Pickle)]
    [InlineData("BZh1", "packed with bzip2")]
    [InlineData("BZh9", "packed with bzip2")]
    [InlineData("BZh0", Nothing)]
    [InlineData("BZh", Nothing)]
    [InlineData("<!DOCTYPE html>", Web)]
    [InlineData(" \r\n\t<HTML>", Web)]
    [InlineData("<?xml version=\"1.0\"?>", Web)]
    [InlineData("<table>", Nothing)]
    [InlineData("version https://git-lfs.github.com/spec/v1", "a pointer of Git LFS")]
    [InlineData("insert into t values (1);", "SQL")]
    [InlineData("BEGIN TRANSACTION;", "SQL")]
    [InlineData("create view v;", Nothing)]
    [InlineData("|a|b|\n| -- | :-: |", "a table in Markdown")]
    [InlineData("a|b\n--|--\n", Nothing)]
    [InlineData("|a|b|\n|-|-|\n", Nothing)]
    [InlineData("|a|b|\n|--|x|\n", Nothing)]
    [InlineData("|a|b|", Nothing)]
    [InlineData("{\"a\": 1}", Json)]
    [InlineData(" [ { \"a\": 1 } ]", Json)]
    [InlineData("[[\"a\"", Json)]
    [InlineData("[[-1", Json)]
    [InlineData("[[a", Nothing)]
    [InlineData("{a,b}", Nothing)]
    [InlineData("[1, 2]", Nothing)]
    [InlineData("1 1:2", "a file of LibSVM")]
    [InlineData("-1.5 1:2 20:3e4\n# a comment\n\n+1\t3:.5\n", "a file of LibSVM")]
    [InlineData("1 1:2\n0\n", "a file of LibSVM")]
    [InlineData("1\n0\n", Nothing)]
    [InlineData("1 1:2\n0 1:x\n", Nothing)]
    [InlineData("1 1:2\n0 1:2 x:1", "a file of LibSVM")]
    [InlineData("1 1:2\n0 1:2 x:1\n", Nothing)]
    [InlineData("1 :2\n", Nothing)]
    [InlineData("a 1:2\n", Nothing)]
    [InlineData("1, 1:2\n", Nothing)]
    [InlineData("a,b\n1,2\n", Nothing)]
    [InlineData("", Nothing)]
    public void Text_is_known_by_its_first_lines(string text, string kind) => AssertKind(kind, Encoding.Latin1.GetBytes(text));

    // Ten lines are looked at.
    [Theory]
    [InlineData(9, Nothing)]
    [InlineData(10, "a file of LibSVM")]
    public void Ten_lines_tell_the_format_of_LibSVM(int lines, string kind) =>
        AssertKind(kind, Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("1 1:2\n", lines)) + "no more\nof it\n"));

    [Theory]
    [InlineData(257, 263, "an archive of files (tar)")]
    [InlineData(257, 262, Nothing)]
    [InlineData(256, 263, Nothing)]
    public void An_archive_has_its_name_behind_the_first_header(int at, int length, string kind)
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)'a', length)];
        "ustar"u8.CopyTo(bytes.AsSpan(at));
        AssertKind(kind, bytes);
    }

    [Theory]
    [InlineData("a/xl/b", "an Excel workbook (XLSX)")]
    [InlineData("[Content_Types].xml", "an Excel workbook (XLSX)")]
    [InlineData("x.npy", "an archive of NumPy arrays (npz)")]
    [InlineData("word/x [Content_Types].xml", "a Word document")]
    [InlineData("ppt/x [Content_Types].xml", "a PowerPoint presentation")]
    [InlineData("archive/data.pkl", "a model or tensors of PyTorch")]
    public void Archives_are_known_by_the_names_in_them(string names, string kind) =>
        AssertKind(kind, Encoding.ASCII.GetBytes("PK\u0003\u0004" + names));

    [Theory]
    [InlineData("0A00000000000000", "{\"w\":{\"data_offsets\"", "a model or other tensors (safetensors)")]
    [InlineData("0A00000000000001", "{\"w\":{\"data_offsets\"", Nothing)]
    [InlineData("0A00000000000000", "[\"w\":{\"data_offsets\"", Nothing)]
    [InlineData("0A00000000000000", "{\"w\":{\"offsets\"", Nothing)]
    public void Tensors_are_known_by_their_header(string size, string header, string kind) =>
        AssertKind(kind, [.. Convert.FromHexString(size), .. Encoding.ASCII.GetBytes(header)]);

    private static void AssertKind(string kind, byte[] bytes)
    {
        string? found = FileSignature.KindOf(bytes);
        if (kind.Length == 0)
            Assert.Null(found);
        else
            Assert.StartsWith(kind, found, StringComparison.Ordinal);
    }
}
