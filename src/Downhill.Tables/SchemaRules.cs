namespace Downhill.Tables;

/// <summary>The rules that detect the kind of a column.</summary>
internal static class SchemaRules
{
    // Below so many values, that all are different says nothing.
    private const int FewValues = 20;

    // So few words among many different numbers stand for what is missing, however often they come.
    private const int FewWords = 3;

    // Of numbers in a column without a name, so large a share differs where they name the rows.
    private const double MaxDiffer = 0.9;

    // Text of so many letters on average, or with blanks in most values, is written by people.
    private const double LongText = 24;

    /// <summary>The reason of a column of whole numbers that would not all stay different.</summary>
    public const string LongCodes = "more digits than a number keeps";

    // From it on two whole numbers can be one double.
    private const double FirstInexact = 1L << 53;

    private static readonly string[] IdentifierWords = ["id", "ids", "uuid", "guid", "index", "rowid", "rownumber", "rownum"];

    public static string Name(ColumnKind kind) => kind.ToString().ToLowerInvariant();

    public static ColumnSchema Told(TableColumn column, ColumnKind kind, string? dateFormat, string reason, ColumnEncoding? encoding = null)
    {
        string? format = kind == ColumnKind.Date
            ? DateFormats.Find(column, dateFormat) ?? throw DateFormats.None(column, dateFormat)
            : null;
        if ((kind == ColumnKind.Number || encoding is { TakesNumbers: true }) && FirstNoNumber(column) is int row and >= 0)
            throw NumberErrors.One(column, row, "Correct it, mark it missing", "or do not call the column a number.");
        return new ColumnSchema(column.Name, kind, reason, format, encoding);
    }

    public static ColumnSchema Find(Table table, TableColumn column, string? dateFormat, bool isTarget)
    {
        (ColumnKind kind, string reason, bool mayBeDate) = column.IsNumeric ? Numbers(column) : Texts(table, column, isTarget);
        if (!mayBeDate)
            return new ColumnSchema(column.Name, kind, reason);
        if (DateFormats.Find(column, column.IsNumeric ? null : dateFormat) is string format)
            return new ColumnSchema(column.Name, ColumnKind.Date, $"written as {format}", format);
        if (!isTarget && DateFormats.AmongDates(column, dateFormat, AsCategory(column)) is DownhillException few)
            throw few;
        return new ColumnSchema(column.Name, kind, reason);
    }

    private static (ColumnKind Kind, string Reason, bool MayBeDate) Numbers(TableColumn column)
    {
        if (column.NumberCount == 0)
            return (ColumnKind.Constant, "no value at all", false);
        bool isFlag = true, isWhole = true, counts = column.MissingCount == 0;
        double first = double.NaN, least = double.PositiveInfinity, largest = double.NegativeInfinity;
        for (int row = 0; row < column.Rows; row++)
        {
            double number = column.Number(row);
            if (double.IsNaN(number))
                continue;
            first = double.IsNaN(first) ? number : first;
            (least, largest) = (Math.Min(least, number), Math.Max(largest, number));
            isFlag &= number is 0 or 1;
            isWhole &= number == Math.Floor(number);
            counts &= number == first + row;
        }

        if (isWhole && Math.Max(largest, -least) >= FirstInexact && Codes(column) is ColumnKind code)
            return (code, LongCodes, false);
        if (least == largest && column.MissingCount == 0)
            return (ColumnKind.Constant, $"{NumberText.Format(least)} in every row", false);
        double different = isWhole && column.Rows >= FewValues ? Different(column) / (double)column.NumberCount : 0;
        bool isNamed = IsIdentifierName(column.Name), isNameless = IsNameless(column.Name);
        if (different > 0 && (counts ? isNamed || isNameless : different > (isNamed ? 0.5 : isNameless ? MaxDiffer : 1)))
            return (ColumnKind.Identifier, counts
                ? "counts the rows"
                : $"whole numbers, {(different < 1 ? "nearly all different" : "different in every row")}, "
                    + $"{(isNamed ? "and named so" : "in a first column without a name")}", false);
        if (isFlag && least != largest)
            return (ColumnKind.Boolean, "0 and 1", false);
        string remark = counts && column.Rows >= FewValues ? "numbers that count the rows; drop it if it is an identifier"
            : isNamed && isWhole ? "numbers; drop it if it is an identifier, or keep its rows together in a split by group"
            : "numbers";
        return (ColumnKind.Number, remark, isWhole && column.Rows >= FewValues && least != largest
            && DateFormats.MayBeCompact(least, largest));
    }

