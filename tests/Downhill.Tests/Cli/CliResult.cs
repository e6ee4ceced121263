using System.Text.Json.Nodes;

namespace Downhill.Tests;

/// <summary>What a run of the command line left behind.</summary>
internal sealed record CliResult(int Code, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Standard output as the one JSON value it must be.</summary>
    public JsonNode Json
    {
        get
        {
            Assert.Empty(Error);
            return JsonNode.Parse(Output)!;
        }
    }

    public CliResult Ok()
    {
        Assert.True(Code == 0, $"Exit code {Code}: {Error}");
        return this;
    }

    /// <summary>The one line on standard error that says why nothing was done.</summary>
    public string Refusal(int code = 2)
    {
        Assert.True(Code == code, $"Exit code {Code} instead of {code}: {Output}{Error}");
        Assert.Empty(Output);
        return OneLine();
    }

    /// <summary>The only line on standard error.</summary>
    public string OneLine()
    {
        Assert.EndsWith("\n", Error, StringComparison.Ordinal);
        string line = Error[..^1];
        Assert.DoesNotContain(line, char.IsControl);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 10, 600);
        return line;
    }
}
