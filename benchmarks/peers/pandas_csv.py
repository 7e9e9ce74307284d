"""A CSV file read by pandas' reader in C, with the given `float_precision` if any."""

import sys

import pandas as pd

from serve import serve

precision = sys.argv[2] if len(sys.argv) > 2 else None


def read():
    frame = pd.read_csv(sys.argv[1], engine="c", float_precision=precision)
    return [len(frame), float(frame["x1"].sum())]


serve("pandas", {"read": read})
