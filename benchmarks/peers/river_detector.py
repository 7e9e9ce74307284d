"""A detector of river fed value by value, as a Python program feeds it."""

import sys

from river import drift

from serve import Shared, serve

shared = Shared(sys.argv[1])
values = shared.doubles("stream")[sys.argv[3]].tolist()
make = {
    "adwin": drift.ADWIN,
    "ddm": drift.binary.DDM,
    "page-hinkley": drift.PageHinkley,
    "kswin": lambda: drift.KSWIN(alpha=1e-4, window_size=100, stat_size=30, seed=0),
}[sys.argv[2]]


def feed():
    detector = make()
    alarms = 0
    for value in values:
        detector.update(value)
        alarms += detector.drift_detected
    return alarms


serve("river", {"feed": feed})
