"""Writes test/fixtures/logistic.json: what scikit-learn makes of small tables, for the trainers to agree with.

Run: pip install scikit-learn==1.9.1 && python test/oracles/logistic_golden.py
The columns are standardised (population sd of the values present), a missing number counts as the mean, and categories
are 0/1 columns, as our encoding does; the penalty is C = 1/ridge (logistic) and alpha = ridge (linear).
"""

import json
import pathlib

import numpy
import sklearn
from sklearn.linear_model import LogisticRegression, Ridge

random = numpy.random.default_rng(20261101)
ROWS = 240


def standardise(column):
    present = column[~numpy.isnan(column)]
    sd = present.std()
    return numpy.where(numpy.isnan(column), 0.0, (column - present.mean()) / (sd if sd > 0 else 1.0))


# Unscaled on purpose: metres, euros, shares, a rate per million.
numbers = numpy.column_stack(
    [
        random.normal(170, 9, ROWS),
        random.lognormal(8, 1.2, ROWS),
        random.uniform(0, 1, ROWS),
        random.normal(3e-6, 1e-6, ROWS),
    ]
)
numbers = numpy.array([[float(f"{x:.8g}") for x in row] for row in numbers])
shops = random.choice(["north", "south", "west"], size=ROWS, p=[0.5, 0.3, 0.2])
z = numpy.column_stack([standardise(numbers[:, j]) for j in range(4)])
push = {"north": 0.0, "south": 0.8, "west": -0.6}
signal = 0.9 * z[:, 0] - 1.4 * z[:, 1] + 0.5 * z[:, 2] + numpy.array([push[s] for s in shops])
binary = (random.uniform(size=ROWS) < 1 / (1 + numpy.exp(-(signal - 0.7)))).astype(int)
logits = numpy.column_stack([signal, -signal + z[:, 3], 0.5 * z[:, 2] + 0.3])
three = numpy.array(
    [random.choice(3, p=numpy.exp(row) / numpy.exp(row).sum()) for row in logits]
)
target = numpy.round(40 + 7 * signal + random.normal(0, 3, ROWS), 6)

gaps = numbers.copy()
gaps[random.uniform(size=ROWS) < 0.15, 0] = numpy.nan
onehot = numpy.column_stack([(shops == name).astype(float) for name in ["north", "south", "west"]])
missing = numpy.isnan(gaps[:, 0]).astype(float)
mixed = numpy.column_stack(
    [standardise(gaps[:, 0]), missing, *[standardise(gaps[:, j]) for j in range(1, 4)], onehot]
)


def logistic(x, y, ridge, **options):
    model = LogisticRegression(C=1 / ridge, solver="newton-cholesky", tol=1e-12, max_iter=1000, **options).fit(x, y)
    # A softmax fixes its intercepts only up to a common constant: ours sum to zero.
    shift = model.intercept_.mean() if len(model.intercept_) > 1 else 0
    return {
        "ridge": ridge,
        "weights": model.coef_.tolist(),
        "intercepts": (model.intercept_ - shift).tolist(),
        "probabilities": model.predict_proba(x)[:8].tolist(),
    }


def linear(x, y, ridge):
    model = Ridge(alpha=ridge, solver="cholesky").fit(x, y)
    return {"ridge": ridge, "weights": [model.coef_.tolist()], "intercepts": [float(model.intercept_)]}


golden = {
    "made": {
        "by": "test/oracles/logistic_golden.py",
        "scikit-learn": sklearn.__version__,
        "numpy": numpy.__version__,
    },
    "data": {
        "height": numbers[:, 0].tolist(),
        "heightWithGaps": [None if numpy.isnan(x) else x for x in gaps[:, 0]],
        "income": numbers[:, 1].tolist(),
        "share": numbers[:, 2].tolist(),
        "rate": numbers[:, 3].tolist(),
        "shop": shops.tolist(),
        "binary": binary.tolist(),
        "three": three.tolist(),
        "target": target.tolist(),
    },
    "binary": [logistic(z, binary, ridge) for ridge in (1.0, 0.01, 50.0)],
    "balanced": [logistic(z, binary, 1.0, class_weight="balanced")],
    "multinomial": [logistic(z, three, ridge) for ridge in (1.0, 0.01)],
    "mixed": [logistic(mixed, binary, 1.0)],
    "mixedMultinomial": [logistic(mixed, three, 1.0)],
    "linear": [linear(z, target, ridge) for ridge in (1.0, 0.001)],
    "mixedLinear": [linear(mixed, target, 1.0)],
}
path = pathlib.Path(__file__).parent.parent / "fixtures" / "logistic.json"
path.write_text(json.dumps(golden) + "\n")
print(path, sklearn.__version__)
