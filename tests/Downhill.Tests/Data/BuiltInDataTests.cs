namespace Downhill.Tests;

public sealed class BuiltInDataTests
{
    public static TheoryData<string> Names => [.. BuiltInData.All.Select(data => data.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_list_tells_the_truth_about_each_set(string name)
    {
        Assert.True(BuiltInData.TryFind(name, out BuiltInData? listed));
        NamedDataset loaded = BuiltInData.Load(name);
        Assert.Equal(name, loaded.Data.Name);
        Assert.Equal(listed.Rows, loaded.Data.Rows);
        Assert.Equal(listed.Classes, loaded.Data.Targets.Classes.Count);
        Assert.Equal((listed.Columns, listed.Target), (loaded.Columns, loaded.Target));
        Assert.Equal(loaded.Columns.IsEmpty ? loaded.Data.Input.Size : loaded.Columns.Length, loaded.Data.Inputs.Columns);
        Assert.Equal(loaded.Columns.IsEmpty, loaded.Data.Inputs.AreBytes);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_and_seed_are_obeyed(string name)
    {
        Dataset data = BuiltInData.Load(name, 60, 1).Data, again = BuiltInData.Load(name, 60, 1).Data,
            other = BuiltInData.Load(name, 60, 2).Data;
        Assert.Equal(60, data.Rows);
        Assert.Equal(Inputs(data), Inputs(again));
        Assert.NotEqual(Inputs(data), Inputs(other));
    }

    [Theory]
    [InlineData("irsi", "There is no built-in data set 'irsi'; did you mean 'iris'?")]
    [InlineData("spirals", "There is no built-in data set 'spirals'; did you mean 'spiral'?")]
    [InlineData("titanic", "There is no built-in data set 'titanic'; there are digits, iris, xor, two-gaussians, circle, "
        + "spiral, moons, plane.")]
    public void An_unknown_name_is_refused_with_the_nearest_one_or_all(string name, string message)
    {
        Assert.False(BuiltInData.TryFind(name, out _));
        Assert.Equal(message, Assert.Throws<DownhillException>(() => BuiltInData.Load(name)).Message);
    }

    [Theory]
    [InlineData("iris", 151)]
    [InlineData("iris", 0)]
    [InlineData("digits", 1798)]
    [InlineData("digits", -1)]
    [InlineData("xor", 1)]
    public void Rows_that_a_set_cannot_have_are_refused(string name, int rows) =>
        Assert.StartsWith($"The data set '{name}'", Assert.Throws<DownhillException>(() => BuiltInData.Load(name, rows)).Message,
            StringComparison.Ordinal);

    // Counts and sums computed from the same files in Python.
    [Fact]
    public void Digits_are_those_of_the_file()
    {
        Dataset data = BuiltInData.Load("digits").Data;
        Assert.Equal([8, 8], data.Input);
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180], LabelCounts(data));
        Assert.Equal(561_718, Inputs(data).Sum());
        Assert.Equal(16, Inputs(data).Max());
        Assert.Equal([0, 0, 5, 13, 9, 1, 0, 0], Inputs(data)[..8]);
        Assert.Equal([1, 8, 12, 14, 12, 1, 0], Inputs(data)[^7..]);
        Assert.Equal((0, 8), (data.Targets.Label(0), data.Targets.Label(1796)));
        Assert.Equal("8", data.Targets.Classes[8]);
    }

    [Fact]
    public void Iris_is_that_of_the_file()
    {
        NamedDataset iris = BuiltInData.Load("iris");
        Assert.Equal(["sepal length", "sepal width", "petal length", "petal width"], iris.Columns.ToArray());
        Assert.Equal(["setosa", "versicolor", "virginica"], iris.Data.Targets.Classes);
        Assert.Equal([50, 50, 50], LabelCounts(iris.Data));
        double[] inputs = Inputs(iris.Data);
        double[] sums = [876.5, 458.6, 563.7, 179.9];
        for (int column = 0; column < 4; column++)
            Assert.Equal(sums[column], inputs.Where((_, at) => at % 4 == column).Sum(), 1e-9);
        Assert.Equal([5.1, 3.5, 1.4, 0.2], inputs[..4]);
        Assert.Equal([5.9, 3.0, 5.1, 1.8], inputs[^4..]);
    }

    private static double[] Inputs(Dataset data) =>
        [.. Enumerable.Range(0, data.Rows)
            .SelectMany(row => Enumerable.Range(0, data.Inputs.Columns).Select(column => data.Inputs[data.Stored(row), column]))];

    private static IEnumerable<int> LabelCounts(Dataset data) =>
        Enumerable.Range(0, data.Rows).CountBy(row => data.Targets.Label(data.Stored(row))).OrderBy(count => count.Key)
            .Select(count => count.Value);
}
