"""NannyML: its univariate drift methods, each fitted on the reference and asked for the window."""
import numpy as np
import pandas as pd
from exchange import run
from nannyml.chunk import CountBasedChunker
from nannyml.drift.univariate import methods as m
from nannyml.thresholds import ConstantThreshold


def value(make, reference, window):
    method = make(chunker=CountBasedChunker(len(reference)), threshold=ConstantThreshold())
    method.fit(reference)
    return method.calculate(window)


def numbers(make):
    return lambda c: value(make, pd.Series(c["x"], dtype=float, name="x"), pd.Series(c["y"], dtype=float, name="x"))


def rows(counts):
    return pd.Series(np.repeat([f"k{i}" for i in range(len(counts))], counts), name="x")


def categories(make):
    return lambda c: value(make, rows(c["a"]), rows(c["b"]))


run(
    "run_nannyml",
    {
        "jensen-shannon": ("samples", numbers(m.ContinuousJensenShannonDistance)),
        "hellinger": ("samples", numbers(m.ContinuousHellingerDistance)),
        "ks": ("samples", numbers(m.KolmogorovSmirnovStatistic)),
        "wasserstein": ("samples", numbers(m.WassersteinDistance)),
        "jensen-shannon categories": ("small_counts", categories(m.CategoricalJensenShannonDistance)),
        "hellinger categories": ("small_counts", categories(m.CategoricalHellingerDistance)),
        "l-infinity": ("small_counts", categories(m.LInfinityDistance)),
        "chi-square": ("small_counts", categories(m.Chi2Statistic)),
    },
)
