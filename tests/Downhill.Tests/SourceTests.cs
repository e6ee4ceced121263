using System.Text.RegularExpressions;

namespace Downhill.Tests;

/// <summary>What the source of the library must not hold, or its bits would depend on the machine.</summary>
public sealed partial class SourceTests
{
    // Explanations print numbers and never change a weight; their lessons follow articles that used the platform's functions.
    private const string Explanations = "Explain";

    [Fact]
    public void The_library_computes_with_no_function_of_the_platforms_mathematics_library()
    {
        string library = Repository.Find("src", "Downhill");
        string[] files = [.. Directory.EnumerateFiles(library, "*.cs", SearchOption.AllDirectories)
            .Where(file => IsComputing(Path.GetRelativePath(library, file)))];
        Assert.True(files.Length > 100, $"Only {files.Length} files were looked at.");
        Assert.Empty(files.SelectMany(Found));
    }

    [Theory]
    [InlineData("Math.Exp(x)")]
    [InlineData("MathF.Log2(x)")]
    [InlineData("T.Tanh(x)")]
    [InlineData("double.Pow(x, 2)")]
    [InlineData("float.SinCos(x)")]
    [InlineData("Vector512.Exp(x)")]
    [InlineData("Vector128.Sum(x)")]
    [InlineData("V.MultiplyAddEstimate(x, y, z)")]
    [InlineData("TensorPrimitives.Add(x, y, z)")]
    [InlineData("Random.Shared")]
    [InlineData("new Random(1)")]
    public void It_would_be_found(string code) => Assert.Matches(Forbidden(), code);

    [Theory]
    [InlineData("Math.Sqrt(x)")]
    [InlineData("Functions.Exp<V, T>(x)")]
    [InlineData("Scalar.Log(x)")]
    [InlineData("T.FusedMultiplyAdd(x, y, z)")]
    [InlineData("Vector256.LessThan(x, y)")]
    public void What_is_rounded_correctly_everywhere_is_allowed(string code) => Assert.DoesNotMatch(Forbidden(), code);

    private static bool IsComputing(string file) => file.Split(Path.DirectorySeparatorChar)[0] is not ("obj" or "bin" or Explanations);

    private static IEnumerable<string> Found(string file) =>
        File.ReadLines(file).Where(line => Forbidden().IsMatch(line)).Select(line => $"{Path.GetFileName(file)}: {line.Trim()}");

    [GeneratedRegex(
        @"\b(Math|MathF|T|TSelf|[Dd]ouble|[Ff]loat|Single)\.(Exp|Log|Pow|Sin|Cos|Tan|Asin|Acos|Atan|Cbrt|RootN|Hypot)\w*\(" +
        @"|\bVector\d*\.(Exp|Log|Sin|Cos|Hypot|Sum|Dot)\w*\(|\w\.\w*Estimate\(|\bTensorPrimitives\b|\bnew Random\(|\bRandom\.Shared\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Forbidden();
}
