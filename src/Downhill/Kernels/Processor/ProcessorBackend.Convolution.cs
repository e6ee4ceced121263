using System.Runtime.CompilerServices;

namespace Downhill.Kernels;

/// <content>
/// Convolutions as matrix products over gathered patches. The contract is that of the products: k over the rows of the kernel, its columns
/// and channels, in blocks of 256; padding is zeros.
/// </content>
internal sealed unsafe partial class ProcessorBackend<T, V>
{
    public override void Convolve(Buffer<T> x, Buffer<T> weight, Buffer<T> bias, Buffer<T> y, int rows, WindowShape shape, bool add)
    {
        T* from = x.Pointer((long)rows * shape.InputSize), w = weight.Pointer(shape.WeightSize),
        to = y.Pointer((long)rows * shape.OutputSize);
        T* start = bias.IsEmpty ? null : bias.Pointer(shape.Outputs);
        if (shape.IsDepthwise)
        {
            var loop = new DepthwiseLoop<T, V>(from, w, add ? to : start, to, shape, add);
            Workers.For(ref loop, rows * shape.OutputHeight, 1, MinDepthwiseLines(shape.OutputWidth, shape), threads);
            return;
        }

        for (int group = 0; group < shape.Groups; group++)
        {
            T* c = to + (group * shape.GroupOutputs);
            Product(new MatrixProduct<T, V>
            {
                A = from + (group * shape.GroupChannels),
                RowStride = shape.Channels,
                DepthStride = 1,
                Gathered = shape.IsPointwise ? default : Forward(from, group, shape),
                B = w + (group * shape.GroupOutputs),
                BStride = shape.Outputs,
                C = c,
                CStride = shape.Outputs,
                Start = add ? c : start is null ? null : start + (group * shape.GroupOutputs),
                StartStride = add ? shape.Outputs : 0,
                Rows = rows * shape.OutputPlaces,
                Depth = shape.Taps * shape.GroupChannels,
                Columns = shape.GroupOutputs,
            });
        }
    }

    public override void ConvolveWeightGradient(
        Buffer<T> x, Buffer<T> delta, Buffer<T> weightGradient, Buffer<T> room, int rows, WindowShape shape)
    {
        int groups = shape.RowGroups(rows), groupRows = (rows + groups - 1) / groups;
        T* from = x.Pointer((long)rows * shape.InputSize), to = weightGradient.Pointer(shape.WeightSize);
        T* partial = groups == 1 ? null : room.Pointer(shape.WeightGradientRoom(rows));
        T* d = delta.Pointer((long)rows * shape.OutputSize);
        var loop = new WeightGradientLoop(from, d, to, partial, rows, groupRows, shape);
        if (groups == 1)
        {
            if (shape.IsDepthwise)
                loop.Run(0, 1);
            else
                loop.Products(0, this);
            return;
        }

        long work = (long)rows * shape.OutputPlaces * shape.WeightSize;
        if (work < 2 * MinProducts)
            loop.Run(0, groups);
        else
            Workers.For(ref loop, groups, 1, 1, threads);
        for (int apart = 1; apart < groups; apart *= 2)
        {
            for (int group = 0; group < groups; group += 2 * apart)
            {
                T* sum = loop.Result(group);
                Each(new AddBody(sum, loop.Result(group + apart), sum), shape.WeightSize);
            }
        }
    }

    public override void ConvolveInputGradient(
        Buffer<T> delta, Buffer<T> weight, Buffer<T> bias, Buffer<T> inputGradient, Buffer<T> room, int rows, WindowShape shape, bool add)
    {
        T* d = delta.Pointer((long)rows * shape.OutputSize), w = weight.Pointer(shape.WeightSize);
        T* to = inputGradient.Pointer((long)rows * shape.InputSize), start = bias.IsEmpty ? null : bias.Pointer(shape.Channels);
        if (shape.IsDepthwise)
        {
            var loop = new DepthwiseGradientLoop<T, V>(d, w, add ? to : start, to, shape, add);
            Workers.For(ref loop, rows * shape.Height, 1, MinDepthwiseLines(shape.Width, shape), threads);
            return;
        }

        T* between = shape.InputGradientRoom == 0 ? null : room.Pointer((long)rows * shape.InputGradientRoom);
        for (int phaseY = 0; phaseY < Math.Min(shape.StrideY, shape.Height); phaseY++)
        {
            for (int phaseX = 0; phaseX < Math.Min(shape.StrideX, shape.Width); phaseX++)
            {
                var phase = new StridePhase(shape, phaseY, phaseX);
                T* result = between is null ? to : between;
                if (between is not null && add)
                    Scatter(result, to, rows, phase, gather: true);
                for (int group = 0; group < shape.Groups; group++)
                    Product(InputGradient(d, w, result, start, rows, phase, group, add));
                if (between is not null)
                    Scatter(result, to, rows, phase, gather: false);
            }
        }
    }

    private static Patches<T> Forward(T* x, int group, WindowShape shape) => new()
    {
        Image = x + (group * shape.GroupChannels),
        Height = shape.Height,
        Width = shape.Width,
        PixelStride = shape.Channels,
        Channels = shape.GroupChannels,
        Down = shape.OutputHeight,
        Across = shape.OutputWidth,
        StepY = shape.StrideY,
        StepX = shape.StrideX,
        FirstY = -shape.Top,
        FirstX = -shape.Left,
        TapY = shape.DilationY,
        TapX = shape.DilationX,
        TapsDown = shape.KernelHeight,
        TapsAcross = shape.KernelWidth,
    };

