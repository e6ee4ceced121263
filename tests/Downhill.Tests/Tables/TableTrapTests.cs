using System.Globalization;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>Ways of writing a table that load wrongly without a word where nobody thought of them.</summary>
public class TableTrapTests
{
    [Theory]
    [InlineData("0,1,2,3", "0,1,2,3")]
    [InlineData(",0,1,2", "column1,0,1,2")]
    [InlineData("Country,1990,1991,1992", "Country,1990,1991,1992")]
    [InlineData("5,1,1,2", "")]
    [InlineData("c3,4,5,6", "")]
    [InlineData("4,3,2,1", "")]
    public void Numbers_that_count_are_names_where_no_other_row_counts(string first, string names)
    {
        string key = char.IsLetter(first[0]) ? "c" : string.Empty;
        Table table = Csv.Read(first + "\n" + Lines(row => $"{key}{row % 5},{row * 5 % 11}.5,{row % 3},{row % 4}"));

        Assert.Equal(names.Length > 0, table.Format.HasHeader);
        Assert.Equal(names.Length > 0 ? names.Split(',') : ["column1", "column2", "column3", "column4"],
            table.Columns.Select(column => column.Name));
    }

    [Theory]
    [InlineData("40,2,no,yes\n", 1)]
    [InlineData("40,2\n", 1)]
    [InlineData("40,2,\nx,y,z\n", 1)]
    [InlineData("41,2,no\n", 0)]
    [InlineData("40,3,no\n", 0)]
    [InlineData("40,2,0\n", 0)]
    public void A_first_line_that_counts_rows_and_columns_is_no_row(string first, int skipped)
    {
        string text = first + Lines(row => $"{row * 5 % 11},{row % 3},{row % 2}");
        var skip = new TableOptions { SkipBadRows = true };

        Assert.Equal(skipped, Csv.Read(text, skip).Format.SkippedLines);
        Assert.Equal(0, Csv.Read(text, skip with { HasHeader = false }).Format.SkippedLines);
    }

    [Fact]
    public void A_mark_among_many_numbers_is_told_from_a_category_however_often_it_comes()
    {
        Table marked = Csv.Read("x,y\n" + Lines(row => $"{(row % 4 == 0 ? "None" : row)},{row % 3}"));
        Table category = Csv.Read("grade,y\n" + Lines(row => $"{(row % 4 == 0 ? "K" : row % 9)},{row % 3}"));

        Assert.Equal(
            "adult.csv line 2, column 'x': \"None\" is not a number; 30 of 40 values are. "
                + "Mark it missing (--missing None) or make the column a category (--category x).",
            Csv.ErrorOf(() => Schema.Of(marked)));
        Assert.Equal(ColumnKind.Category, Schema.Of(category)["grade"].Kind);
    }

    [Fact]
    public void A_value_among_dates_that_is_none_is_named()
    {
        Table table = Csv.Read("day,y\n" + Lines(row => $"{(row == 17 ? "soon" : $"2020-0{1 + (row % 9)}-11")},{row % 3}"));
        const string Fault = "adult.csv line 19, column 'day': \"soon\" is not a date written as yyyy-MM-dd, as 39 of 40 values are; "
            + "correct it, mark it missing (--missing soon), ";

        Assert.Equal(Fault + "or make the column a category (--category day).", Csv.ErrorOf(() => Schema.Of(table)));
        Assert.Equal(Fault + "or say how all are written (--date-format).",
            Csv.ErrorOf(() => Schema.Of(table, new SchemaOptions { Dates = ["day"] })));
        Assert.Equal(ColumnKind.Category, Schema.Of(table, new SchemaOptions { Categories = ["day"] })["day"].Kind);
    }

    // More than half of the values that are there: three of four, however many are missing.
    [Fact]
    public void Missing_values_do_not_count_among_those_that_are_dates()
    {
        Table table = Csv.Read("day,y\n2020-01-11,1\n2020-02-11,2\n2020-03-11,3\nsoon,4\n,5\n,6\n,7\n,8\n");
        Assert.StartsWith("adult.csv line 5, column 'day': \"soon\" is not a date written as yyyy-MM-dd, as 3 of 4 values are;",
            Csv.ErrorOf(() => Schema.Of(table)), StringComparison.Ordinal);
    }

