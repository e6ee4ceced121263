using System.Globalization;

namespace Downhill.Mpi;

/// <summary>
/// The processes that Open MPI's <c>mpirun</c> started. One thread of a process uses it at a time. A process that ends without
/// <see cref="Leave"/>, however it ends, makes mpirun end all others.
/// </summary>
public sealed unsafe class MpiCommunicator : ICommunicator
{
    private const string RanksVariable = "OMPI_COMM_WORLD_SIZE", RankVariable = "OMPI_COMM_WORLD_RANK",
        LocalRanksVariable = "OMPI_COMM_WORLD_LOCAL_SIZE";
    private const int MaxPiece = 1 << 30, Serialized = 2;

    // So many looks, most of which leave the processor to others, before a process that waits sleeps a millisecond at a time.
    private const int LooksBeforeSleep = 2000;

    private nint[] requests = GC.AllocateArray<nint>(64, pinned: true);
    private int begun;

    private MpiCommunicator()
    {
        MpiLibrary.Load();
        MpiLibrary.Require(MpiLibrary.InitThread(0, 0, Serialized, out int provided), "MPI_Init_thread");
        if (provided < Serialized)
            throw new DownhillException("This Open MPI was built without support for threads, which .NET needs; install another build.");
        MpiLibrary.Require(MpiLibrary.Rank(MpiLibrary.World, out int rank), "MPI_Comm_rank");
        MpiLibrary.Require(MpiLibrary.Size(MpiLibrary.World, out int ranks), "MPI_Comm_size");
        (Rank, Ranks) = (rank, ranks);
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Ranks { get; }

    /// <summary>The number of processes that <c>mpirun</c> started, from its variables; 1 if it did not start this one.</summary>
    public static int Started => Math.Max(1, Number(RanksVariable));

    /// <summary>The rank that this process will have, from its variables; 0 if <c>mpirun</c> did not start it.</summary>
    public static int StartedRank => Number(RankVariable);

    /// <summary>The number of started processes on this machine.</summary>
    public static int StartedHere => Math.Max(1, Number(LocalRanksVariable));

    /// <summary>Joins the other processes; null if there are none, and then Open MPI is not loaded.</summary>
    /// <exception cref="DownhillException">Open MPI's library is missing, or it is another MPI.</exception>
    public static MpiCommunicator? Join() => Started > 1 ? new MpiCommunicator() : null;

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> bytes, int to)
    {
        for (int start = 0; start < bytes.Length; start += MaxPiece)
        {
            ReadOnlySpan<byte> piece = bytes.Slice(start, Math.Min(MaxPiece, bytes.Length - start));
            fixed (byte* at = piece) // the caller keeps them in place until Complete
                MpiLibrary.Require(MpiLibrary.Send(at, piece.Length, MpiLibrary.Byte, to, 0, MpiLibrary.World, out NextRequest()),
                    "MPI_Isend");
        }
    }

    /// <inheritdoc/>
    public void Receive(Span<byte> bytes, int from)
    {
        for (int start = 0; start < bytes.Length; start += MaxPiece)
        {
            Span<byte> piece = bytes.Slice(start, Math.Min(MaxPiece, bytes.Length - start));
            fixed (byte* at = piece) // likewise
                MpiLibrary.Require(MpiLibrary.Receive(at, piece.Length, MpiLibrary.Byte, from, 0, MpiLibrary.World, out NextRequest()),
                    "MPI_Irecv");
        }
    }

    /// <inheritdoc/>
    public void Complete()
    {
        // Open MPI's own wait looks without a pause, and takes the processor from whom it waits for where there are more processes than
        // cores.
        SpinWait wait = default;
        fixed (nint* first = requests)
        {
            while (true)
            {
                MpiLibrary.Require(MpiLibrary.TestAll(begun, first, out int areDone, 0), "MPI_Testall");
                if (areDone != 0)
                    break;
                wait.SpinOnce(LooksBeforeSleep);
            }
        }

        begun = 0;
    }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> bytes)
    {
        for (int start = 0; start < bytes.Length; start += MaxPiece)
        {
            Span<byte> piece = bytes.Slice(start, Math.Min(MaxPiece, bytes.Length - start));
            fixed (byte* at = piece)
            {
                MpiLibrary.Require(MpiLibrary.Broadcast(at, piece.Length, MpiLibrary.Byte, 0, MpiLibrary.World, out NextRequest()),
                    "MPI_Ibcast");
                Complete();
            }
        }
    }

    /// <summary>Waits until all processes call it; Open MPI cannot be used afterwards.</summary>
    public static void Leave()
    {
        MpiLibrary.Require(MpiLibrary.Barrier(MpiLibrary.World), "MPI_Barrier");
        MpiLibrary.Require(MpiLibrary.End(), "MPI_Finalize");
    }

    private static int Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : 0;

    private ref nint NextRequest()
    {
        if (begun == requests.Length)
        {
            nint[] more = GC.AllocateArray<nint>(2 * begun, pinned: true);
            requests.CopyTo(more, 0);
            requests = more;
        }

        return ref requests[begun++];
    }
}
