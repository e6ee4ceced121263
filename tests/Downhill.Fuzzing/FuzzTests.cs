using System.Reflection;

namespace Downhill.Fuzzing;

public sealed class FuzzTests
{
    /// <summary>The names of all readers.</summary>
    public static TheoryData<string> Targets => [.. Target.All.Select(target => target.Name)];

    /// <summary>Inputs that were once not treated as they should be.</summary>
    public static TheoryData<string> Finds =>
        [.. typeof(FuzzTests).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("Finds/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Damaged_input_is_read_or_refused_in_words(string name)
    {
        FuzzResult result = new FuzzRun(Target.Find(name), seed: 1).Run(TimeSpan.FromSeconds(4), least: 100, most: 20_000);
        Assert.True(result.Finds.Count == 0,
            string.Join('\n', result.Finds.Select(find => $"{find.What}: {Convert.ToBase64String(find.Input)}")));
        Assert.True(result.Inputs >= 100 && result.Refused > 20, result.ToString());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Sound_input_is_read(string name)
    {
        foreach (byte[] sound in Target.Find(name).Seeds)
        {
            string? wrong = FuzzRun.Check(Target.Find(name), sound, out string ending);
            Assert.True((wrong, ending) == (null, "read"), $"{wrong ?? ending}: {System.Text.Encoding.Latin1.GetString(sound)}");
        }
    }

    [Theory]
    [MemberData(nameof(Finds))]
    public void What_was_found_is_mended(string resource)
    {
        using Stream stream = typeof(FuzzTests).Assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        string file = resource["Finds/".Length..];
        Assert.Null(FuzzRun.Check(Target.Find(file[..file.IndexOfAny(['/', '\\'])]), bytes, out _));
    }

    [Fact]
    public void What_is_wrong_is_seen()
    {
        Assert.NotNull(Check(_ => throw new InvalidOperationException("no")));
        Assert.NotNull(Check(_ => throw new FindException("lost")));
        Assert.NotNull(Check(_ => GC.KeepAlive(new byte[100 << 20])));
        Assert.Null(Check(_ => throw new DownhillException("refused")));

        static string? Check(Action<byte[]> read) => FuzzRun.Check(new Target("t", read, [], []), [], out _);
    }
}
