"""scikit-learn: MLPClassifier in float, through partial_fit on as many batches at once as amortise its checks."""

import warnings

import numpy
import sklearn
from sklearn.neural_network import MLPClassifier

from cases import sizes
from worker import serve

LEARNING_RATE = 1e-9
BATCHES = 32

warnings.filterwarnings("ignore")


def classifier(case, rows):
    widths = sizes(case["network"])
    inputs = numpy.random.default_rng(0).random((rows, widths[0]), dtype=numpy.float32)
    model = MLPClassifier(widths[1:-1], solver=case.get("optimizer", "sgd"), batch_size=case["batch"], alpha=0, momentum=0, shuffle=False, learning_rate_init=LEARNING_RATE)
    targets = numpy.arange(rows) % widths[-1]
    model.partial_fit(inputs, targets, classes=numpy.arange(widths[-1]))
    return model, inputs, targets


def prepare(case):
    batches = BATCHES if case["batch"] <= 512 else 4
    if case["kind"] == "forward":
        widths = sizes(case["network"])
        model, _, _ = classifier(case, max(case["batch"], widths[-1]))
        inputs = numpy.random.default_rng(1).random((case["batch"], widths[0]), dtype=numpy.float32)

        def run(times):
            for _ in range(times):
                model.predict_proba(inputs)

        return "predict_proba", run, 1

    model, inputs, targets = classifier(case, case["batch"] * batches)

    def run(times):
        for _ in range(times):
            model.partial_fit(inputs, targets)

    return "partial_fit", run, batches


if __name__ == "__main__":
    serve({"version": sklearn.__version__, "numpy": numpy.__version__}, prepare)
