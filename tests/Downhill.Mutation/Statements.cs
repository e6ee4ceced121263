using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Downhill.Mutation;

/// <summary>Counts statements, a measure of the size of code that does not depend on how its lines are broken.</summary>
internal static class Statements
{
    /// <summary>The statements of each folder in a folder of sources, without what the compiler wrote.</summary>
    public static IEnumerable<(string Folder, int Count)> Of(string folder) => Directory
        .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Select(file => (Path: Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar), file))
        .Where(one => one.Path.Length > 1 && !one.Path.Contains("obj") && !one.Path.Contains("bin"))
        .GroupBy(one => one.Path[0], one => Count(File.ReadAllText(one.file)))
        .Select(group => (group.Key, group.Sum()))
        .OrderBy(one => one.Key, StringComparer.Ordinal);

    // A block is its statements, a local function its body; a body behind an arrow and an arm of a switch expression are a statement each.
    private static int Count(string text) => CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes().Count(IsOne);

    private static bool IsOne(SyntaxNode node) => node is (StatementSyntax and not BlockSyntax and not LocalFunctionStatementSyntax)
        or ArrowExpressionClauseSyntax or SwitchExpressionArmSyntax;
}
