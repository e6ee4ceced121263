using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>Values found among names, and numbers written as amounts, at the places where the answer changes.</summary>
public sealed class ValueTextTests
{
    // Names of one form are found by their number too; otherwise by their text alone.
    [Theory]
    [InlineData("1|2|10", "2", 1)]
    [InlineData("1|2|10", "10.00", 2)]
    [InlineData("1|2|10", "3", -1)]
    [InlineData("1|2|10", "x", -1)]
    [InlineData("1.0|2.0", "2", 1)]
    [InlineData("1|2.0", "2.0", 1)]
    [InlineData("1|2.0", "2", -1)]
    [InlineData("1|2.0", "1.0", -1)]
    [InlineData("1.5|2", "2.0", -1)]
    [InlineData("a|2", "2.0", -1)]
    [InlineData("0|1", "0.0", 0)]
    [InlineData("01|2", "2.0", -1)]
    [InlineData("-1|1", "-1.0", 0)]
    [InlineData("-01|2", "2.0", -1)]
    [InlineData("-|2", "2.0", -1)]
    [InlineData(".0|2.0", "2", -1)]
    [InlineData("999999999999999|2", "2.0", 1)]
    [InlineData("1000000000000000|2", "2.0", -1)]
    public void A_name_is_found(string names, string text, int place) =>
        Assert.Equal(place, new KnownNames(names.Split('|')).Find(text));

    // Its own text comes first; a number means the first of its spellings.
    [Fact]
    public void Names_are_found_by_number_where_a_model_says_so()
    {
        var known = new KnownNames(["a", "1.0", "1", "a"], byNumber: true);

        Assert.Equal([0, 1, 2, 1, -1], new[] { "a", "1.0", "1", "1.00", "2" }.Select(known.Find));
    }

    [Theory]
    [InlineData("-5", -5.0)]
    [InlineData("+5", 5.0)]
    [InlineData("- 5", -5.0)]
    [InlineData("\u22125", -5.0)]
    [InlineData("\u20135", -5.0)]
    [InlineData("\u20145", -5.0)]
    [InlineData("5-", -5.0)]
    [InlineData("5\u2212", -5.0)]
    [InlineData("-5-", null)]
    [InlineData("(5.00)", -5.0)]
    [InlineData("( 5 )", -5.0)]
    [InlineData("-(5)", null)]
    [InlineData("(5", null)]
    [InlineData("$-5", -5.0)]
    [InlineData("-$5", -5.0)]
    [InlineData("-$-5", null)]
    [InlineData("($5)", -5.0)]
    [InlineData("$(5)", -5.0)]
    [InlineData("$5 %", null)]
    [InlineData("$ 1,234.50", 1234.5)]
    [InlineData("12 %", 12.0)]
    [InlineData("1,234,567.25", 1234567.25)]
    [InlineData("1,234,56", null)]
    [InlineData("1,23", null)]
    [InlineData("1234,567", null)]
    [InlineData("1,234'567", null)]
    [InlineData("1'234'567", 1234567.0)]
    [InlineData("1\u2019234", 1234.0)]
    [InlineData("1 234 567", 1234567.0)]
    [InlineData("1\u00A0234", 1234.0)]
    [InlineData("1.234,5", null)]
    [InlineData("1.5.5", null)]
    [InlineData("1'666.\u2013", 1666.0)]
    [InlineData("1,666.-", 1666.0)]
    [InlineData("1,666.--", 1666.0)]
    [InlineData(".-5", null)]
    [InlineData(".5", null)]
    [InlineData("5.", 5.0)]
    [InlineData("$", null)]
    [InlineData("", null)]
    public void An_amount_is_a_number(string text, double? value)
    {
        Assert.Equal(value, AmountText.TryParse(text, decimalComma: false, out double number) ? number : null);
        string other = text.Replace('.', ';').Replace(',', '.').Replace(';', ',');
        Assert.Equal(value, AmountText.TryParse(other, decimalComma: true, out number) ? number : null);
    }

    // 64 bytes are read, not more.
    [Fact]
    public void An_amount_is_not_too_long()
    {
        Assert.True(AmountText.TryParse("$" + "7".PadLeft(63), decimalComma: false, out double value));
        Assert.Equal(7, value);
        Assert.False(AmountText.TryParse("$" + "7".PadLeft(64), decimalComma: false, out _));
    }
}
