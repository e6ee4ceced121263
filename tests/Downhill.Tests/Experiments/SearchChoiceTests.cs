using Downhill.Experiments;

namespace Downhill.Tests;

/// <summary>The values that a search draws from a choice, calculated by hand.</summary>
public sealed class SearchChoiceTests
{
    [Theory]
    [InlineData("learning-rate=1.0..10", 0.5, "3.162")] // √10: from a ratio of ten on by magnitudes
    [InlineData("learning-rate=1..9.9", 0.5, "5.45")]
    [InlineData("learning-rate=0.001..0.1", 0.5, "0.01")]
    [InlineData("learning-rate=0.001..0.1", 0, "0.001")]
    [InlineData("learning-rate=0..100", 0.25, "25")]
    [InlineData("learning-rate=-1.0..1", 0.25, "-0.5")]
    [InlineData("epochs=10..1000", 0.5, "100")]
    [InlineData("epochs=1..3", 0.24, "1")]
    [InlineData("epochs=1..3", 0.26, "2")]
    [InlineData("epochs=1..3", 0.74, "2")]
    [InlineData("epochs=1..3", 0.76, "3")]
    [InlineData("epochs=1..3", 0.99, "3")]
    [InlineData("learning-rate=1..2.0", 0.25, "1.25")]
    [InlineData("learning-rate=1.0..2", 0.123456, "1.123")]
    [InlineData("batch= 8 | 16 |32", 0, "8")]
    [InlineData("batch= 8 | 16 |32", 0.3333, "8")]
    [InlineData("batch= 8 | 16 |32", 0.3334, "16")]
    [InlineData("batch= 8 | 16 |32", 0.9999, "32")]
    [InlineData("batch=8", 0.9999, "8")]
    [InlineData(" --batch = 8|16", 0.6, "16")]
    [InlineData("model=a..b", 0.6, "a..b")]
    [InlineData("model=1..2..3", 0.6, "1..2..3")]
    [InlineData("model=linear 1..2|linear 3", 0.6, "linear 3")]
    public void Draws(string choice, double share, string value) => Assert.Equal(value, SearchChoice.Parse(choice).Draw(share));

    [Theory]
    [InlineData("target")]
    [InlineData("rows")]
    [InlineData("split")]
    [InlineData("group")]
    [InlineData("time")]
    [InlineData("folds")]
    [InlineData("seed")]
    [InlineData("validation")]
    [InlineData("test")]
    public void What_decides_the_rows_is_not_varied(string setting) => Assert.Equal(
        $"A search cannot vary '{setting}': trials are compared on the same rows.", Refused($"{setting}=1|2"));

    [Theory]
    [InlineData("batch")]
    [InlineData("=8")]
    [InlineData("batch=")]
    [InlineData("")]
    public void A_choice_has_a_name_and_a_value(string text) => Assert.Equal(
        "A choice is SETTING=VALUE|VALUE… or SETTING=FROM..TO, such as \"batch=16|32\" or \"learning-rate=0.001..0.1\"; "
            + $"not '{text}'.", Refused(text));

    [Theory]
    [InlineData("batch=8||16")]
    [InlineData("batch=8| ")]
    [InlineData("batch=|8")]
    public void No_value_is_empty(string text) =>
        Assert.EndsWith($"; one of the values in '{text}' is empty.", Refused(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("epochs=3..3")]
    [InlineData("epochs=3..2")]
    [InlineData("learning-rate=0.1..-0.1")]
    public void A_range_goes_up(string text) =>
        Assert.Equal($"'{text}': a range must go from a smaller number to a larger one.", Refused(text));

    [Theory]
    [InlineData("shuffle=true|false", "'shuffle'")]
    [InlineData("bach=8|16", "'bach'")]
    public void Flags_and_unknown_names_are_refused(string text, string name) =>
        Assert.StartsWith($"{name} is not a setting of `train` with a value", Refused(text), StringComparison.Ordinal);

    private static string Refused(string text) => Assert.Throws<DownhillException>(() => SearchChoice.Parse(text)).Message;
}