    [Fact]
    public void Days_written_as_one_number_are_dates_and_other_numbers_are_not()
    {
        Table table = Csv.Read("day,price,y\n"
            + Lines(row => $"20{10 + (row % 12)}{1 + (row % 9):00}{1 + (row % 28):00},{20_100_000 + (row * 37)},{row % 3}"));
        var schema = Schema.Of(table);

        Assert.Equal((ColumnKind.Date, "yyyyMMdd"), (schema["day"].Kind, schema["day"].DateFormat));
        Assert.Equal(ColumnKind.Number, schema["price"].Kind);
    }

    [Theory]
    [InlineData("19000101", "21001231", ColumnKind.Date)]
    [InlineData("18991231", "21001231", ColumnKind.Number)]
    [InlineData("19000101", "21010101", ColumnKind.Number)]
    public void Days_written_as_one_number_lie_between_1900_and_2100(string first, string last, object kind) =>
        Assert.Equal(kind, Schema.Of(Csv.Read($"day,y\n{first},1\n{last},2\n" + Lines(row => $"20{10 + (row % 12)}{1 + (row % 9):00}"
            + $"{1 + (row % 28):00},{row % 3}")))["day"].Kind);

    [Fact]
    public void A_time_of_day_does_not_depend_on_the_day_it_is_read()
    {
        var training = new TrainingTable(Csv.Read("at,y\n" + Lines(row => $"{row % 24:00}:30,{row % 3}")));
        Preprocessing fitted = training.Fit([.. Enumerable.Range(0, 40)]);

        Assert.Equal((new DateTime(1, 1, 1, 5, 30, 0) - new DateTime(1970, 1, 1)).TotalDays, training.Raw(fitted).Inputs[5, 0]);
    }

    [Theory]
    [InlineData("$1,234.50", 1234.5)]
    [InlineData("-$5", -5)]
    [InlineData("$-5", -5)]
    [InlineData("12 %", 12)]
    [InlineData("€ 0.5", 0.5)]
    [InlineData("1,234,567", 1234567)]
    [InlineData("1 234", 1234)]
    [InlineData("1'234.5", 1234.5)]
    [InlineData("−0.5", -0.5)]
    [InlineData("999", 999)]
    [InlineData("CHF 1'666", 1666)]
    [InlineData("CHF 1’666.50", 1666.5)]
    [InlineData("1'666.–", 1666)]
    [InlineData("Fr. 12.-", 12)]
    [InlineData("1 666 €", 1666)]
    [InlineData("1\u202F666\u00A0EUR", 1666)]
    [InlineData("1\u2009666 kr", 1666)]
    [InlineData("EUR -5", -5)]
    [InlineData("-EUR5", -5)]
    [InlineData("R$ 1,234.50", 1234.5)]
    [InlineData("US$3", 3)]
    [InlineData("₿0.25", 0.25)]
    [InlineData("₩1,000", 1000)]
    [InlineData("250 zł", 250)]
    [InlineData("3 ‰", 3)]
    [InlineData("(1,234.50)", -1234.5)]
    [InlineData("($5)", -5)]
    [InlineData("$(5)", -5)]
    [InlineData("1,234.50-", -1234.5)]
    public void Amounts_are_numbers_where_that_is_said(string text, double value)
    {
        Table table = Csv.Read($"a,b\n\"{text}\",1\n", new TableOptions { Amounts = true, HasHeader = true });

        Assert.True(table.Columns[0].IsNumeric);
        Assert.Equal(value, table.Columns[0].Number(0));
    }

    [Theory]
    [InlineData("1,23")]
    [InlineData("12,34,567")]
    [InlineData("0,123")]
    [InlineData("$5 %")]
    [InlineData("$")]
    [InlineData("$a")]
    [InlineData("1,234,")]
    [InlineData("1,234 567")]
    [InlineData("1234,567")]
    [InlineData("--5")]
    [InlineData("XYZ 5")]
    [InlineData("CHF5X")]
    [InlineData("ALL 5")]
    [InlineData("CUP 2")]
    [InlineData("CHF 5 EUR")]
    [InlineData("chf 5")]
    [InlineData("(-5)")]
    [InlineData("(5")]
    [InlineData("5-6")]
    [InlineData("1'66")]
    public void What_is_no_amount_stays_text(string text) =>
        Assert.False(Csv.Read($"a,b\n\"{text}\",1\n", new TableOptions { Amounts = true, HasHeader = true }).Columns[0].IsNumeric);

