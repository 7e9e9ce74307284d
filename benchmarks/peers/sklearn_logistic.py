"""Logistic regression by scikit-learn's L-BFGS, on standardised columns and one thread."""

import sys

import numpy as np
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from serve import Shared, serve

threadpool_limits(1)
shared = Shared(sys.argv[1])
columns = shared.doubles("rows")
y = columns.pop("y")
x = np.ascontiguousarray(np.column_stack(list(columns.values())))


def fit():
    model = LogisticRegression(C=1.0, solver="lbfgs", tol=float(sys.argv[2]), max_iter=1000).fit(x, y)
    return [*model.coef_[0].tolist(), float(model.intercept_[0])]


serve("scikit-learn", {"fit": fit})
