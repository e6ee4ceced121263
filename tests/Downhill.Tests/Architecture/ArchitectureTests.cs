using System.Xml.Linq;

namespace Downhill.Tests.Architecture;

/// <summary>The order of folders and projects, and the sizes of files: docs/architecture.md says why.</summary>
public sealed class ArchitectureTests
{
    private const int MaxFilesInCycle = 10, MaxLines = 300, MaxLetters = 140;

    // Each may use those before it and itself. Files in the project's own folder come first: errors and the text in them.
    private static readonly string[] Folders =
    [
        "", "Numerics", "Kernels", "Core", "Initializers", "Layers", "Losses", "Optimizers", "Schedules", "Augmentations", "Metrics",
        "Data", "Training", "Explain", "Catalog", "Files",
    ];

    // The mathematics: of these, a layer may name the initializers of its parameters, and a loss the layer it takes its logits before.
    private static readonly string[] Concepts = ["Initializers", "Layers", "Losses", "Optimizers", "Schedules", "Augmentations", "Metrics"];
    private static readonly (string From, string To)[] ConceptUses = [("Layers", "Initializers"), ("Losses", "Layers")];

    // Each project may use those before it.
    private static readonly string[] Projects =
    [
        "Downhill", "Downhill.Tables", "Downhill.Parquet", "Downhill.Sqlite", "Downhill.Images", "Downhill.Experiments", "Downhill.Reports",
        "Downhill.Onnx", "Downhill.CSharp",
        "Downhill.Mpi", "Downhill.Serving", "Downhill.Serve", "Downhill.Studio", "Downhill.Studio.Prerender", "Downhill.Studio.Browser",
        "Downhill.Studio.Server",
        "Downhill.Cli",
    ];

    private static readonly Lazy<SourceGraph> Library = new(() => SourceGraph.Read(typeof(Shape).Assembly.Location, "src/Downhill/"));

    // The lessons are on their way to a project of their own.
    private static IEnumerable<FileUse> Uses =>
        Library.Value.Uses.Where(use => !use.From.StartsWith("Explain/Lessons/", StringComparison.Ordinal));

    [Fact]
    public void Every_folder_of_the_library_has_its_place_in_the_order() =>
        Assert.Equal([], Library.Value.Files.Select(Folder).Distinct().Except(Folders));

    [Fact]
    public void A_folder_uses_only_those_before_it() => Assert.Equal([], Uses.Where(IsWrongWay).Select(Line));

    [Fact]
    public void Folders_have_no_cycle() =>
        Assert.Equal([], SourceGraph.Cycles(Uses.Select(use => (Folder(use.From), Folder(use.To))))
            .Select(cycle => string.Join(", ", cycle)));

    [Fact]
    public void Cycles_of_files_are_small() => Assert.Equal(
        [],
        SourceGraph.Cycles(Library.Value.Uses.Select(use => (use.From, use.To))).Where(cycle => cycle.Count > MaxFilesInCycle)
            .Select(cycle => string.Join(", ", cycle)));

    [Theory]
    [InlineData("Core/Layer.cs", "Core/Binding.cs")] // a method's signature
    [InlineData("Layers/Linear.cs", "Core/Layer.cs")] // a base type
    [InlineData("Layers/Linear.cs", "Initializers/Zeros.cs")] // an instruction
    [InlineData("Training/Trainer.cs", "Training/TrainingPosition.cs")] // another part of a type
    [InlineData("Catalog/ModelDescription.cs", "Catalog/Notation.cs")] // an extension member
    [InlineData("Kernels/Processor/ProcessorBackend.cs", "Numerics/ISimd.cs")] // a constraint
    [InlineData("Data/Targets.cs", "DownhillException.cs")]
    public void A_use_is_seen(string from, string to) => Assert.Contains(Library.Value.Uses, use => use.From == from && use.To == to);

    [Fact]
    public void A_wrong_way_is_seen()
    {
        Assert.True(IsWrongWay(new FileUse("Core/Plan.cs", "Data/Dataset.cs", "")));
        Assert.True(IsWrongWay(new FileUse("Losses/Huber.cs", "Optimizers/Sgd.cs", "")));
        Assert.True(IsWrongWay(new FileUse("Optimizers/Sgd.cs", "Losses/Huber.cs", "")));
        Assert.False(IsWrongWay(new FileUse("Losses/Huber.cs", "Core/Loss.cs", "")));
        Assert.Equal([["c", "b", "a"]], SourceGraph.Cycles([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]));
    }

    [Fact]
    public void Projects_use_only_those_before_them()
    {
        foreach (string project in Directory.EnumerateFiles(Repository.Find("src"), "*.csproj", SearchOption.AllDirectories))
        {
            string name = Path.GetFileNameWithoutExtension(project);
            Assert.Contains(name, Projects);
            foreach (XElement reference in XDocument.Load(project).Descendants("ProjectReference"))
            {
                string used = Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'));
                Assert.True(Array.IndexOf(Projects, used) < Array.IndexOf(Projects, name), $"{name} must not use {used}.");
            }
        }
    }

    [Fact]
    public void The_library_depends_on_nothing() =>
        Assert.DoesNotContain(
            XDocument.Load(Repository.Find("src", "Downhill", "Downhill.csproj")).Descendants(),
            item => item.Name.LocalName is "PackageReference" or "ProjectReference");

    [Fact]
    public void Files_and_lines_are_short_enough()
    {
        var found = new List<string>();
        string[] files = [.. ((string[])["*.cs", "*.razor"])
            .SelectMany(kind => Directory.EnumerateFiles(Repository.Find("src"), kind, SearchOption.AllDirectories))];
        Assert.True(files.Length > 500, $"{files.Length} files are looked at.");
        foreach (string file in files)
        {
            string path = Path.GetRelativePath(Repository.Find("src"), file).Replace('\\', '/');
            if (path.Contains("/obj/", StringComparison.Ordinal) || path.Contains("/bin/", StringComparison.Ordinal))
                continue;
            string[] lines = File.ReadAllLines(file);
            if (lines.Length > MaxLines)
                found.Add($"{path} has {lines.Length} lines; {MaxLines} are the most.");
            found.AddRange(lines.Index().Where(line => line.Item.Length > MaxLetters)
                .Select(line => $"{path} line {line.Index + 1} has {line.Item.Length} letters; {MaxLetters} are the most."));
        }

        Assert.Equal([], found);
    }

    private static bool IsWrongWay(FileUse use)
    {
        string from = Folder(use.From), to = Folder(use.To);
        if (from == to)
            return false;
        return Concepts.Contains(from) && Concepts.Contains(to)
            ? !ConceptUses.Contains((from, to))
            : Array.IndexOf(Folders, to) > Array.IndexOf(Folders, from);
    }

    private static string Folder(string file) => file.Contains('/') ? file[..file.IndexOf('/')] : "";

    private static string Line(FileUse use) => $"{use.From} must not use {use.To}: {use.Example}";
}
