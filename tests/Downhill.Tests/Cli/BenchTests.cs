using System.Text.Json.Nodes;

namespace Downhill.Tests;

public sealed class BenchTests
{
    private static readonly string[] Briefly = ["--seconds", "0.01", .. CliFolder.OneThread];

    [Theory]
    [InlineData("2-2-2 --batch 1", 1)]
    [InlineData("4-3-2 --batch 8 --optimizer adam --precision double", 8)]
    [InlineData("4-3 --batch 8 --gather", 8)]
    [InlineData("4-3-2 --batch 8 --inference", 8)]
    [InlineData("5x6x7 --precision double", 5)]
    public void Json_has_four_numbers_that_belong_together(string arguments, int rows)
    {
        JsonObject result = CliFolder.Run(["bench", .. ShellWords.Split(arguments), .. Briefly, "--json"]).Ok().Json.AsObject();

        Assert.Equal(["microsecondsPerStep", "samplesPerSecond", "gflops", "percentOfPeak"], result.Select(entry => entry.Key));
        Assert.All(result, entry => Assert.InRange((double)entry.Value!, double.Epsilon, double.MaxValue));
        Assert.Equal(rows / (double)result["microsecondsPerStep"]! * 1e6, (double)result["samplesPerSecond"]!, 1e-3);
    }

    [Theory]
    [InlineData("3-5-2 --batch 7", 7 * 2 * ((3 * 5 * 2) + (5 * 2 * 3)))]
    [InlineData("3-2 --batch 7", 7 * 2 * 3 * 2 * 2)]
    [InlineData("3-5-2 --batch 7 --inference", 7 * 2 * ((3 * 5) + (5 * 2)))]
    [InlineData("3x5x2", 2 * 3 * 5 * 2)]
    public void Every_product_of_a_step_counts_but_the_gradient_by_the_first_input(string arguments, int operations)
    {
        JsonNode result = CliFolder.Run(["bench", .. ShellWords.Split(arguments), .. Briefly, "--json"]).Ok().Json;

        Assert.Equal(operations, (double)result["gflops"]! * 1e3 * (double)result["microsecondsPerStep"]!, operations * 1e-9);
    }

    [Fact]
    public void A_person_is_told_what_was_measured_and_in_which_units()
    {
        CliResult result = CliFolder.Run(["bench", "4-3-2", "--batch", "8", .. Briefly]).Ok();

        Assert.Empty(result.Error);
        foreach (string words in new[] { "4-3-2, batch 8, sgd, float, 1 thread, vectors of ", "time of a step", "µs", "samples", "a second",
            "GFLOP/s", "of the multiply-add peak", "%" })
            Assert.Contains(words, result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("784", "at least two numbers", "784-128-10")]
    [InlineData("4-3-1", "two outputs")]
    [InlineData("4-0-2", "at least 1", "'4-0-2'")]
    [InlineData("4-three-2", "whole numbers", "'4-three-2'")]
    [InlineData("4--2", "whole numbers", "'4--2'")]
    [InlineData("4x3", "three numbers", "'4x3'")]
    [InlineData("99999999999-2", "'99999999999-2'")]
    [InlineData("100000-100000-2", "[100000, 100000]")]
    [InlineData("4-2 5", "'5'")]
    [InlineData("4-2 --batch 0", "--batch", "'0'")]
    [InlineData("4-2 --optimizer adm", "did you mean 'adam'?")]
    [InlineData("4-2 --precision half", "float or double", "'half'")]
    [InlineData("4-2 --threads 0", "--threads", "'0'")]
    [InlineData("4-2 --seconds 0", "--seconds", "'0'")]
    [InlineData("4-2 --inference --optimizer sgd", "--optimizer", "nothing is trained")]
    [InlineData("4-2 --inference --gather", "--gather", "nothing is trained")]
    [InlineData("4x3x2 --batch 3", "--batch", "product")]
    [InlineData("4-2 --inferense", "did you mean '--inference'?")]
    public void What_cannot_be_measured_is_refused_in_one_line(string arguments, params string[] expected)
    {
        string refusal = CliFolder.Run(["bench", .. ShellWords.Split(arguments)]).Refusal();

        Assert.All(expected, words => Assert.Contains(words, refusal, StringComparison.Ordinal));
    }

    [Fact]
    public void Who_interrupts_it_gets_no_numbers()
    {
        CliResult result = CliFolder.Run(new CancellationToken(canceled: true), "bench", "4-2", "--seconds", "3600", "--threads", "1");

        Assert.Equal((130, string.Empty), (result.Code, result.Output));
        Assert.Contains("Interrupted", result.OneLine(), StringComparison.Ordinal);
    }
}
