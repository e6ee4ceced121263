namespace Downhill.Tests;

public sealed class NearestTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("iris", "irsi", 1)]
    [InlineData("ab", "ba", 1)]
    [InlineData("ca", "abc", 3)]
    [InlineData("moon", "moons", 1)]
    [InlineData("abcdef", "badcfe", 3)]
    public void Distances_are_known_ones_in_both_directions(string from, string to, int expected)
    {
        Assert.Equal(expected, Nearest.Distance(from, to));
        Assert.Equal(expected, Nearest.Distance(to, from));
    }

    [Theory]
    [InlineData("irsi", "iris")]
    [InlineData("IRIS", "iris")]
    [InlineData("digit", "digits")]
    [InlineData("gaussians", "two-gaussians")]
    [InlineData("xr", "xor")]
    [InlineData("mnist", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void The_nearest_word_is_found_or_none(string given, string? expected) =>
        Assert.Equal(expected, Nearest.Of(given, ["digits", "iris", "xor", "two-gaussians"]));

    [Fact]
    public void The_nearer_word_wins_and_of_equals_the_first()
    {
        Assert.Equal("learning-rate", Nearest.Of("learning-rat", ["learning-boat", "learning-rate", "learning-rate-x"]));
        Assert.Equal("beta", Nearest.Of("zeta", ["beta", "meta"]));
        Assert.Null(Nearest.Of("zeta", []));
    }
}
