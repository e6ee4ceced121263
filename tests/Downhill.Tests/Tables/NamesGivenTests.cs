using Downhill.Experiments;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>Names that are given come before names that are found; what is no file is said to be none.</summary>
public sealed class NamesGivenTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("# a,b\n1,2\n3,4\n", "a b", 2)]
    [InlineData("# a,b\n# c,d\n1,2\n3,4\n", "", 2)]
    [InlineData("1,2\n3,4\n", "column1 column2", 2)]
    public void Comments_name_the_columns_only_where_nobody_does(string text, string found, int rows)
    {
        Table given = Csv.Read(text, new TableOptions { Columns = ["x", "y"] }),
            without = Csv.Read(text, new TableOptions { HasHeader = false });

        Assert.Equal(["x", "y"], given.Columns.Select(column => column.Name));
        Assert.Equal(["column1", "column2"], without.Columns.Select(column => column.Name));
        Assert.Equal((rows, rows), (given.Rows, without.Rows));
        if (found.Length > 0)
            Assert.Equal(found.Split(' '), Csv.Read(text).Columns.Select(column => column.Name));
        else
            Assert.Contains("several comments could name the columns", Csv.ErrorOfReading(text), StringComparison.Ordinal);
    }

    // Whatever separates the values separates the names; a comment of other words names nothing.
    [Theory]
    [InlineData("#  a   b\tc\n1 2 3\n 4  5 6\n", "a b c")]
    [InlineData("# a   b c d\n1 2 3\n 4  5 6\n", "column1 column2 column3")]
    [InlineData("# a;b ; c\n1;2;3\n4;5;6\n", "a b c")]
    [InlineData("# \"a\", \"b\",c\n1,2,3\n4,5,6\n", "a b c")]
    [InlineData("# a\tb\tc\n1\t2\t3\n4\t5\t6\n", "a b c")]
    [InlineData("# a|b|a\n1|2|3\n4|5|6\n", "column1 column2 column3")]
    [InlineData("# 7,8,9\n1,2,3\n4,5,6\n", "column1 column2 column3")]
    [InlineData("# a,,c\n1,2,3\n4,5,6\n", "column1 column2 column3")]
    public void A_comment_names_the_columns_in_the_way_of_the_rows(string text, string names)
    {
        Table table = Csv.Read(text);

        Assert.Equal(names.Split(' '), table.ColumnNames);
        Assert.Equal((2, 6.0), (table.Rows, table.Columns[2].Number(1)));
    }

    [Fact]
    public void A_query_without_a_database_names_the_first_file() => Assert.Equal(
        $"'{folder.Write("one.csv", "a,b\n1,2\n")}' is not a database, but a query (--query \"select 1\") needs a database.",
        Csv.ErrorOf(() => TableReader.Read([folder["one.csv"], folder.Write("two.csv", "a,b\n1,2\n")],
            new TableOptions { Query = "select 1" })));

    [Fact]
    public void Blanks_around_a_text_of_JSON_are_none_of_it()
    {
        using var stream = new MemoryStream("{\"a\": \" x \", \" b \": \"1 \"}\n{\"a\": \"x\", \"b\": \" \"}\n"u8.ToArray());
        Table table = RowTable.ReadJsonLines(stream, "rows.jsonl");

        Assert.Equal(["a", "b"], table.ColumnNames);
        Assert.Equal(["x", "x", "1", ""], table.Columns.SelectMany(column => new[] { column.Text(0), column.Text(1) }));
        Assert.Equal((1.0, true), (table.Columns[1].Number(0), table.Columns[1].IsMissing(1)));
    }

    [Theory]
    [InlineData("gone-images-idx3-ubyte")]
    [InlineData("gone-ubyte.gz")]
    [InlineData("gone.csv")]
    public void A_file_that_does_not_exist_is_no_data_of_any_format(string name)
    {
        ModelFile model = ModelFile.Open(HandModel.Price(folder));
        foreach (bool required in (bool[])[true, false])
        {
            Assert.StartsWith($"There is no file and no built-in data set '{folder[name]}'",
                Csv.ErrorOf(() => DataSource.LoadFor([folder[name]], model, required)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("concat (max-pool 2; )")]
    [InlineData("concat (conv2d 3 3; max-pool 2)")]
    public void Images_of_different_sizes_are_not_joined(string layers) => Assert.Contains(
        "joins the outputs of its branches along their channels, so their other axes must be equal; its branches give",
        Assert.Throws<DownhillException>(() => Model.Parse(layers, [4, 4, 1], 1).OutputShape()).Message, StringComparison.Ordinal);

    [Fact]
    public void Rows_of_several_axes_are_not_flattened_where_a_branch_has_a_layer_for_images()
    {
        Assert.IsType<Residual>(Model.Parse("residual (conv2d 1 3)", [4, 4, 1], 1).Layers[0]);
        Assert.IsType<Concat>(Model.Parse("concat (residual (conv2d 1 3))", [4, 4, 1], 1).Layers[0]);
        Assert.IsType<Flatten>(Model.Parse("residual (tanh)", [4, 4, 1], 1).Layers[0]);
    }
}
