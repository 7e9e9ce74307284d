"""river: the rows at which its detectors alarm, at their defaults, on streams of errors."""
import csv

if not hasattr(csv.DictReader, "__class_getitem__"):  # river 0.26 subscripts it, which Python 3.11 cannot
    csv.DictReader.__class_getitem__ = classmethod(lambda cls, _: cls)

from exchange import run
from river import drift


def rows(make, flip=False):
    def call(errors):
        detector, found = make(), []
        for row, x in enumerate(errors):
            detector.update(1 - x if flip else x)
            if detector.drift_detected:
                found.append(row)
        return found

    return call


run(
    "real_river",
    {
        name: ("real_streams", rows(make, flip=name == "FHDDM"))
        for name, make in {
            "ADWIN": drift.ADWIN,
            "DDM": drift.binary.DDM,
            "EDDM": drift.binary.EDDM,
            "FHDDM": drift.binary.FHDDM,
            "HDDM_A": drift.binary.HDDMA,
            "HDDM_W": drift.binary.HDDMW,
            "KSWIN": lambda: drift.KSWIN(seed=42),
            "PageHinkley": drift.PageHinkley,
        }.items()
    },
)
