"""evidently: the functions behind its drift methods, on raw columns."""
import numpy as np
import pandas as pd
from evidently.legacy.calculations import stattests as s
from evidently.legacy.core import ColumnType
from exchange import run


def numbers(test):
    return lambda c: test.func(pd.Series(c["x"], dtype=float), pd.Series(c["y"], dtype=float), ColumnType.Numerical, 0.1)[0]


cvm = s.cramer_von_mises_stattest


def in_double_precision(c):
    """Its exact p-value, with its counts in double precision in place of the smallest type that holds their total."""
    smallest, np.min_scalar_type = np.min_scalar_type, lambda _: np.dtype(float)
    try:
        return numbers(cvm.cramer_von_mises)(c)
    finally:
        np.min_scalar_type = smallest


def rows(counts):
    return pd.Series(np.repeat([f"k{i}" for i in range(len(counts))], counts))


def categories(test):
    return lambda c: test.func(rows(c["a"]), rows(c["b"]), ColumnType.Categorical, 0.1)[0]


numeric = {
    "psi": s.psi_stat_test,
    "jensen-shannon": s.jensenshannon_stat_test,
    "kl": s.kl_div_stat_test,
    "hellinger": s.hellinger_stat_test,
    "wasserstein": s.wasserstein_stat_test,
    "ks": s.ks_stat_test,
    "cvm": cvm.cramer_von_mises,
    "energy": s.energy_dist_test,
    "mann-whitney": s.mann_whitney_u_stat_test,
    "student": s.t_test,
    "epps-singleton": s.epps_singleton_test,
    "anderson": s.anderson_darling_test,
}
categorical = {
    "psi categories": s.psi_stat_test,
    "jensen-shannon categories": s.jensenshannon_stat_test,
    "kl categories": s.kl_div_stat_test,
    "hellinger categories": s.hellinger_stat_test,
    "chi-square goodness of fit": s.chi_stat_test,
    "g goodness of fit": s.g_test,
    "z": s.z_stat_test,
}

run(
    "run_evidently",
    {name: ("samples", numbers(test)) for name, test in numeric.items()}
    | {name: ("small_counts", categories(test)) for name, test in categorical.items()}
    | {"cvm in double precision": ("samples", in_double_precision)}
    | {"total variation": ("small_counts", lambda c: s.tvd_stattest._total_variation_distance(rows(c["a"]), rows(c["b"])))},
)
