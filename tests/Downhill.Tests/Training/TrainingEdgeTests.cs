using System.Buffers.Binary;
using Downhill.Experiments;

namespace Downhill.Tests;

/// <summary>What is kept, clipped, sampled and shared in training and search, at the places where a rule changes its mind.</summary>
public sealed class TrainingEdgeTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_best_weights_come_back_with_their_statistics()
    {
        Network<double> network = Examples.Network("linear 2, batch-norm, linear 1", 3);
        var best = new BestWeights<double>(network, 2);
        double[] parameters = network.Parameters.ToArray(), statistics = network.Statistics.ToArray();

        Assert.False(best.Note(1, 0.5));
        network.Parameters.Span.Fill(9);
        network.Statistics.Span.Fill(7);
        Assert.False(best.Note(2, 0.5)); // as good is no better
        Assert.True(best.Note(3, 0.6));
        best.Restore();

        Assert.Equal(1, best.Epoch);
        Assert.Equal(parameters, network.Parameters.ToArray());
        Assert.Equal(statistics, network.Statistics.ToArray());
    }

    // Two weights of 0 and a target of −1: the gradient is the input, (3, 4). Clipped to 3 it is (3, 3), and of length 1 (1, 1) / √2.
    [Fact]
    public void A_gradient_is_clipped_by_value_before_it_is_clipped_by_norm()
    {
        var network = new Network<double>(new Model([2], [new Linear(1, HasBias: false, new Constant(0))]));
        var options = new TrainingOptions(new HalfSquaredError(), new Sgd(0.1)) { ClipValue = 3, ClipNorm = 1 };

        new Trainer<double>(network, Dataset.FromArrays([2], [3, 4], [-1]), options).StepOn([0]);

        Assert.All(network.Parameters.ToArray(), weight => Assert.Equal(-0.1 / Math.Sqrt(2), weight, 1e-12));
    }

    [Theory]
    [InlineData(198, false)]
    [InlineData(199, true)]
    public void The_spread_depends_on_the_prediction_where_half_of_the_rows_are_a_hundred(int rows, bool depends)
    {
        double[] predicted = [.. Enumerable.Range(1, rows).Select(row => (double)row)];

        var uncertainty = Uncertainty.OfNumbers(predicted, [.. predicted.Select((at, row) => row % 2 == 0 ? 2 * at : 0)]);

        Assert.Equal(depends, uncertainty.Knots is not null);
    }

    // The column differs in the second thousand of rows alone, of which a random sample of a thousand has about half.
    [Fact]
    public void The_importance_of_columns_is_measured_on_a_random_sample_of_many_rows()
    {
        var network = new Network<double>(new Model([1], [new Linear(1, Weight: new Explicit([1, 1], [4]))]));
        Preprocessing columns = Preprocessing.Of([new NumberEncoding("x", 0, 1)], "t", ["no", "yes"]);
        var raw = new Dataset("rows", [1],
            Samples.From([.. Enumerable.Range(0, 2000).Select(row => row < 1000 ? 1.0 : row % 2 == 0 ? 1 : -1)], 1),
            Targets.FromLabels([.. Enumerable.Range(0, 2000).Select(row => row < 1000 || row % 2 == 0 ? 1 : 0)], ["no", "yes"]));

        ColumnImportance found = Assert.Single(
            ErrorAnalysis.Of(network, new BinaryCrossEntropy(), columns, columns.Apply(raw), raw).Importances!);

        Assert.InRange(found.Rise, 1, 2); // 3/8 of the rows change their side, which costs 4 each
    }

    // A length of 128 is the first of two bytes. A field of a wrong length does not end where the record does.
    [Fact]
    public void Records_for_TensorBoard_are_whole_for_every_length()
    {
        for (int length = 100; length < 150; length++)
        {
            string run = folder[$"run{length}"];
            Directory.CreateDirectory(run);
            _ = new EventFile(run, new string('r', length));
            byte[] file = File.ReadAllBytes(Assert.Single(Directory.GetFiles(run)));
            int first = (int)BinaryPrimitives.ReadUInt64LittleEndian(file) + 16;

            byte[] record = file[(first + 12)..^4];
            byte[] summary = Field(record.AsSpan(9), 5), value = Field(summary, 1), tensor = Field(value, 8);

            Assert.Equal(new string('r', length), System.Text.Encoding.ASCII.GetString(Field(tensor, 8)));
        }

        // The one with a number, behind others; all must end where the bytes end.
        static byte[] Field(ReadOnlySpan<byte> bytes, int number)
        {
            byte[]? found = null;
            while (!bytes.IsEmpty)
            {
                int tag = bytes[0];
                bytes = bytes[1..];
                (ulong size, int used) = Varint(bytes);
                bytes = bytes[used..];
                if ((tag & 7) == 0)
                    continue;
                if (tag >> 3 == number)
                    found = bytes[..(int)size].ToArray();
                bytes = bytes[(int)size..];
            }

            return Assert.IsType<byte[]>(found);
        }

        static (ulong Value, int Bytes) Varint(ReadOnlySpan<byte> bytes)
        {
            ulong value = 0;
            for (int i = 0; ; i++)
            {
                value |= (ulong)(bytes[i] & 127) << (7 * i);
                if (bytes[i] < 128)
                    return (value, i + 1);
            }
        }
    }

    [Theory]
    [InlineData("-", "-")]
    [InlineData("-x.csv", "./-x.csv")]
    [InlineData("--help", "./--help")]
    [InlineData("rows.csv", "rows.csv")]
    public void A_file_that_begins_with_a_dash_is_no_option_and_a_dash_alone_is_the_standard_input(string data, string word) =>
        Assert.Equal(word, CommandText.Words(new Experiment([data]))[0]);

    // Three rounds of ten epochs: a ninth, a third and all of them, rounded up.
    [Fact]
    public void A_round_of_a_search_trains_for_its_share_of_the_epochs_rounded_up()
    {
        var search = new Search(new Experiment(["plane"], Rows: 40, Epochs: 10, Model: "linear 2, tanh, linear"),
            [SearchChoice.Parse("learning-rate=0.01|0.02")], 4)
        { IsHalving = true };
        SearchJournal journal = SearchJournal.Open(folder["search"], search);

        search.Run(journal, 1);

        foreach (SearchTrial trial in journal.Trials)
        {
            int epochs = trial.Rung == 1 ? 2 : trial.Rung == 2 ? 4 : 10;
            Assert.Equal(Search.Score(search.Of(trial) with { Epochs = epochs }, isRecipe: false), trial.Score);
        }

        Assert.Equal([1, 2, 3], journal.Trials.Select(trial => trial.Rung).Distinct().Order());
    }

    [Fact]
    public void A_model_keeps_its_classes_where_new_rows_have_some_of_them()
    {
        string[] flowers = CliData.Flowers().Split('\n');
        string all = folder.Write("all.csv", string.Join('\n', flowers)),
            some = folder.Write("some.csv", string.Join('\n', flowers.Where(line => !line.Contains("setosa", StringComparison.Ordinal))));
        string first = folder.Train("first", all, "--model", "linear", "--epochs", "60", "--no-importance");

        string second = folder.Train("second", some, "--from", first, "--epochs", "1", "--learning-rate", "1e-9", "--no-importance");

        Assert.Equal(CliFolder.Run("predict", first, some).Ok().Lines.Select(line => line.Split(',')[0]),
            CliFolder.Run("predict", second, some).Ok().Lines.Select(line => line.Split(',')[0]));
        double accuracy = (double)CliFolder.Run("evaluate", second, some, "--json").Ok().Json["accuracy"]!;
        double recorded = RunFolder.ReadRecord(second).Metrics!.Train!.Accuracy!.Value;
        Assert.InRange(recorded, accuracy - 0.1, 1);
    }
}
