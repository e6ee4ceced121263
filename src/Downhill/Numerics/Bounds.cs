using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Downhill.Kernels;

/// <summary>
/// In a build with <c>-p:CheckedKernels=true</c>, every number that a kernel reads or writes must lie within one arena, or on the
/// stack of the thread; in any other build the calls are not compiled.
/// </summary>
internal static unsafe class Bounds
{
    // The most that a thread's stack takes on the systems known.
    private const nint StackSize = 8 << 20;

    private static readonly Lock Gate = new();
    private static readonly SortedList<nint, nint> Ends = [];
    private static int version;

    [ThreadStatic]
    private static Recent recent;

    /// <summary>Whether this is the checked build.</summary>
    public static bool AreChecked =>
#if CHECKED_KERNELS
        true;
#else
        false;
#endif

    /// <summary>Tells of a new arena. Memory the collector has given out again belongs to the new owner.</summary>
    [Conditional("CHECKED_KERNELS")]
    public static void Register<T>(T* start, long count)
        where T : unmanaged
    {
        if (count == 0)
            return;
        lock (Gate)
        {
            nint from = (nint)start, to = from + ((nint)count * sizeof(T));
            for (int i = Before(to - 1); i >= 0 && Ends.GetValueAtIndex(i) > from; i = Before(to - 1))
                Ends.RemoveAt(i);
            Ends.Add(from, to);
            Volatile.Write(ref version, version + 1);
        }
    }

    /// <summary>Throws unless all of these numbers lie within one arena or on the stack.</summary>
    [Conditional("CHECKED_KERNELS")]
    public static void Require<T>(ref readonly T first, nint count, [CallerMemberName] string access = "",
        [CallerFilePath] string kernel = "")
        where T : unmanaged => Require((T*)Unsafe.AsPointer(ref Unsafe.AsRef(in first)), count, access, kernel);

    /// <inheritdoc cref="Require{T}(ref readonly T, nint, string, string)"/>
    [Conditional("CHECKED_KERNELS")]
    public static void Require<T>(T* first, nint count, [CallerMemberName] string access = "", [CallerFilePath] string kernel = "")
        where T : unmanaged
    {
        nint from = (nint)first, to = from + (count * sizeof(T));
        if (count <= 0 || recent.Holds(from, to, Volatile.Read(ref version)))
            return;
        nint here = (nint)(&from);
        if (from >= here && to <= here + StackSize)
            return;
        lock (Gate)
        {
            int arena = Before(from);
            if (arena >= 0 && to <= Ends.GetValueAtIndex(arena))
                recent.Keep(Ends.GetKeyAtIndex(arena), Ends.GetValueAtIndex(arena), version);
            else
                throw Outside(access, kernel, count, from, arena);
        }
    }

    private static InvalidOperationException Outside(string access, string kernel, nint count, nint from, int arena)
    {
        string where = arena < 0
            ? "before every arena"
            : $"{from - Ends.GetKeyAtIndex(arena):N0} bytes after the start of the nearest arena, "
                + $"which has {Ends.GetValueAtIndex(arena) - Ends.GetKeyAtIndex(arena):N0}";
        return new($"{Path.GetFileNameWithoutExtension(kernel)}.{access} of {count} numbers is out of bounds: they begin {where}.");
    }

    // The last arena that starts at an address or before it; -1 where there is none.
    private static int Before(nint address)
    {
        int low = 0, high = Ends.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = Ends.GetKeyAtIndex(middle) <= address ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }

    // The arenas a thread used last: a kernel works on few at a time.
    private struct Recent
    {
        private const int Count = 4;

        private fixed long starts[Count], ends[Count];
        private int next, seen;

        public bool Holds(nint from, nint to, int version)
        {
            if (seen != version)
                return false;
            for (int i = 0; i < Count; i++)
            {
                if (from >= starts[i] && to <= ends[i])
                    return true;
            }

            return false;
        }

        public void Keep(nint start, nint end, int version)
        {
            if (seen != version)
                this = new Recent { seen = version };
            (starts[next], ends[next]) = (start, end);
            next = (next + 1) % Count;
        }
    }
}
