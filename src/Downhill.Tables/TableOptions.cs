namespace Downhill.Tables;

/// <summary>Options for reading the text of a table; what is null is detected from its first lines.</summary>
public sealed record TableOptions
{
    /// <summary>Stands for runs of spaces and tabs as <see cref="Separator"/>.</summary>
    public const char Spaces = ' ';

    /// <summary>The separator between values; <see cref="Spaces"/> for runs of spaces; null to detect it.</summary>
    public char? Separator { get; init; }

    /// <summary>The quote around values that contain the separator; null to detect " or '.</summary>
    public char? Quote { get; init; }

    /// <summary>The first character of comment lines, which can be anywhere; null for # above the first row only.</summary>
    public char? Comment { get; init; }

    /// <summary>Whether the first line has the names of the columns; null to detect it.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>The names of the columns, instead of those in the file; null for the file's.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The number of lines to skip at the start.</summary>
    public int SkipLines { get; init; }

    /// <summary>Whether rows with a wrong number of values are left out and counted; otherwise they are an error.</summary>
    public bool SkipBadRows { get; init; }

    /// <summary>Whether the decimal mark is a comma.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>
    /// Whether numbers may be written as amounts: with a currency or percent sign, and with thousands separators (commas, or points if <see
    /// cref="DecimalComma"/> is set, spaces or apostrophes).
    /// </summary>
    public bool Amounts { get; init; }

    /// <summary>The marks of missing values besides the standard ones: an empty value, ?, NA, N/A, NaN, null.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Whether <see cref="Missing"/> replaces the standard marks.</summary>
    public bool MissingOnly { get; init; }

    /// <summary>The query for the rows if the file is a database; null for its only table.</summary>
    public string? Query { get; init; }

    /// <summary>When two values of a category, a class, a group or an identifier are the same.</summary>
    public ValueIdentity Identity { get; init; }

    /// <summary>
    /// Whether every number can be written out as it stands, however many spellings there are; otherwise a column of more than 65,536
    /// spellings that are not the shortest keeps the numbers alone.
    /// </summary>
    public bool KeepsSpelling { get; init; }

    /// <summary>
    /// What of this a model must know to read other tables as it read this one; null if values are told apart by number, as in version
    /// 0.1.0.
    /// </summary>
    internal TableReading? Reading => Identity == ValueIdentity.Number ? null : new TableReading(DecimalComma, Amounts, MissingOnly);

    /// <summary>
    /// The options for reading a table like the training table of a model: with its decimal mark, amounts, missing marks and identity in
    /// addition to these options.
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

    /// <summary>Receives the progress of reading.</summary>
    public IProgress<TableProgress>? Progress { get; init; }
}

/// <summary>The progress of reading a table.</summary>
/// <param name="Name">The file that is being read.</param>
/// <param name="Rows">The number of rows read so far.</param>
/// <param name="Bytes">The number of bytes of the file read so far.</param>
/// <param name="Length">The size of the file in bytes; null if it is unknown.</param>
public readonly record struct TableProgress(string Name, int Rows, long Bytes, long? Length);

/// <summary>The detected format of a table.</summary>
/// <param name="Separator">The separator of values; <see cref="TableOptions.Spaces"/> for runs of spaces.</param>
/// <param name="Quote">The quote around values.</param>
/// <param name="HasHeader">Whether its first line names the columns.</param>
/// <param name="SkippedLines">The number of comments and skipped lines above it.</param>
/// <param name="IsArff">Whether it is an ARFF file, which declares its columns.</param>
/// <param name="IsText">Whether it is text with separators; JSON lines, Parquet, a database and a program's records are not.</param>
public sealed record TableFormat(
    char Separator, char Quote, bool HasHeader, int SkippedLines, bool IsArff = false, bool IsText = true);
