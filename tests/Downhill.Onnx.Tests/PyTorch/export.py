"""Writes the models of this folder: networks of PyTorch as torch.onnx.export makes them, with rows and what PyTorch gives for them.

    python3 export.py          (Debian's python3-torch 1.13.1; the weights are random, seed 0)

NAME.onnx is the exporter's file, NAME.rows holds float32 numbers: three input rows, then their three outputs.
"""

import copy
import os
import sys
import warnings

import numpy as np
import torch
from torch import nn

ROWS = 3
FOLDER = os.path.dirname(os.path.abspath(__file__))


class Residual(nn.Module):
    def __init__(self, chain, shortcut=None):
        super().__init__()
        self.chain, self.shortcut, self.end = chain, shortcut or nn.Identity(), nn.ReLU()

    def forward(self, x):
        return self.end(self.chain(x) + self.shortcut(x))


class SqueezeExcite(nn.Module):
    def __init__(self, channels, less, gate):
        super().__init__()
        self.pool, self.gate = nn.AdaptiveAvgPool2d(1), gate
        self.less, self.more = nn.Conv2d(channels, less, 1), nn.Conv2d(less, channels, 1)

    def forward(self, x):
        return x * self.gate(self.more(torch.relu(self.less(self.pool(x)))))


class SqueezeExciteOfRows(nn.Module):
    """The same with linear layers and views, as many implementations have it."""

    def __init__(self, channels, less):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.rows = nn.Sequential(nn.Linear(channels, less), nn.ReLU(), nn.Linear(less, channels), nn.Sigmoid())

    def forward(self, x):
        rows, channels, _, _ = x.size()
        return x * self.rows(self.pool(x).view(rows, channels)).view(rows, channels, 1, 1)


class Inverted(nn.Module):
    """The block of MobileNet V2 and V3."""

    def __init__(self, inputs, middle, outputs, stride, act, squeeze=None):
        super().__init__()
        self.adds = stride == 1 and inputs == outputs
        layers = [nn.Conv2d(inputs, middle, 1, bias=False), nn.BatchNorm2d(middle), act(),
                  nn.Conv2d(middle, middle, 3, stride, 1, groups=middle, bias=False), nn.BatchNorm2d(middle)]
        layers += [squeeze, act()] if squeeze else [act()]
        self.chain = nn.Sequential(*layers, nn.Conv2d(middle, outputs, 1, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return x + self.chain(x) if self.adds else self.chain(x)


class Flat(nn.Module):
    """Image → row as models write it by hand."""

    def __init__(self, how):
        super().__init__()
        self.how = how

    def forward(self, x):
        return x.view(x.size(0), -1) if self.how == "view" else x.mean([2, 3]) if self.how == "mean" \
            else x.squeeze(3).squeeze(2) if self.how == "squeeze" else x.reshape(-1, x.shape[1] * x.shape[2] * x.shape[3])


class UNet(nn.Module):
    def __init__(self, up):
        super().__init__()
        self.first, self.down = block(2, 4), nn.MaxPool2d(2)
        self.second, self.up, self.last, self.end = block(4, 6), up, block(10, 4), nn.Conv2d(4, 1, 1)

    def forward(self, x):
        x = self.first(x)
        return torch.sigmoid(self.end(self.last(torch.cat([x, self.up(self.second(self.down(x)))], 1))))


class WideAndDeep(nn.Module):
    def __init__(self):
        super().__init__()
        self.wide, self.deep = nn.Linear(6, 2), nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 2))

    def forward(self, x):
        return self.wide(x) + self.deep(x)


class Categories(nn.Module):
    """Numbers and a category in one row of floats."""

    def __init__(self):
        super().__init__()
        self.table, self.rest = nn.Embedding(5, 3), nn.Sequential(nn.Linear(6, 4), nn.Tanh(), nn.Linear(4, 2))

    def forward(self, x):
        return self.rest(torch.cat([x[:, :3], self.table(x[:, 3].long())], 1))


