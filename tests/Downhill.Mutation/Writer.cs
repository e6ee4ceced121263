using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace Downhill.Mutation;

/// <summary>
/// Copies the repository, puts all changes into the copy, and builds it. What does not compile is taken back line by line.
/// </summary>
internal static partial class Writer
{
    private const string Switch = """
        namespace Downhill;

        /// <summary>The one change that is made.</summary>
        public static class Mutants
        {
            /// <summary>Its number; 0 for none. A program that a test starts finds it in its environment.</summary>
            public static int Active =
                int.TryParse(System.Environment.GetEnvironmentVariable("DOWNHILL_CHANGE"), out int number) ? number : 0;

            /// <summary>Which changes a test would see, where that is asked for.</summary>
            public static bool[]? Reached;

            /// <summary>Whether a change is made.</summary>
            public static bool Is(int number)
            {
                if (Reached is { } reached)
                    reached[number] = true;
                return number == Active;
            }
        }
        """;

    public const string TestsFile = "tests.txt";

    private const int Around = 8;

    public static void Write(string repository, string copy, string[] folders)
    {
        Run("git", $"clone -q --no-hardlinks \"{repository}\" \"{copy}\"", repository);
        File.WriteAllText(Path.Combine(copy, "src/Downhill/Mutants.cs"), Switch);
        string tests = Array.Find(folders, IsTests) ?? "Downhill.Tests";
        File.WriteAllText(Path.Combine(copy, TestsFile), tests);
        var leftOut = new HashSet<(string File, int Line)>();
        for (int round = 1; ; round++)
        {
            var mutants = new List<Mutant>();
            foreach (string path in folders.Where(folder => !IsTests(folder)).SelectMany(folder =>
                Directory.GetFiles(Folder(repository, folder), "*.cs", SearchOption.AllDirectories)).Order(StringComparer.Ordinal))
            {
                string file = Path.GetRelativePath(Path.Combine(repository, "src"), path).Replace('\\', '/');
                if (file.Contains("/obj/", StringComparison.Ordinal) || file.Contains("/bin/", StringComparison.Ordinal)
                    || Path.GetFileName(file).StartsWith("Simd", StringComparison.Ordinal)) // most of it is for other processors
                    continue;
                var rewriter = new Rewriter(file, mutants, (name, line) => leftOut.Contains((name, line)));
                File.WriteAllText(Path.Combine(copy, "src", file),
                    rewriter.Visit(CSharpSyntaxTree.ParseText(File.ReadAllText(path)).GetRoot())!.ToFullString());
            }

            File.WriteAllLines(Path.Combine(copy, "mutants.jsonl"), mutants.Select(mutant => JsonSerializer.Serialize(mutant)));
            string output = Run("dotnet",
                $"build tests/{tests} -v q -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false -p:EnforceCodeStyleInBuild=false "
                    + "-p:GenerateDocumentationFile=false", copy);
            (string File, int Line)[] errors =
                [.. Error().Matches(output)
                .Select(match => (match.Groups["file"].Value.Replace('\\', '/').Split("/src/")[^1],
                int.Parse(match.Groups["line"].Value, CultureInfo.InvariantCulture))).Distinct()];
            Console.WriteLine($"round {round}: {mutants.Count} changes, {errors.Length} lines with errors");
            if (errors.Length == 0)
                return;
            foreach ((string file, int line) in errors)
            {
                // An expression may go over several lines; what is wrong with it may be told of another one.
                if (leftOut.Add((file, line)))
                    continue;
                bool isNew = false;
                for (int at = line - Around; at <= line + Around; at++)
                    isNew |= leftOut.Add((file, at));
                if (!isNew)
                    throw new InvalidOperationException($"{file} line {line} does not compile without changes:\n{output}");
            }
        }
    }

    private static bool IsTests(string folder) => folder.EndsWith(".Tests", StringComparison.Ordinal);

    // A folder of the library, or a project.
    private static string Folder(string repository, string folder) =>
        Path.Combine(repository, folder.StartsWith("Downhill.", StringComparison.Ordinal) ? "src" : "src/Downhill", folder);

    private static string Run(string program, string arguments, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            UseShellExecute = false
        })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    [GeneratedRegex(@"(?<file>[^\s(]+\.cs)\((?<line>\d+),\d+\): error", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Error();
}
