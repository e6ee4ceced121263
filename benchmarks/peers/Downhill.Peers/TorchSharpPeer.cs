using System.Text.Json.Nodes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Downhill.Peers;

/// <summary>TorchSharp: the usual loop, with a batch that stays where it is.</summary>
internal static class TorchSharpPeer
{
    // The network stays as it starts: a batch learnt by heart has gradients that underflow.
    private const double LearningRate = 1e-9;

    public static JsonObject About(int threads)
    {
        set_num_threads(threads);
        random.manual_seed(0);
        string version = typeof(torch).Assembly.GetName().Version!.ToString(3);
        return new JsonObject { ["version"] = version, ["libtorch"] = torch.__version__, ["threads"] = get_num_threads() };
    }

    public static (string Form, Action Run) Prepare(Work work) => work.Kind switch
    {
        "product" => ("mm", Product(work)),
        "forward" => ("inference mode", Forward(work)),
        _ => ($"plain {work.Optimizer}", Step(work)),
    };

    private static Action Step(Work work)
    {
        (nn.Module<Tensor, Tensor> model, Tensor inputs, int classes) = Build(work);
        Tensor targets = arange(work.Batch, int64) % classes;
        model.train();
        optim.Optimizer optimizer = work.Optimizer == "adam"
            ? optim.Adam(model.parameters(), LearningRate)
            : optim.SGD(model.parameters(), LearningRate);
        return () =>
        {
            using DisposeScope scope = NewDisposeScope();
            optimizer.zero_grad();
            nn.functional.cross_entropy(model.forward(inputs), targets).backward();
            optimizer.step();
        };
    }

    private static Action Forward(Work work)
    {
        (nn.Module<Tensor, Tensor> model, Tensor inputs, _) = Build(work);
        model.eval();
        return () =>
        {
            using IDisposable mode = inference_mode();
            using Tensor output = model.forward(inputs);
        };
    }

    private static Action Product(Work work)
    {
        ScalarType kind = work.IsDouble ? float64 : float32;
        Tensor a = rand(work.Size, work.Size, kind), b = rand(work.Size, work.Size, kind);
        return () =>
        {
            using Tensor c = mm(a, b);
        };
    }

    private static (nn.Module<Tensor, Tensor> Model, Tensor Inputs, int Classes) Build(Work work) => work.Network switch
    {
        "conv-8-16" => (nn.Sequential(
            nn.Conv2d(1, 8, 5, padding: 2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 5, padding: 2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(784, 10)), rand(work.Batch, 1, 28, 28), 10),
        "conv-32-32-64" => (nn.Sequential(
            nn.Conv2d(1, 32, 3, padding: 1), nn.ReLU(), nn.Conv2d(32, 32, 3, padding: 1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3, padding: 1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(3136, 128), nn.ReLU(), nn.Linear(128, 10)), rand(work.Batch, 1, 28, 28), 10),
        "resnet-18" => (ResNet(), rand(work.Batch, 3, 32, 32), 10),
        _ => (Dense(work.Widths), rand(work.Batch, work.Widths[0]), work.Widths[^1]),
    };

    private static Sequential Dense(int[] widths)
    {
        var layers = new List<nn.Module<Tensor, Tensor>>();
        for (int i = 1; i < widths.Length; i++)
            layers.AddRange(i == 1 ? [nn.Linear(widths[0], widths[1])] : [nn.ReLU(), nn.Linear(widths[i - 1], widths[i])]);
        return nn.Sequential(layers.ToArray());
    }

    // ResNet-18 for small images: a 3×3 stem and no first pool, as examples/networks/resnet-18.txt.
    private static Sequential ResNet()
    {
        var layers = new List<nn.Module<Tensor, Tensor>> { Convolution(3, 64, 1), nn.BatchNorm2d(64), nn.ReLU() };
        int channels = 64;
        foreach (int width in (int[])[64, 64, 128, 128, 256, 256, 512, 512])
        {
            layers.Add(new Block(channels, width, width == channels ? 1 : 2));
            channels = width;
        }

        layers.AddRange([nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10)]);
        return nn.Sequential(layers.ToArray());
    }

    private static Conv2d Convolution(int inputs, int outputs, int stride) =>
        nn.Conv2d(inputs, outputs, 3, stride: stride, padding: 1, bias: false);

    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential chain;
        private readonly Sequential? projection;

        public Block(int inputs, int outputs, int stride)
            : base("block")
        {
            chain = nn.Sequential(Convolution(inputs, outputs, stride), nn.BatchNorm2d(outputs), nn.ReLU(),
                Convolution(outputs, outputs, 1), nn.BatchNorm2d(outputs));
            projection = stride == 1 ? null
                : nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride: stride, bias: false), nn.BatchNorm2d(outputs));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) =>
            nn.functional.relu(chain.forward(x) + (projection is null ? x : projection.forward(x)));
    }
}
