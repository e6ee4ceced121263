namespace Downhill.Tests;

public sealed class ShapeTests
{
    [Fact]
    public void A_shape_knows_its_extents_and_their_product()
    {
        Shape shape = [3, 28, 4];
        Assert.Equal((3, 336, 28, "[3, 28, 4]"), (shape.Rank, shape.Size, shape[1], shape.ToString()));
        Assert.Equal([3, 28, 4], shape.ToArray());
    }

    [Fact]
    public void Shapes_are_equal_where_their_extents_are()
    {
        Shape shape = [2, 3];
        Assert.Equal(shape, Shape.Create([2, 3]));
        Assert.Equal(shape.GetHashCode(), Shape.Create([2, 3]).GetHashCode());
        Assert.NotEqual(shape, Shape.Create([3, 2]));
        Assert.NotEqual(shape, Shape.Create([6]));
        Assert.False(shape.Equals(null));
        Assert.False(shape.Equals((object)"[2, 3]"));
    }

    [Theory]
    [InlineData(new int[0], "A shape needs at least one number, such as [784].")]
    [InlineData(new[] { 0 }, "The shape [0] has the extent 0; each must be at least 1.")]
    [InlineData(new[] { 3, -2 }, "The shape [3, -2] has the extent -2; each must be at least 1.")]
    [InlineData(new[] { 65536, 65536 }, "The shape [65536, 65536] holds more than 2,147,483,591 numbers in one row.")]
    [InlineData(new[] { int.MaxValue, int.MaxValue, int.MaxValue },
        "The shape [2147483647, 2147483647, 2147483647] holds more than 2,147,483,591 numbers in one row.")]
    public void A_shape_that_cannot_be_is_refused(int[] extents, string message) =>
        Assert.Equal(message, Assert.Throws<DownhillException>(() => Shape.Create(extents)).Message);
}
