using System.Text.Json.Nodes;

namespace Downhill.Tests;

public sealed class DatasetsTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Names => [.. BuiltInData.All.Select(data => data.Name)];

    [Fact]
    public void All_are_listed_for_a_person_and_for_a_program()
    {
        string text = CliFolder.Run("datasets").Ok().Output;
        JsonArray list = CliFolder.Run("datasets", "--json").Ok().Json.AsArray();

        Assert.Equal(BuiltInData.All.Select(data => data.Name), list.Select(data => (string)data!["name"]!));
        Assert.All(BuiltInData.All, data => Assert.Contains($"  {data.Name} ", text, StringComparison.Ordinal));
        Assert.All(list, data => Assert.InRange((int)data!["rows"]!, 100, 10_000));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_can_be_trained_on_checked_and_predicted(string name)
    {
        string run = folder.Train("run", name, "--epochs", "1");

        Assert.Equal(BuiltInData.Load(name).Data.Rows + 1, CliFolder.Run("predict", run, name).Ok().Lines.Length);
        Assert.Equal(BuiltInData.Load(name).Data.Rows, (int)CliFolder.Run("evaluate", run, name, "--json").Ok().Json["rows"]!);
        CliFolder.Run("check", run, "--data", name, "--rows", "1", "--quiet").Ok();
    }
}
