using Downhill.Tables;

namespace Downhill.Tests;

public class SharedTableTests
{
    private static readonly string[] WineNames =
        ["fixed acidity", "volatile acidity", "citric acid", "residual sugar", "chlorides", "free sulfur dioxide", "total sulfur dioxide",
            "density", "pH", "sulphates", "alcohol", "quality"];

    // rows, columns, the kinds of the columns (n number, b boolean, c category, d date, i identifier, k constant, t text), missing values
    [SharedTheory]
    [InlineData("adult/adult-train.csv", 32_561, "ncncncccccnnncc", 4262)]
    [InlineData("adult/adult-test.csv", 16_281, "ncncncccccnnncc", 2203)]
    [InlineData("bank-marketing/bank-full.csv", 45_211, "ccccbbbcncnnnnnnb", 0)]
    [InlineData("boston-housing/housing.csv", 506, "nnnbnnnnnnnnnn", 0)]
    [InlineData("boston-housing/housing.data", 506, "nnnbnnnnnnnnnn", 0)]
    [InlineData("breast-cancer-wisconsin/breast-cancer-wisconsin.csv", 699, "nnnnnnnnnn", 16)]
    [InlineData("breast-cancer-wisconsin/breast-cancer-wisconsin.data", 699, "innnnnnnnnn", 16)]
    [InlineData("california-housing/housing.csv", 20_640, "nnnnnnnnnc", 207)]
    [InlineData("diamonds/diamonds.csv", 53_940, "ncccnnnnnn", 0)]
    [InlineData("iris/iris.csv", 150, "nnnnc", 0)]
    [InlineData("mpg/mpg.csv", 398, "nnnnnnnct", 6)]
    [InlineData("mpg/mpg-raw.csv", 398, "nnnnnnnnt", 6)]
    [InlineData("oecd-bli/oecd_bli.csv", 2369, "cccckkcccckkkknkk", 9476)]
    [InlineData("oecd-bli/gdp_per_capita.csv", 7109, "ccnn", 1380)]
    [InlineData("penguins/penguins.csv", 344, "ccnnnnc", 19)]
    [InlineData("planets/planets-raw.csv", 1035, "icnnnnn", 792)]
    [InlineData("sklearn/diabetes_data_raw.csv.gz", 442, "nnnnnnnnnn", 0)]
    [InlineData("sklearn/diabetes_target.csv.gz", 442, "n", 0)]
    [InlineData("sklearn/linnerud_exercise.csv", 20, "nnn", 0)]
    [InlineData("sklearn/linnerud_physiological.csv", 20, "nnn", 0)]
    [InlineData("titanic-kaggle/train.csv", 891, "ibntcnnninic", 866)]
    [InlineData("titanic-kaggle/test.csv", 418, "intcnnninic", 414)]
    [InlineData("wine-quality-semicolon/winequality-white.csv", 4898, "nnnnnnnnnnnn", 0)]
    [InlineData("wine-quality/winequality-white.csv", 4898, "nnnnnnnnnnnn", 0)]
    [InlineData("wine-quality/winequality-red.csv", 1599, "nnnnnnnnnnnn", 0)]
    public void Raw_public_files_load_as_they_are_meant(string file, int rows, string kinds, int missing)
    {
        string path = SharedData.Find(file);
        Table table = TableReader.Read(path);
        var schema = Schema.Of(table);

        Assert.Equal(rows, table.Rows);
        Assert.Equal(kinds, string.Concat(schema.Columns.Select(Letter)));
        Assert.Equal(missing, table.Columns.Sum(column => column.MissingCount));
    }

    [SharedTheory]
    [InlineData("sklearn/boston_house_prices.csv", 506, "CRIM", "MEDV")]
    [InlineData("sklearn/breast_cancer.csv", 569, "column1", "column31")]
    [InlineData("sklearn/iris.csv", 150, "column1", "column5")]
    [InlineData("sklearn/wine_data.csv", 178, "column1", "column14")]
    public void A_line_of_counts_above_the_table_is_no_part_of_it(string file, int rows, string first, string last)
    {
        string path = SharedData.Find(file);
        Table table = TableReader.Read(path);

        Assert.Equal((rows, first, last, 1), (table.Rows, table.Columns[0].Name, table.Columns[^1].Name, table.Format.SkippedLines));
        AssertSame(TableReader.Read(path, new TableOptions { SkipLines = 1 }), table);
    }

    [SharedTheory]
    [InlineData("california-housing/housing.tgz", "is an archive of files (tar)")]
    [InlineData("tiny-shakespeare/input.txt", "line 2 has 2 values; expected 1")]
    [InlineData("adult/adult.names", "line 84: a quoted value goes on after its closing quote")]
    [InlineData("mnist/train-labels-idx1-ubyte.gz", "looks like a binary file")]
    public void What_is_no_table_is_refused_in_words(string file, string fault)
    {
        string path = SharedData.Find(file);
        Assert.Contains($"{Path.GetFileName(path)} {fault}", Csv.ErrorOf(() => TableReader.Read(path)), StringComparison.Ordinal);
    }

    [SharedFact]
    public void Names_with_quotes_and_separators_in_them_are_read()
    {
        string path = SharedData.Find("titanic-kaggle/train.csv");
        Table table = TableReader.Read(path);

        Assert.Equal("Braund, Mr. Owen Harris", table.Find("Name")!.Text(0));
        Assert.Equal("Masselmani, Mrs. Fatima", table.Find("Name")!.Text(19));
    }

