namespace Downhill.Serving;

/// <summary>The rows of a request as raw numbers, and which of their values the training had not seen.</summary>
internal sealed class JsonRows(int columns)
{
    private double[] raw = new double[columns];
    private List<(int Row, string Column)>? unseen;

    public int Count { get; private set; }

    /// <summary>The numbers, row by row.</summary>
    public double[] Raw => raw.Length == Count * columns ? raw : raw[..(Count * columns)];

    public Span<double> Add()
    {
        if (++Count * columns > raw.Length)
            Array.Resize(ref raw, raw.Length * 2);
        return raw.AsSpan((Count - 1) * columns, columns);
    }

    public void AddUnseen(string column) => (unseen ??= []).Add((Count - 1, column));

    public IEnumerable<string> Unseen(int row) => unseen is null ? [] : unseen.Where(entry => entry.Row == row).Select(entry => entry.Column);
}
