using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Downhill.Benchmarks;

/// <summary>
/// What the same bits cost: loops in the order of the contract (docs/determinism.md) beside the same loops in whatever order is fastest.
/// <c>contract</c> prints the time of each, the least of many short runs, and the price as a share.
/// </summary>
internal static class ContractReport
{
    // A layer of 784 inputs: 48 rows, 64 outputs, tiles of 6 rows and 2 vectors, and blocks of 256 of k.
    private const int Rows = 48, Inputs = 784, Outputs = 64, TileRows = 6, Block = 256, Lanes = 16, Runs = 2000;

    // The logits of a row with 10 classes and with 1,000, and a long sum of numbers in the first-level cache.
    private static readonly int[] Sums = [10, 1000, 8192];

    /// <summary>Prints the prices.</summary>
    public static int Run()
    {
        var random = new Random(0);
        float[] a = Numbers(Rows * Inputs), b = Numbers(Inputs * Outputs), c = new float[Rows * Outputs];
        Print($"product {Rows}x{Inputs}x{Outputs}", () => Product<Contract>(a, b, c), () => Product<Free>(a, b, c));
        foreach (int length in Sums)
        {
            float[] numbers = Numbers(length);
            Print($"sum of {length}", () => c[0] = SixteenChains(numbers), () => c[0] = SixtyFourChains(numbers));
        }

        return 0;

        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }

    private static void Print(string what, Action contract, Action free)
    {
        double least = double.MaxValue, leastFree = double.MaxValue;
        for (int run = 0; run < Runs; run++)
        {
            least = Math.Min(least, Time(contract));
            leastFree = Math.Min(leastFree, Time(free));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what}: contract {least:F3} µs, free {leastFree:F3} µs, price {100 * ((least / leastFree) - 1):F1} %"));
    }

