using System.Numerics;

namespace Downhill.Kernels;

/// <summary>A function of one number and its derivative: an activation, as data for a kernel.</summary>
public interface IElementwise<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>y = f(x).</summary>
    V Value<V>(V x)
        where V : struct, ISimd<V, T>;

    /// <summary>dy/dx, given x and y = f(x).</summary>
    V Derivative<V>(V x, V y)
        where V : struct, ISimd<V, T>;
}

/// <summary>A function of a prediction and its target, and its derivative by the prediction: a loss, as data for a kernel.</summary>
public interface IElementwiseLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>l = f(y, t).</summary>
    V Value<V>(V y, V t)
        where V : struct, ISimd<V, T>;

    /// <summary>∂l/∂y.</summary>
    V Derivative<V>(V y, V t)
        where V : struct, ISimd<V, T>;
}

/// <summary>The update of one parameter by an optimizer, as data for a kernel; its fields are the numbers of the step.</summary>
public interface IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of state values of each parameter: 0 to 3.</summary>
    int States { get; }

    /// <summary>Gives the new parameter from the old one and its gradient; the states are read and written.</summary>
    V Apply<V>(V parameter, V gradient, ref V state0, ref V state1, ref V state2)
        where V : struct, ISimd<V, T>;
}

/// <summary>A change of one entry of the gradient before the update, as data for a kernel.</summary>
public interface IGradientRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Gives the new gradient from the old one and its parameter.</summary>
    V Apply<V>(V gradient, V parameter)
        where V : struct, ISimd<V, T>;
}

/// <summary>An elementwise function bound to the vectors of the hardware.</summary>
public abstract class ElementwiseKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>y = f(x).</summary>
    public abstract void Forward(Buffer<T> x, Buffer<T> y, int count);

    /// <summary>f′(x) of one number, given y = f(x).</summary>
    public abstract T Derivative(T x, T y);

    /// <summary>dx = dy f′(x), or added to dx.</summary>
    public abstract void Backward(Buffer<T> x, Buffer<T> y, Buffer<T> outputGradient, Buffer<T> inputGradient, int count, bool add);
}

/// <summary>A comparison bound to the vectors of the hardware.</summary>
public abstract class ElementwiseLossKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>values = f(y, t).</summary>
    public abstract void Forward(Buffer<T> y, Buffer<T> t, Buffer<T> values, int count);

    /// <summary>∂f/∂y of one prediction and its target.</summary>
    public abstract T Derivative(T y, T t);

    /// <summary>dy = scale · ∂f/∂y.</summary>
    public abstract void Backward(Buffer<T> y, Buffer<T> t, Buffer<T> gradient, int count, T scale);
}

/// <summary>An update rule bound to the vectors of the hardware.</summary>
public abstract class UpdateKernel<T, TRule>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TRule : struct, IUpdateRule<T>
{
    /// <summary>One pass over all parameters. State: the rule's states one after the other, each as long as the parameters.</summary>
    public abstract void Run(in TRule rule, Buffer<T> parameters, Buffer<T> gradients, Buffer<T> state);
}

/// <summary>A rule for gradients bound to the vectors of the hardware.</summary>
public abstract class GradientKernel<T, TRule>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TRule : struct, IGradientRule<T>
{
    /// <summary>One pass over the gradient, with the parameter of each entry.</summary>
    public abstract void Run(in TRule rule, Buffer<T> gradient, Buffer<T> parameters);
}
