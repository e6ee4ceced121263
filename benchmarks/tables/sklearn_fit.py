"""Fits scikit-learn's plain MLP to one table and prints its scores and seconds as JSON: sklearn_fit.py TRAIN TEST TARGET TASK."""

import csv
import json
import sys
import time

import numpy as np
import sklearn
from scipy import sparse
from sklearn.impute import SimpleImputer
from sklearn.metrics import log_loss, mean_squared_error
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

SEED = 0


MISSING = {"", "?", "NA", "N/A", "NaN", "nan", "null"}


def read(path):
    """The columns of a CSV file by name."""
    with open(path, newline="", encoding="utf-8-sig") as lines:
        rows = [[value.strip() for value in row] for row in csv.reader(lines) if row]
    return {name: [row[i] for row in rows[1:]] for i, name in enumerate(rows[0])}


def as_numbers(values):
    """The numbers of a column with NaN for missing ones; None where it holds words."""
    try:
        return np.array([np.nan if value in MISSING else float(value) for value in values])
    except ValueError:
        return None


class Encoder:
    """Numbers imputed and standardized; words that five rows share as one input each; columns of nothing but different words left out."""

    def __init__(self, columns):
        self.numbers = [name for name, values in columns.items() if as_numbers(values) is not None]
        self.words = [name for name, values in columns.items() if name not in self.numbers and len(set(values)) < len(values) / 2]
        self.scale = make_pipeline(SimpleImputer(), StandardScaler()).fit(self.matrix(columns)) if self.numbers else None
        self.one_hot = OneHotEncoder(handle_unknown="ignore", min_frequency=5).fit(self.table(columns)) if self.words else None

    def matrix(self, columns):
        return np.column_stack([as_numbers(columns[name]) for name in self.numbers])

    def table(self, columns):
        return np.array([columns[name] for name in self.words], dtype=object).T

    def transform(self, columns):
        parts = [sparse.csr_matrix(self.scale.transform(self.matrix(columns)))] if self.scale else []
        parts += [self.one_hot.transform(self.table(columns))] if self.one_hot else []
        return sparse.hstack(parts).toarray()


def main(train_path, test_path, target, task):
    clock = time.perf_counter()
    x, x_test = read(train_path), read(test_path)
    y, y_test = (np.array(columns.pop(target)) for columns in (x, x_test))
    if task != "classification":
        y, y_test = y.astype(float), y_test.astype(float)
    encoder = Encoder(x)
    classes = task == "classification"
    if not classes:
        mean, deviation = y.mean(), y.std()
        y = (y - mean) / deviation
    model = MLPClassifier(random_state=SEED) if classes else MLPRegressor(random_state=SEED)
    encoded = encoder.transform(x)
    started = time.perf_counter()
    model.fit(encoded, y)
    fitted = time.perf_counter() - started
    if classes:
        score = log_loss(y_test, model.predict_proba(encoder.transform(x_test)), labels=model.classes_)
    else:
        score = mean_squared_error(y_test, model.predict(encoder.transform(x_test)) * deviation + mean) ** 0.5
    print(json.dumps({
        "score": float(score), "fitSeconds": fitted, "seconds": time.perf_counter() - clock, "epochs": int(model.n_iter_),
        "version": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
    }))


if __name__ == "__main__":
    main(*sys.argv[1:5])
