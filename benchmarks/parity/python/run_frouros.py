"""frouros: distances on samples, and the rows at which its detectors alarm, reset after each but for RDDM, which goes on by itself."""
import numpy as np
from exchange import run
from frouros.detectors import concept_drift as c
from frouros.detectors.data_drift import batch as b


def rows(make, flip=False, reset=True):
    def call(stream):
        detector, found = make(), []
        for row, x in enumerate(stream):
            detector.update(value=1 - x if flip else x)
            if detector.drift:
                found.append(f"D{row}")
                if reset:
                    detector.reset()
        return found

    return call


def distance(make):
    def call(case):
        detector = make()
        detector.fit(X=np.array(case["x"], float))
        return detector.compare(X=np.array(case["y"], float))[0].distance

    return call


def test(make):
    def call(case):
        detector = make()
        detector.fit(X=np.array(case["x"], float))
        result = detector.compare(X=np.array(case["y"], float))[0]
        return result.statistic, result.p_value

    return call


methods = {
    "adwin": ("errors", rows(c.ADWIN)),
    "ddm": ("errors", rows(c.DDM)),
    "eddm": ("errors", rows(c.EDDM)),
    "hddmA": ("errors", rows(c.HDDMA)),
    "hddmW": ("errors", rows(c.HDDMW)),
    "pageHinkley": ("errors", rows(c.PageHinkley)),
    "rddm": ("long_errors", rows(c.RDDM, reset=False)),
    "stepd": ("errors", rows(c.STEPD, flip=True)),
    "ecdd": ("errors", rows(c.ECDDWT)),
    "cusum": ("reals", rows(c.CUSUM)),
    "cusum on errors": ("errors", rows(lambda: c.CUSUM(config=c.CUSUMConfig(lambda_=10)))),
    "geometricMovingAverage": ("reals", rows(c.GeometricMovingAverage)),
    "geometricMovingAverage on errors": ("errors", rows(lambda: c.GeometricMovingAverage(config=c.GeometricMovingAverageConfig(lambda_=0.2)))),
    "kuiper": ("samples", test(b.KuiperTest)),
} | {
    name: ("samples", distance(make))
    for name, make in {
        "psi": b.PSI,
        "jensen-shannon": b.JS,
        "kl": b.KL,
        "hellinger": b.HellingerDistance,
        "intersection": b.HINormalizedComplement,
        "bhattacharyya": b.BhattacharyyaDistance,
    }.items()
}

run("run_frouros", methods)
