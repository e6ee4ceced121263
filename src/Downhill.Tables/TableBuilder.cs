using System.Collections.Immutable;

namespace Downhill.Tables;

/// <summary>Collects the rows of one file after the other into columns.</summary>
internal sealed class TableBuilder(TableOptions options)
{
    private const int RowsBetweenReports = 1 << 14;

    // So many numbers in their places make a line a row.
    private const int NumbersOfRow = 2;

    private readonly RowPlaces places = new();
    private readonly MissingMarks missing = new(options.Missing, options.MissingOnly);
    private ColumnBuilder[] columns = [];
    private bool[] isNameless = [];
    private byte[][] namesRead = []; // as the header has them
    private string name = string.Empty;
    private TableFormat? format;
    private ImmutableArray<DeclaredColumn> declared = [];
    private readonly List<BadRow> badRows = [];
    private int rows, files;

    public void Read(Stream stream, string file)
    {
        using var text = new TableText(stream, file, options);
        if (!text.Next())
            throw new DownhillException($"{file} is empty; expected a line of column names and rows of values.");
        string[]? header = text.NamesAbove ?? (text.Format.HasHeader ? Names(text, file) : null);
        Start(text, file, header);
        places.StartFile(file);
        long blank = 0;
        for (bool isRow = header is null || text.NamesAbove is not null || text.Next(); isRow; isRow = text.Next())
        {
            if (text.IsBlank)
                blank = blank == 0 ? text.Line : blank;
            else if (blank == 0 || options.SkipBadRows)
                Add(text, file);
            else
                throw new DownhillException(
                    $"{file} line {blank} is blank, but line {text.Line} has a row; delete the blank line, "
                        + $"or leave such lines out{new Hint(Setting.BadRows, "skip")}.");
            if (options.Progress is not null && rows % RowsBetweenReports == 0)
                Report(stream, file);
        }

        Report(stream, file);
    }

    public Table Build()
    {
        if (rows == 0)
        {
            throw new DownhillException(badRows.Count > 0
                ? $"{name}: all {badRows.Count:N0} rows are bad; the first is {badRows[0].Place.File} line {badRows[0].Place.Line}."
                : $"{name} has a header but no rows; expected at least one row of values.");
        }

        ImmutableArray<TableColumn> built = [.. columns.Select(column => column.Build(places))];
        ImmutableArray<TableColumn> used = [.. built.Where((column, place) => !isNameless[place] || column.MissingCount < rows)];
        return new Table(files == 1 ? name : $"{name} and {Words.Count(files - 1, "more file")}", rows, used.IsEmpty ? built : used,
            format!)
        {
            BadRowPlaces = [.. badRows],
            EmptyColumns = used.IsEmpty ? 0 : built.Length - used.Length,
            Options = options,
            Declared = RequireDeclared(built),
        };
    }

    // By the names that the columns have now, which the options may have changed.
    private Dictionary<string, DeclaredColumn> RequireDeclared(ImmutableArray<TableColumn> built)
    {
        var byName = new Dictionary<string, DeclaredColumn>(declared.Length);
        for (int place = 0; place < declared.Length; place++)
        {
            TableColumn column = built[place];
            byName.Add(column.Name, declared[place]);
            if (declared[place].Values.IsEmpty)
                continue;
            var known = declared[place].Values.ToHashSet();
            TextValues names = column.Names;
            if (names.Distinct.FirstOrDefault(value => !known.Contains(value)) is string other)
            {
                int row = Enumerable.Range(0, column.Rows).First(row => column.Text(row) == other);
                throw new DownhillException(
                    $"{column.PlaceOf(row)}: {Words.Value(other)} is not one of the values in the header "
                        + $"({Words.List(declared[place].Values, 10)}); correct the row, or the header.");
            }
        }

        return byName;
    }

    private void Add(TableText text, string file)
    {
        LeaveOutTrailing(text);
        bool isHeader = IsHeader(text), holdsRows = text.HoldsLines && (text.HoldsRows || HidesRow(text));
        if (isHeader || holdsRows || text.IsBroken || (text.Count != columns.Length && !HasEmptyRest(text)))
        {
            if (!options.SkipBadRows)
                throw isHeader ? Repeated(text, file) : holdsRows ? Swallowing(text, file) : Ragged(text, file);
            badRows.Add(new BadRow(rows, new RowPlace(file, (int)text.Line)));
            text.ReadLinesAgain();
            return;
        }

        for (int column = 0; column < columns.Length; column++)
        {
            if (!columns[column].TryAdd(text[column], text.IsQuoted(column)))
                throw Utf8Text.Invalid($"{file} line {text.Line}: the value in column {Words.Column(columns[column].Name)}", text[column]);
        }

        places.Add(text.Line);
        rows++;
    }

    private void Start(TableText text, string file, string[]? header)
    {
        files++;
        string place = $"{file} line {text.Line}";
        if (format is not null)
        {
            RequireSame(place, header ?? [], text.Count);
            return;
        }

        name = file;
        format = text.Format;
        declared = text.Declared;
        namesRead = text.Format.HasHeader ? [.. (header ?? []).Select(System.Text.Encoding.UTF8.GetBytes)] : [];
        ImmutableArray<string> own = options.Columns is { } given
            ? Header.Check(null, given)
            : header is null ? Header.Names(text.Count) : Header.Check(place, header);
        int width = text.Declared.IsEmpty ? text.Count : text.Declared.Length;
        if (own.Length != width)
            throw new DownhillException(
                $"{place} has {Words.Count(width, "value")}, but names are given for {Words.Count(own.Length, "column")}; "
                    + $"name each one{new Hint(Setting.Columns)}.");
        columns = [.. own.Select(column => new ColumnBuilder(column, missing, options))];
        isNameless = [.. Enumerable.Range(0, columns.Length).Select(column => options.Columns is null && header?[column].Length == 0)];
    }

