using System.Text;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>Whether a first row names the columns, at the places where the answer changes.</summary>
public sealed class HeaderTests
{
    // Rows are apart by slashes.
    [Theory]
    [InlineData("a,b", true)] // alone: words
    [InlineData("a,1", false)]
    [InlineData("a,5/1,2/3,4", true)] // as many words as numbers over columns of numbers
    [InlineData("a,5,6/1,2,3/4,5,7", false)]
    [InlineData("NA,5/1,2/3,4", false)] // what is missing is no word
    [InlineData("a,b/a,b/1,2", true)] // the names once more
    [InlineData("a,b/a,b", false)]
    [InlineData("a,b/c,d/e,f", true)] // all words, of their own
    [InlineData("a,b/c,d/a,f", false)]
    [InlineData("a,a/c,d/e,f", false)]
    [InlineData("a,/c,d/e,f", false)]
    [InlineData("a,1/c,d/e,f", false)]
    [InlineData("w/1/2/3/4/5/6/7/8/9/w", true)] // nine of ten values are numbers
    [InlineData("w/1/2/3/4/5/6/7/8/v/w", false)]
    [InlineData("w/1/NA/NA/NA", true)] // what is missing does not count
    [InlineData("n,2000,2001,2002/a,1,2,3.5/b,4,5,7", true)] // numbers that count
    [InlineData("n,2000,2001/a,1,3/b,4,5", false)]
    [InlineData("n,2000,2002,2004/a,1,2,3.5/b,4,5,7", false)]
    [InlineData("n,0.5,1.5,2.5/a,1,2,3.5/b,4,5,7", false)]
    [InlineData("n,2000,2001,2002/a,1,2,3/b,4,5,7", false)] // a row below counts too
    [InlineData("n,2000,2001,2002/n,1,2,3.5/b,4,5,7", false)] // a word that comes again
    [InlineData("n,2000,2001,2002/b,2000,2,3.5/a,4,5,7", true)] // a number may
    [InlineData("1,2,3,4/1,5,2,8", true)] // nothing but numbers: four
    [InlineData("1,2,3/1,5,2", false)]
    public void A_first_row_names_the_columns(string rows, bool isHeader) =>
        Assert.Equal(isHeader, Header.IsPresent(Sample(rows), new MissingMarks([]), default));

    // Three rows and one column before the last: with a line of names there are four lines below.
    [Theory]
    [InlineData("3,1/1,2/3,4/5,6", 3, true)]
    [InlineData("3,1/a,b/1,2/3,4/5,6", 4, true)]
    [InlineData("3,1/1,2/3,4/5,6", 2, false)]
    [InlineData("3,1/1,2/3,4/5,6", 5, false)]
    [InlineData("3,2/1,2/3,4/5,6", 3, false)]
    [InlineData("3,1,no,yes/1,2/3,4/5,6", 3, true)]
    [InlineData("3,1,no,7/1,2/3,4/5,6", 3, false)]
    [InlineData("a,1/1,2/3,4/5,6", 3, false)]
    [InlineData("3/1/2/3", 3, false)]
    [InlineData("0,1", 0, false)]
    public void A_first_row_counts_rows_and_columns(string rows, int below, bool isOfCounts) =>
        Assert.Equal(isOfCounts, Header.IsOfCounts(Sample(rows), below));

    [Fact]
    public void A_column_without_a_name_is_named_after_its_place()
    {
        Assert.Equal(["column1", "b", "column3"], Header.Check("a.csv", ["", "b", ""]).AsEnumerable());
        Assert.Equal(["column1", "column2"], Header.Names(2).AsEnumerable());
        Assert.Equal("a.csv line 1: columns 2 and 3 are both named 'column2'; give each its own name (--columns).",
            Csv.ErrorOf(() => Header.Check("a.csv line 1", ["a", "", "column2"])));
        Assert.Equal("The names given: columns 1 and 3 are both named 'a'; give each its own name.",
            Csv.ErrorOf(() => Header.Check(null, ["a", "b", "a"])));
        Assert.Equal("a.csv line 1: columns 1 and 2 are both named '5'; give each its own name (--columns), or say that the line is values "
            + "(--no-header).", Csv.ErrorOf(() => Header.Check("a.csv line 1", ["5", "5"])));
    }

    [Theory]
    [InlineData("# a, 'b'\n1,2\n", "a|b")]
    [InlineData("# a,b\n# [m],(s)\n1,2\n", "a|b")] // units
    [InlineData("# [m],<s>\n1,2\n", "column1|column2")]
    [InlineData("# [m],s\n1,2\n", "[m]|s")]
    [InlineData("# made in Bonn, then here\n# a,b\n1,2\n", "a|b")] // several words
    [InlineData("# two words,b\n1,2\n", "two words|b")]
    [InlineData("# a,b,c\n1,2\n", "column1|column2")]
    [InlineData("# a,a\n1,2\n", "column1|column2")]
    [InlineData("# a,3\n1,2\n", "column1|column2")]
    [InlineData("# a,\n1,2\n", "column1|column2")]
    [InlineData("#\n1,2\n", "column1|column2")]
    public void Names_may_stand_in_a_comment(string text, string names) => Assert.Equal(names, string.Join('|',
        Csv.Read(text, new TableOptions { Comment = '#', Quote = '\'' }).Columns.Select(column => column.Name)));

    [Fact]
    public void Two_comments_that_could_name_the_columns_are_refused() => Assert.Equal(
        "adult.csv: several comments could name the columns ('a', 'b'; 'c', 'd'); name the columns (--columns \"a,b\"), or leave them "
            + "without names (--no-header).", Csv.ErrorOfReading("# a,b\n# c,d\n1,2\n", new TableOptions { Comment = '#' }));

    private static TableSample Sample(string rows) =>
        TableSample.Read(Encoding.UTF8.GetBytes(rows.Replace('/', '\n') + "\n"), isWhole: true, ',', '"', null);
}
