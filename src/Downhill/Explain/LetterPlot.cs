using System.Globalization;

namespace Downhill;

/// <summary>Curves as a picture of letters: a, b, c … for the first, second, third line.</summary>
internal static class LetterPlot
{
    private const int Width = 64, Height = 16;

    public static IEnumerable<string> Draw(WalkthroughCurve curve)
    {
        WalkthroughPoint[] all = [.. curve.Lines.SelectMany(line => line.Points)];
        double left = all.Min(point => point.X), right = all.Max(point => point.X), low = all.Min(point => point.Y), high = all.Max(point => point.Y);
        var grid = new char[Height, Width];
        for (int number = 0; number < curve.Lines.Length; number++)
        {
            WalkthroughLine line = curve.Lines[number];
            foreach (WalkthroughPoint point in line.Marked ? line.Points : Between(line.Points))
                grid[Place(high, low, point.Y, Height), Place(left, right, point.X, Width)] = Letter(number);
        }

        yield return $"{string.Empty,10} {curve.YLabel}";
        for (int row = 0; row < Height; row++)
        {
            string label = row == 0 ? Number(high) : row == Height - 1 ? Number(low) : string.Empty;
            string cells = string.Concat(Enumerable.Range(0, Width).Select(column => grid[row, column] == default ? ' ' : grid[row, column]));
            yield return $"{label,9} |{cells}".TrimEnd();
        }

        yield return $"{string.Empty,9} +{new string('-', Width)}";
        yield return $"{string.Empty,11}{Number(left)}{Number(right).PadLeft(Width - Number(left).Length)}";
        yield return $"{string.Empty,11}{curve.XLabel}     {string.Join("   ", curve.Lines.Select((line, number) => $"{Letter(number)} {line.Name}"))}";
    }

    // Enough points that no column between two of them stays empty.
    private static IEnumerable<WalkthroughPoint> Between(IReadOnlyList<WalkthroughPoint> points) =>
        Enumerable.Range(0, points.Count - 1).SelectMany(i => Enumerable.Range(0, 9).Select(part => new WalkthroughPoint(
            points[i].X + ((points[i + 1].X - points[i].X) * part / 8),
            points[i].Y + ((points[i + 1].Y - points[i].Y) * part / 8))));

    private static int Place(double first, double last, double value, int count) =>
        first == last ? 0 : (int)Math.Round((value - first) / (last - first) * (count - 1));

    private static char Letter(int number) => (char)('a' + number);

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
