using System.Collections.Immutable;

namespace Downhill.Tables;

/// <summary>Rows for a model, value by value: their raw numbers, and which values the training had not seen.</summary>
internal sealed class PredictorRows(ModelValues values)
{
    private readonly List<(int Row, string Column)> unseen = [];
    private double[] raw = new double[values.Columns];

    /// <summary>The number of started rows.</summary>
    public int Count { get; private set; }

    /// <summary>The raw numbers, row by row.</summary>
    public double[] Raw => raw.Length == Count * values.Columns ? raw : raw[..(Count * values.Columns)];

    /// <summary>Starts a row.</summary>
    public void Start()
    {
        if (++Count * values.Columns > raw.Length)
            Array.Resize(ref raw, raw.Length * 2);
    }

    /// <summary>A number of the row last started.</summary>
    public void Set(int column, double number)
    {
        Row[column] = values.Read(column, number, Count, out bool isUnseen);
        if (isUnseen)
            AddUnseen(column);
    }

    /// <summary>A value of the row last started, as it would stand in a table.</summary>
    public void Set(int column, string text)
    {
        Row[column] = values.Read(column, text.Trim(), Count, out bool isUnseen);
        if (isUnseen)
            AddUnseen(column);
    }

    /// <summary>A missing value of the row last started.</summary>
    public void SetMissing(int column) => Row[column] = values.Missing(column, Count);

    /// <summary>A value of any type that a table holds.</summary>
    public void Set(int column, string name, object? value)
    {
        if (value is null)
            SetMissing(column);
        else if (value is double number)
            Set(column, number);
        else if (RowTable.Text(value, "data", Count, name) is string text)
            Set(column, text);
        else
            SetMissing(column);
    }

    /// <summary>The columns of a row, counted from 0, whose values the training had not seen.</summary>
    public ImmutableArray<string> Unseen(int row) => unseen.Count == 0
        ? []
        : [.. unseen.Where(entry => entry.Row == row + 1).Select(entry => entry.Column)];

    private Span<double> Row => raw.AsSpan((Count - 1) * values.Columns, values.Columns);

    private void AddUnseen(int column) => unseen.Add((Count, values.Name(column)));
}