    // Of many calls, as the clock has steps of some 20 ns.
    private static double Time(Action work)
    {
        const int Calls = 20;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Calls; i++)
            work();
        return (Stopwatch.GetTimestamp() - start) * 1e6 / Stopwatch.Frequency / Calls;
    }

    private static void Product<TOrder>(float[] a, float[] b, float[] c)
        where TOrder : struct, IOrder
    {
        ref float left = ref MemoryMarshal.GetArrayDataReference(a);
        ref float right = ref MemoryMarshal.GetArrayDataReference(b);
        ref float result = ref MemoryMarshal.GetArrayDataReference(c);
        for (int k = 0; k < Inputs; k += Block)
        {
            for (int column = 0; column < Outputs; column += Lanes)
            {
                for (int row = 0; row < Rows; row += TileRows)
                {
                    Tile<TOrder>(ref Unsafe.Add(ref left, (row * Inputs) + k), ref Unsafe.Add(ref right, (k * Outputs) + column),
                        ref Unsafe.Add(ref result, (row * Outputs) + column), Math.Min(Block, Inputs - k), k == 0);
                }
            }
        }
    }

    // 12 sums: those of the contract start at zero and are added to what was there; free ones go on from what was there.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<TOrder>(ref float a, ref float b, ref float c, int depth, bool isFirst)
        where TOrder : struct, IOrder
    {
        bool goesOn = TOrder.GoesOn && !isFirst;
        Vector256<float> s0 = Start(ref c, 0, goesOn), s1 = Start(ref c, 1, goesOn), s2 = Start(ref c, 2, goesOn),
            s3 = Start(ref c, 3, goesOn), s4 = Start(ref c, 4, goesOn), s5 = Start(ref c, 5, goesOn), s6 = Start(ref c, 6, goesOn),
            s7 = Start(ref c, 7, goesOn), s8 = Start(ref c, 8, goesOn), s9 = Start(ref c, 9, goesOn), s10 = Start(ref c, 10, goesOn),
            s11 = Start(ref c, 11, goesOn);
        for (int k = 0; k < depth; k++)
        {
            Vector256<float> b0 = Vector256.LoadUnsafe(ref b), b1 = Vector256.LoadUnsafe(ref b, 8);
            Vector256<float> x = Vector256.Create(a);
            s0 = Vector256.FusedMultiplyAdd(x, b0, s0);
            s1 = Vector256.FusedMultiplyAdd(x, b1, s1);
            x = Vector256.Create(Unsafe.Add(ref a, Inputs));
            s2 = Vector256.FusedMultiplyAdd(x, b0, s2);
            s3 = Vector256.FusedMultiplyAdd(x, b1, s3);
            x = Vector256.Create(Unsafe.Add(ref a, 2 * Inputs));
            s4 = Vector256.FusedMultiplyAdd(x, b0, s4);
            s5 = Vector256.FusedMultiplyAdd(x, b1, s5);
            x = Vector256.Create(Unsafe.Add(ref a, 3 * Inputs));
            s6 = Vector256.FusedMultiplyAdd(x, b0, s6);
            s7 = Vector256.FusedMultiplyAdd(x, b1, s7);
            x = Vector256.Create(Unsafe.Add(ref a, 4 * Inputs));
            s8 = Vector256.FusedMultiplyAdd(x, b0, s8);
            s9 = Vector256.FusedMultiplyAdd(x, b1, s9);
            x = Vector256.Create(Unsafe.Add(ref a, 5 * Inputs));
            s10 = Vector256.FusedMultiplyAdd(x, b0, s10);
            s11 = Vector256.FusedMultiplyAdd(x, b1, s11);
            a = ref Unsafe.Add(ref a, 1);
            b = ref Unsafe.Add(ref b, Outputs);
        }

        bool adds = !TOrder.GoesOn && !isFirst;
        Store(s0, ref c, 0, adds);
        Store(s1, ref c, 1, adds);
        Store(s2, ref c, 2, adds);
        Store(s3, ref c, 3, adds);
        Store(s4, ref c, 4, adds);
        Store(s5, ref c, 5, adds);
        Store(s6, ref c, 6, adds);
        Store(s7, ref c, 7, adds);
        Store(s8, ref c, 8, adds);
        Store(s9, ref c, 9, adds);
        Store(s10, ref c, 10, adds);
        Store(s11, ref c, 11, adds);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Start(ref float c, int sum, bool goesOn) =>
        goesOn ? Vector256.LoadUnsafe(ref c, Place(sum)) : Vector256<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> value, ref float c, int sum, bool adds) =>
        (adds ? Vector256.LoadUnsafe(ref c, Place(sum)) + value : value).StoreUnsafe(ref c, Place(sum));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint Place(int sum) => (nuint)((sum / 2 * Outputs) + (sum % 2 * 8));

    // The contract's: 16 partial sums, in two registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float SixteenChains(ReadOnlySpan<float> numbers)
    {
        ref float first = ref MemoryMarshal.GetReference(numbers);
        Vector256<float> s0 = default, s1 = default;
        nuint i = 0;
        for (; i + 16 <= (nuint)numbers.Length; i += 16)
        {
            s0 += Vector256.LoadUnsafe(ref first, i);
            s1 += Vector256.LoadUnsafe(ref first, i + 8);
        }

        float total = Vector256.Sum(s0 + s1);
        for (; i < (nuint)numbers.Length; i++)
            total += Unsafe.Add(ref first, i);
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float SixtyFourChains(ReadOnlySpan<float> numbers)
    {
        ref float first = ref MemoryMarshal.GetReference(numbers);
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        nuint i = 0;
        for (; i + 64 <= (nuint)numbers.Length; i += 64)
        {
            s0 += Vector256.LoadUnsafe(ref first, i);
            s1 += Vector256.LoadUnsafe(ref first, i + 8);
            s2 += Vector256.LoadUnsafe(ref first, i + 16);
            s3 += Vector256.LoadUnsafe(ref first, i + 24);
            s4 += Vector256.LoadUnsafe(ref first, i + 32);
            s5 += Vector256.LoadUnsafe(ref first, i + 40);
            s6 += Vector256.LoadUnsafe(ref first, i + 48);
            s7 += Vector256.LoadUnsafe(ref first, i + 56);
        }

        float total = Vector256.Sum(s0 + s1 + s2 + s3 + (s4 + s5 + s6 + s7));
        return total + SixteenChains(numbers[(int)i..]);
    }

    private interface IOrder
    {
        static abstract bool GoesOn { get; }
    }

    private readonly struct Contract : IOrder
    {
        public static bool GoesOn => false;
    }

    private readonly struct Free : IOrder
    {
        public static bool GoesOn => true;
    }
}
