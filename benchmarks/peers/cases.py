"""What is compared: networks, matrices, and the parties that take part."""

import pathlib

TRAINING = [
    ("2-2-2", 1, "sgd"),
    ("4-16-3", 16, "sgd"),
    ("64-64-10", 32, "sgd"),
    ("784-128-10", 32, "sgd"),
    ("784-128-10", 32, "adam"),
    ("784-128-10", 128, "sgd"),
    ("784-128-10", 128, "adam"),
    ("784-256-128-10", 64, "sgd"),
    ("784-1024-1024-10", 256, "sgd"),
]
INFERENCE = [(network, batch) for network in ("64-64-10", "784-128-10", "784-1024-1024-10") for batch in (1, 32, 1024)]
PRODUCTS = [(size, precision) for precision in ("float", "double") for size in (512, 1024, 2048)]
IMAGES = {  # the shape of an image, and the layers in this project's notation; each peer builds them in its own words
    "conv-8-16": ("28x28x1", "conv2d 8 5, relu, max-pool 2, conv2d 16 5, relu, max-pool 2, flatten, linear"),
    "conv-32-32-64": ("28x28x1", "conv2d 32 3, relu, conv2d 32 3, relu, max-pool 2, conv2d 64 3, relu, max-pool 2, flatten, linear 128, relu, linear"),
    "resnet-18": ("32x32x3", (pathlib.Path(__file__).resolve().parents[2] / "examples/networks/resnet-18.txt").read_text()),
}
CONVOLUTIONS = [("conv-8-16", 32), ("conv-8-16", 128), ("conv-32-32-64", 32), ("conv-32-32-64", 128), ("resnet-18", 32)]
GATHERED = [("2-2-2", 1), ("784-128-10", 32), ("784-1024-1024-10", 256)]
MEMORY = [("2-2-2", 1, "sgd"), ("784-128-10", 32, "sgd"), ("784-128-10", 32, "adam")]

POWERS = [16, 32, 64, 128, 256, 512, 1024, 2048, 4096]
GROWTH = {
    "batch": [(size, "784-128-10", size) for size in [1, 4] + POWERS],
    "width": [(width, f"784-{width}-10", 32) for width in POWERS],
    "depth": [(depth, "128-" + "128-" * depth + "10", 32) for depth in (1, 2, 4, 8, 16, 32, 64)],
}
THREADS_NETWORK = ("784-1024-1024-10", 256)


def sizes(network):
    return [int(part) for part in network.split("-")]


def step(network, batch, optimizer="sgd"):
    return {"kind": "step", "network": network, "batch": batch, "optimizer": optimizer}


def forward(network, batch):
    return {"kind": "forward", "network": network, "batch": batch}


def product(size, precision):
    return {"kind": "product", "size": size, "precision": precision}