    private static MatrixProduct<T, V> InputGradient(
        T* delta, T* weight, T* result, T* bias, int rows, StridePhase phase, int group, bool add)
    {
        WindowShape shape = phase.Shape;
        T* c = result + (group * shape.GroupChannels);
        nint tapStride = (nint)shape.GroupChannels * shape.Outputs;
        return new MatrixProduct<T, V>
        {
            A = delta + (group * shape.GroupOutputs),
            RowStride = shape.Outputs,
            DepthStride = 1,
            Gathered = shape.IsPointwise || phase.TapsDown * phase.TapsAcross == 0 ? default : new Patches<T>
            {
                Image = delta + (group * shape.GroupOutputs),
                Height = shape.OutputHeight,
                Width = shape.OutputWidth,
                PixelStride = shape.Outputs,
                Channels = shape.GroupOutputs,
                Down = phase.Down,
                Across = phase.Across,
                StepY = 1,
                StepX = 1,
                FirstY = phase.FirstY,
                FirstX = phase.FirstX,
                TapY = phase.TapY,
                TapX = phase.TapX,
                TapsDown = phase.TapsDown,
                TapsAcross = phase.TapsAcross,
            },
            B = weight + (((phase.KernelY * shape.KernelWidth) + phase.KernelX) * tapStride) + (group * shape.GroupOutputs),
            BStride = shape.Outputs,
            Taps = new TapWeights
            {
                Outputs = shape.GroupOutputs,
                TapsAcross = Math.Max(1, phase.TapsAcross),
                DownStride = phase.PeriodY * shape.KernelWidth * tapStride,
                AcrossStride = phase.PeriodX * tapStride,
            },
            C = c,
            CStride = shape.Channels,
            Start = add ? c : bias is null ? null : bias + (group * shape.GroupChannels),
            StartStride = add ? shape.Channels : 0,
            Rows = rows * phase.Down * phase.Across,
            Depth = phase.TapsDown * phase.TapsAcross * shape.GroupOutputs,
            Columns = shape.GroupChannels,
        };
    }

    // Copies the places of a phase from where they lie together to the image, or back.
    private static void Scatter(T* between, T* image, int rows, StridePhase phase, bool gather)
    {
        WindowShape shape = phase.Shape;
        int channels = shape.Channels;
        for (nint row = 0; row < rows; row++)
        {
            for (nint y = phase.Y; y < shape.Height; y += shape.StrideY)
            {
                T* at = image + (((((row * shape.Height) + y) * shape.Width) + phase.X) * channels);
                for (int x = phase.X; x < shape.Width; x += shape.StrideX, at += shape.StrideX * (nint)channels, between += channels)
                {
                    if (gather)
                        MatrixPacking<T, V>.Copy(at, between, channels);
                    else
                        MatrixPacking<T, V>.Copy(between, at, channels);
                }
            }
        }
    }

    private static int MinDepthwiseLines(int width, WindowShape shape) =>
        (int)Math.Max(1, MinElements / Math.Max(1, (long)width * shape.Channels * shape.Taps / 2));

    // The partial gradients of groups of rows, each computed by one thread.
    private struct WeightGradientLoop(T* x, T* delta, T* weightGradient, T* room, int rows, int groupRows, WindowShape shape) : ILoop
    {
        public readonly T* Result(int group) => group == 0 ? weightGradient : room + ((group - 1) * (nint)shape.WeightSize);

        public readonly void Run(int from, int to)
        {
            for (int group = from; group < to; group++)
            {
                if (shape.IsDepthwise)
                {
                    int first = Math.Min(group * groupRows, rows);
                    DepthwiseWeights<T, V>.Gradient(x, delta, Result(group), first, Math.Min(groupRows, rows - first), shape);
                }
                else
                {
                    Products(group, null);
                }
            }
        }

        public readonly void Products(int group, ProcessorBackend<T, V>? shared)
        {
            int first = Math.Min(group * groupRows, rows), count = Math.Min(groupRows, rows - first);
            T* to = Result(group);
            for (int part = 0; part < shape.Groups; part++)
            {
                var product = new MatrixProduct<T, V>
                {
                    A = x + ((nint)first * shape.InputSize) + (part * shape.GroupChannels),
                    RowStride = 1,
                    DepthStride = shape.Channels,
                    Gathered = shape.IsPointwise ? default : Forward(x, part, shape),
                    PlacesAreDeep = true,
                    FirstPlace = first * shape.OutputPlaces,
                    B = delta + ((nint)first * shape.OutputSize) + (part * shape.GroupOutputs),
                    BStride = shape.Outputs,
                    C = to + (part * shape.GroupOutputs),
                    CStride = shape.Outputs,
                    Rows = shape.Taps * shape.GroupChannels,
                    Depth = count * shape.OutputPlaces,
                    Columns = shape.GroupOutputs,
                };
                if (shared is null)
                    product.Region(0, product.Rows, 0, product.Columns);
                else
                    shared.Product(product);
            }
        }
    }
}
