using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>The values that a plan gives to a layer at binding: input, output memory, parameters and kernels.</summary>
public sealed class Binding<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly BindingContext<T> context;

    internal Binding(BindingContext<T> context, string name, Tensor<T> input, Shape outputShape)
    {
        this.context = context;
        Name = name;
        Input = input;
        OutputShape = outputShape;
        Ordinal = context.NextOrdinal++;
    }

    /// <summary>The layer's name in the network.</summary>
    public string Name { get; }

    /// <summary>The index of the layer in the whole network, from 0; it gives each layer its own random numbers.</summary>
    public int Ordinal { get; }

    /// <summary>The input of the layer, with its gradient.</summary>
    public Tensor<T> Input { get; }

    /// <summary>The shape of one row of the layer's output.</summary>
    public Shape OutputShape { get; }

    /// <summary>The largest number of rows in a batch.</summary>
    public int Rows => context.Rows;

    /// <summary>The backend that runs the computations.</summary>
    public Backend<T> Kernels => context.Kernels;

    /// <summary>One of the layer's parameters, by its name in the layer.</summary>
    public Parameter<T> Parameter(string name) => context.Network[$"{Name}.{name}"];

    /// <summary>One of the layer's running statistics, by its name in the layer.</summary>
    public Statistic<T> Statistic(string name) => context.Network.AllStatistics.Single(statistic => statistic.Name == $"{Name}.{name}");

    /// <summary>Whether the plan is for training, so that gradients have addresses.</summary>
    public bool IsTraining => context.IsTraining;

    /// <summary>Allocates memory for the layer's output without its gradient, for a layer that keeps that gradient elsewhere.</summary>
    public Buffer<T> NewOutputData() => context.Allocate(OutputShape.Size);

    /// <summary>Allocates memory for the layer's output and, in a plan for training, for its gradient.</summary>
    public Tensor<T> NewOutput() => context.NewValue(Name, OutputShape, context.IsTraining);

    /// <summary>Allocates working memory for the layer: the given number of values for each row.</summary>
    public Buffer<T> NewScratch(int numbersPerRow) => context.Allocate(numbersPerRow);

    /// <summary>Allocates working memory for the layer: the given number of values in total.</summary>
    public Buffer<T> NewRoom(long numbers) => context.Kernels.Allocate(numbers);

    /// <summary>Binds a chain of layers that a composite holds.</summary>
    public Chain<T> Chain(NamedChain chain, Tensor<T> input) =>
        context.Bind(chain.Layers, Model.Prefix(Name, chain), input);
}

/// <summary>The values that all bindings of one plan share.</summary>
internal sealed class BindingContext<T>(Network<T> network, Backend<T> kernels, int rows, bool isTraining)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Network<T> Network => network;

    public Backend<T> Kernels => kernels;

    public int Rows => rows;

    public bool IsTraining => isTraining;

    public int NextOrdinal { get; set; }

    /// <summary>The number of values allocated so far.</summary>
    public long Numbers { get; private set; }

    public Buffer<T> Allocate(int numbersPerRow)
    {
        long length = (long)rows * numbersPerRow;
        Numbers += length;
        return kernels.Allocate(length);
    }

    public Tensor<T> NewValue(string name, Shape shape, bool needsGradient) =>
        new(name, shape, Allocate(shape.Size), needsGradient ? Allocate(shape.Size) : default);

    public Chain<T> Bind(IReadOnlyList<Layer> layers, string prefix, Tensor<T> input)
    {
        string[] names = Model.Names(layers, prefix);
        var operations = new Operation<T>[names.Length];
        Tensor<T> value = input;
        for (int i = 0; i < names.Length; i++)
        {
            operations[i] = layers[i].Bind(new Binding<T>(this, names[i], value, layers[i].OutputShape(value.Shape)));
            value = operations[i].Output;
        }

        return new Chain<T>(prefix.TrimEnd('.'), input, value, operations);
    }
}

/// <summary>Operations one after the other; with none, the value passes through.</summary>
public sealed class Chain<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Operation<T>[] operations;

    internal Chain(string name, Tensor<T> input, Tensor<T> output, Operation<T>[] operations)
        : base(name, input, output) => this.operations = operations;

    /// <inheritdoc/>
    public override IReadOnlyList<Operation<T>> Children => operations;

    /// <inheritdoc/>
    public override bool KeepsRowsApart => operations.All(operation => operation.KeepsRowsApart);

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        foreach (Operation<T> operation in operations)
            operation.Forward(pass);
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        for (int i = operations.Length - 1; i >= 0; i--)
            operations[i].Backward(pass);
    }

    /// <summary>The same, and reports each operation by its index when it is done: the gradient of its parameters is then final.</summary>
    internal void Backward(in Pass pass, Action<int> isFinal)
    {
        for (int i = operations.Length - 1; i >= 0; i--)
        {
            operations[i].Backward(pass);
            isFinal(i);
        }
    }

    /// <inheritdoc/>
    public override Derivation ExplainInput(in Pass pass, int row, int index) =>
        Reader is { } reader
            ? reader.ExplainInput(pass, row, index)
            : throw new InvalidOperationException($"'{Name}' passes its input on; what reads its output explains it.");

    /// <summary>The first operation that computes something from the input; null if the chain only passes it on.</summary>
    public Operation<T>? Reader =>
        operations.FirstOrDefault(operation => operation.Output.Gradient != Input.Gradient || operation.Output.Data != Input.Data);
}
