namespace Downhill.Tables;

/// <summary>The rules by which a column's kind is found.</summary>
internal static class SchemaRules
{
    // Below so many values, that all are different says nothing.
    private const int FewValues = 20;

    // Text of so many letters on average, or with blanks in most values, is written by people.
    private const double LongText = 24;

    private static readonly (string First, string Second)[] Pairs =
        [("no", "yes"), ("n", "y"), ("false", "true"), ("f", "t"), ("off", "on")];

    private static readonly string[] IdentifierWords = ["id", "ids", "uuid", "guid", "index", "rowid", "rownumber", "rownum"];

    public static string Name(ColumnKind kind) => kind.ToString().ToLowerInvariant();

    public static ColumnSchema Told(TableColumn column, ColumnKind kind, string? dateFormat)
    {
        string? format = kind == ColumnKind.Date ? DateFormats.Find(column, dateFormat) ?? throw DateFormats.None(column, dateFormat) : null;
        if (kind == ColumnKind.Number && FirstNoNumber(column) is int row and >= 0)
            throw NotNumbers.One(column, row, "Correct it, mark it missing", "or do not call the column a number.");
        return new ColumnSchema(column.Name, kind, "as told", format);
    }

    public static ColumnSchema Find(Table table, TableColumn column, string? dateFormat, bool isTarget)
    {
        (ColumnKind kind, string reason) = column.IsNumeric ? Numbers(column) : Texts(table, column, isTarget);
        if (column.IsNumeric || kind is ColumnKind.Constant || DateFormats.Find(column, dateFormat) is not string format)
            return new ColumnSchema(column.Name, kind, reason);
        return new ColumnSchema(column.Name, ColumnKind.Date, $"written as {format}", format);
    }

    private static (ColumnKind Kind, string Reason) Numbers(TableColumn column)
    {
        if (column.NumberCount == 0)
            return (ColumnKind.Constant, "no value at all");
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

        if (least == largest && column.MissingCount == 0)
            return (ColumnKind.Constant, $"{NumberText.Format(least)} in every row");
        if (isWhole && column.Rows >= FewValues && IsIdentifierName(column.Name) && (counts || AreDifferent(column)))
            return (ColumnKind.Identifier, counts ? "counts the rows" : "different in every row, and named so");
        if (isFlag && least != largest)
            return (ColumnKind.Boolean, "0 and 1");
        return (ColumnKind.Number, counts && column.Rows >= FewValues ? "numbers that count the rows; drop it if it is an identifier" : "numbers");
    }

    private static (ColumnKind Kind, string Reason) Texts(Table table, TableColumn column, bool isTarget)
    {
        IReadOnlyList<string> distinct = column.Texts.Distinct;
        int known = column.Rows - column.MissingCount, texts = known - column.NumberCount;
        if (distinct.Count == 1 && column.MissingCount == 0)
            return (ColumnKind.Constant, $"{Words.Value(distinct[0])} in every row");
        bool areFew = column.NumberCount * 2L > known && (texts == 1 || texts * 20L <= known);
        bool hasCodes = distinct.All(text => NumberText.TryParse(text, out _));
        if (areFew && !hasCodes && !isTarget)
            throw NotNumbers.AmongNumbers(table, column);
        if (!isTarget && distinct.All(IsNumberWithComma) && !hasCodes)
            throw NotNumbers.Commas(column);
        if (Pair(distinct) is not null)
            return (ColumnKind.Boolean, $"{distinct[0]} and {distinct[1]}");
        if (known >= FewValues && distinct.Count * 2L > known)
        {
            bool isText = distinct.Average(text => text.Length) >= LongText || distinct.Count(text => text.Contains(' ')) * 2 > distinct.Count;
            string many = distinct.Count == known ? "different in every row" : $"{distinct.Count:N0} different values in {known:N0} rows";
            return (isText ? ColumnKind.Text : ColumnKind.Identifier, many);
        }

        return (ColumnKind.Category, hasCodes ? "numbers with zeros before them" : "names");
    }

    /// <summary>The two values in order where they are a known pair, such as no and yes.</summary>
    public static (string First, string Second)? Pair(IReadOnlyList<string> distinct)
    {
        if (distinct.Count != 2)
            return null;
        foreach ((string first, string second) in Pairs)
        {
            for (int i = 0; i < 2; i++)
            {
                if (distinct[i].Equals(first, StringComparison.OrdinalIgnoreCase) && distinct[1 - i].Equals(second, StringComparison.OrdinalIgnoreCase))
                    return (distinct[i], distinct[1 - i]);
            }
        }

        return null;
    }

    private static bool IsNumberWithComma(string text)
    {
        byte[] utf8 = System.Text.Encoding.UTF8.GetBytes(text);
        return NumberText.TryParseWithComma(utf8, out _) || NumberText.TryParse(utf8, out _);
    }

    private static int FirstNoNumber(TableColumn column)
    {
        for (int row = Math.Max(column.FirstText, 0); !column.IsNumeric && row < column.Rows; row++)
        {
            if (!column.IsMissing(row) && !NumberText.TryParse(column.Text(row), out _))
                return row;
        }

        return -1;
    }

    private static bool AreDifferent(TableColumn column)
    {
        var seen = new HashSet<double>();
        for (int row = 0; row < column.Rows; row++)
        {
            if (!seen.Add(column.Number(row)))
                return false;
        }

        return true;
    }

    // The last word of the name, as in customer_id and PassengerId; or no name at all, as a spreadsheet's row numbers have.
    private static bool IsIdentifierName(string name)
    {
        int start = name.Length;
        while (start > 0 && char.IsLetter(name[start - 1]) && (start == name.Length || !(char.IsUpper(name[start]) && char.IsLower(name[start - 1]))))
            start--;
        return IdentifierWords.Contains(name[start..], StringComparer.OrdinalIgnoreCase) || name is "column1" || name.StartsWith("Unnamed", StringComparison.Ordinal);
    }
}
