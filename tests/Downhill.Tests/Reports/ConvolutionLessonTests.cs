using Downhill.Reports;

namespace Downhill.Tests;

/// <summary>
/// The numbers of the lesson add up: the patch to the map, the terms to the derivative, and the derivative to what differences give.
/// </summary>
public class ConvolutionLessonTests
{
    private static readonly Document Lesson = Lessons.Find("convolution");

    [Fact]
    public void The_patch_is_the_first_number_of_the_map_and_the_maximum_goes_on()
    {
        double[,] image = Grid("The image x", 5), kernel = Grid("The kernel W", 3), map = Grid("The feature map z", 3),
            active = Grid("After relu, a", 3), pooled = Grid("After the pool, p", 2);
        for (int y = 0; y < 3; y++)
        {
            for (int x = 0; x < 3; x++)
            {
                double sum = 0;
                for (int k = 0; k < 9; k++)
                    sum += kernel[k / 3, k % 3] * image[y + (k / 3), x + (k % 3)];
                Assert.Equal(sum, map[y, x], 1e-12);
                Assert.Equal(Math.Max(0, sum), active[y, x], 1e-12);
            }
        }

        Assert.Equal(map[0, 0], Table("Their sum").Rows[0].Cells[0].Value, 1e-12);
        Assert.Equal(map[0, 0], Table("The nine products at the position [0, 0]").Rows.Sum(row => row.Cells[2].Value), 1e-12);
        for (int window = 0; window < 4; window++)
            Assert.Equal(new[] { 0, 1 }.SelectMany(i => new[] { 0, 1 }.Select(j => active[(window / 2) + i, (window % 2) + j])).Max(),
                pooled[window / 2, window % 2], 1e-12);
    }

    [Fact]
    public void The_terms_add_up_to_the_stored_derivative_and_to_the_difference()
    {
        DataTable table = Lesson.Sections.SelectMany(section => section.Blocks).OfType<DataTable>()
            .Single(one => one.Caption.StartsWith("The sum for W[1, 2]", StringComparison.Ordinal));
        double[] last = [.. Table("∂C/∂W[1, 2] in three ways").Rows.Select(row => row.Cells[0].Value)];

        Assert.True(table.Rows.Length > 1, "there is more than one place to add");
        Assert.Equal(table.Rows.Sum(row => row.Cells[0].Value * row.Cells[1].Value), last[0], 1e-12);
        Assert.Equal(last[0], last[1], 1e-12);
        Assert.Equal(last[0], last[2], 1e-6);
        Assert.NotEqual(0, last[0]);
        Assert.Equal(last[1], Grid("∂C/∂W", 3)[1, 2]);
    }

    [Fact]
    public void Updates_lower_the_cost()
    {
        LineChart chart = Lesson.Sections.SelectMany(section => section.Blocks).OfType<LineChart>().Single();
        double[] costs = [.. chart.Lines[0].Points.Select(point => point.Y)];

        Assert.Equal(Table("The sum and the cost").Rows[^1].Cells[^1].Value, costs[0], 1e-12);
        Assert.All(Enumerable.Range(1, costs.Length - 1), step => Assert.True(costs[step] < costs[step - 1]));
    }

    private static DataTable Table(string caption) =>
        Lesson.Sections.SelectMany(section => section.Blocks).OfType<DataTable>().Single(table => table.Caption == caption);

    private static double[,] Grid(string caption, int side)
    {
        var values = new double[side, side];
        foreach ((int y, Row row) in Table(caption).Rows.Index())
        {
            foreach ((int x, Cell cell) in row.Cells.Index())
                values[y, x] = cell.Value;
        }

        return values;
    }
}