    // Files that were put one below the other have their names once more.
    private bool IsHeader(TableText text)
    {
        if (namesRead.Length < 2 || text.Count != namesRead.Length)
            return false;
        for (int column = 0; column < namesRead.Length; column++)
        {
            if (!text[column].SequenceEqual(namesRead[column]))
                return false;
        }

        return true;
    }

    // A quote that opens in one row and closes in the next: each of the two lines has as many separators as a row, and numbers stand where
    // the column has numbers. Two of them are hardly chance.
    private bool HidesRow(TableText text)
    {
        if (text.Count != columns.Length)
            return false;
        for (int column = 0; column < columns.Length; column++)
        {
            ReadOnlySpan<byte> value = text[column];
            int end = value.IndexOf((byte)'\n');
            if (end >= 0)
                return NumbersIn(value[..end], column, columns.Length - 1) is int first
                    && NumbersIn(value[(end + 1)..], 0, column) is int last && first + last >= NumbersOfRow;
        }

        return false;

        // The values of these columns, of which the first or the last is cut by a quote; null if they are others.
        int? NumbersIn(ReadOnlySpan<byte> line, int from, int to)
        {
            byte separator = (byte)text.Format.Separator;
            if (line.Count(separator) != to - from)
                return null;
            int numbers = 0, at = from;
            foreach (Range range in line.Split(separator))
            {
                if (columns[at++].IsNumberHere(line[range].Trim(" \t\r"u8)) is not bool isNumber)
                    return null;
                numbers += isNumber ? 1 : 0;
            }

            return numbers;
        }
    }

    // Separators at the end of the header alone name no columns either.
    private void LeaveOutTrailing(TableText text)
    {
        if (rows > 0 || badRows.Count > 0 || text.Count >= columns.Length || Array.IndexOf(isNameless, false, text.Count) >= 0)
            return;
        (columns, isNameless) = (columns[..text.Count], isNameless[..text.Count]);
    }

    // Separators at the line's end add nothing.
    private bool HasEmptyRest(TableText text)
    {
        for (int column = columns.Length; column < text.Count; column++)
        {
            if (!text[column].IsEmpty)
                return false;
        }

        return text.Count > columns.Length;
    }

    private void RequireSame(string place, string[] header, int count)
    {
        if (count != columns.Length)
            throw new DownhillException(
                $"{place} has {Words.Count(count, "column")}, but {name} has {columns.Length:N0}; "
                    + $"files that are read together need the same columns.");
        for (int column = 0; column < header.Length && options.Columns is null; column++)
        {
            string own = header[column];
            if (own.Length > 0 && own != columns[column].Name)
                throw new DownhillException(
                    $"{place}: column {column + 1} is {Words.Column(own)}, but {Words.Column(columns[column].Name)} in {name}; "
                        + $"files that are read together need the same columns in the same order.");
        }
    }

    private static string[] Names(TableText text, string file)
    {
        var names = new string[text.Count];
        for (int column = 0; column < names.Length; column++)
        {
            names[column] = Utf8Text.TryDecode(text[column], out string? decoded)
                ? decoded.Trim()
                : throw Utf8Text.Invalid($"{file} line {text.Line}: the name of column {column + 1}", text[column]);
        }

        return names;
    }

    private static DownhillException Repeated(TableText text, string file) => new(
        $"{file} line {text.Line} holds the names of the columns once more; delete it, "
            + $"or leave such lines out{new Hint(Setting.BadRows, "skip")}.");

    private static DownhillException Swallowing(TableText text, string file) => new(
        $"{file} line {text.Line}: a value in quotes goes on over several lines that look like rows, so a quote is probably missing, or "
            + $"there is one too many. Correct it, or let these lines be rows and leave this one out{new Hint(Setting.BadRows, "skip")}.");

    private DownhillException Ragged(TableText text, string file)
    {
        string expected = format!.HasHeader ? "one for each column of the header" : "as on the first line";
        string quote = text.Count > columns.Length ? " A value that contains the separator needs quotes." : string.Empty;
        int above = (int)text.Line - 1;
        bool isFirst = rows + (format.HasHeader ? 1 : 0) == 1;
        var skip = new Hint(Setting.SkipLines, $"{above}");
        ErrorText start = isFirst && format.HasHeader && text.Count == columns.Length + 1
            ? ErrorText.Of($" If rows begin with a name that the header leaves out, or end with a separator, "
                + $"name all columns{skip}{new Hint(Setting.Header, "false")}{new Hint(Setting.Columns)}.")
            : isFirst ? ErrorText.Of($" If the table starts here, leave the {(above == 1 ? "line" : "lines")} above it out{skip}.")
            : text.Count == 1 && text[0].StartsWith("#"u8) ? ErrorText.Of($" If it is a comment, say so{new Hint(Setting.Comment, "#")}.")
            : ErrorText.None;
        return new DownhillException(
            $"{file} line {text.Line} has {Words.Count(text.Count, "value")}; expected {columns.Length:N0}, "
                + $"{expected}.{quote}{start} Such rows can be left out{new Hint(Setting.BadRows, "skip")}.");
    }

    private void Report(Stream stream, string file) => options.Progress?.Report(
        new TableProgress(file, rows, stream.CanSeek ? stream.Position : 0, stream.CanSeek ? stream.Length : null));
}
