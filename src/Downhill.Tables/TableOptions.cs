namespace Downhill.Tables;

/// <summary>How the text of a table is to be read; what is not told is found out from its first lines.</summary>
public sealed record TableOptions
{
    /// <summary>Stands for runs of spaces and tabs as <see cref="Separator"/>.</summary>
    public const char Spaces = ' ';

    /// <summary>What stands between two values of a row; <see cref="Spaces"/> for runs of spaces; null to find out.</summary>
    public char? Separator { get; init; }

    /// <summary>What stands around a value that contains the separator; null to find out which of " and '.</summary>
    public char? Quote { get; init; }

    /// <summary>What a comment line starts with, wherever it stands; null for # above the first row only.</summary>
    public char? Comment { get; init; }

    /// <summary>Whether the first line names the columns; null to find out.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>The names of the columns, instead of those in the file; null for the file's.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>How many lines at the start are no part of the table.</summary>
    public int SkipLines { get; init; }

    /// <summary>
    /// Whether rows with another number of values than there are columns are left out and counted; otherwise they are an error.
    /// </summary>
    public bool SkipBadRows { get; init; }

    /// <summary>Whether numbers have a comma where others have a point.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>
    /// Whether numbers may be written as amounts: with a sign of currency or a percent sign, and with commas (points, where
    /// <see cref="DecimalComma"/> is set), blanks or apostrophes between thousands.
    /// </summary>
    public bool Amounts { get; init; }

    /// <summary>What stands for a missing value besides the usual marks: nothing, ?, NA, N/A, NaN, null.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Whether <see cref="Missing"/> stands instead of the usual marks.</summary>
    public bool MissingOnly { get; init; }

    /// <summary>The query that gives the rows, where the file is a database; null for its one table.</summary>
    public string? Query { get; init; }

    /// <summary>When two values of a category, a class, a group or an identifier are the same one.</summary>
    public ValueIdentity Identity { get; init; }

    /// <summary>
    /// Whether every number can be written out as it stands, however many spellings there are; otherwise a column of more than 65,536
    /// spellings that are not the shortest keeps the numbers alone.
    /// </summary>
    public bool KeepsSpelling { get; init; }

    /// <summary>
    /// What of this a model must know to read other tables as it read this one; null where values are told apart by number, as in version
    /// 0.1.0.
    /// </summary>
    internal TableReading? Reading => Identity == ValueIdentity.Number ? null : new TableReading(DecimalComma, Amounts, MissingOnly);

    /// <summary>
    /// The same options, read as the table was from which a model learned: its decimal mark, amounts, missing marks and identity count,
    /// besides what is told here.
    /// </summary>
    public TableOptions ReadLike(Preprocessing preprocessing)
    {
        TableReading reading = preprocessing.Reading ?? new TableReading();
        return this with
        {
            DecimalComma = DecimalComma || reading.DecimalComma,
            Amounts = Amounts || reading.Amounts,
            MissingOnly = MissingOnly || reading.MissingOnly,
            Missing = [.. Missing, .. preprocessing.Missing ?? []],
            Identity = preprocessing.Reading is null ? ValueIdentity.Number : ValueIdentity.Text,
        };
    }

    /// <summary>Told from time to time how far reading is.</summary>
    public IProgress<TableProgress>? Progress { get; init; }
}

/// <summary>How far reading a table is.</summary>
/// <param name="Name">The file that is being read.</param>
/// <param name="Rows">How many rows have been read.</param>
/// <param name="Bytes">How many bytes of the file have been read.</param>
/// <param name="Length">How many bytes the file has; null where that is unknown.</param>
public readonly record struct TableProgress(string Name, int Rows, long Bytes, long? Length);

/// <summary>How a table turned out to be written.</summary>
/// <param name="Separator">What stands between two values; <see cref="TableOptions.Spaces"/> for runs of spaces.</param>
/// <param name="Quote">What stands around values.</param>
/// <param name="HasHeader">Whether its first line names the columns.</param>
/// <param name="SkippedLines">How many lines above it are comments or were to be skipped.</param>
/// <param name="IsArff">Whether it is an ARFF file, which says itself what its columns are.</param>
/// <param name="IsText">Whether it is text with separators; JSON lines, Parquet, a database and a program's records are not.</param>
public sealed record TableFormat(
    char Separator, char Quote, bool HasHeader, int SkippedLines, bool IsArff = false, bool IsText = true);
