namespace Downhill.Tables;

/// <summary>Recognizes files that are not text tables by their first bytes.</summary>
internal static class FileSignature
{
    // Enough letters to tell that every other byte is zero.
    private const int Letters = 8;

    private const string Picture = "a picture, not a table", Spss = "a file of SPSS; save the table as CSV",
        R = "a file of R (RDS or RData); save the table as CSV, as write.csv does", Utf32 = "UTF-32 text; save it as UTF-8",
        Pickle = "a Python pickle, as joblib and pandas write them; save the table as CSV";

    private static readonly byte[] Sas = [0xC2, 0xEA, 0x81, 0x60];

    // What stands in the names or the first texts of a zip archive, and what that is.
    private static readonly (byte[] Part, string Kind)[] Archives =
    [
        ([.. "opendocument.spreadsheet"u8], "an OpenDocument spreadsheet (ODS); save the sheet as CSV"),
        ([.. "word/"u8], "a Word document (DOCX); save the table itself as CSV"),
        ([.. "ppt/"u8], "a PowerPoint presentation (PPTX); save the table itself as CSV"),
        ([.. "xl/"u8], Excel),
        ([.. "[Content_Types].xml"u8], Excel),
        ([.. "/data.pkl"u8], "a model or tensors of PyTorch, not a table; save weights as safetensors, which 'import' reads"),
        ([.. "model.weights.h5"u8], "a model of Keras, not a table; export it as ONNX, which 'import' reads"),
        ([.. ".npy"u8], "an archive of NumPy arrays (npz); save the rows as CSV"),
    ];

    private const string Excel = "an Excel workbook (XLSX); save the sheet as CSV";

