using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill.Tests;

public sealed unsafe class BufferTests
{
    [Fact]
    public void Memory_starts_on_a_64_byte_line_holds_zeros_and_stays_where_it_is()
    {
        var kept = new List<(Buffer<float> Address, nint At)>();
        for (int length = 1; length < 300; length++)
        {
            var singles = Buffer<float>.Allocate(length);
            var doubles = Buffer<double>.Allocate(length);
            Assert.Equal(0, (nint)singles.Pointer(length) & 63);
            Assert.Equal(0, (nint)doubles.Pointer(length) & 63);
            Assert.Equal(new float[length], singles.Span.ToArray());
            Assert.Equal(new double[length], doubles.Span.ToArray());
            kept.Add((singles, (nint)singles.Pointer(0)));
        }

        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        Assert.All(kept, entry => Assert.Equal(entry.At, (nint)entry.Address.Pointer(0)));
    }

    [Fact]
    public void A_slice_names_a_part_of_the_same_numbers()
    {
        var all = Buffer<double>.Allocate(10);
        Buffer<double> part = all.Slice(3, 4), inner = part.Slice(1, 2);
        part.Span.Fill(1);
        inner.Span.Fill(2);
        Assert.Equal([0, 0, 0, 1, 2, 2, 1, 0, 0, 0], all.Span.ToArray());
        Assert.True(part.Pointer(4) == all.Pointer(10) + 3);
        Assert.True(Unsafe.AreSame(ref inner.Span[0], ref all.Span[4]));
        Assert.Equal((4, 2, false), (part.Length, inner.Length, part.IsEmpty));
        Assert.True(all.Slice(10, 0).IsEmpty);
    }

    [Fact]
    public void Addresses_are_equal_where_they_name_the_same_numbers()
    {
        var all = Buffer<float>.Allocate(8);
        Assert.True(all.Slice(2, 4).Slice(1, 2) == all.Slice(3, 2));
        Assert.Equal(all.Slice(2, 4).Slice(1, 2).GetHashCode(), all.Slice(3, 2).GetHashCode());
        Assert.True(all.Slice(3, 2) != all.Slice(3, 3));
        Assert.True(all.Slice(3, 2) != all.Slice(4, 2));
        Assert.True(all != Buffer<float>.Allocate(8));
        Assert.True(default(Buffer<float>) == default);
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(0, -1)]
    [InlineData(0, 11)]
    [InlineData(8, 3)]
    [InlineData(11, 0)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void A_slice_beyond_the_numbers_is_refused(int start, int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Buffer<float>.Allocate(10).Slice(start, length));

    [Fact]
    public void A_kernel_gets_no_pointer_to_more_numbers_than_there_are()
    {
        var all = Buffer<float>.Allocate(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = all.Pointer(11); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = all.Slice(5, 3).Pointer(4); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = default(Buffer<float>).Pointer(1); });
        Assert.True(default(Buffer<float>).Pointer(0) is null);
    }

    [Fact]
    public void Too_much_memory_is_refused_in_words_and_less_than_none_too()
    {
        DownhillException error = Assert.Throws<DownhillException>(() => Buffer<float>.Allocate(3_000_000_000));
        Assert.Contains("3,000,000,000 numbers", error.Message, StringComparison.Ordinal);
        Assert.Throws<DownhillException>(() => Buffer<double>.Allocate(long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => Buffer<float>.Allocate(-1));
        Assert.True(Buffer<float>.Allocate(0).IsEmpty);
    }

    [Fact]
    public void The_address_of_nothing_is_empty()
    {
        Buffer<float> nothing = default;
        Assert.True(nothing.IsEmpty);
        Assert.True(nothing.Span.IsEmpty);
        Assert.True(nothing.Slice(0, 0).IsEmpty);
    }
}
