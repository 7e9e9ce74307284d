"""river: the rows at which its detectors alarm (D) and, where they can, warn (W)."""
import csv

if not hasattr(csv.DictReader, "__class_getitem__"):  # river 0.26 subscripts it, which Python 3.11 cannot
    csv.DictReader.__class_getitem__ = classmethod(lambda cls, _: cls)

from exchange import run
from river import drift


def rows(make, flip=False):
    def call(stream):
        detector, found = make(), []
        for row, x in enumerate(stream):
            detector.update(1 - x if flip else x)
            if detector.drift_detected:
                found.append(f"D{row}")
            elif getattr(detector, "warning_detected", False):
                found.append(f"W{row}")
        return found

    return call


run(
    "run_river",
    {
        "adwin": ("reals", rows(drift.ADWIN)),
        "adwin on errors": ("errors", rows(drift.ADWIN)),
        "adwin tuned": ("errors", rows(lambda: drift.ADWIN(delta=0.05, clock=8, max_buckets=3, min_window_length=10, grace_period=50))),
        "ddm": ("errors", rows(drift.binary.DDM)),
        "eddm": ("errors", rows(drift.binary.EDDM)),
        "hddmA": ("bounded", rows(drift.binary.HDDMA)),
        "hddmA on errors": ("errors", rows(drift.binary.HDDMA)),
        "hddmA both": ("errors", rows(lambda: drift.binary.HDDMA(two_sided_test=True))),
        "hddmW": ("bounded", rows(drift.binary.HDDMW)),
        "hddmW on errors": ("errors", rows(drift.binary.HDDMW)),
        "hddmW both": ("errors", rows(lambda: drift.binary.HDDMW(two_sided_test=True))),
        "fhddm": ("errors", rows(drift.binary.FHDDM, flip=True)),
        "fhddm short": ("errors", rows(lambda: drift.binary.FHDDM(short_window_size=20), flip=True)),
        "pageHinkley": ("reals", rows(drift.PageHinkley)),
        "pageHinkley up": ("errors", rows(lambda: drift.PageHinkley(mode="up", threshold=10))),
        "pageHinkley down": ("errors", rows(lambda: drift.PageHinkley(mode="down", threshold=10))),
        "kswin": ("short_reals", rows(lambda: drift.KSWIN(seed=42))),
        "kswin halves": ("short_reals", rows(lambda: drift.KSWIN(alpha=1e-4, window_size=100, stat_size=50, seed=1))),
    },
)
