"""A window judged by a script as one writes it by hand with pandas and scipy."""

import sys

import numpy as np
import pandas as pd
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2_contingency, ks_2samp

from serve import Shared, serve

shared = Shared(sys.argv[1])
windows = [shared.frame(f"window{k}") for k in range(shared.layout["windows"])]
state = {}


def prepare():
    state["reference"] = shared.frame("reference")
    return 0


def psi(p, q):
    p, q = np.clip(p, 1e-4, None), np.clip(q, 1e-4, None)
    return float(np.sum((q - p) * np.log(q / p)))


def window(k):
    statistics = 0
    reference, current = state["reference"], windows[k]
    for name in reference:
        a, b = reference[name].dropna(), current[name].dropna()
        if isinstance(a.dtype, pd.CategoricalDtype):
            a, b = a.value_counts(), b.value_counts()
            names = a.index.union(b.index)
            a, b = a.reindex(names, fill_value=0), b.reindex(names, fill_value=0)
            chi2_contingency(np.array([a, b]))
            p, q = a / a.sum(), b / b.sum()
        else:
            ks_2samp(a, b, method="asymp")
            edges = np.quantile(a, np.linspace(0, 1, 11))
            edges[0], edges[-1] = -np.inf, np.inf
            p, q = np.histogram(a, edges)[0] / len(a), np.histogram(b, edges)[0] / len(b)
        psi(p, q)
        jensenshannon(p, q)
        statistics += 3
    return statistics


serve("scipy", {"prepare": prepare, "window": window})
