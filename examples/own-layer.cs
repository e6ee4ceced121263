#:project ../src/Downhill/Downhill.csproj
#:property PublishAot=false
#:property AllowUnsafeBlocks=false

// A layer of one's own: the function and its derivative, then the gradient check that proves them.
using System.Numerics;
using Downhill;
using Downhill.Kernels;

Catalog.Layers.Register<Bent>("bent", OwnLayers.Default);
Model model = Model.Parse("linear 6, bent 0.5, linear 1", input: [3], outputs: 1);
var network = new Network<double>(model, seed: 7);
GradientReport report = GradientCheck.Run(network, new SumSquaredError(), inputs: [0.1, -2, 3, 1, 0.5, -0.4], targets: [1, 0]);
foreach (GradientComparison part in report.Parts)
    Console.WriteLine($"{part.Name,-16} {part.Count,3} derivatives, worst at {part.Worst.Excess:F4} of the tolerance");

/// <summary>The bent identity (√(x² + 1) − 1) a + x.</summary>
[CatalogEntry("a (√(x² + 1) − 1) + x", "bent", "bent 0.25")]
internal sealed record Bent(double Bend = 0.5) : Activation
{
    public override Operation<T> Bind<T>(Binding<T> at) => Elementwise(at, new Function<T>(T.CreateTruncating(Bend)));

    // y = a (√(x² + 1) − 1) + x     dy/dx = a x / √(x² + 1) + 1
    private readonly struct Function<T>(T bend) : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> =>
            (V.Create(bend) * (V.Sqrt(V.MultiplyAdd(x, x, V.Create(1.0))) - V.Create(1.0))) + x;

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T> =>
            (V.Create(bend) * x / V.Sqrt(V.MultiplyAdd(x, x, V.Create(1.0)))) + V.Create(1.0);
    }
}

[System.Text.Json.Serialization.JsonSourceGenerationOptions(
    PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase)]
[System.Text.Json.Serialization.JsonSerializable(typeof(Bent))]
internal sealed partial class OwnLayers : System.Text.Json.Serialization.JsonSerializerContext;
