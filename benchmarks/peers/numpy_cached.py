"""A window judged by numpy alone, with all that depends on the reference only computed before."""

import sys

import numpy as np
from scipy.special import chdtrc, kolmogorov

from serve import Shared, serve

shared = Shared(sys.argv[1])
windows = [(shared.doubles(f"window{k}"), shared.codes(f"window{k}")) for k in range(shared.layout["windows"])]
state = {}


def prepare():
    sorted_reference, edges, shares = {}, {}, {}
    for name, values in shared.doubles("reference").items():
        values = np.sort(values)
        sorted_reference[name] = values
        edges[name] = values[(np.arange(1, 10) * len(values)) // 10]
        shares[name] = np.diff(np.searchsorted(values, edges[name]), prepend=0, append=len(values)) / len(values)
    counts = {
        name: np.bincount(codes, minlength=len(shared.layout["categories"][name]))
        for name, codes in shared.codes("reference").items()
    }
    state.update(sorted=sorted_reference, edges=edges, shares=shares, counts=counts)
    return 0


def distances(p, q):
    p, q = np.maximum(p, 1e-4), np.maximum(q, 1e-4)
    m = (p + q) / 2
    psi = np.sum((q - p) * np.log(q / p))
    js = np.sqrt((np.sum(p * np.log(p / m)) + np.sum(q * np.log(q / m))) / 2)
    return psi, js


def window(k):
    doubles, codes = windows[k]
    statistics = 0
    for name, values in doubles.items():
        values = values[~np.isnan(values)]
        reference = state["sorted"][name]
        values = np.sort(values)
        n, m = len(reference), len(values)
        at = np.arange(1, m + 1) / m
        below = np.searchsorted(reference, values, side="left") / n
        above = np.searchsorted(reference, values, side="right") / n
        d = max(np.max(at - above), np.max(below - (at - 1 / m)))
        kolmogorov(d * np.sqrt(n * m / (n + m)))
        counted = np.diff(np.searchsorted(values, state["edges"][name]), prepend=0, append=m)
        distances(state["shares"][name], counted / m)
        statistics += 3
    for name, values in codes.items():
        a = state["counts"][name]
        b = np.bincount(values, minlength=len(a))
        both = a + b
        seen = both > 0
        expected = both[seen] * b.sum() / both.sum()
        expected_a = both[seen] - expected
        chi2 = np.sum((b[seen] - expected) ** 2 / expected) + np.sum((a[seen] - expected_a) ** 2 / expected_a)
        chdtrc(seen.sum() - 1, chi2)
        distances(a / a.sum(), b / b.sum())
        statistics += 3
    return statistics


serve("numpy", {"prepare": prepare, "window": window})
