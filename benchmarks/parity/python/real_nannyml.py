"""NannyML: its default drift method for each column of each window, at its default threshold: three standard deviations
above the mean over chunks of the reference, of the window's size where ten fit and ten in all otherwise, what is left over joined to the last."""
import numpy as np
import pandas as pd
from exchange import run
from nannyml.chunk import CountBasedChunker, SizeBasedChunker
from nannyml.drift.univariate import methods as m
from nannyml.thresholds import StandardDeviationThreshold


def alarm(column):
    numeric = column["kind"] == "number"
    make = m.ContinuousJensenShannonDistance if numeric else m.CategoricalJensenShannonDistance
    reference, window = (pd.Series(column[side], dtype=float if numeric else object, name="x") for side in ("reference", "window"))
    fits = len(window) * 10 <= len(reference)
    chunker = SizeBasedChunker(len(window), incomplete="drop") if fits else CountBasedChunker(10, incomplete="append")
    method = make(chunker=chunker, threshold=StandardDeviationThreshold(std_lower_multiplier=None))
    method.fit(reference)
    value = method.calculate(window)
    if np.isnan(value):
        raise ValueError("no value")
    return float(method.alert(value))


run("real_nannyml", {"columns": ("real_columns", alarm)})
