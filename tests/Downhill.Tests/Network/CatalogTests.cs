namespace Downhill.Tests;

public sealed class CatalogTests
{
    private static readonly (string List, string Name)[] Names =
    [
        .. Catalog.Layers.Entries.Select(entry => ("layer", entry.Name)),
        .. Catalog.Initializers.Entries.Select(entry => ("initializer", entry.Name)),
        .. Catalog.Losses.Entries.Select(entry => ("loss", entry.Name)),
        .. Catalog.Optimizers.Entries.Select(entry => ("optimizer", entry.Name)),
        .. Catalog.Schedules.Entries.Select(entry => ("schedule", entry.Name)),
    ];

    public static TheoryData<string, string> Entries
    {
        get
        {
            var entries = new TheoryData<string, string>();
            foreach ((string list, string name) in Names)
                entries.Add(list, name);
            return entries;
        }
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public void Every_entry_has_a_formula_and_an_example_of_itself(string list, string name)
    {
        CatalogEntry entry = Find(list, name);
        Assert.False(string.IsNullOrWhiteSpace(entry.Formula));
        if (name == "explicit")
            return; // its numbers have no notation on the command line
        Assert.NotEmpty(entry.Examples);
        Assert.All(entry.Examples, example => Assert.Equal(name, example.Split(' ')[0]));
        Assert.All(entry.Examples, example => Assert.Equal(entry.Type, Parse(list, example).GetType()));
        Assert.Equal(entry.Examples.Distinct(), entry.Examples);
    }

    [Fact]
    public void Names_are_unique_lower_case_words()
    {
        Assert.Equal(Names.Distinct(), Names);
        Assert.All(Names, entry => Assert.Matches("^[a-z]+([0-9][a-z])?(-[a-z]+)*$", entry.Name));
    }

    [Fact]
    public void Options_come_in_order_with_their_defaults()
    {
        Assert.Equal(
            [
                new CatalogOption("outputs", string.Empty, IsRequired: true),
                new CatalogOption("hasBias", "true", IsRequired: false),
                new CatalogOption("weight", string.Empty, IsRequired: false),
                new CatalogOption("bias", string.Empty, IsRequired: false),
            ],
            Find("layer", "linear").Options);
        Assert.Equal(
            [new CatalogOption("delta", "1", IsRequired: false), new CatalogOption("reduction", "mean", IsRequired: false)],
            Find("loss", "huber").Options);
        Assert.Equal(["learningRate", "beta1", "beta2", "epsilon", "l2", "amsGrad"],
            Find("optimizer", "adam").Options.Select(option => option.Name));
        Assert.Equal("1E-08", Find("optimizer", "adam").Options[3].Default);
        Assert.Empty(Find("layer", "relu").Options);
    }

    [Fact]
    public void A_name_can_be_registered_once_only()
    {
        string message = Assert.Throws<DownhillException>(() => Catalog.Layers.Register<OwnCube>("relu", OwnLayersJson.Default)).Message;
        Assert.Equal("The catalogue already has the layer 'relu' (Relu).", message);
    }

    [Fact]
    public void Layers_of_ones_own_stand_in_the_list_as_soon_as_they_are_registered() =>
        Assert.All([typeof(OwnCube), typeof(OwnScale)], type => Assert.Contains(type, Catalog.Layers.Entries.Select(entry => entry.Type)));

    private static CatalogEntry Find(string list, string name) => (list switch
    {
        "layer" => Catalog.Layers.Entries,
        "initializer" => Catalog.Initializers.Entries,
        "loss" => Catalog.Losses.Entries,
        "schedule" => Catalog.Schedules.Entries,
        _ => Catalog.Optimizers.Entries,
    }).Single(entry => entry.Name == name);

    private static object Parse(string list, string text) => list switch
    {
        "layer" => Catalog.Layers.Parse(text),
        "initializer" => Catalog.Initializers.Parse(text),
        "loss" => Catalog.Losses.Parse(text),
        "schedule" => Catalog.Schedules.Parse(text),
        _ => Catalog.Optimizers.Parse(text),
    };
}
