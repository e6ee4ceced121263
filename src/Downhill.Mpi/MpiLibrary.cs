using System.Runtime.InteropServices;

namespace Downhill.Mpi;

/// <summary>
/// The functions of Open MPI. Its handles are addresses of objects in the library, unlike those of other MPI implementations.
/// </summary>
internal static unsafe partial class MpiLibrary
{
    private const string Name = "mpi";

    private static readonly string[] Files = OperatingSystem.IsMacOS()
        ? ["libmpi.40.dylib", "libmpi.dylib"]
        : ["libmpi.so.40", "libmpi.so.20", "libmpi.so"];

    private static nint library;

    /// <summary>All processes.</summary>
    public static nint World { get; private set; }

    /// <summary>The type of a byte.</summary>
    public static nint Byte { get; private set; }

    /// <summary>Loads the library.</summary>
    /// <param name="files">The names to try, in order; null for those that it usually has.</param>
    /// <exception cref="DownhillException">It is not there, or is no Open MPI.</exception>
    public static void Load(IReadOnlyList<string>? files = null)
    {
        if (library != 0)
            return;
        string? found = (files ?? Files).FirstOrDefault(file => NativeLibrary.TryLoad(file, out library))
            ?? throw new DownhillException(
                $"mpirun started this process, but Open MPI's library {(files ?? Files)[0]} cannot be loaded. "
                    + $"Install Open MPI on this machine (Debian, Ubuntu: apt-get install openmpi-bin), "
                    + $"or set LD_LIBRARY_PATH to its folder.");
        if (!NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out nint world)
            || !NativeLibrary.TryGetExport(library, "ompi_mpi_byte", out nint type))
        {
            NativeLibrary.Free(library);
            library = 0;
            throw new DownhillException(
                $"{found} is not Open MPI but another MPI, such as MPICH, whose binary interface differs; install Open MPI, "
                    + $"and start with its mpirun.");
        }

        (World, Byte) = (world, type);
        NativeLibrary.SetDllImportResolver(typeof(MpiLibrary).Assembly, static (name, _, _) => name == Name ? library : 0);
    }

    /// <summary>Throws if a function says that it failed.</summary>
    public static void Require(int result, string function)
    {
        if (result != 0)
            throw new DownhillException($"Open MPI failed: {function} gave the error {result}.");
    }

    [LibraryImport(Name, EntryPoint = "MPI_Init_thread")]
    public static partial int InitThread(nint argc, nint argv, int required, out int provided);

    [LibraryImport(Name, EntryPoint = "MPI_Comm_rank")]
    public static partial int Rank(nint communicator, out int rank);

    [LibraryImport(Name, EntryPoint = "MPI_Comm_size")]
    public static partial int Size(nint communicator, out int size);

    [LibraryImport(Name, EntryPoint = "MPI_Isend")]
    public static partial int Send(byte* bytes, int count, nint type, int to, int tag, nint communicator, out nint request);

    [LibraryImport(Name, EntryPoint = "MPI_Irecv")]
    public static partial int Receive(byte* bytes, int count, nint type, int from, int tag, nint communicator, out nint request);

    [LibraryImport(Name, EntryPoint = "MPI_Testall")]
    public static partial int TestAll(int count, nint* requests, out int areDone, nint statuses);

    [LibraryImport(Name, EntryPoint = "MPI_Ibcast")]
    public static partial int Broadcast(byte* bytes, int count, nint type, int root, nint communicator, out nint request);

    [LibraryImport(Name, EntryPoint = "MPI_Barrier")]
    public static partial int Barrier(nint communicator);

    [LibraryImport(Name, EntryPoint = "MPI_Finalize")]
    public static partial int End();
}
