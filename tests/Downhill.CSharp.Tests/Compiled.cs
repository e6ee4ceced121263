using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Downhill.CSharp.Tests;

/// <summary>A written class, compiled without a warning and loaded.</summary>
internal static class Compiled
{
    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>An object of the class.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="hasMultiplyAdd">
    /// Whether it is compiled as the newest C# for .NET; otherwise as C# 7.3 with its own multiply-add.
    /// </param>
    /// <param name="name">The class.</param>
    public static object New(string text, bool hasMultiplyAdd, string name = "Classifier")
    {
        var options = new CSharpParseOptions(hasMultiplyAdd ? LanguageVersion.CSharp12 : LanguageVersion.CSharp7_3,
            preprocessorSymbols: hasMultiplyAdd ? ["NETCOREAPP3_0_OR_GREATER"] : []);
        CSharpCompilation compilation = CSharpCompilation.Create(
            $"written{Guid.NewGuid():N}", [CSharpSyntaxTree.ParseText(text, options)], References,
            new CSharpCompilationOptions(Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release, warningLevel: 9999));
        using var assembly = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(assembly);
        Assert.Equal([], result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Select(diagnostic => diagnostic.ToString()));
        return Activator.CreateInstance(Assembly.Load(assembly.ToArray()).GetType(name)!)!;
    }

    public static double[] Values(object written, string property) => (double[])written.GetType().GetProperty(property)!.GetValue(written)!;
}
