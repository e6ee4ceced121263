namespace Downhill.Tests;

/// <summary>Where a verb takes a seed, the seed decides what is random: the same gives the same, another another.</summary>
public sealed class SeedTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("check PRICE --json")]
    [InlineData("check PRICE --data PRICES --rows 2 --json")]
    [InlineData("check PRICES --target t --model linear --rows 2 --json")]
    [InlineData("landscape PRICE --data PRICES --grid 3 --steps 1 --json")]
    [InlineData("landscape PRICE --data PRICES --rows 2 --along linear1.weight[0,0] linear1.bias[0] --grid 3 --steps 1 --json")]
    [InlineData("landscape HILL --grid 3 --json")]
    [InlineData("find-lr plane --rows 40 --steps 20 --epochs 2 --no-measure --threads 1 --json")]
    [InlineData("tune plane --rows 40 --epochs 1 --model linear --try batch=8..32 --trials 2 --jobs 1 --json --out FOLDER/tune")]
    public void The_seed_decides(string command)
    {
        string[] outputs = [.. ((string[])["1", "1", "2"]).Select((seed, i) =>
            CliFolder.Run([.. command.Split(' ').Select(word => word switch
        {
            "PRICE" => HandModel.Price(folder),
            "PRICES" => HandModel.Prices(folder),
            "HILL" => Repository.Find("examples", "worked", "hill.json"),
            "FOLDER/tune" => folder[$"tune{i}"],
            _ => word,
        }), "--seed", seed]).Ok().Output).Select((text, i) => Shown.Steady(text, folder).Replace($"tune{i}", "tune",
            StringComparison.Ordinal))];

        Assert.Equal(outputs[0], outputs[1]);
        Assert.NotEqual(outputs[0], outputs[2]);
    }
}
