using Downhill.Tables;

namespace Downhill.Tests;

public class SchemaTests
{
    [Theory]
    [InlineData("1.5;2;?;-3", ColumnKind.Number)]
    [InlineData("0;1;1;0", ColumnKind.Boolean)]
    [InlineData("0;1;;0", ColumnKind.Boolean)]
    [InlineData("0;0;0;0", ColumnKind.Constant)]
    [InlineData("0;;0;0", ColumnKind.Number)]
    [InlineData("?;NA;;null", ColumnKind.Constant)]
    [InlineData("yes;No;yes;", null)]
    [InlineData("yes;no;yes;", ColumnKind.Boolean)]
    [InlineData("F;T;T;F", ColumnKind.Boolean)]
    [InlineData("red;green;red;", ColumnKind.Category)]
    [InlineData("red;red;red;red", ColumnKind.Constant)]
    [InlineData("007;012;100;007", ColumnKind.Category)]
    [InlineData("100;101;0;012", ColumnKind.Category)]
    [InlineData("2020-01-31;2020-02-01;;2021-12-24", ColumnKind.Date)]
    [InlineData("31.12.2020;1.2.2021;1.3.2021;1.4.2021", ColumnKind.Date)]
    [InlineData("2020-01-31 10:30;2020-02-01 00:00;?;2021-12-24 23:59", ColumnKind.Date)]
    [InlineData("2020-01-31T10:30:00Z;2020-02-01T00:00:00Z;?;2021-12-24T23:59:59Z", ColumnKind.Date)]
    [InlineData("13/02/2020;01/02/2020;?;24/12/2020", ColumnKind.Date)]
    [InlineData("02/13/2020;01/02/2020;?;12/24/2020", ColumnKind.Date)]
    [InlineData("2020-01-31;2020-02-30;?;x", ColumnKind.Category)]
    [InlineData("31-Jan-20;1-Feb-20;?;24-Dec-21", ColumnKind.Date)]
    [InlineData("1/31/20 1:05 PM;12/1/20 11:30 AM;?;1/2/21 12:00 AM", ColumnKind.Date)]
    [InlineData("January 2020;March 2021;?;May 2022", ColumnKind.Date)]
    [InlineData("09:30;23:59;?;00:00", ColumnKind.Date)]
    [InlineData("True;FALSE;true;False", ColumnKind.Boolean)]
    [InlineData("true;0;true;0", ColumnKind.Category)]
    public void Kinds_are_found_out(string values, ColumnKind? kind)
    {
        string rows = string.Concat(values.Split(';').Select((value, row) => $"{value},{row}\n"));
        ColumnSchema found = Schema.Of(Csv.Read("a,b\n" + rows, new TableOptions { HasHeader = true })).Columns[0];

        Assert.Equal(kind ?? ColumnKind.Boolean, found.Kind);
        Assert.NotEmpty(found.Reason);
    }

    [Fact]
    public void Names_of_rows_and_texts_are_left_out_where_nearly_every_row_has_its_own()
    {
        string rows = string.Concat(Enumerable.Range(0, 40).Select(row =>
            $"{row + 1},{row + 1},{1000 + (row * 7)},u{row},Mr. {row} of somewhere,u{row / 2},u{row / 4},{row % 5}\n"));
        var schema = Schema.Of(Csv.Read("id,year,customerId,code,words,often,some,few\n" + rows));

        Assert.Equal(
            [ColumnKind.Identifier, ColumnKind.Number, ColumnKind.Identifier, ColumnKind.Identifier, ColumnKind.Text, ColumnKind.Category,
                ColumnKind.Category, ColumnKind.Number],
            schema.Columns.Select(column => column.Kind));
        Assert.Equal("counts the rows", schema["id"].Reason);
        Assert.Contains("count the rows", schema["year"].Reason, StringComparison.Ordinal);
        Assert.Equal("different in every row", schema["words"].Reason);
    }

    [Fact]
    public void What_is_told_counts_and_names_may_stand_together_or_apart()
    {
        Table table = Csv.Read("age,\"a,b\",zip,when,note\n30,1,01234,31122020,x\n40,2,01235,01012021,y\n");
        var options = new SchemaOptions
        {
            Categories = ["age", "a,b"],
            Numbers = ["zip"],
            Dates = ["when"],
            DateFormat = "ddMMyyyy",
            Drop = ["note"]
        };

        Assert.Equal(
            [ColumnKind.Category, ColumnKind.Category, ColumnKind.Number, ColumnKind.Date, ColumnKind.Dropped],
            Schema.Of(table, options).Columns.Select(column => column.Kind));
        Assert.Equal(
            [ColumnKind.Category, ColumnKind.Number, ColumnKind.Category],
            Schema.Of(table, options with { Categories = ["age, zip"], Numbers = [] }).Columns.Take(3).Select(column => column.Kind));
    }

    [Theory]
    [InlineData("agee", "", "adult.csv has no column 'agee' to be a number; did you mean 'age'? Its columns: 'age', 'kind', 'day'.")]
    [InlineData("kind", "", "adult.csv line 3, column 'kind': \"x\" is not a number; 1 of 2 values is. Correct it, "
        + "mark it missing (--missing x), or do not call the column a number.")]
    [InlineData("age", "age", "The column 'age' of adult.csv cannot be both number and date; choose one of them.")]
    [InlineData("", "kind", "The column 'kind' is not written as dates in one way throughout (such as \"5\"); set the format, "
        + "such as yyyy-MM-dd (--date-format yyyy-MM-dd).")]
    [InlineData("", "day", "adult.csv line 2, column 'day': day and month of \"01/02/2020\" are ambiguous; "
        + "set the format (--date-format \"d/M/yyyy\"), or (--date-format \"M/d/yyyy\").")]
    [InlineData("", "", "adult.csv line 2, column 'day': day and month of \"01/02/2020\" are ambiguous; "
        + "set the format (--date-format \"d/M/yyyy\"), or (--date-format \"M/d/yyyy\").")]
    public void What_cannot_be_is_refused_in_words(string number, string date, string message)
    {
        Table table = Csv.Read("age,kind,day\n1,5,01/02/2020\n2,x,03/04/2020\n");
        var options = new SchemaOptions { Numbers = number.Length == 0 ? [] : [number], Dates = date.Length == 0 ? [] : [date] };

        Assert.Equal(message, Csv.ErrorOf(() => Schema.Of(table, options)));
        Schema.Of(table, new SchemaOptions { DateFormat = "dd/MM/yyyy" });
    }
}
