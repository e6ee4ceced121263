namespace Downhill.Kernels;

/// <content>
/// Images, rows × height × width × channels. A convolution is a matrix product whose left operand is gathered from the image: k runs
/// over the rows of the kernel, its columns, and the channels; a padded place is a zero.
/// </content>
public abstract partial class Backend<T>
{
    /// <summary>
    /// y = the convolution of x, plus the bias, or what y held where <paramref name="add"/> is set.
    /// x: <c>[rows, height, width, channels]</c>, weight: <c>[kernel height, kernel width, channels / groups, outputs]</c>.
    /// </summary>
    public abstract void Convolve(Buffer<T> x, Buffer<T> weight, Buffer<T> bias, Buffer<T> y, int rows, WindowShape shape, bool add);

    /// <summary>
    /// dx = the gradient of a convolution by its input, which is the transposed convolution of δ, plus a bias or what dx held. Each element
    /// sums over the taps whose window has a place that reads it by stride, in ascending order of kernel row, kernel column and output.
    /// </summary>
    /// <param name="delta">δ: <c>[rows, output height, output width, outputs]</c>.</param>
    /// <param name="weight">The weights.</param>
    /// <param name="bias">A start for each channel, or nothing.</param>
    /// <param name="inputGradient">dx: <c>[rows, height, width, channels]</c>.</param>
    /// <param name="room"><see cref="WindowShape.InputGradientRoom"/> numbers for each row.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="shape">The convolution's window.</param>
    /// <param name="add">Whether to add to what dx held.</param>
    public abstract void ConvolveInputGradient(
        Buffer<T> delta, Buffer<T> weight, Buffer<T> bias, Buffer<T> inputGradient, Buffer<T> room, int rows, WindowShape shape, bool add);

    /// <summary>
    /// dW = the gradient of a convolution by its weights. The rows are cut into <see cref="WindowShape.RowGroups"/> groups; in each one k
    /// runs over rows and places, and the groups' sums are added in pairs, neighbours first.
    /// </summary>
    /// <param name="x">The images.</param>
    /// <param name="delta">δ: <c>[rows, output height, output width, outputs]</c>.</param>
    /// <param name="weightGradient">dW, which is written.</param>
    /// <param name="room"><see cref="WindowShape.WeightGradientRoom"/> numbers.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="shape">The convolution's window.</param>
    public abstract void ConvolveWeightGradient(Buffer<T> x, Buffer<T> delta, Buffer<T> weightGradient, Buffer<T> room, int rows,
        WindowShape shape);

    /// <summary>
    /// The largest number of each window and, in <paramref name="taps"/>, the first tap that holds it; padding never is the largest.
    /// </summary>
    public abstract void MaxPool(Buffer<T> x, Buffer<T> y, Buffer<T> taps, int rows, WindowShape shape);

    /// <summary>
    /// The way back through <see cref="MaxPool"/>: each δ goes to the place its number came from; the sum in ascending order of taps.
    /// </summary>
    public abstract void MaxPoolGradient(Buffer<T> delta, Buffer<T> taps, Buffer<T> inputGradient, int rows, WindowShape shape, bool add);

    /// <summary>y[row, p, c] = Σ weight · x[row, place, c] over the parts of p in order, or added to y.</summary>
    public abstract void MixPlaces(Buffer<T> x, Buffer<T> y, PlaceMap<T> map, int rows, int channels, bool add);

    /// <summary>y[row, p, c] = x[row, p, c] · scale[row, c], or added to y.</summary>
    public abstract void ScaleChannels(Buffer<T> x, Buffer<T> scale, Buffer<T> y, int rows, int places, int channels, bool add);

    /// <summary>sums[row, c] = Σ over the places p of a[row, p, c] · b[row, p, c] in ascending order, or added to sums.</summary>
    public abstract void SumChannelProducts(Buffer<T> a, Buffer<T> b, Buffer<T> sums, int rows, int places, int channels, bool add);

    /// <summary>
    /// x̂ = (x − mean) / deviation and y = scale x̂ + shift, mean and deviation being those of a row's places and the channels of a group;
    /// for each channel its places are summed in ascending order, then the channels of the group. Mean and variance are kept for each
    /// row and channel; deviation = √(variance + ε).
    /// </summary>
    public abstract void NormalizeGroups(
        ColumnNormalization<T> at, int rows, int places, int channels, int groups, T epsilon);

    /// <summary>
    /// The way back through <see cref="NormalizeGroups"/> to x: dx = (g − mean of g − x̂ · mean of g x̂) / deviation with g = dy scale, the
    /// means over the row's group; or added to dx.
    /// </summary>
    public abstract void NormalizeGroupsGradient(
        ColumnNormalization<T> at, NormalizationGradient<T> gradient, int rows, int places, int channels, int groups, T epsilon, bool add);
}