class DenseNet(nn.Module):
    """Each layer reads what all layers before it give, side by side."""

    def __init__(self, layers):
        super().__init__()
        self.layers = nn.ModuleList(nn.Sequential(nn.BatchNorm2d(3 + 2 * i), nn.ReLU(), nn.Conv2d(3 + 2 * i, 2, 3, padding=1)) for i in range(layers))
        self.end = nn.Linear(3 + 2 * layers, 3)

    def forward(self, x):
        values = [x]
        for layer in self.layers:
            values.append(layer(torch.cat(values, 1)))
        return self.end(torch.cat(values, 1).mean([2, 3]))


class ConvNeXt(nn.Module):
    """A window for each channel, then dense layers at each place, with the channels last."""

    def __init__(self, channels):
        super().__init__()
        self.window = nn.Conv2d(channels, channels, 7, padding=3, groups=channels)
        self.norm, self.wide, self.back = nn.LayerNorm(channels), nn.Linear(channels, 2 * channels), nn.Linear(2 * channels, channels)
        self.factor = nn.Parameter(torch.full((channels, 1, 1), 0.3))

    def forward(self, x):
        y = self.back(nn.functional.gelu(self.wide(self.norm(self.window(x).permute(0, 2, 3, 1)))))
        return x + self.factor * y.permute(0, 3, 1, 2)


class Dense(nn.Module):
    """A dense block: each convolution sees all before it."""

    def __init__(self):
        super().__init__()
        self.one, self.two = block(3, 4), block(7, 4)

    def forward(self, x):
        x = torch.cat([x, self.one(x)], 1)
        return torch.cat([x, self.two(x)], 1).mean((2, 3))


class Function(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


class Standardized(nn.Module):
    """Pixels from 0 to 255 with torchvision's mean and deviation."""

    def __init__(self, rest):
        super().__init__()
        self.rest = rest
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
        self.register_buffer("deviation", torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1))

    def forward(self, x):
        return self.rest((x / 255 - self.mean) / self.deviation)


def block(inputs, outputs):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU())


def rows_of(act):
    return nn.Sequential(nn.Linear(6, 8), act, nn.Linear(8, 3))


def mobile(act, squeeze):
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), act(),
        Inverted(8, 16, 8, 1, act, squeeze(16)), Inverted(8, 16, 12, 2, act, squeeze(16)),
        nn.Conv2d(12, 16, 1), act(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(16, 4))


ACTIVATIONS = {
    "relu": nn.ReLU(), "leaky-relu": nn.LeakyReLU(0.1), "elu": nn.ELU(0.7), "selu": nn.SELU(), "sigmoid": nn.Sigmoid(), "tanh": nn.Tanh(),
    "softplus": nn.Softplus(), "gelu": nn.GELU(), "gelu-tanh": nn.GELU("tanh"), "silu": nn.SiLU(), "mish": nn.Mish(), "relu6": nn.ReLU6(),
    "hardtanh": nn.Hardtanh(), "hard-sigmoid": nn.Hardsigmoid(), "hard-swish": nn.Hardswish(), "prelu": nn.PReLU(),
    "clamp-min": Function(lambda x: torch.clamp(x, min=-0.5)), "clamp-max": Function(lambda x: torch.clamp(x, max=0.5)),
    "softmax": nn.Softmax(dim=1),
}

# Name, network, shape of a row, and how it is exported: (opset, folding of constants, training mode, rows of any number).
PLAIN, OLD, NEW, TRAINING, FIXED = (13, True, False, True), (9, True, False, True), (16, False, False, True), (15, False, True, True), \
    (11, True, False, False)


