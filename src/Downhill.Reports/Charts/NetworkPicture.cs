namespace Downhill.Reports;

/// <summary>Lays out the drawing of a network: a column shows a limited number of units, the others are folded.</summary>
internal static class NetworkPicture
{
    private const int MaxUnits = 12, FirstUnits = 6, LastUnits = 3;
    private const double ColumnWidth = 130, Left = 60, Top = 34, UnitGap = 26, Radius = 8, Bottom = 46;

    /// <summary>The drawing.</summary>
    public static Drawing Draw(NetworkDrawing network)
    {
        int[][] units = [.. network.Columns.Select(column => Shown(column.Units))];
        double height = units.Max(column => Rows(column)) * UnitGap;
        var drawing = new Drawing(0, (2 * Left) + ((network.Columns.Length - 1) * ColumnWidth), Top + height + Bottom);
        for (int column = 1; column < network.Columns.Length; column++)
            Lines(drawing, network.Columns[column], network.Columns[column - 1].Units, column, units, height);
        for (int column = 0; column < units.Length; column++)
            Units(drawing, network.Columns[column], column, units[column], height);
        return drawing;
    }

    private static void Lines(Drawing drawing, NetworkColumn to, int before, int column, int[][] units, double height)
    {
        double largest = Math.Max(double.Epsilon, to.Weights?.Select(Math.Abs).DefaultIfEmpty(0).Max() ?? 0);
        foreach (int i in units[column - 1])
        {
            foreach (int j in units[column])
            {
                double weight = to.Weights is { } weights && weights.Length == before * to.Units ? weights[(i * to.Units) + j] : 0;
                double share = Math.Abs(weight) / largest;
                (double x1, double y1, double x2, double y2) =
                    (X(column - 1) + Radius, Y(i, units[column - 1], height), X(column) - Radius, Y(j, units[column], height));
                if (to.Weights is null)
                    drawing.Line(x1, y1, x2, y2, Ink.Rule, 0.6);
                else
                    drawing.Line(x1, y1, x2, y2, weight < 0 ? Ink.Two : Ink.One, 0.4 + (2.6 * share), weight < 0 ? Dash.Long : Dash.None,
                        0.3 + (0.7 * share));
            }
        }
    }

    private static void Units(Drawing drawing, NetworkColumn column, int number, int[] units, double height)
    {
        foreach (int unit in units)
            drawing.Circle(X(number), Y(unit, units, height), Radius, Ink.Paper, Ink.Text);
        if (units.Length < column.Units)
        {
            double y = (Y(units[FirstUnits - 1], units, height) + Y(units[FirstUnits], units, height)) / 2;
            for (int dot = -1; dot <= 1; dot++)
                drawing.Circle(X(number), y + (dot * 6), 1.6, Ink.Soft);
        }

        string[] names = column.Name.Split(", ");
        drawing.Text(X(number), 18, names[0], anchor: Anchor.Middle, size: 13);
        drawing.Text(X(number), Top + height + 16, MetricText.Count(column.Units), Ink.Soft, Anchor.Middle, 13);
        if (names.Length > 1)
            drawing.Text(X(number), Top + height + 34, string.Join(", ", names.Skip(1)), Ink.Soft, Anchor.Middle, 12);
    }

    private static int[] Shown(int units) => units <= MaxUnits
        ? [.. Enumerable.Range(0, units)]
        : [.. Enumerable.Range(0, FirstUnits), .. Enumerable.Range(units - LastUnits, LastUnits)];

    // A folded column has two rows of room for its dots.
    private static int Rows(int[] units) => units.Length + (IsFolded(units) ? 1 : 0);

    private static bool IsFolded(int[] units) => units[^1] != units.Length - 1;

    private static double X(int column) => Left + (column * ColumnWidth);

    private static double Y(int unit, int[] units, double height)
    {
        int row = Array.IndexOf(units, unit);
        if (IsFolded(units) && row >= FirstUnits)
            row++;
        return Top + (height / 2) + ((row - ((Rows(units) - 1) / 2.0)) * UnitGap);
    }
}
