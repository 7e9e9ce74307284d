"""evidently: its own choice of a test for each column of each window, at that test's own threshold."""
import numpy as np
import pandas as pd
from evidently.legacy.calculations.stattests import get_stattest
from evidently.legacy.core import ColumnType
from exchange import run


def alarm(column):
    kind = ColumnType.Numerical if column["kind"] == "number" else ColumnType.Categorical
    dtype = float if column["kind"] == "number" else object
    reference, window = (pd.Series(column[side], dtype=dtype).replace([np.inf, -np.inf], np.nan).dropna() for side in ("reference", "window"))
    if len(reference) == 0 or len(window) == 0:
        raise ValueError("empty")
    return float(get_stattest(reference, window, kind, None)(reference, window, kind, None).drifted)


run("real_evidently", {"columns": ("real_columns", alarm)})
