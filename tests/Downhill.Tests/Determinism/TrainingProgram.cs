using System.Numerics;
using System.Runtime;
using System.Runtime.Intrinsics.X86;
using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>
/// What this assembly does when it is run as a program: it trains every case with some numbers of threads, and prints what it found in
/// the processor and the hash of each saved model. Arguments: the numbers of threads, each after a name: <c>small 1 2</c>, <c>wide 3</c>.
/// Under mpirun, <c>ranks</c> says what a step allocates; <c>tests</c> and parts of names run test classes in this process.
/// </summary>
internal static class TrainingProgram
{
    public static int Main(string[] arguments)
    {
        if (arguments is ["ranks"])
            return RankAllocations.Print();
        if (arguments is ["tests", .. string[] words])
            return TestProgram.Run(words);
        string folder = Directory.CreateTempSubdirectory("downhill-determinism-").FullName;
        try
        {
            Console.WriteLine($"kernels {Hardware.VectorBits} vector {8 * Vector<byte>.Count} fused {Hardware.HasFusedMultiplyAdd} avx "
                + $"{Avx.IsSupported} compiled {JitInfo.GetCompiledMethodCount()}");
            TrainingCase[] cases = [];
            foreach (string argument in arguments)
            {
                if (argument is "small" or "wide")
                {
                    cases = argument == "small" ? TrainingCase.Everywhere : TrainingCase.Shared;
                    continue;
                }

                foreach (TrainingCase one in cases)
                    Console.WriteLine(Line(one, int.Parse(argument, System.Globalization.CultureInfo.InvariantCulture), folder));
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The case and the hash of the model it saves: what a line of the program says, whatever the number of threads.</summary>
    public static string Line(TrainingCase one, int threads, string folder) =>
        $"{one.Name}: {Hash(one.Train(threads, folder)):x16}";

    // FNV-1a of 64 bits (G. Fowler, L. C. Noll, K.-P. Vo): an emulated system has no OpenSSL.
    private static ulong Hash(byte[] bytes) => bytes.Aggregate(0xCBF29CE484222325UL, (hash, one) => (hash ^ one) * 0x100000001B3UL);
}
