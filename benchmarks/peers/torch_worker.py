"""PyTorch, eager and compiled by TorchScript: the same networks, a batch that stays where it is, the faster optimizer of the two."""

import os

import torch
from torch import nn

from cases import sizes
from worker import fastest, serve

CHOICE = 0.1
LEARNING_RATE = 1e-9  # the network stays as it starts: a batch learnt by heart has gradients that underflow

torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
torch.manual_seed(0)


class WithLoss(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, inputs, targets):
        return nn.functional.cross_entropy(self.model(inputs), targets)


def convolution(inputs, outputs, stride=1, size=3):
    return nn.Conv2d(inputs, outputs, size, stride=stride, padding=size // 2, bias=False)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.chain = nn.Sequential(convolution(inputs, outputs, stride), nn.BatchNorm2d(outputs), nn.ReLU(), convolution(outputs, outputs), nn.BatchNorm2d(outputs))
        self.projection = nn.Sequential(convolution(inputs, outputs, stride, 1), nn.BatchNorm2d(outputs)) if stride > 1 else nn.Identity()

    def forward(self, x):
        return nn.functional.relu(self.chain(x) + self.projection(x))


def resnet():
    layers, channels = [convolution(3, 64), nn.BatchNorm2d(64), nn.ReLU()], 64
    for width in (64, 64, 128, 128, 256, 256, 512, 512):
        layers.append(Block(channels, width, 1 if width == channels else 2))
        channels = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


# The networks of cases.IMAGES: the shape of an image with its channels first, and how it is built.
IMAGES = {
    "conv-8-16": ((1, 28, 28), lambda: nn.Sequential(
        nn.Conv2d(1, 8, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(784, 10))),
    "conv-32-32-64": ((1, 28, 28), lambda: nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(3136, 128), nn.ReLU(), nn.Linear(128, 10))),
    "resnet-18": ((3, 32, 32), resnet),
}


def network(name):
    if name in IMAGES:
        return IMAGES[name][1]()
    widths = sizes(name)
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def batch(case):
    if case["network"] in IMAGES:
        return torch.rand(case["batch"], *IMAGES[case["network"]][0]), torch.arange(case["batch"]) % 10
    widths = sizes(case["network"])
    return torch.rand(case["batch"], widths[0]), torch.arange(case["batch"]) % widths[-1]


def training(case, traced, foreach):
    inputs, targets = batch(case)
    compute = WithLoss(network(case["network"]))
    kind = torch.optim.Adam if case["optimizer"] == "adam" else torch.optim.SGD
    optimizer = kind(compute.parameters(), lr=LEARNING_RATE, foreach=foreach)
    if traced:
        compute = torch.jit.trace(compute, (inputs, targets))

    def run(times):
        for _ in range(times):
            optimizer.zero_grad(set_to_none=True)
            compute(inputs, targets).backward()
            optimizer.step()

    return run


def inference(case, form):
    inputs, _ = batch(case)
    model = network(case["network"]).eval()
    if form == "frozen":
        model = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(model, inputs)))

    def run(times):
        with torch.inference_mode():
            for _ in range(times):
                model(inputs)

    return run


def product(case):
    kind = torch.float64 if case["precision"] == "double" else torch.float32
    a, b = (torch.rand(case["size"], case["size"], dtype=kind) for _ in range(2))
    out = torch.empty_like(a)

    def run(times):
        for _ in range(times):
            torch.mm(a, b, out=out)

    return run


def prepare(case):
    if case["kind"] == "product":
        return "torch.mm", product(case)
    compiled = case.get("compiled", False)
    if case["kind"] == "forward":
        form = "frozen" if compiled else "eager"
        return form, inference(case, form)
    forms = [
        (f"{'traced' if compiled else 'eager'}, {'foreach' if foreach else 'plain'} {case['optimizer']}", lambda foreach=foreach: training(case, compiled, foreach))
        for foreach in (False, True)
    ]
    return fastest(forms, CHOICE)


if __name__ == "__main__":
    settings = torch.__config__.show()
    capability = next((line.split(":")[1].strip() for line in settings.splitlines() if "CPU capability" in line), "unknown")
    serve({"version": torch.__version__, "capability": capability, "threads": torch.get_num_threads()}, prepare)
