using System.Globalization;
using Downhill.Fuzzing;

// run TARGET SECONDS [SEED [FOLDER]] reads damaged inputs and writes what it finds; instrument FOLDER makes this program see branches.
Coverage.Begin();
switch (args)
{
    case ["instrument", string folder]:
        Coverage.Instrument(folder);
        return 0;
    case ["run", string name, string seconds, .. string[] more]:
        int seed = more.Length > 0 ? int.Parse(more[0], CultureInfo.InvariantCulture) : 1;
        FuzzResult result = new FuzzRun(Target.Find(name), seed)
            .Run(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}, seed {seed}, {seconds} s: {result.Inputs:N0} inputs, {result.Refused:N0} refused, {result.Kept:N0} kept, "
                + $"{result.Branches:N0} branches, {result.Endings:N0} endings, {result.Finds.Count} finds"));
        foreach ((int i, Find find) in result.Finds.Index())
        {
            Console.WriteLine($"  {find.What}");
            if (more.Length > 1)
                File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(more[1]).FullName, $"{name}-{seed}-{i}"), find.Input);
        }

        return result.Finds.Count == 0 ? 0 : 1;
    case ["read", string name, string file]:
        Console.WriteLine(FuzzRun.Check(Target.Find(name), File.ReadAllBytes(file), out string ending) ?? ending);
        return 0;
    default:
        Console.WriteLine($"run TARGET SECONDS [SEED [FOLDER]] | read TARGET FILE | instrument FOLDER; targets: "
            + $"{string.Join(", ", Target.All.Select(target => target.Name))}");
        return 2;
}
