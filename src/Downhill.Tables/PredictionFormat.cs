namespace Downhill.Tables;

/// <summary>The format of a file of predictions, which its ending tells.</summary>
internal static class PredictionFormat
{
    private const string Packed = ".gz";

    /// <summary>Endings of formats that a package writes.</summary>
    internal static readonly string[] OfPackages = [".parquet", ".pq", ".arrow", ".feather", ".ipc", ".arrows"];

    // What reading knows but nothing writes: CSV under such a name would mislead.
    private static readonly (string Name, string[] Endings)[] Unwritten =
    [
        ("an SQLite database, which the package Downhill.Sqlite only reads", [".db", ".sqlite", ".sqlite3"]),
        ("a zip archive", [".zip"]),
        ("a 7z archive", [".7z"]),
        ("an archive of files", [".tar", ".tgz"]),
        ("bzip2", [".bz2"]),
        ("xz", [".xz"]),
        ("zstd", [".zst"]),
        ("an Excel workbook", [".xlsx", ".xlsm", ".xlsb", ".xls"]),
        ("an OpenDocument spreadsheet", [".ods"]),
        ("a Word document", [".docx"]),
        ("a PowerPoint presentation", [".pptx"]),
        ("a PDF", [".pdf"]),
        ("JSON", [".json"]),
        ("ARFF", [".arff"]),
        ("a web page or XML", [".html", ".htm", ".xml"]),
        ("Markdown", [".md"]),
        ("SQL", [".sql"]),
        ("a file of LibSVM's format", [".libsvm", ".svmlight"]),
        ("a picture", [".png", ".jpg", ".jpeg", ".gif", ".bmp"]),
        ("a NumPy array", [".npy", ".npz"]),
        ("a Python pickle", [".pkl", ".pickle", ".joblib"]),
        ("an HDF5 file", [".h5", ".hdf5"]),
        ("safetensors", [".safetensors"]),
        ("an ORC file", [".orc"]),
        ("an Avro file", [".avro"]),
        ("a file of R", [".rds", ".rda", ".rdata"]),
        ("a file of SPSS", [".sav", ".zsav"]),
        ("a file of Stata", [".dta"]),
        ("a file of MATLAB", [".mat"]),
        ("a file of SAS", [".sas7bdat"]),
    ];

    /// <summary>Whether a file is packed with gzip.</summary>
    public static bool IsPacked(string path) => path.EndsWith(Packed, StringComparison.OrdinalIgnoreCase);

    /// <summary>The path without the ending of a packed file.</summary>
    public static string Plain(string path) => IsPacked(path) ? path[..^Packed.Length] : path;

    /// <summary>Throws if the ending is that of a format that cannot be written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">The registered format with the ending of the plain path; null if there is none.</param>
    /// <exception cref="DownhillException">It is.</exception>
    public static void Require(string path, TableFileFormat? format)
    {
        string ending = Path.GetExtension(Plain(path)).ToLowerInvariant();
        string? unwritten = Array.Find(Unwritten, one => one.Endings.Contains(ending)).Name;
        if (unwritten is not null || format is { Write: null })
            throw new DownhillException($"{path}: predictions cannot be written as {unwritten ?? format!.Name}; use a name that ends in "
                + $".csv, .csv.gz or .jsonl{new Hint(Setting.Out)}.");
        if (format is null && OfPackages.Contains(ending))
            throw new DownhillException(
                $"{path}: this program cannot write {ending[1..]}; the package Downhill.Parquet writes it (the dotnet tool Downhill.Cli "
                    + $"has it), or use a name that ends in .csv or .jsonl{new Hint(Setting.Out)}.");
        if (IsPacked(path) && OfPackages.Contains(ending))
            throw new DownhillException(
                $"{path}: only text is packed with gzip; use a name that ends in {ending}{new Hint(Setting.Out)}.");
    }
}
