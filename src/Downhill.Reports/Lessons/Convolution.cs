using System.Collections.Immutable;
using System.Globalization;

namespace Downhill.Reports;

public static partial class Lessons
{
    private const int ImageSide = ConvolutionExample.ImageSide, KernelSide = ConvolutionExample.KernelSide,
        MapSide = ConvolutionExample.MapSide, PooledSide = ConvolutionExample.PooledSide;

    private const double ConvolutionRate = ConvolutionExample.Rate;

    /// <summary>One image, one kernel, one pool: a patch, a maximum, and the derivative of one weight, with all numbers.</summary>
    private static Document Convolution()
    {
        var pass = ConvolutionExample.Given;
        return new Document(
            "A convolution reads one patch after the other",
            (Section[])[ConvolutionImage(pass), ConvolutionPatch(pass), ConvolutionMap(pass), ConvolutionPool(pass),
                ConvolutionOutput(pass), ConvolutionBack(pass), ConvolutionWeight(pass), ConvolutionStep(pass)],
            "convolution");
    }

    private static Section ConvolutionImage(ConvolutionExample pass) => new("The image and the kernel",
    [
        new Paragraph("The image has 5 × 5 grey values: a bright stroke from the lower left to the upper right. "
            + "The kernel has 3 × 3 weights. It is applied at every position where it fits into the image, 3 × 3 positions, "
            + "always with the same weights."),
        Grid("The image x", pass.Image, ImageSide),
        new Pictures("The image, and the kernel: the brighter, the larger the weight",
            [Small(pass.Image, ImageSide, "x"), Small(pass.Kernel, KernelSide, "W")]),
        Grid("The kernel W", pass.Kernel, KernelSide),
    ]);

    private static Section ConvolutionPatch(ConvolutionExample pass)
    {
        (double X, double W, string Name)[] products = [.. Enumerable.Range(0, KernelSide * KernelSide).Select(k => (
            pass.Image[((k / KernelSide) * ImageSide) + (k % KernelSide)], pass.Kernel[k],
            $"x[{k / KernelSide}, {k % KernelSide}] · W[{k / KernelSide}, {k % KernelSide}]"))];
        return new Section("One patch",
        [
            new Paragraph("At the position [0, 0] the kernel covers the upper left corner. "
                + "Each weight is multiplied by the value below it, "
                + "and the nine products are added."),
            new FormulaBlock("z[y, x] = Σ W[i, j] · x[y + i, x + j]"),
            new DataTable(
                "The nine products at the position [0, 0]",
                ["product", "x", "W", "x · W"],
                [.. products.Select(product =>
                    new Row(product.Name, [LessonRun.Number(product.X, "G6"), LessonRun.Number(product.W, "G6"),
                    LessonRun.Number((product.X * product.W) + 0.0, "G6")]))]),
            new DataTable(
                "Their sum",
                ["number", "value"],
                [new Row("sum", [LessonRun.Number(products.Sum(product => product.X * product.W), "G6")]),
                    new Row("z[0, 0] of the layer", [LessonRun.Number(pass.Map[0], "G6")])]),
        ]);
    }

    private static Section ConvolutionMap(ConvolutionExample pass) => new("All patches",
    [
        new Paragraph("The sums at all nine positions form a new image, the feature map. "
            + "Its values are large where the patch is similar to the kernel: along the stroke."),
        Grid("The feature map z", pass.Map, MapSide),
        new Paragraph("The activation relu keeps positive values and replaces negative values by 0."),
        Grid("After relu, a", pass.Active, MapSide),
    ]);

    private static Section ConvolutionPool(ConvolutionExample pass)
    {
        int[] window = [0, 1, MapSide, MapSide + 1];
        return new Section("One pooling",
        [
            new Paragraph("A max-pool takes the largest value of each window of 2 × 2. Here the windows are one position apart, "
                + "so there are 2 × 2 of them. After that, the exact position of the stroke in its window does not matter."),
            new FormulaBlock("p[0, 0] = max(a[0, 0], a[0, 1], a[1, 0], a[1, 1])"),
            new Paragraph($"The first window has {string.Join(", ", window.Select(place => Text(pass.Active[place])))}. "
                + $"Its largest value, {Text(pass.Pooled[0])}, is passed on."),
            Grid("After the pool, p", pass.Pooled, PooledSide),
        ]);
    }

    private static Section ConvolutionOutput(ConvolutionExample pass) => new("The output and its cost",
    [
        new Paragraph("A linear layer weights the four numbers and adds them. The target is 1, the cost is the square of the error."),
        new FormulaBlock("y = Σ V[k] · p[k]"),
        new DataTable(
            "The output",
            ["p", "value", "V", "product"],
            [.. pass.Pooled.Select((p, k) =>
                new Row($"p[{k / PooledSide}, {k % PooledSide}]",
                [LessonRun.Number(p, "G6"), LessonRun.Number(pass.Weights[k], "G6"), LessonRun.Number(p * pass.Weights[k], "G6")]))]),
        new DataTable("The sum and the cost", ["number", "value"],
            [new Row("y", [LessonRun.Number(pass.Output, "G6")]), new Row("C = (y − 1)²", [LessonRun.Number(pass.Cost, "G6")])]),
    ]);

