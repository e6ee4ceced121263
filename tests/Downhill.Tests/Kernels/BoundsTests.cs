using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>
/// The checked build (-p:CheckedKernels=true) finds a kernel that goes astray; in the normal one only what is within is done.
/// </summary>
public sealed unsafe class BoundsTests
{
    [Fact]
    public void A_vector_that_reaches_beyond_its_arena_is_refused()
    {
        Buffer<float> numbers = Buffer<float>.Allocate(20);
        Load<Simd512<float>>(numbers.Pointer(0) + 4, "Simd512.Load of 16 numbers", within: true);
        Load<Simd512<float>>(numbers.Pointer(0) + 5, "Simd512.Load of 16 numbers", within: false);
        Load<Simd256<float>>(numbers.Pointer(0) + 13, "Simd256.Load of 8 numbers", within: false);
        Load<Simd128<float>>(numbers.Pointer(0) + 17, "Simd128.Load of 4 numbers", within: false);
        Load<SimdScalar<float>>(numbers.Pointer(0) + 20, "SimdScalar.Load of 1 numbers", within: false);
        Load<SimdScalar<float>>(numbers.Pointer(0) - 1, "SimdScalar.Load of 1 numbers", within: false);
    }

    [Fact]
    public void Part_of_a_vector_is_refused_where_the_part_reaches_beyond()
    {
        Buffer<double> numbers = Buffer<double>.Allocate(9);
        double* at = numbers.Pointer(0) + 7;
        Check(() => _ = Simd512<double>.Load(in *at, 2), "Simd512.Load", within: true);
        Check(() => _ = Simd512<double>.Load(in *at, 3), "Simd512.Load of 3 numbers", within: false);
        Check(() => default(Simd256<double>).Store(ref *at, 2), "Simd256.Store", within: true);
        Check(() => default(Simd256<double>).Store(ref *at, 3), "Simd256.Store of 3 numbers", within: false);
    }

    [Fact]
    public void A_product_that_is_told_of_too_many_columns_is_refused()
    {
        Buffer<float> a = TestNumbers.Random<float>(8 * 3, 1), b = TestNumbers.Random<float>(3 * 40, 2), c = Buffer<float>.Allocate(8 * 40);
        Multiply(40, within: true);
        Multiply(41, within: false);

        void Multiply(int columns, bool within) => Check(
            () =>
            {
                var product = new MatrixProduct<float, Simd256<float>>
                {
                    A = a.Pointer(24),
                    RowStride = 3,
                    DepthStride = 1,
                    B = b.Pointer(120),
                    BStride = columns,
                    CStride = columns,
                    C = c.Pointer(320),
                    Rows = 8,
                    Depth = 3,
                    Columns = columns,
                };
                product.Region(0, 8, 0, columns);
            },
            "Simd256.Load",
            within);
    }

    [Fact]
    public void Numbers_on_the_stack_may_be_used()
    {
        float* some = stackalloc float[16];
        Load<Simd512<float>>(some, "Simd512.Load", within: true);
    }

    private static void Load<V>(float* from, string message, bool within)
        where V : struct, ISimd<V, float> => Check(() => _ = V.Load(in *from), message, within);

    private static void Check(Action access, string message, bool within)
    {
        if (within)
            access();
        else if (Bounds.AreChecked)
            Assert.Contains(message, Assert.Throws<InvalidOperationException>(access).Message, StringComparison.Ordinal);
    }
}
