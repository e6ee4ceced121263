using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <summary>
/// One matrix product and how it is cut: C into regions for the threads, a region into blocks for the caches, a block into tiles
/// for the registers. A and B are read in place where they lie well, else from a copy of a block.
/// </summary>
internal unsafe partial struct MatrixProduct<T, V> : ILoop
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
{
    public T* A, B, C, Start;
    public nint RowStride, DepthStride, BStride, StartStride, CStride;
    public int Rows, Depth, Columns;
    public bool Transposed;

    /// <summary>
    /// Where A is gathered from an image: its rows are places and its depth the kernel's numbers, or the other way round.
    /// </summary>
    public Patches<T> Gathered;

    /// <summary>Whether the rows of A are the kernel's numbers and its depth the places, from <see cref="FirstPlace"/> on.</summary>
    public bool PlacesAreDeep;

    /// <summary>The first place of a depth of places.</summary>
    public int FirstPlace;

    /// <summary>Where B is a convolution's weights, each tap's transposed.</summary>
    public TapWeights Taps;

    /// <summary>So few multiply-adds that cutting the product up would take longer than computing it.</summary>
    public const int Few = 32;

    private const int BlockDepth = PackingRoom.BlockDepth;

    // A block of A, 256 × 256, stays in the second-level cache while strips of B pass by; a strip of B stays in the first one while
    // the rows of the block do. A block of B is at most a quarter of a million numbers, so that its copy is small.
    // Copying B pays when many rows read the copy; copying A when its lines lie so far apart that they compete for the same places
    // of the cache, and many columns read the copy. Both were found by measuring.
    private const int CopyBFromRows = 64, CopyAFromColumns = 256, CopyAFromStride = 2048;

    private int regionRows, regionColumns, regionsAcross;

    /// <summary>Whether A, B and C lie as matrices do, C in one piece.</summary>
    public readonly bool IsPlain => Gathered.Image is null && Taps.Outputs == 0 && CStride == Columns;

    /// <summary>The number of regions of C.</summary>
    public int Parts { get; private set; }

    // Registers: 32 where vectors have 512 bits or the processor is an Arm, of which 16 hold sums; else 16, of which 12 do.
    private static int TileRows => V.Count * sizeof(T) == 64 || System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? 8 : 6;

    // Whole tiles of at most PackingRoom.BlockRows.
    private static int BlockRows => PackingRoom.BlockRows / TileRows * TileRows;

    private static int TileColumns => 2 * V.Count;

    private static int BlockColumns => PackingRoom.BlockColumnBytes / sizeof(T);

    /// <summary>Cuts C into a limited number of regions of whole tiles, with the largest as small as possible.</summary>
    public void Share(int regions)
    {
        int rowTiles = (Rows + TileRows - 1) / TileRows, columnTiles = (Columns + TileColumns - 1) / TileColumns;
        long least = long.MaxValue;
        for (int across = 1; across <= regions; across++)
        {
            int tall = (rowTiles + (regions / across) - 1) / (regions / across), broad = (columnTiles + across - 1) / across;

            // What a region computes, and the rows and columns it has to read for it.
            long cost = ((long)tall * TileRows * broad * TileColumns * 64) + ((tall * TileRows) + (broad * TileColumns));
            if (cost < least)
                (least, regionRows, regionColumns) = (cost, tall * TileRows, broad * TileColumns);
        }

        regionsAcross = (Columns + regionColumns - 1) / regionColumns;
        Parts = regionsAcross * ((Rows + regionRows - 1) / regionRows);
    }

    /// <inheritdoc/>
    public readonly void Run(int from, int to)
    {
        for (int part = from; part < to; part++)
        {
            (int down, int across) = Math.DivRem(part, regionsAcross);
            Region(
                down * regionRows, Math.Min((down + 1) * regionRows, Rows), across * regionColumns,
                Math.Min((across + 1) * regionColumns, Columns));
        }
    }

    /// <summary>Computes C one element after the other, where there are at most <see cref="Few"/> multiply-adds.</summary>
    [MethodImpl(NoInlining | AggressiveOptimization)]
    public readonly void Each()
    {
        nint across = Transposed ? BStride : 1, down = Transposed ? 1 : BStride;
        T* c = C;
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++, c++)
            {
                T* a = A + (row * RowStride), b = B + (column * across);
                SimdScalar<T> sum = SimdScalar<T>.Create(T.Zero);
                for (int k = 0; k < Depth; k++, a += DepthStride, b += down)
                    sum = SimdScalar<T>.MultiplyAdd(SimdScalar<T>.Load(in *a), SimdScalar<T>.Load(in *b), sum);
                (Start is null ? sum : SimdScalar<T>.Load(in Start[(row * StartStride) + column]) + sum).Store(ref *c);
            }
        }
    }

    /// <summary>Computes the elements of C in some rows and columns.</summary>
    public readonly void Region(int firstRow, int endRow, int firstColumn, int endColumn)
    {
        if (Gathered.Image is not null && Depth > 0 && TryBands(firstRow, endRow, firstColumn, endColumn))
            return;
        for (int column = firstColumn; column < endColumn; column += BlockColumns)
        {
            int columns = Math.Min(BlockColumns, endColumn - column), k = 0;
            do
            {
                int depth = Math.Min(BlockDepth, Depth - k);
                MatrixBlock<T> b = BlockOfB(k, depth, column, columns, endRow - firstRow);
                for (int row = firstRow; row < endRow; row += BlockRows)
                {
                    int rows = Math.Min(BlockRows, endRow - row);
                    MatrixBlock<T> a = BlockOfA(k, depth, row, rows, columns);
                    Block(a, b, depth, k, row, rows, column, columns);
                }

                k += BlockDepth;
            }
            while (k < Depth);
        }
    }

    private readonly MatrixBlock<T> BlockOfA(int k, int depth, int row, int rows, int columns)
    {
        if (Gathered.Image is not null)
        {
            return PlacesAreDeep
                ? PatchPacking<T, V>.CopyDeep(Gathered, FirstPlace + k, depth, row, rows, TileRows)
                : PatchPacking<T, V>.CopyRows(Gathered, row, rows, k, depth, TileRows);
        }

        var block = new MatrixBlock<T>
        {
            Start = A + (row * RowStride) + (k * DepthStride),
            StripStride = TileRows * RowStride,
            AcrossStride = RowStride,
            DepthStride = DepthStride,
        };
        if (columns < CopyAFromColumns || Math.Max(RowStride, DepthStride) * sizeof(T) < CopyAFromStride)
            return block;
        return DepthStride == 1
            ? MatrixPacking<T, V>.CopyRows(block, rows, depth, TileRows)
            : MatrixPacking<T, V>.CopyStripsOfA(block, rows, depth, TileRows);
    }

    // B from a depth and a column on; copied where it does not lie well or many rows read it.
    private readonly MatrixBlock<T> BlockOfB(int k, int depth, int column, int columns, int rows, T* room = null)
    {
        var block = new MatrixBlock<T>
        {
            Start = B + (Transposed ? (column * BStride) + k : (k * BStride) + column),
            StripStride = TileColumns,
            AcrossStride = Transposed ? BStride : 1,
            DepthStride = BStride,
        };
        if (Taps.Outputs > 0)
            return PatchPacking<T, V>.TransposeTaps(B + (column * BStride), BStride, Taps, k, depth, columns, TileColumns, room);
        if (Transposed)
            return MatrixPacking<T, V>.TransposeStripsOfB(block, columns, depth, TileColumns);
        return rows < CopyBFromRows ? block : MatrixPacking<T, V>.CopyStripsOfB(block, columns, depth, TileColumns, room);
    }

    private readonly void Block(
        MatrixBlock<T> a, MatrixBlock<T> b, int depth, int k, int firstRow, int rows, int firstColumn, int columns,
        BandPlaces band = default)
    {
        int column = 0;
        if (rows == 1 && b.StripStride == TileColumns && band.Rows is null)
        {
            for (; column <= columns - (8 * V.Count); column += 8 * V.Count)
                Row<EightVectors>(a, b, depth, k, firstRow, firstColumn, column);
            for (; column <= columns - (4 * V.Count); column += 4 * V.Count)
                Row<FourVectors>(a, b, depth, k, firstRow, firstColumn, column);
        }

        for (; column < columns; column += TileColumns)
        {
            int width = Math.Min(TileColumns, columns - column);
            var strip = new Strip
            {
                B = b.Start + (column / TileColumns * b.StripStride),
                BStride = b.DepthStride,
                Last = width > V.Count ? width - V.Count : width,
                Start = StartAt(k, firstRow, firstColumn + column),
                StartStride = k > 0 ? CStride : StartStride,
                C = ResultAt(firstRow, firstColumn + column),
                Depth = depth,
                Band = band,
            };
            if (width == TileColumns)
                Tiles<V, TwoVectors>(a, strip, rows);
            else if (width > V.Count)
                Tiles<V, PartOfTwoVectors>(a, strip, rows);
            else if (typeof(V) == typeof(Simd512<T>) && width <= Simd256<T>.Count)
                OneVector<Simd256<T>>(a, strip, rows, width); // half of 512 bits takes as long as all of them where a unit has 256
            else
                OneVector<V>(a, strip, rows, width);
        }
    }

    private readonly void Row<TColumns>(MatrixBlock<T> a, MatrixBlock<T> b, int depth, int k, int row, int firstColumn, int column)
        where TColumns : struct, ITileColumns => MatrixTile<T, V>.RunRow<TColumns>(
            a.Start, a.DepthStride, b.Start + column, b.DepthStride, depth, StartAt(k, row, firstColumn + column),
            ResultAt(row, firstColumn + column));

    private readonly T* ResultAt(int row, int column) => C + (row * CStride) + column;

    // What a block's sums are added to: those of the blocks before it, else what C starts with.
    private readonly T* StartAt(int k, int row, int column) =>
        k > 0 ? ResultAt(row, column) : Start is null ? null : Start + (row * StartStride) + column;

    private readonly void OneVector<W>(MatrixBlock<T> a, Strip strip, int rows, int width)
        where W : struct, ISimd<W, T>
    {
        if (width == W.Count)
            Tiles<W, OneVector>(a, strip, rows);
        else
            Tiles<W, PartOfOneVector>(a, strip, rows);
    }

    private readonly void Tiles<W, TColumns>(MatrixBlock<T> a, Strip strip, int rows)
        where W : struct, ISimd<W, T>
        where TColumns : struct, ITileColumns
    {
        // Rows left over run in tiles of four, two and one; eight left are twice four, not six and two, where they lie evenly.
        bool isEven = a.StripStride == TileRows * a.AcrossStride;
        int row = 0;
        for (; rows - row >= TileRows && !(TileRows == 6 && rows - row == 8 && isEven); row += TileRows, a.Start += a.StripStride)
        {
            if (TileRows == 8)
                Tile<W, EightRows, TColumns>(a, strip, row);
            else
                Tile<W, SixRows, TColumns>(a, strip, row);
        }

        for (; rows - row >= 4; row += 4, a.Start += 4 * a.AcrossStride)
            Tile<W, FourRows, TColumns>(a, strip, row);
        if (rows - row >= 2)
        {
            Tile<W, TwoRows, TColumns>(a, strip, row);
            row += 2;
            a.Start += 2 * a.AcrossStride;
        }

        if (row < rows)
            Tile<W, OneRow, TColumns>(a, strip, row);
    }

    [MethodImpl(AggressiveInlining)]
    private readonly void Tile<W, TRows, TColumns>(MatrixBlock<T> a, Strip strip, int row)
        where W : struct, ISimd<W, T>
        where TRows : struct, ITileRows
        where TColumns : struct, ITileColumns
    {
        T* start = strip.Start is null ? null : strip.Start + (row * strip.StartStride), c = strip.C + (row * CStride);
        if (strip.Band.Rows is null)
            MatrixTile<T, W>.Run<TRows, TColumns>(
                a.Start, a.AcrossStride, a.DepthStride, strip.B, strip.BStride, strip.Depth, strip.Last, start, strip.StartStride, c,
                CStride);
        else
            MatrixTile<T, W>.RunBand<TRows, TColumns>(
                a.Start, strip.Band.Rows + row, strip.Band.Runs, strip.Band.Count, a.DepthStride, strip.B, strip.BStride, strip.Last, start,
                strip.StartStride, c, CStride);
    }

    // What the tiles of one strip of columns share.
    private struct Strip
    {
        public T* B, Start, C;
        public nint BStride, StartStride;
        public int Depth, Last;
        public BandPlaces Band;
    }
}
