using Downhill.Mutation;

// write REPOSITORY COPY FOLDER… makes the changes and builds them: of folders of the library, or of projects such as Downhill.Tables;
// a folder of tests, such as Downhill.Onnx.Tests, is the one whose tests are run, otherwise Downhill.Tests;
// run COPY CLASS… runs tests against them, all or those of some classes, in random order (again after it ends with 3): ended early,
// it leaves a sample;
// table COPY sums them up. count FOLDER counts the statements of sources.
switch (args)
{
    case ["write", string repository, string copy, .. string[] folders]:
        Writer.Write(Path.GetFullPath(repository), Path.GetFullPath(copy), folders);
        return 0;
    case ["run", string copy, .. string[] classes]:
        new Runner(Path.GetFullPath(copy), classes).Run();
        return 0;
    case ["table", string copy]:
        string[][] lines = [.. File.ReadLines(Path.Combine(copy, "results.tsv")).Select(line => line.Split('\t')).GroupBy(line => line[0])
            .Select(group => group.Last())];
        foreach (IGrouping<string, string[]> folder in lines.GroupBy(line => line[3].Split('/') is ["Downhill", var name, ..] ? name
            : line[3].Split('/')[0]))
            Console.WriteLine($"| {folder.Key} | {folder.Count()} | {folder.Count(line => line[1] == "killed")} | "
                + $"{folder.Count(line => line[1] == "survived")} | {folder.Count(line => line[1] == "not reached")} | "
                + $"{100.0 * folder.Count(line => line[1] == "killed") / folder.Count():F1} % |");
        foreach (string[] line in lines.Where(line => line[1] != "killed"))
            Console.WriteLine(string.Join("  ", line));
        return 0;
    case ["count", string sources]:
        (string Folder, int Count)[] counts = [.. Statements.Of(sources)];
        foreach ((string folder, int count) in counts)
            Console.WriteLine($"{count,7:N0}  {folder}");
        Console.WriteLine($"{counts.Sum(one => one.Count),7:N0}  in all");
        return 0;
    default:
        Console.WriteLine("write REPOSITORY COPY FOLDER… | run COPY CLASS… | table COPY | count FOLDER");
        return 2;
}