    private static Section ConvolutionBack(ConvolutionExample pass) => new("Backward through the pool",
    [
        new Paragraph($"The cost changes with the output by ∂C/∂y = 2 (y − 1) = {Text(2 * (pass.Output - 1))}, "
            + $"and with each pooled number by this value times its weight."),
        Grid("∂C/∂p", pass.PooledGradient, PooledSide),
        new Paragraph("Only the largest value of a window is passed on, so only this value has a derivative; "
            + "small changes of the others have no effect. "
            + "A position that is the largest in several windows gets the sum of their derivatives. "
            + "Where relu gave 0, the derivative is 0."),
        Grid("∂C/∂z", pass.MapGradient, MapSide),
    ]);

    private static Section ConvolutionWeight(ConvolutionExample pass)
    {
        (int Row, int Column) weight = (1, 2);
        (int Place, double Gradient, double X)[] terms =
        [
            .. Enumerable.Range(0, MapSide * MapSide).Where(place => pass.MapGradient[place] != 0)
                .Select(place => (place, pass.MapGradient[place],
                    pass.Image[(((place / MapSide) + weight.Row) * ImageSide) + (place % MapSide) + weight.Column])),
        ];
        int index = (weight.Row * KernelSide) + weight.Column;
        return new Section("The derivative of one weight",
        [
            new Paragraph("Each weight of the kernel was used at all nine positions. So its derivative is a sum over these positions: "
                + "the derivative at the position, times the value of the image that the weight was multiplied by there."),
            new FormulaBlock("∂C/∂W[i, j] = Σ ∂C/∂z[y, x] · x[y + i, x + j]"),
            new DataTable(
                $"The sum for W[{weight.Row}, {weight.Column}], without the positions where ∂C/∂z is 0",
                ["place", "∂C/∂z", "x", "product"],
                [.. terms.Select(term => new Row(
                    $"[{term.Place / MapSide}, {term.Place % MapSide}]",
                    [LessonRun.Number(term.Gradient, "G6"), LessonRun.Number(term.X, "G6"),
                    LessonRun.Number(term.Gradient * term.X, "G6")]))]),
            new DataTable(
                $"∂C/∂W[{weight.Row}, {weight.Column}] in three ways",
                ["way", "value"],
                [
                    new Row("sum", [LessonRun.Number(terms.Sum(term => term.Gradient * term.X), "G6")]),
                    new Row("stored by the network", [LessonRun.Number(pass.KernelGradient[index], "G6")]),
                    new Row("by differences", [LessonRun.Number(pass.Difference(index), "G6")]),
                ]),
            new Paragraph("The last row changes the weight a little in both directions and divides the change of the cost by the distance: "
                + "an independent check without derivatives."),
        ]);
    }

    private static Section ConvolutionStep(ConvolutionExample pass)
    {
        ImmutableArray<double> costs = pass.Costs(ConvolutionRate, 20);
        return new Section("One step downhill, and more",
        [
            new Paragraph($"All nine weights move against their derivatives, with the learning rate {Text(ConvolutionRate)}."),
            Grid("∂C/∂W", pass.KernelGradient, KernelSide),
            Grid("W − η ∂C/∂W", [.. pass.Kernel.Zip(pass.KernelGradient, (w, g) => w - (ConvolutionRate * g))], KernelSide),
            new Paragraph($"With these weights the cost is {Text(costs[1])}; it was {Text(costs[0])}."),
            new LineChart(
                "The cost over 20 updates of the kernel", $"It falls from {Text(costs[0])} to {Text(costs[^1])}.", "updates", "cost",
                [new ChartLine("cost", [.. costs.Select((cost, step) => new ChartPoint(step, cost))])]),
        ]);
    }

    private static DataTable Grid(string caption, IReadOnlyList<double> values, int side) => new(
        caption,
        ["row", .. Enumerable.Range(0, side).Select(column => new Column(column.ToString(CultureInfo.InvariantCulture)))],
        [.. Enumerable.Range(0, side)
            .Select(row => new Row(row.ToString(CultureInfo.InvariantCulture),
            [.. Enumerable.Range(0, side).Select(column => LessonRun.Number(values[(row * side) + column], "G6"))]))]);

    private static Picture Small(ImmutableArray<double> values, int side, string text)
    {
        double least = values.Min(), most = values.Max();
        return Picture.Of([.. values.Select(value => value - least)], [side, side], most - least, text);
    }

    private static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
