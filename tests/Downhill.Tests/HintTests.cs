using System.CommandLine;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Downhill.Cli;
using Downhill.Experiments;
using Downhill.Reports;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>Errors carry what cures them; only the command line knows how that is typed.</summary>
public sealed partial class HintTests
{
    [Fact]
    public void The_library_says_what_is_wrong_and_the_command_line_what_to_type()
    {
        Table table = Csv.Read("age,y\n1,1\nthirty,2\n3,3\n");

        var error = Assert.Throws<DownhillException>(() => Schema.Of(table));

        const string Fault = "adult.csv line 3, column 'age': \"thirty\" is not a number; 2 of 3 values are.";
        Assert.Equal($"{Fault} Mark it missing or make the column a category.", error.Message);
        Assert.Equal([new Hint(Setting.Missing, "thirty"), new Hint(Setting.Category, "age")],
            error.Text.Hints.Select(entry => entry.Hint));
        Assert.Equal($"{Fault} Mark it missing (--missing thirty) or make the column a category (--category age).", HintText.Of(error));
    }

    [Fact]
    public void Words_keep_their_hints_where_they_become_part_of_others()
    {
        ErrorText inner = ErrorText.Of($"pack it{new Hint(Setting.Out, "a b")} well"),
            outer = ErrorText.Of($"{1.5:0.00}: {inner}{new Hint(Setting.Seed)}{new Hint(Setting.Header, "false")}!");

        Assert.Equal("1.50: pack it well!", outer.ToString());
        Assert.Equal("1.50: pack it (--out \"a b\") well (--seed --no-header)!", HintText.Of(outer));
    }

    [Theory]
    [InlineData("-q", "--drop=-q")]
    [InlineData("a b", "--drop \"a b\"")]
    [InlineData("1E+08", "--drop 1E+08")]
    [InlineData("a$b", "--drop 'a$b'")]
    [InlineData("a!b", "--drop 'a!b'")]
    [InlineData("it's", "--drop \"it's\"")]
    [InlineData("false", "--drop false")]
    public void A_value_is_written_as_a_shell_takes_it(string value, string option) =>
        Assert.Equal(option, HintText.Option(new Hint(Setting.Drop, value)));

    [Theory]
    [InlineData(typeof(DownhillException))]
    [InlineData(typeof(TableReader))]
    [InlineData(typeof(Experiment))]
    [InlineData(typeof(TerminalWriter))]
    public void No_library_names_an_option_of_the_command_line(Type library)
    {
        HashSet<string> options =
            [.. Settings().SelectMany(name => (string[])[name, $"--no{name[1..]}"])];
        using var file = new PEReader(File.OpenRead(library.Assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        int count = 0;
        for (UserStringHandle at = MetadataTokens.UserStringHandle(1); ;)
        {
            string text = metadata.GetUserString(at);
            count += text.Length > 0 ? 1 : 0;
            Assert.DoesNotContain(OptionPattern().Matches(text), match => options.Contains(match.Value));
            UserStringHandle next = metadata.GetNextHandle(at);
            if (next.IsNil)
                break;
            at = next;
        }

        Assert.True(count > 100, $"only {count} strings were seen in {library.Assembly.GetName().Name}");
    }

    [Fact]
    public void The_settings_of_train_are_its_options()
    {
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, TextReader.Null);
        Command train = TrainCommand.Define("train", string.Empty, terminal, (_, _) => 0);
        string[] others = ["--json", "--quiet", "--threads"];
        IEnumerable<string> later = ((Command[])[PredictCommand.Create(terminal), ExplainCommand.Create(terminal), ImportCommand.Create(terminal)])
            .SelectMany(command => command.Options).Select(option => option.Name);

        string[] settings = Settings();
        string[] options = [.. train.Options.Select(option => option.Name.StartsWith("--no-", StringComparison.Ordinal)
            ? $"--{option.Name[5..]}"
            : option.Name).Distinct()];

        Assert.Empty(options.Except(settings).Except(others));
        Assert.Empty(settings.Except(options).Except(later));
    }

    private static string[] Settings() =>
    [
        .. ExperimentSetting.All.Where(setting => setting.IsOption).Select(setting => $"--{setting.Name}")
            .Union(Enum.GetValues<Setting>().Select(HintText.Name)),
    ];

    [GeneratedRegex("(?<![\\w-])--[a-z][a-z0-9-]*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OptionPattern();
}
