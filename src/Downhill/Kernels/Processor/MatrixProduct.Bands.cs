using System.Numerics;

namespace Downhill.Kernels;

/// <content>Products whose left operand is read from a band of images, in place of copied patches.</content>
internal unsafe partial struct MatrixProduct<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
{
    // Fewer places in a band would not be worth a copy of B.
    private const int LeastPlaces = 64, LeastStrips = 2;

    // The rows of A in a band, and the runs of its depth.
    private readonly struct BandPlaces(nint* rows, DepthRun* runs, int count)
    {
        public nint* Rows { get; } = rows;

        public DepthRun* Runs { get; } = runs;

        public int Count { get; } = count;
    }

    // Computes a region from bands where they fit in the thread's room.
    private readonly bool TryBands(int firstRow, int endRow, int firstColumn, int endColumn)
    {
        if (PlacesAreDeep)
        {
            if (!ImageBand<T, V>.Fits(Gathered, BlockDepth))
                return false;
            DeepBands(firstRow, endRow, firstColumn, endColumn);
            return true;
        }

        int places = BlockRows, columns = PackedColumns(endColumn - firstColumn);
        while (places >= LeastPlaces && !ImageBand<T, V>.Fits(Gathered, places))
            places = places / 2 / TileRows * TileRows;
        if (places < LeastPlaces || columns == 0)
            return false;
        for (int column = firstColumn; column < endColumn; column += columns)
            Bands(firstRow, endRow, column, Math.Min(columns, endColumn - column), places);
        return true;
    }

    // Of how many columns all of B fits in the room: all, or else as many as make copying the band again for each part worth while.
    private readonly int PackedColumns(int columns)
    {
        int blocks = (Depth + BlockDepth - 1) / BlockDepth, strip = (BlockDepth * TileColumns * sizeof(T)) + PackingRoom.Gap;
        int strips = PackingRoom.SizeOfB / strip / blocks;
        return strips * TileColumns >= columns ? columns : strips < LeastStrips ? 0 : strips * TileColumns;
    }

    // The rows of A are places: all of B is copied, then each band of places is used for all of the depth.
    private readonly void Bands(int firstRow, int endRow, int column, int columns, int places)
    {
        nint* offsets = stackalloc nint[PackingRoom.BlockRows];
        DepthRun* runs = stackalloc DepthRun[BlockDepth];
        int blocks = (Depth + BlockDepth - 1) / BlockDepth;
        MatrixBlock<T>* b = stackalloc MatrixBlock<T>[blocks];
        T* room = (T*)PackingRoom.ForB;
        for (int block = 0; block < blocks; block++)
        {
            int k = block * BlockDepth;
            b[block] = BlockOfB(k, Math.Min(BlockDepth, Depth - k), column, columns, int.MaxValue, room);
            room += (columns + TileColumns - 1) / TileColumns * b[block].StripStride;
        }

        for (int row = firstRow; row < endRow; row += places)
        {
            int rows = Math.Min(places, endRow - row);
            var band = new ImageBand<T, V>(Gathered, row, rows);
            band.Places(row, rows, offsets);
            for (int block = 0; block < blocks; block++)
            {
                int k = block * BlockDepth, depth = Math.Min(BlockDepth, Depth - k);
                Block(
                    new MatrixBlock<T> { Start = band.Start, DepthStride = 1 }, b[block], depth, k, row, rows, column, columns,
                    new BandPlaces(offsets, runs, band.RunsOfNumbers(k, depth, runs)));
            }
        }
    }

    // The depth of A is places: each block of it has a band.
    private readonly void DeepBands(int firstRow, int endRow, int firstColumn, int endColumn)
    {
        nint* offsets = stackalloc nint[PackingRoom.BlockRows];
        DepthRun* runs = stackalloc DepthRun[BlockDepth];
        for (int k = 0; k < Depth; k += BlockDepth)
        {
            int depth = Math.Min(BlockDepth, Depth - k);
            var band = new ImageBand<T, V>(Gathered, FirstPlace + k, depth);
            int count = band.RunsOfPlaces(FirstPlace + k, depth, runs);
            for (int column = firstColumn; column < endColumn; column += BlockColumns)
            {
                int columns = Math.Min(BlockColumns, endColumn - column);
                MatrixBlock<T> b = BlockOfB(k, depth, column, columns, endRow - firstRow);
                for (int row = firstRow; row < endRow; row += BlockRows)
                {
                    int rows = Math.Min(BlockRows, endRow - row);
                    band.Numbers(row, rows, offsets);
                    Block(
                        new MatrixBlock<T> { Start = band.Start, DepthStride = band.PlaceStride }, b, depth, k, row, rows, column, columns,
                        new BandPlaces(offsets, runs, count));
                }
            }
        }
    }
}