    // The first bytes of a format, and what to say of it.
    private static readonly (byte[] Start, string Kind)[] Signatures =
    [
        ([0xFD, .. "7zXZ"u8], "packed with xz; unpack it, or pack it with gzip"),
        ([0x28, 0xB5, 0x2F, 0xFD], "packed with zstd; unpack it, or pack it with gzip"),
        ([.. "7z"u8, 0xBC, 0xAF], "a 7z archive; unpack it and name one of its files"),
        ([0x89, .. "PNG"u8], Picture),
        ([0xFF, 0xD8, 0xFF], Picture),
        ([.. "GIF8"u8], Picture),
        ([.. "%PDF"u8], "a PDF; save the table itself as CSV"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an Excel workbook of the old sort (XLS); save the sheet as CSV"),
        ([0x89, .. "HDF"u8], "an HDF5 file; save the table as CSV"),
        ([0x93, .. "NUMPY"u8], "a NumPy array (npy); save the rows as CSV, as numpy.savetxt does"),
        ([.. "SQLite format 3\0"u8],
            "a SQLite database; the package Downhill.Sqlite reads it (the dotnet tool Downhill.Cli has it), or save the table as CSV"),
        ([.. "ARROW1"u8], "an Arrow file (Feather); the package Downhill.Parquet reads it (the dotnet tool Downhill.Cli has it), "
            + "or save the table as CSV"),
        ([0xFF, 0xFF, 0xFF, 0xFF],
            "a stream of Arrow; the package Downhill.Parquet reads it in a file that ends in .arrows, or save the table as CSV"),
        ([0x1F, 0x8B, 8], "packed with gzip twice; unpack it once"),
        ([.. "Obj\u0001"u8], "an Avro file; save the table as CSV"),
        ([.. "$FL2@(#)"u8], Spss),
        ([.. "$FL3@(#)"u8], Spss),
        ([.. "<stata_dta>"u8], "a file of Stata; save the table as CSV"),
        ([.. "MATLAB 5.0 MAT-file"u8], "a file of MATLAB; save the table as CSV"),
        ([.. "X\n\0\0\0"u8], R),
        ([.. "RDX2\n"u8], R),
        ([.. "RDX3\n"u8], R),
        ([0xFF, 0xFE, 0, 0], Utf32),
        ([0, 0, 0xFE, 0xFF], Utf32),
        ([.. "(lp0\n"u8], Pickle),
        ([.. "(dp0\n"u8], Pickle),
        ([.. "cnumpy."u8], Pickle),
        ([.. "ccopy_reg\n"u8], Pickle),
        ([.. "PAR1"u8], "a Parquet file; the package Downhill.Parquet reads it (the dotnet tool Downhill.Cli has it), or save it as CSV"),
    ];

    /// <summary>A description of the file and what to do; null if it can be text.</summary>
    public static string? KindOf(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("PK\x03\x04"u8))
        {
            foreach ((byte[] part, string kind) in Archives)
            {
                if (start.IndexOf(part) >= 0)
                    return kind;
            }

            return "a zip archive; unpack it and name one of its files";
        }

        if (start.StartsWith("BZh"u8) && start.Length > 3 && start[3] is >= (byte)'1' and <= (byte)'9')
            return "packed with bzip2; unpack it, or pack it with gzip";
        foreach ((byte[] signature, string kind) in Signatures)
        {
            if (start.StartsWith(signature))
                return kind;
        }

        if (start.Length > 1 && start[0] == 0x80 && start[1] is >= 2 and <= 5)
            return Pickle;
        if (start.StartsWith("ORC"u8) && start.Length > 3 && start[3] < (byte)'\t')
            return "an ORC file; save the table as CSV";
        if (start.Length > 16 && start[12..].StartsWith(Sas))
            return "a file of SAS; save the table as CSV";
        if (start.Length > 8 && start[8] == (byte)'{' && start[7] == 0 && start.IndexOf("data_offsets"u8) >= 0)
            return "a model or other tensors (safetensors), not a table; 'inspect' shows what it holds";
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || HasZeros(start, 0)
            || HasZeros(start, 1))
            return "UTF-16 text; save it as UTF-8";
        if (start.Length > 262 && start[257..].StartsWith("ustar"u8))
            return "an archive of files (tar); unpack it and name one of them";
        ReadOnlySpan<byte> text = start.TrimStart(" \t\r\n"u8);
        if (Begins(text, "<!doctype"u8) || Begins(text, "<html"u8) || Begins(text, "<?xml"u8))
            return "a web page or XML; fetch the table itself, or save it as CSV";
        if (text.StartsWith("version https://git-lfs"u8))
            return "a pointer of Git LFS, not the file itself; fetch it with git lfs pull";
        if (Begins(text, "create table "u8) || Begins(text, "insert into "u8) || Begins(text, "begin transaction;"u8))
            return "SQL; save the table as CSV, or name a SQLite database";
        if (IsMarkdown(text))
            return "a table in Markdown; save it as CSV, without bars at the ends and without the line below the names";
        return IsJson(text) ? "JSON; one object a line, in a file that ends in .jsonl, is read, or save it as CSV"
            : IsLibSvm(text) ? "a file of LibSVM's format (label index:value …); save it as CSV with a column for each index"
            : null;
    }

    // The line below the names is of dashes between bars.
    private static bool IsMarkdown(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        if (end < 0 || text[0] != (byte)'|')
            return false;
        ReadOnlySpan<byte> below = text[(end + 1)..];
        end = below.IndexOf((byte)'\n');
        below = (end < 0 ? below : below[..end]).Trim(" \t\r"u8);
        return below.StartsWith("|"u8) && below.IndexOf("--"u8) >= 0 && below.IndexOfAnyExcept("|-: "u8) < 0;
    }

    // Each of the first lines is a label, or several with commas between them, and then pairs of a whole number, or the word qid, and a
    // number; a comment may follow.
    private static bool IsLibSvm(ReadOnlySpan<byte> text)
    {
        int lines = 0, pairs = 0;
        while (!text.IsEmpty && lines < 10)
        {
            int end = text.IndexOf((byte)'\n');
            if (end < 0 && lines > 0)
                break; // cut in two by the end of the first bytes
            ReadOnlySpan<byte> line = (end < 0 ? text : text[..end]).Trim(" \t\r"u8);
            text = end < 0 ? [] : text[(end + 1)..];
            int comment = line.IndexOf((byte)'#');
            line = comment < 0 ? line : line[..comment];
            if (line.IsEmpty)
                continue;
            lines++;
            int word = 0;
            foreach (Range range in line.SplitAny(" \t"u8))
            {
                ReadOnlySpan<byte> one = line[range];
                if (one.IsEmpty)
                    continue;
                int colon = one.IndexOf((byte)':');
                if (word++ == 0 ? !AreLabels(one) : colon <= 0 || !NumberText.TryParse(one[(colon + 1)..], out _)
                    || (!one.StartsWith("qid:"u8) && one[..colon].IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0))
                    return false;
                pairs += colon > 0 ? 1 : 0;
            }
        }

        return pairs > 0;
    }

    private static bool AreLabels(ReadOnlySpan<byte> word)
    {
        foreach (Range range in word.Split((byte)','))
        {
            if (!NumberText.TryParse(word[range], out _))
                return false;
        }

        return true;
    }

    // { "name": …, also within [ ]; or rows in [ ] within [ ].
    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("["u8))
            text = text[1..].TrimStart(" \t\r\n"u8);
        if (text.StartsWith("["u8) && text[1..].TrimStart(" \t\r\n"u8) is [(byte)'"' or (byte)'-' or (>= (byte)'0' and <= (byte)'9'), ..])
            return true;
        return text.StartsWith("{"u8) && text[1..].TrimStart(" \t\r\n"u8).StartsWith("\""u8);
    }

    private static bool Begins(ReadOnlySpan<byte> text, ReadOnlySpan<byte> with) =>
        text.Length >= with.Length && System.Text.Ascii.EqualsIgnoreCase(text[..with.Length], with);

    private static bool HasZeros(ReadOnlySpan<byte> start, int first)
    {
        if (start.Length < 2 * Letters)
            return false;
        for (int i = 0; i < 2 * Letters; i++)
        {
            if (start[i] == 0 != (i % 2 == first))
                return false;
        }

        return true;
    }
}