def networks():
    for name, act in ACTIVATIONS.items():
        yield f"mlp-{name}", rows_of(act), [6], [PLAIN, NEW if name in ("gelu", "silu", "hard-swish", "hard-sigmoid", "mish") else OLD]
    yield "mlp-norms", nn.Sequential(
        nn.Linear(6, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3), nn.Linear(8, 5), nn.LayerNorm(5), nn.Linear(5, 2, bias=False)), \
        [6], [PLAIN, OLD, NEW, TRAINING, (17, True, False, True)]
    yield "mlp-softmax-end", nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 3), nn.Softmax(dim=-1)), [6], [PLAIN, OLD, FIXED]
    yield "mlp-log-softmax-end", nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3), nn.LogSoftmax(dim=1)), [6], [PLAIN, OLD]
    yield "mlp-sigmoid-end", nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 1), nn.Sigmoid()), [6], [PLAIN, NEW]
    yield "wide-and-deep", WideAndDeep(), [6], [PLAIN]
    yield "residual-of-rows", nn.Sequential(nn.Linear(6, 8), Residual(nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 8)))), \
        [6], [PLAIN, NEW]
    yield "categories", Categories(), [4], [PLAIN, OLD]
    yield "lenet", nn.Sequential(
        nn.Conv2d(1, 4, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 3), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(),
        nn.Linear(6 * 2 * 2, 10), nn.ReLU(), nn.Linear(10, 4)), [1, 12, 12], [PLAIN, OLD, NEW, TRAINING, FIXED]
    yield "convolutions", nn.Sequential(
        nn.Conv2d(4, 8, 3, stride=2, padding=1, groups=2), nn.ELU(), nn.Conv2d(8, 8, (1, 3), padding=(0, 1), groups=8),
        nn.GroupNorm(2, 8), nn.SiLU(), nn.Conv2d(8, 6, 3, dilation=2, padding=2), nn.InstanceNorm2d(6, affine=True), nn.ReLU6(),
        nn.AdaptiveMaxPool2d(1), Flat("squeeze"), nn.Linear(6, 2)), [4, 9, 9], [PLAIN, OLD, NEW]
    yield "padded", nn.Sequential(
        nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(3, 4, 3, stride=2), nn.LeakyReLU(), nn.MaxPool2d(3, 2, ceil_mode=True), Flat("view"),
        nn.Linear(4 * 2 * 2, 3)), [3, 8, 8], [PLAIN, OLD, NEW]
    yield "global-mean", nn.Sequential(block(3, 6), Flat("mean"), nn.Linear(6, 3)), [3, 6, 6], [PLAIN, (17, False, False, True)]
    yield "reshaped", nn.Sequential(block(3, 4), Flat("reshape"), nn.BatchNorm1d(64), nn.Linear(64, 3)), [3, 4, 4], [PLAIN, NEW]
    yield "resnet", nn.Sequential(
        block(3, 4), Residual(nn.Sequential(block(4, 4), nn.Conv2d(4, 4, 3, padding=1), nn.BatchNorm2d(4))),
        Residual(nn.Sequential(nn.Conv2d(4, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1)),
                 nn.Sequential(nn.Conv2d(4, 8, 1, 2, bias=False), nn.BatchNorm2d(8))),
        nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten(), nn.Linear(8, 4)), [3, 10, 10], [PLAIN, OLD, NEW, TRAINING]
    yield "mobilenet-v2", mobile(nn.ReLU6, lambda _: None), [3, 12, 12], [PLAIN, OLD, NEW]
    yield "mobilenet-v3", mobile(nn.Hardswish, lambda channels: SqueezeExcite(channels, 4, nn.Hardsigmoid())), [3, 12, 12], \
        [PLAIN, OLD, NEW]
    yield "efficientnet", mobile(nn.SiLU, lambda channels: SqueezeExcite(channels, 4, nn.Sigmoid())), [3, 12, 12], [PLAIN]
    yield "senet", mobile(nn.ReLU, lambda channels: SqueezeExciteOfRows(channels, 4)), [3, 12, 12], [PLAIN, OLD, NEW]
    yield "standardized", Standardized(nn.Sequential(block(3, 4), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))), [3, 6, 6], \
        [PLAIN, NEW]
    yield "dense-block", Dense(), [3, 6, 6], [PLAIN]
    yield "densenet", DenseNet(10), [3, 5, 4], [PLAIN, OLD]
    yield "convnext", nn.Sequential(nn.Conv2d(3, 6, 2, 2), ConvNeXt(6), ConvNeXt(6), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 4)), \
        [3, 6, 8], [PLAIN, (11, True, False, True)]
    yield "unet-transposed", UNet(nn.ConvTranspose2d(6, 6, 2, 2)), [2, 8, 12], [PLAIN, OLD]
    yield "unet-nearest", UNet(nn.Upsample(scale_factor=2)), [2, 8, 12], [PLAIN, OLD, (11, False, False, True)]
    yield "unet-bilinear", UNet(nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)), [2, 8, 12], \
        [PLAIN, (11, True, False, True)]
    yield "decoder", nn.Sequential(
        nn.Linear(5, 4 * 3 * 3), nn.ReLU(), Function(lambda x: x.view(-1, 4, 3, 3)), nn.ConvTranspose2d(4, 3, 3, 2, 1, output_padding=1), nn.ReLU(),
        nn.ConvTranspose2d(3, 2, 4, 2, 1), nn.Tanh()), [5], [PLAIN, NEW]
    yield "pools", nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.AvgPool2d(3, 2, 1), nn.ZeroPad2d(1), nn.MaxPool2d(3, 2), nn.Hardtanh(),
        nn.AvgPool2d(2, 1, 1, count_include_pad=False), nn.Flatten(), nn.Linear(64, 2)), [3, 9, 9], [PLAIN, OLD]
    yield "autoencoder", nn.Sequential(
        nn.Flatten(), nn.Linear(3 * 36, 5), nn.Sigmoid(), nn.Linear(5, 36), nn.Sigmoid(), Function(lambda x: x.view(x.size(0), 1, 6, 6))), \
        [3, 6, 6], [PLAIN]