    // 64 bytes at most.
    [Theory]
    [InlineData(61, true)]
    [InlineData(62, false)]
    public void An_amount_has_a_greatest_length(int zeros, bool isNumber) => Assert.Equal(isNumber,
        Csv.Read($"a,b\n$1.{new string('0', zeros)},1\n", new TableOptions { Amounts = true, HasHeader = true }).Columns[0].IsNumeric);

    [Fact]
    public void Amounts_with_a_decimal_comma_have_points_between_thousands() => Assert.Equal(
        1234.5, Csv.Read("a;b\n\"1.234,50 €\";1\n", new TableOptions { Amounts = true, DecimalComma = true, HasHeader = true }).Columns[0]
            .Number(0));

    [Theory]
    [InlineData("\"${0},500\"", "\"$1,500\" is written as an amount, as all values of the column are; read them as numbers (--amounts)")]
    [InlineData("\"{0},500\"",
        "\"1,500\" has a comma, as all values of the column have; read them as numbers: with a decimal comma (--decimal comma) where it "
            + "stands before the fraction, as amounts (--amounts) where it stands between thousands")]
    [InlineData("\"{0},5\"", "\"1,5\" has a decimal comma, as all values of the column have; read them as numbers (--decimal comma)")]
    [InlineData("CHF {0}'666", "\"CHF 1'666\" is written as an amount, as all values of the column are; read them as numbers (--amounts)")]
    [InlineData("{0} 666 €", "\"1 666 €\" is written as an amount, as all values of the column are; read them as numbers (--amounts)")]
    [InlineData("\"{0}.500,5 €\"",
        "\"1.500,5 €\" is an amount with a decimal comma, as all values of the column are; read them as numbers (--amounts --decimal comma)")]
    public void A_column_of_numbers_written_otherwise_is_refused_with_the_option_that_reads_it(string form, string fault)
    {
        Table table = Csv.Read("y,a\n"
            + Lines(row => string.Create(CultureInfo.InvariantCulture,
            $"{row % 3},{string.Format(CultureInfo.InvariantCulture, form, 1 + row)}")));

        Assert.Equal($"adult.csv line 2, column 'a': {fault}, or make the column a category (--category a).",
            Csv.ErrorOf(() => Schema.Of(table)));
        Assert.Equal($"adult.csv line 2, column 'a': {fault}, or read them as classes (--task classification).",
            Csv.ErrorOf(() => new TrainingTable(table).Splitter(seed: 0)));
    }

    [Theory]
    [InlineData("$5", "Read amounts as numbers (--amounts). Correct it, or mark it missing (--missing '$5')")]
    [InlineData("1,5", "Read decimal commas as such (--decimal comma). Correct it, or mark it missing (--missing \"1,5\")")]
    [InlineData("five", "Correct it, or mark it missing (--missing five)")]
    public void A_number_written_otherwise_is_refused_by_a_model_with_the_option_that_reads_it(string value, string remedy)
    {
        var training = new TrainingTable(Csv.Read("x,y\n" + Lines(row => $"{row},{row % 3}")));
        Table table = Csv.Read($"x,y\n\"{value}\",1\n");

        Assert.Equal(
            $"adult.csv line 2, column 'x': \"{value}\" is not a number; 0 of 1 values are. {remedy}, for the column is numbers.",
            Csv.ErrorOf(() => TableDataset.ForModel(table, training.Fit([.. Enumerable.Range(0, 40)]), targetRequired: false)));
    }

    [Fact]
    public void Spellings_of_no_and_yes_are_one_column_of_two_values_to_the_model_too()
    {
        var training = new TrainingTable(
            Csv.Read("flag,y\n" + Lines(row => $"{new[] { "True", "false", "TRUE", "False" }[row % 4]},{row % 3}")));
        Preprocessing fitted = training.Fit([.. Enumerable.Range(0, 40)]);
        Samples rows = TableDataset.ForModel(Csv.Read("flag,y\ntrue,1\nNO,1\n1,1\n,1\nperhaps,1\n"), fitted, targetRequired: false).Inputs;

        Assert.Equal([1.0, 0, 1, 0], Csv.Numbers(training.Raw(fitted).Inputs).Take(4));
        Assert.Equal([1.0, 0, 1, double.NaN, 2], Csv.Numbers(rows));
        Assert.Equal(1, training.Raw(fitted).Inputs.Columns);
    }

