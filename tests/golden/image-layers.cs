#:package TorchSharp@0.107.0
#:package libtorch-cpu-linux-x64@2.10.0
// Makes tests/Downhill.Tests/Layers/image-layers.json: outputs and gradients of the layers for images by PyTorch (libtorch 2.10 through
// TorchSharp), in float64. Run it with `dotnet run tests/golden/image-layers.cs > tests/Downhill.Tests/Layers/image-layers.json`.
// Images are rows × height × width × channels there, weights [height, width, in / groups, out]; PyTorch has the channels first.
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

var cases = new List<object>();

void Case(string layers, long[] shape, (string Name, long[] Shape)[] parameters, Func<Tensor, Tensor[], Tensor> run)
{
    const int rows = 3;
    double[] Numbers(long count, int seed) =>
        [.. Enumerable.Range(0, (int)count).Select(i => Math.Round(Math.Sin((i + 1) * 12.9898 + seed * 78.233) * 1.7, 6))];
    Tensor x = tensor(Numbers(rows * shape.Aggregate(1L, (a, b) => a * b), 1), [rows, .. shape], float64).requires_grad_(true);
    Tensor[] ps = [.. parameters.Select((p, i) =>
        tensor(Numbers(p.Shape.Aggregate(1L, (a, b) => a * b), 2 + i), p.Shape, float64).requires_grad_(true))];
    Tensor y = run(x.permute(0, 3, 1, 2), ps);
    y = y.dim() == 4 ? y.permute(0, 2, 3, 1).contiguous() : y;
    Tensor g = tensor(Numbers(y.numel(), 9), y.shape, float64);
    (y * g).sum().backward();
    double[] Data(Tensor t) => t.detach().contiguous().data<double>().ToArray();
    cases.Add(new
    {
        layers, shape, rows,
        input = Data(x), outputGradient = Data(g), output = Data(y), inputGradient = Data(x.grad!),
        parameters = parameters.Select((p, i) => new { name = p.Name, values = Data(ps[i]), gradient = Data(ps[i].grad!) }),
    });
}

// [h, w, i, o] → [o, i, h, w]
Tensor W(Tensor w) => w.permute(3, 2, 0, 1);

void Conv(string layers, long[] shape, long[] weight, long stride, long[] padding, long dilation = 1, long groups = 1, bool bias = true,
    long? strideX = null) => Case(
    layers, shape, bias ? [("conv2d1.weight", weight), ("conv2d1.bias", [weight[3]])] : [("conv2d1.weight", weight)],
    (x, p) => F.conv2d(F.pad(x, padding), W(p[0]), bias ? p[1] : null, [stride, strideX ?? stride], [0L, 0L], [dilation, dilation],
        groups));

// Padding: left, right, above, below.
Conv("conv2d 4 3", [5, 7, 3], [3, 3, 3, 4], 1, [1, 1, 1, 1]);
Conv("conv2d 3 kernel=2x3 stride=2 padding=valid", [7, 6, 2], [2, 3, 2, 3], 2, [0, 0, 0, 0]);
Conv("conv2d 2 3 stride=2", [6, 5, 3], [3, 3, 3, 2], 2, [1, 1, 0, 1]);
Conv("conv2d 6 3 padding=2x1 dilation=2 groups=2 hasBias=false", [6, 7, 4], [3, 3, 2, 6], 1, [1, 1, 2, 2], 2, 2, bias: false);
Conv("conv2d 5 3 stride=2x1 padding=1 groups=5", [7, 5, 5], [3, 3, 1, 5], 2, [1, 1, 1, 1], 1, 5, strideX: 1);
Conv("conv2d 4 3 stride=3 dilation=2 padding=2 groups=4", [8, 9, 4], [3, 3, 1, 4], 3, [2, 2, 2, 2], 2, 4);
Conv("conv2d 3 1 stride=2", [5, 4, 2], [1, 1, 2, 3], 2, [0, 0, 0, 0]);
Conv("conv2d 5 1", [3, 4, 6], [1, 1, 6, 5], 1, [0, 0, 0, 0]);
Conv("conv2d 2 3x5 padding=1x2", [3, 4, 24], [3, 5, 24, 2], 1, [2, 2, 1, 1]);

void Transposed(string layers, long[] shape, long[] weight, long stride, long padding, long dilation = 1, long groups = 1,
    bool bias = true) => Case(
    layers, shape,
    bias ? [("conv2d-transpose1.weight", weight), ("conv2d-transpose1.bias", [weight[2] * groups])]
        : [("conv2d-transpose1.weight", weight)],
    (x, p) => F.conv_transpose2d(x, W(p[0]), bias ? p[1] : null, [stride, stride], [padding, padding], [0L, 0L], [dilation, dilation],
        groups));

Transposed("conv2d-transpose 3 2 stride=2", [3, 4, 2], [2, 2, 3, 2], 2, 0);
Transposed("conv2d-transpose 2 3 stride=2 padding=1", [4, 3, 3], [3, 3, 2, 3], 2, 1);
Transposed("conv2d-transpose 4 3 padding=valid dilation=2 groups=2 hasBias=false", [3, 4, 6], [3, 3, 2, 6], 1, 0, 2, 2, bias: false);
Transposed("conv2d-transpose 2 3 stride=3", [3, 2, 2], [3, 3, 2, 2], 3, 0);

