namespace Downhill;

/// <summary>Tensors with their axes in another order.</summary>
internal static class TensorAxes
{
    /// <summary>Row-major numbers of a shape with the axes in another order: axis i of the result is axis <c>order[i]</c>.</summary>
    public static T[] Move<T>(T[] numbers, long[] shape, int[] order)
    {
        var strides = new long[shape.Length];
        long stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        var moved = new T[numbers.Length];
        var place = new long[shape.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            long from = 0;
            for (int axis = 0; axis < place.Length; axis++)
                from += place[axis] * strides[order[axis]];
            moved[i] = numbers[from];
            for (int axis = place.Length - 1; axis >= 0 && ++place[axis] == shape[order[axis]]; axis--)
                place[axis] = 0;
        }

        return moved;
    }
}
