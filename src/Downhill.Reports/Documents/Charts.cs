using System.Collections.Immutable;

namespace Downhill.Reports;

/// <summary>A chart.</summary>
/// <param name="Title">The title.</param>
/// <param name="Description">A description of the picture for people who cannot see it.</param>
public abstract record Chart(string Title, string Description) : Block;

/// <summary>Lines or points over one axis.</summary>
/// <param name="Title">The title.</param>
/// <param name="Description">A description of the picture for people who cannot see it.</param>
/// <param name="XLabel">The axis from left to right.</param>
/// <param name="YLabel">The axis from bottom to top.</param>
/// <param name="Lines">The lines.</param>
public sealed record LineChart(string Title, string Description, string XLabel, string YLabel, ImmutableArray<ChartLine> Lines)
    : Chart(Title, Description);

/// <summary>One line of a chart.</summary>
/// <param name="Name">The name.</param>
/// <param name="Points">Its points in order.</param>
/// <param name="Marked">Whether each point is marked, as the steps of a descent are.</param>
/// <param name="Joined">Whether a line joins the points.</param>
public sealed record ChartLine(string Name, ImmutableArray<ChartPoint> Points, bool Marked = false, bool Joined = true);

/// <summary>A point of a chart.</summary>
/// <param name="X">Its place from left to right.</param>
/// <param name="Y">Its place from bottom to top.</param>
public readonly record struct ChartPoint(double X, double Y);

/// <summary>Adjacent bars, such as those of a histogram.</summary>
/// <param name="Title">The title.</param>
/// <param name="Description">A description of the picture for people who cannot see it.</param>
/// <param name="XLabel">The axis from left to right.</param>
/// <param name="YLabel">The label of the vertical axis.</param>
/// <param name="Bars">The bars from left to right.</param>
public sealed record BarChart(string Title, string Description, string XLabel, string YLabel, ImmutableArray<ChartBar> Bars)
    : Chart(Title, Description)
{
    private const int HistogramBins = 24;

    /// <summary>The number of values in each of equal intervals.</summary>
    /// <param name="title">The title.</param>
    /// <param name="description">A description of the picture.</param>
    /// <param name="label">The label of the values.</param>
    /// <param name="values">The values; those that are not finite are left out.</param>
    public static BarChart Histogram(string title, string description, string label, IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        double low = finite.DefaultIfEmpty(0).Min(), high = finite.DefaultIfEmpty(0).Max();
        int count = high > low ? HistogramBins : 1;
        double width = high > low ? (high - low) / count : 1, start = high > low ? low : low - 0.5;
        var counts = new int[count];
        foreach (double value in finite)
            counts[Math.Min(count - 1, (int)((value - start) / width))]++;
        return new BarChart(title, description, label, "rows",
            [.. counts.Select((rows, i) => new ChartBar(start + (i * width), start + ((i + 1) * width), rows))]);
    }
}

/// <summary>A bar of a chart.</summary>
/// <param name="From">The start of the bar on the axis.</param>
/// <param name="To">The end of the bar on the axis.</param>
/// <param name="Height">The height.</param>
public readonly record struct ChartBar(double From, double To, double Height);

/// <summary>A confusion matrix: the number of rows of each actual class (down) that were predicted as each class (across).</summary>
/// <param name="Title">The title.</param>
/// <param name="Description">A description of the picture for people who cannot see it.</param>
/// <param name="Classes">The names of the classes.</param>
/// <param name="Counts"><c>Counts[i][j]</c>: the rows whose actual class is <c>i</c> and whose predicted class is <c>j</c>.</param>
public sealed record ConfusionMatrix(string Title, string Description, ImmutableArray<string> Classes,
    ImmutableArray<ImmutableArray<int>> Counts) : Chart(Title, Description)
{
    /// <summary>The share of an actual class's rows that have this predicted class.</summary>
    public double Share(int actual, int predicted) => Counts[actual][predicted] / (double)Math.Max(1, Counts[actual].Sum());
}

/// <summary>Lines of equal cost over two directions, with a descent.</summary>
/// <param name="Title">The title.</param>
/// <param name="Landscape">The numbers.</param>
public sealed record ContourChart(string Title, Landscape Landscape) : Chart(Title, LandscapeSvg.Words(Landscape));