    private static (ColumnKind Kind, string Reason, bool MayBeDate) Texts(Table table, TableColumn column, bool isTarget)
    {
        IReadOnlyList<string> distinct = column.Texts.Distinct;
        int known = column.Rows - column.MissingCount, texts = known - column.NumberCount;
        if (distinct.Count == 1 && column.MissingCount == 0)
            return (ColumnKind.Constant, $"{Words.Value(distinct[0])} in every row", false);
        int words = distinct.Count(text => !column.TryNumber(text, out _));
        bool hasCodes = words == 0;
        if (!isTarget && NumberErrors.AreBeyondRange(column))
            throw NumberErrors.AmongNumbers(table, column);
        bool areFew = column.NumberCount * 2L > known
            && (texts == 1 || texts * 20L <= known || (words <= FewWords && distinct.Count - words >= FewValues));
        if (areFew && !hasCodes && !isTarget)
            throw NumberErrors.AmongNumbers(table, column);
        if (!hasCodes && !isTarget && NumberErrors.WrittenOtherwise(column, AsCategory(column)) is DownhillException otherwise)
            throw otherwise;
        if (BooleanWords.Pair(distinct) is (string first, string second))
            return (ColumnKind.Boolean, $"{first} and {second}", false);
        if (known >= FewValues && distinct.Count * 2L > known)
        {
            bool isText = distinct.Average(text => text.Length) >= LongText
                || distinct.Count(text => text.Contains(' ')) * 2 > distinct.Count;
            string many = distinct.Count == known ? "different in every row" : $"{distinct.Count:N0} different values in {known:N0} rows";
            return (isText ? ColumnKind.Text : ColumnKind.Identifier, many, true);
        }

        return (ColumnKind.Category, hasCodes ? "numbers with zeros before them" : "names", true);
    }

    private static ErrorText AsCategory(TableColumn column) =>
        ErrorText.Of($"or make the column a category{new Hint(Setting.Category, column.Name)}");

    private static int FirstNoNumber(TableColumn column)
    {
        for (int row = Math.Max(column.FirstText, 0); !column.IsNumeric && row < column.Rows; row++)
        {
            if (!column.IsMissing(row) && !column.TryNumber(column.Text(row), out _))
                return row;
        }

        return -1;
    }

    // What long whole numbers are where two that are written otherwise are one double: names, of which nothing may be lost.
    private static ColumnKind? Codes(TableColumn column)
    {
        if (!column.HasNames)
            return ColumnKind.Identifier;
        int names = column.Names.Distinct.Count;
        var different = column.Names.Distinct.Select(Digits).ToHashSet();
        if (different.Contains(string.Empty) || different.Count == Different(column))
            return null;
        return column.NumberCount >= FewValues && names * 2L > column.NumberCount ? ColumnKind.Identifier : ColumnKind.Category;
    }

    // Of a whole number, also where a program wrote it as 12.0; empty where it is written otherwise.
    private static string Digits(string name)
    {
        ReadOnlySpan<char> digits = name.AsSpan().TrimStart('+');
        int point = digits.IndexOf('.');
        if (point > 0 && digits[(point + 1)..].IndexOfAnyExcept('0') < 0)
            digits = digits[..point];
        return digits.TrimStart('-').IndexOfAnyExceptInRange('0', '9') < 0 ? digits.ToString() : string.Empty;
    }

    private static int Different(TableColumn column)
    {
        var seen = new HashSet<double>();
        for (int row = 0; row < column.Rows; row++)
        {
            if (!column.IsMissing(row))
                seen.Add(column.Number(row));
        }

        return seen.Count;
    }

    // As a spreadsheet's row numbers have, and the first column of a file without names.
    private static bool IsNameless(string name) => name is "column1" || name.StartsWith("Unnamed", StringComparison.Ordinal);

    // The last word of the name, as in customer_id and PassengerId.
    private static bool IsIdentifierName(string name)
    {
        int start = name.Length;
        while (start > 0 && char.IsLetter(name[start - 1])
            && (start == name.Length || !(char.IsUpper(name[start]) && char.IsLower(name[start - 1]))))
            start--;
        return IdentifierWords.Contains(name[start..], StringComparer.OrdinalIgnoreCase);
    }
}