    [Fact]
    public void Spellings_of_no_and_yes_are_two_classes_and_every_word_for_them_is_understood()
    {
        var folded = new TrainingTable(Csv.Read("x,y\n" + Lines(row => $"{row},{new[] { "Yes", "yes", "No", "no" }[row % 4]}")));
        var kept = new TrainingTable(Csv.Read("x,y\n" + Lines(row => $"{row},{new[] { "YES", "no" }[row % 2]}")));

        Assert.Equal(["no", "yes"], folded.Targets.Classes);
        Assert.Equal([1, 1, 0, 0], Csv.Labels(folded.Targets).Take(4));
        Assert.Equal([1, 0, 1, 0], Labels(folded, "YES", "F", "1.0", "0"));
        Assert.Equal([0, 1], Labels(folded, "0", "1"));
        Assert.Equal(["no", "YES"], kept.Targets.Classes);
        Assert.Equal([1, 0, 1], Labels(kept, "true", "No", "YES"));
        Assert.Contains("none of the model's 2 classes", Csv.ErrorOf(() => Labels(kept, "perhaps", "no")), StringComparison.Ordinal);

        static int[] Labels(TrainingTable training, params string[] values) => Csv.Labels(TableDataset.ForModel(
            Csv.Read("x,y\n" + string.Concat(values.Select(value => $"1,{value}\n"))), training.Fit([.. Enumerable.Range(0, 40)]),
            targetRequired: true).Targets!);
    }

    [Fact]
    public void A_format_of_dates_in_which_no_column_is_written_is_an_error() => Assert.Equal(
        "No column of adult.csv is written as MM/dd/yyyy throughout; correct the date format (--date-format), or leave it out.",
        Csv.ErrorOf(() => Schema.Of(Csv.Read("day,y\n" + Lines(row => $"{13 + (row % 15)}/01/2020,{row % 3}")),
            new SchemaOptions { DateFormat = "MM/dd/yyyy" })));

    [Fact]
    public void Numbers_named_as_identifiers_are_left_out_where_most_differ_and_remarked_where_they_come_again()
    {
        var schema = Schema.Of(Csv.Read("patient_id,visit_id,y\n" + Lines(row => $"{row / 4},{1000 + (row * 7 % 30)},{row % 3}")));

        Assert.Equal([ColumnKind.Number, ColumnKind.Identifier], schema.Columns.Take(2).Select(column => column.Kind));
        Assert.Contains("split by group", schema["patient_id"].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Blanks_of_web_pages_around_a_number_mean_nothing() =>
        Assert.True(Csv.Read("a,b\n\u00A01.5\u00A0 ,1\n \u00A02,3\n").Columns[0].IsNumeric);

    [Fact]
    public void Rows_to_measure_without_a_target_are_left_out_where_that_is_said()
    {
        var training = new TrainingTable(Csv.Read("a,y\n" + Lines(row => $"{row},{(row % 2 == 0 ? "no" : "yes")}")));
        Preprocessing fitted = training.Fit([.. Enumerable.Range(0, 40)]);
        Table table = Csv.Read("a,y\n1,yes\n2,?\n3,no\n");

        TableRows rows = TableDataset.ForModel(table, fitted, targetRequired: true, skipMissingTargets: true);
        Assert.Equal([1.0, 3.0], Csv.Numbers(rows.Inputs));
        Assert.Equal([1, 0], Csv.Labels(rows.Targets!));
        Assert.Equal(
            "adult.csv line 3, column 'y': the target is missing; every row needs one to be measured. Fill it in, "
                + "or leave such rows out (--bad-rows skip).",
            Csv.ErrorOf(() => TableDataset.ForModel(table, fitted, targetRequired: true)));
    }

    private static string Lines(Func<int, string> row) => string.Concat(Enumerable.Range(0, 40).Select(i => row(i) + "\n"));
}
