namespace Downhill.Tables;

/// <summary>The file and the line of each row, stored only for a row that does not start on the line after the previous one.</summary>
internal sealed class RowPlaces
{
    private readonly List<string> files = [];
    private readonly List<int> fileStarts = [], rows = [], lines = [];
    private int count;
    private int expected;

    public void StartFile(string name)
    {
        files.Add(name);
        fileStarts.Add(count);
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

    public int Line(int row)
    {
        int at = LastUpTo(rows, row);
        return lines[at] + row - rows[at];
    }

    public string File(int row) => files[LastUpTo(fileStarts, row)];

    private static int LastUpTo(List<int> starts, int row)
    {
        int at = starts.BinarySearch(row);
        if (at < 0)
            return ~at - 1;
        while (at + 1 < starts.Count && starts[at + 1] == row) // files without rows start where the next one does
            at++;
        return at;
    }
}
