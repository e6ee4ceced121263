namespace Downhill.Tables;

/// <summary>The line of the file on which each row starts, kept only where a row does not start on the line after the one before it.</summary>
internal sealed class LineIndex
{
    private readonly List<int> rows = [];
    private readonly List<int> lines = [];
    private int count;
    private int expected;

    public int this[int row]
    {
        get
        {
            int at = rows.BinarySearch(row);
            at = at < 0 ? ~at - 1 : at;
            return lines[at] + row - rows[at];
        }
    }

    public void Add(long line)
    {
        if (count == 0 || line != expected)
        {
            rows.Add(count);
            lines.Add((int)line);
        }

        expected = (int)line + 1;
        count++;
    }
}
