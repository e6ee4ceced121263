using System.CommandLine;
using Downhill.Cli;

namespace Downhill.Tests;

public sealed class OtherNamesTests
{
    private static readonly Command[] Commands =
        [.. CommandLine.Commands(new Terminal(TextWriter.Null, TextWriter.Null, TextReader.Null), () => default).Select(one => one.Create())];

    [Fact]
    public void A_name_of_another_program_means_an_option_that_there_is_and_is_none_itself()
    {
        string[] train = Names("train"), all = [.. Commands.SelectMany(command => Names(command.Name))];

        Assert.All(OtherNames.All, pair => Assert.Contains(pair.Value, train));
        Assert.Empty(OtherNames.All.Keys.Intersect(all));
        Assert.All(OtherNames.All.Keys, name => Assert.Matches("^--[a-z0-9-]+$", name));
    }

    // A command without the option gets no such advice.
    [Theory]
    [InlineData("--lr", "; here it is '--learning-rate'")]
    [InlineData("--batch_size", " (did you mean '--batch-sizes'?)", "--batch-sizes")]
    [InlineData("--lr", "", "--quiet")]
    public void The_advice_names_an_option_of_the_command(string given, string hint, params string[] known) =>
        Assert.Equal(hint, OtherNames.Hint(given, known.Length == 0 ? Names("train").ToHashSet() : [.. known]));

    private static string[] Names(string command) =>
        [.. Commands.Single(one => one.Name == command).Options.SelectMany(option => option.Aliases.Append(option.Name))];
}
