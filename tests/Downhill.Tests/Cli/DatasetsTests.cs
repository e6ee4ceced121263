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
        foreach ((BuiltInData data, JsonNode? node) in BuiltInData.All.Zip(list))
        {
            Assert.Equal((data.Description, data.InputDescription, data.Target, data.Rows, data.Classes), ((string)node!["description"]!,
                (string)node["input"]!, (string)node["target"]!, (int)node["rows"]!, (int)node["classes"]!));
            Assert.Equal(data.Columns, node["columns"]!.AsArray().Select(column => (string)column!));
            string line = text.Split('\n').Single(line => line.Contains($"  {data.Name} ", StringComparison.Ordinal));
            foreach (string word in new[] { data.Description, $"{data.Rows:N0}", data.InputDescription, data.TargetDescription })
                Assert.Contains(word, line, StringComparison.Ordinal);
        }
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
