using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill.Tests;

/// <summary>An activation as a user would write it.</summary>
/// <param name="Factor">The factor in the derivative: 3 is right, anything else is the mistake of a user.</param>
[CatalogEntry("x³", "own-cube")]
internal sealed record OwnCube(double Factor = 3) : Activation
{
    public override Operation<T> Bind<T>(Binding<T> at) => Elementwise(at, new Function<T>(T.CreateTruncating(Factor)));

    private readonly struct Function<T>(T factor) : IElementwise<T>
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => x * x * x;

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T> => V.Create(factor) * x * x;
    }
}

/// <summary>A layer with a parameter, written with plain loops: y = s x, a factor for each column.</summary>
/// <param name="Mistake">What is wrong with it; nothing, unless a test wants to see it found.</param>
[CatalogEntry("y = s x", "own-scale")]
internal sealed record OwnScale(OwnMistake Mistake = OwnMistake.None) : Layer
{
    public override Shape OutputShape(Shape input) => input;

    public override IReadOnlyList<ParameterSpec> Parameters(Shape input) =>
        [new ParameterSpec("factor", input, new Uniform(0.5, 1.5), input.Size, input.Size)];

    public override Operation<T> Bind<T>(Binding<T> at) => new Bound<T>(at, Mistake);

    private sealed class Bound<T>(Binding<T> at, OwnMistake mistake) : Operation<T>(at.Name, at.Input, at.NewOutput())
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        private readonly int columns = at.OutputShape.Size;
        private readonly Buffer<T> factor = at.Parameter("factor").Data;
        private readonly Buffer<T> factorGradient = at.IsTraining ? at.Parameter("factor").Gradient : default;

        public override void Forward(in Pass pass)
        {
            Span<T> x = Input.Data.Span, y = Output.Data.Span, s = factor.Span;
            for (int i = 0; i < pass.Rows * columns; i++)
                y[i] = s[i % columns] * x[i];
        }

        public override void Backward(in Pass pass)
        {
            Span<T> x = Input.Data.Span, dx = Input.Gradient.Span, dy = Output.Gradient.Span, s = factor.Span, ds = factorGradient.Span;
            if (mistake != OwnMistake.KeepsOldGradient)
                ds.Clear();
            for (int i = 0; i < pass.Rows * columns; i++)
            {
                ds[i % columns] += dy[i] * x[i];
                if (Input.NeedsGradient)
                    dx[i] = (Input.AddGradient && mistake != OwnMistake.Overwrites ? dx[i] : T.Zero) + (s[i % columns] * dy[i]);
            }

            if (mistake == OwnMistake.LastEntry)
                ds[^1] = T.Zero;
        }

        public override Derivation ExplainParameter(in Pass pass, string parameter, int index) => new(
            new GradientEntry($"{Name}.{parameter}", index),
            Equation(CostBy("s"), SumOver("rows", CostBy("y") * Letter("x"))),
            [.. Enumerable.Range(0, pass.Rows).Select(row => new Term(row, [OutputGradient(row, index), InputFactor(row, index)]))],
            double.CreateTruncating(factorGradient.Span[index]));

        public override Derivation ExplainInput(in Pass pass, int row, int index) => OfInput(
            row,
            index,
            Equation(CostBy("x"), CostBy("y") * Letter("s")),
            [new Term(row, [OutputGradient(row, index),
                new Factor($"{Name}.factor[{index}]", double.CreateTruncating(factor.Span[index]))])]);
    }
}

internal enum OwnMistake
{
    None,
    LastEntry,
    Overwrites,
    KeepsOldGradient,
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(OwnCube))]
[JsonSerializable(typeof(OwnScale))]
internal sealed partial class OwnLayersJson : JsonSerializerContext;

internal static class OwnLayers
{
    // The catalogue is the process's own; every walk of it sees these two.
    [ModuleInitializer]
    internal static void Register()
    {
        Catalog.Layers.Register<OwnCube>("own-cube", OwnLayersJson.Default);
        Catalog.Layers.Register<OwnScale>("own-scale", OwnLayersJson.Default);
    }
}
