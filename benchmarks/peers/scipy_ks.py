"""Two-sample Kolmogorov-Smirnov by scipy."""

import sys

from scipy.stats import ks_2samp

from serve import Shared, serve

shared = Shared(sys.argv[1])
reference = shared.doubles("reference")["x1"]
windows = [shared.doubles(f"window{k}")["x1"] for k in range(shared.layout["windows"])]

serve("scipy", {"window": lambda k: float(ks_2samp(reference, windows[k], method="asymp").statistic)})
