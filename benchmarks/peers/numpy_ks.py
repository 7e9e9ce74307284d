"""Two-sample Kolmogorov-Smirnov by numpy, with the reference sorted before."""

import sys

import numpy as np
from scipy.special import kolmogorov

from serve import Shared, serve

shared = Shared(sys.argv[1])
reference = np.sort(shared.doubles("reference")["x1"])
windows = [shared.doubles(f"window{k}")["x1"] for k in range(shared.layout["windows"])]


def window(k):
    values = np.sort(windows[k])
    n, m = len(reference), len(values)
    at = np.arange(1, m + 1) / m
    above = np.searchsorted(reference, values, side="right") / n
    below = np.searchsorted(reference, values, side="left") / n
    d = max(np.max(at - above), np.max(below - (at - 1 / m)))
    kolmogorov(d * np.sqrt(n * m / (n + m)))
    return float(d)


serve("numpy", {"window": window})