    [SharedFact]
    public void The_wines_are_the_same_with_semicolons_and_a_header_as_with_commas_and_none()
    {
        string semicolons = SharedData.Find("wine-quality-semicolon/winequality-white.csv"),
            commas = SharedData.Find("wine-quality/winequality-white.csv");

        AssertSame(TableReader.Read(semicolons), TableReader.Read(commas, new TableOptions { Columns = WineNames }));
    }

    [SharedFact]
    public void Boston_is_the_same_with_runs_of_spaces_as_with_commas()
    {
        string spaces = SharedData.Find("boston-housing/housing.data"), commas = SharedData.Find("boston-housing/housing.csv");
        AssertSame(TableReader.Read(spaces), TableReader.Read(commas));
    }

    [SharedFact]
    public void Cars_are_the_same_with_question_marks_as_with_nothing_for_what_is_missing()
    {
        string path = SharedData.Find("mpg/mpg.csv");
        string text = File.ReadAllText(path);
        string marked = text.Replace(",,", ",?,", StringComparison.Ordinal);
        Assert.NotEqual(text, marked);
        AssertSame(Csv.Read(text), Csv.Read(marked), "mpg");
        AssertSame(Csv.Read(text),
            Csv.Read(text.Replace(",,", ", NaN ,", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal)), "mpg");
    }

    [SharedFact]
    public void Incomes_are_the_same_with_a_header_as_without_and_the_test_files_labels_are_understood()
    {
        string path = SharedData.Find("adult/adult-train.csv"), testPath = SharedData.Find("adult/adult-test.csv");

        const string Names = "age,workclass,fnlwgt,education,education_num,marital_status,occupation,relationship,race,sex,capital_gain,capital_loss,hours_per_week,native_country,income";
        var named = new TableOptions { Columns = Names.Split(',') };
        Table without = TableReader.Read(path, named);
        AssertSame(Csv.Read($"{Names}\n{File.ReadAllText(path)}"), without);

        var training = new TrainingTable(without);
        TableRows test = TableDataset.ForModel(TableReader.Read(testPath, named), training.Fit([.. Enumerable.Range(0, 1000)]),
            targetRequired: true);
        Assert.Equal(["<=50K", ">50K"], test.Targets!.Classes);
        Assert.Equal(3846, Csv.Labels(test.Targets).Sum());
    }

    [SharedFact]
    public void The_fixed_splits_give_tests_that_are_encoded_as_their_training_parts()
    {
        foreach (string name in new[] { "adult", "bank", "california", "diamonds", "mpg", "penguins", "titanic", "wine-white" })
        {
            string path = SharedData.Find($"tabular/{name}/train.csv");
            string target = System.Text.Json.JsonDocument.Parse(
                File.ReadAllText(Path.Combine(Path.GetDirectoryName(path)!, "spec.json"))).RootElement.GetProperty("target").GetString()!;
            var table = new TrainingTable(TableReader.Read(path), new TrainingTableOptions { Target = target });
            Preprocessing fitted = table.Fit([.. Enumerable.Range(0, table.Rows)]).WithTargets(table.Raw(table.Fit([0])));

            TableRows rows = TableDataset.ForModel(TableReader.Read(path.Replace("train.csv", "test.csv", StringComparison.Ordinal)),
                fitted, targetRequired: true);

            Samples inputs = fitted.Apply(rows.Inputs);
            double[] all = Csv.Numbers(inputs);
            Assert.All(all, number => Assert.InRange(number, -3, 3));
            Assert.Equal(table.Targets.Classes, rows.Targets!.Classes);
        }
    }

    // All raw rows, what is fitted, and what the network sees, bit for bit.
    private static void AssertSame(Table one, Table other, string? target = null)
    {
        (Preprocessing fitted, Dataset raw) = Prepare(one, target);
        (Preprocessing fittedOther, Dataset rawOther) = Prepare(other, target);

        Assert.Equal(fitted, fittedOther);
        Assert.Equal(Bits(raw.Inputs), Bits(rawOther.Inputs));
        Assert.Equal(Bits(fitted.Apply(raw).Inputs), Bits(fittedOther.Apply(rawOther).Inputs));
        Assert.Equal(raw.Targets.Classes, rawOther.Targets.Classes);
        if (raw.Targets.AreClasses)
            Assert.Equal(Csv.Labels(raw.Targets), Csv.Labels(rawOther.Targets));
        else
            Assert.Equal(Bits(raw.Targets.Numbers!), Bits(rawOther.Targets.Numbers!));
    }

    private static (Preprocessing Fitted, Dataset Raw) Prepare(Table table, string? target)
    {
        var training = new TrainingTable(table, new TrainingTableOptions { Target = target });
        Preprocessing fitted = training.Fit(training.Splitter(seed: 1).Split(0.1, 0.2).Training);
        return (fitted, training.Raw(fitted));
    }

    private static long[] Bits(Samples samples) => [.. Csv.Numbers(samples).Select(BitConverter.DoubleToInt64Bits)];

    private static char Letter(ColumnSchema column) => column.Kind == ColumnKind.Constant
        ? 'k'
        : char.ToLowerInvariant(column.Kind.ToString()[0]);
}
