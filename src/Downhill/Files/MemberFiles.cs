using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Downhill;

/// <summary>The finished members of a competition, each in a safetensors file with a checksum.</summary>
/// <param name="folder">The folder of the files; it is created for the first one.</param>
/// <param name="warn">Gets a warning about a damaged file, whose member is trained again.</param>
internal sealed class MemberFiles(string folder, Action<string>? warn = null) : IMemberStore
{
    private const string ChecksumKey = "downhill.checksum", MemberKey = "downhill.member";

    /// <inheritdoc/>
    public MemberStop<T>[]? Find<T>(BlendMember member, int stops, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string path = PathOf(member);
        if (!File.Exists(path))
            return null;
        try
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            MemberStop<T>[] found = [.. Enumerable.Range(0, stops).Select(stop => new MemberStop<T>(
                Read<T>(file, $"{stop}.parameters"), Read<T>(file, $"{stop}.statistics"), Read<double>(file, $"{stop}.outputs")))];
            if (file.Tensors.Count == 3 * stops && found.All(stop => stop.HeldOut.Length == outputs)
                && file.Metadata.GetValueOrDefault(MemberKey) == NameOf(member)
                && file.Metadata.GetValueOrDefault(ChecksumKey) == ChecksumOf(found))
                return found;
            warn?.Invoke($"{path} is damaged; its member is trained again.");
        }
        catch (DownhillException error)
        {
            warn?.Invoke($"{error.Message.TrimEnd('.')}; its member is trained again.");
        }

        return null;
    }

    /// <inheritdoc/>
    public void Keep<T>(BlendMember member, MemberStop<T>[] stops)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Directory.CreateDirectory(folder);
        SafetensorsWriter writer = new SafetensorsWriter().AddMetadata(MemberKey, NameOf(member))
            .AddMetadata(ChecksumKey, ChecksumOf(stops));
        for (int i = 0; i < stops.Length; i++)
        {
            Add($"{i}.parameters", stops[i].Parameters);
            Add($"{i}.statistics", stops[i].Statistics);
            Add($"{i}.outputs", stops[i].HeldOut);
        }

        writer.Save(PathOf(member));

        void Add<TNumber>(string name, TNumber[] numbers)
            where TNumber : unmanaged => writer.Add<TNumber>(name, [numbers.Length], numbers.AsMemory());
    }

    private string PathOf(BlendMember member) => Path.Combine(folder, $"{NameOf(member)}.safetensors");

    private static string NameOf(BlendMember member) =>
        string.Create(CultureInfo.InvariantCulture, $"{member.Candidate + 1}-{member.Deal + 1}-{member.Fold + 1}");

    private static T[] Read<T>(SafetensorsFile file, string name)
        where T : unmanaged
    {
        var numbers = new T[file[name].ElementCount];
        file.Read<T>(name, numbers);
        return numbers;
    }

    private static string ChecksumOf<T>(MemberStop<T>[] stops)
        where T : unmanaged
    {
        var sum = new Checksum();
        foreach (MemberStop<T> stop in stops)
        {
            sum.Add(MemoryMarshal.AsBytes<T>(stop.Parameters));
            sum.Add(MemoryMarshal.AsBytes<T>(stop.Statistics));
            sum.Add(MemoryMarshal.AsBytes<double>(stop.HeldOut));
        }

        return sum.Value.ToString("x16", CultureInfo.InvariantCulture);
    }
}
