using System.Runtime.InteropServices;
using SharpFuzz;
using SharpFuzz.Common;

namespace Downhill.Fuzzing;

/// <summary>
/// Which branches an input went through. An assembly that was instrumented counts them in a map of 64 Ki bytes; in one that was not the map
/// stays empty, and an input is new where it ends in another way.
/// </summary>
internal sealed unsafe class Coverage
{
    private const int Size = 1 << 16;

    // A count falls into a class: 1, 2, 3, 4 to 7, 8 to 15, …; a class that was never seen is new.
    private static readonly byte[] Classes =
        [.. Enumerable.Range(0, 256)
        .Select(count => (byte)(count == 0 ? 0 : 1 << Math.Min(7, count < 4 ? count - 1 : (int)Math.Log2(count) + 1)))];

    private static readonly byte* map = (byte*)NativeMemory.AllocZeroed(Size);

    private readonly byte[] seen = new byte[Size];
    private readonly HashSet<string> endings = [];

    /// <summary>How many branches were seen.</summary>
    public int Branches { get; private set; }

    /// <summary>How many different ways an input ended.</summary>
    public int Endings => endings.Count;

    /// <summary>Gives instrumented assemblies their map; before any of their code runs.</summary>
    public static void Begin() => Trace.SharedMem = map;

    /// <summary>Instruments this project's own assemblies in a folder.</summary>
    public static void Instrument(string folder)
    {
        foreach (string path in Directory.GetFiles(folder, "Downhill*.dll"))
        {
            if (Path.GetFileNameWithoutExtension(path) != typeof(Coverage).Assembly.GetName().Name)
                Fuzzer.Instrument(path, _ => true, Options.Value);
        }
    }

    public static void Start()
    {
        new Span<byte>(map, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether the input that was read since <see cref="Start"/> did anything new.</summary>
    public bool IsNew(string ending)
    {
        bool isNew = endings.Add(ending);
        for (int i = 0; i < Size; i++)
        {
            byte of = Classes[map[i]];
            if ((of & ~seen[i]) == 0)
                continue;
            isNew = true;
            Branches += seen[i] == 0 ? 1 : 0;
            seen[i] |= of;
        }

        return isNew;
    }
}