Case("max-pool 2", [5, 6, 3], [], (x, _) => F.max_pool2d(x, [2L, 2L], [2L, 2L], [0L, 0L], [1L, 1L], false));
Case("max-pool 3 stride=2 padding=1", [7, 6, 2], [], (x, _) => F.max_pool2d(x, [3L, 3L], [2L, 2L], [1L, 1L], [1L, 1L], false));
Case("max-pool 2x3 stride=1", [4, 5, 2], [], (x, _) => F.max_pool2d(x, [2L, 3L], [1L, 1L], [0L, 0L], [1L, 1L], false));
Case("average-pool 2", [5, 6, 3], [], (x, _) => F.avg_pool2d(x, [2L, 2L], [2L, 2L], [0L, 0L], false, true, null));
Case("average-pool 3 stride=2 padding=1", [7, 6, 2], [], (x, _) => F.avg_pool2d(x, [3L, 3L], [2L, 2L], [1L, 1L], false, false, null));
Case("global-average-pool", [3, 5, 4], [], (x, _) => x.mean([2L, 3L]));
Case("global-max-pool", [3, 5, 4], [], (x, _) => x.amax([2L, 3L]));
Case("upsample 2x3", [3, 2, 2], [], (x, _) => F.interpolate(x, scale_factor: [2, 3], mode: InterpolationMode.Nearest));
Case("upsample 2 bilinear", [3, 4, 2], [],
    (x, _) => F.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: false));
Case("upsample 3x5 bilinear", [4, 3, 2], [],
    (x, _) => F.interpolate(x, scale_factor: [3, 5], mode: InterpolationMode.Bilinear, align_corners: false));
Case("batch-norm", [3, 5, 4], [("batch-norm1.scale", [4]), ("batch-norm1.shift", [4])],
    (x, p) => F.batch_norm(x, zeros(4, float64), ones(4, float64), p[0], p[1], true));
Case("layer-norm", [3, 5, 4], [("layer-norm1.scale", [4]), ("layer-norm1.shift", [4])],
    (x, p) => F.layer_norm(x.permute(0, 2, 3, 1), [4L], p[0], p[1]).permute(0, 3, 1, 2));
Case("group-norm 2", [3, 5, 6], [("group-norm1.scale", [6]), ("group-norm1.shift", [6])], (x, p) => F.group_norm(x, 2, p[0], p[1]));
Case("group-norm 1 0.01", [2, 3, 5], [("group-norm1.scale", [5]), ("group-norm1.shift", [5])],
    (x, p) => F.group_norm(x, 1, p[0], p[1], 0.01));
Case(
    "multiply (global-average-pool, linear 2, relu, linear 4, sigmoid)", [3, 2, 4],
    [("multiply1.linear1.weight", [4, 2]), ("multiply1.linear1.bias", [2]), ("multiply1.linear2.weight", [2, 4]),
        ("multiply1.linear2.bias", [4])],
    (x, p) => x * (x.mean([2L, 3L]).matmul(p[0]).add(p[1]).relu().matmul(p[2]).add(p[3]).sigmoid().unsqueeze(-1).unsqueeze(-1)));
Case(
    "residual (conv2d 3 3 stride=2 padding=1, relu, conv2d 3 3) projection=(conv2d 3 1 stride=2 hasBias=false)", [5, 6, 2],
    [("residual1.conv2d1.weight", [3, 3, 2, 3]), ("residual1.conv2d1.bias", [3]), ("residual1.conv2d2.weight", [3, 3, 3, 3]),
        ("residual1.conv2d2.bias", [3]), ("residual1.projection.conv2d1.weight", [1, 1, 2, 3])],
    (x, p) => F.conv2d(F.conv2d(x, W(p[0]), p[1], [2L, 2L], [1L, 1L]).relu(), W(p[2]), p[3], [1L, 1L], [1L, 1L])
        + F.conv2d(x, W(p[4]), null, [2L, 2L]));
Case(
    "concat (; max-pool 2, conv2d 2 3, upsample 2; conv2d 1 1)", [4, 6, 3],
    [("concat1.branch2.conv2d1.weight", [3, 3, 3, 2]), ("concat1.branch2.conv2d1.bias", [2]),
        ("concat1.branch3.conv2d1.weight", [1, 1, 3, 1]), ("concat1.branch3.conv2d1.bias", [1])],
    (x, p) => cat([x, F.interpolate(F.conv2d(F.max_pool2d(x, [2L, 2L], [2L, 2L], [0L, 0L], [1L, 1L], false), W(p[0]), p[1], [1L, 1L],
        [1L, 1L]), scale_factor: [2, 2], mode: InterpolationMode.Nearest), F.conv2d(x, W(p[2]), p[3])], 1));

Console.Error.WriteLine(cases.Count);
Console.WriteLine("[\n" + string.Join(",\n", cases.Select(one => JsonSerializer.Serialize(one))) + "\n]");