def main():
    warnings.simplefilter("ignore")
    for name, network, shape, ways in networks():
        torch.manual_seed(0)
        for module in network.modules():
            if hasattr(module, "reset_parameters"):
                module.reset_parameters()
            if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
                nn.init.normal_(module.running_mean, 0, 0.2)
                nn.init.uniform_(module.running_var, 0.5, 1.5)
            if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d, nn.LayerNorm, nn.GroupNorm, nn.InstanceNorm2d)):
                nn.init.uniform_(module.weight, 0.5, 1.5)
                nn.init.normal_(module.bias, 0, 0.2)
        network.eval()
        rows = torch.randn(ROWS, *shape) * 2
        if name == "categories":
            rows[:, 3] = torch.tensor([0.0, 4.0, 2.0])
        if name == "standardized":
            rows = (rows * 40 + 128).round().clamp(0, 255)
        with torch.no_grad():
            outputs = network(rows)
        if name == "mlp-log-softmax-end":  # read as a classifier, which gives the probabilities themselves
            outputs = outputs.exp()
        for opset, folds, trains, any_rows in ways:
            path = os.path.join(FOLDER, f"{name}.{opset}{'' if folds else '-unfolded'}{'-training' if trains else ''}")
            try:
                exported = copy.deepcopy(network).train(trains)
                torch.onnx.export(
                    exported, rows[:1] if not trains else rows, path + ".onnx", opset_version=opset,
                    do_constant_folding=folds,
                    training=torch.onnx.TrainingMode.TRAINING if trains else torch.onnx.TrainingMode.EVAL,
                    input_names=["input"], output_names=["output"],
                    dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}} if any_rows else None)
            except Exception as error:  # the exporter does not know every layer in every version
                print(f"{path}: {type(error).__name__}: {str(error).splitlines()[0]}", file=sys.stderr)
                if os.path.exists(path + ".onnx"):
                    os.remove(path + ".onnx")
                continue
            with torch.no_grad():  # in training mode the exporter runs the network, which moves its running statistics
                given = exported.eval()(rows) if trains else outputs
            np.concatenate([rows.numpy().ravel(), given.numpy().ravel()]).astype("<f4").tofile(path + ".rows")


main()
