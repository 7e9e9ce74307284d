"""scipy: two-sample tests, distances, tables, distributions."""
import numpy as np
from exchange import run
from scipy import stats
from scipy.special import logsumexp
from scipy.spatial.distance import jensenshannon


def pair(f):
    return lambda c: f(np.array(c["x"], float), np.array(c["y"], float))


def table(f):
    def call(c):
        t = np.array([c["a"], c["b"]], float)
        return f(t[:, t.sum(axis=0) > 0])

    return call


def shares(f):
    return lambda c: f(np.array(c["a"]) / np.sum(c["a"]), np.array(c["b"]) / np.sum(c["b"]))


def two(f):  # the first two cells as a 2 x 2 table
    return lambda c: f([[c["a"][0], c["a"][1]], [c["b"][0], c["b"][1]]])


def ks(alternative, method):
    return pair(lambda x, y: tuple(stats.ks_2samp(x, y, alternative=alternative, method=method))[:2])


def chi2(lambda_, correction):
    return table(lambda t: tuple(stats.chi2_contingency(t, correction=correction, lambda_=lambda_))[:3])


def kuiper(x, y):
    n_e = len(x) * len(y) / (len(x) + len(y))
    v = stats.ks_2samp(x, y, alternative="greater", method="asymp").statistic + stats.ks_2samp(x, y, alternative="less", method="asymp").statistic
    t = (np.sqrt(n_e) + 0.155 + 0.24 / np.sqrt(n_e)) * v
    j = np.arange(1, 200)
    return v, min(1.0, 2 * np.sum((4 * j**2 * t**2 - 1) * np.exp(-2 * j**2 * t**2))) if t > 0.4 else 1.0


def interval(method):
    return lambda s: tuple(stats.binomtest(int(s[3]), int(s[2])).proportion_ci(0.95, method=method))


def law(make, at):
    """cdf, sf, logsf at a point, isf at a probability."""

    def call(s):
        d = make(s)
        return d.cdf(at(s)), d.sf(at(s)), d.logsf(at(s)), d.isf(s[1])

    return call


def anderson(x, y):
    result = stats.anderson_ksamp([x, y], variant="midrank", method=None)
    return result.statistic, result.pvalue


def welch(x, y):
    result = stats.ttest_ind(x, y, equal_var=False)
    return result.statistic, result.pvalue, result.df


def psi_parts(a, b):
    a, b = np.array(a, float), np.array(b, float)
    active = a + b > 0
    p, q = (a + 0.5) / (a.sum() + active.sum() / 2), (b + 0.5) / (b.sum() + active.sum() / 2)
    return np.where(active, (q - p) * np.log(q / p), 0.0)


def psi_test(c):
    psi, h = psi_parts(c["a"], c["b"]).sum(), 1 / sum(c["a"]) + 1 / sum(c["b"])
    df = np.sum(np.array(c["a"]) + c["b"] > 0) - 1
    return psi, 1.0 if df < 1 else stats.ncx2.sf(psi / h, df, 0.05 / h)


def ks_binned(t):
    n, m = t.sum(axis=1)
    d = np.max(np.abs(np.cumsum(t[0]) * m - np.cumsum(t[1]) * n)) / (n * m)
    if d == 0:
        return d, 1.0
    x = np.sqrt(n * m / (n + m)) * d
    p = stats.kstwobign.sf(x + 0.5826 / np.sqrt(t.shape[1]))
    if t.shape[1] <= 4:
        share = np.cumsum(t.sum(axis=0))[:-1] / (n + m)
        p = max(p, min(stats.kstwobign.sf(x), 2 * np.sum(stats.norm.sf(x / np.sqrt(share * (1 - share))))))
    return d, p


def delta_squared(p, q):
    s = p + q > 0
    return np.sum((p[s] - q[s]) ** 2 / ((p[s] + q[s]) / 2))


def balanced_v(t):
    size = t.sum(axis=1).min()
    t = np.array([np.floor(row * size / row.sum() + 0.5) if row.sum() > size else row for row in t])
    t = t[:, t.sum(axis=0) > 0]
    if t.shape[1] < 2 or t.sum(axis=1).min() == 0:
        return 0.0
    n, k = t.sum(), t.shape[1]
    if n <= max(2, k):  # 0 / 0
        return 0.0
    phi2 = max(0, stats.chi2_contingency(t, correction=True).statistic / n - (k - 1) / (n - 1))
    k_, r_ = k - (k - 1) ** 2 / (n - 1), 2 - 1 / (n - 1)
    return 0.0 if phi2 == 0 else min(1, np.sqrt(phi2 / min(k_ - 1, r_ - 1)))


def share(c):
    a, n, b, m = c["a"][0], sum(c["a"]), c["b"][0], sum(c["b"])
    return 1.0 if b / m <= a / n else stats.hypergeom(n + m, a + b, m).sf(b - 1)


def all_in_window(k, c):
    n, m = sum(c["a"]), sum(c["b"])
    return stats.hypergeom(n + m, k, m).sf(k - 1) if k > 0 else 1.0


def unseen(c):
    n, m, f1, f2 = sum(c["a"]), sum(c["b"]), c["a"].count(1), c["a"].count(2)
    mean, variance = (f1 + 1) / (n + 1), (f1 * (1 - f1 / n) + 2 * f2 + 1) / n**2
    if c["b"][0] == 0 or mean >= 1:
        return 1.0
    nu = max(1e-6, mean * (1 - mean) / variance - 1)
    terms = stats.betabinom(m, mean * nu, (1 - mean) * nu).logpmf(np.arange(c["b"][0], m + 1))  # its sf is 1 - cdf
    return min(1.0, np.exp(logsumexp(terms)))


methods = {
    "ks exact": ("samples", ks("two-sided", "exact")),
    "ks asymptotic": ("samples", ks("two-sided", "asymp")),
    "ks auto": ("samples", ks("two-sided", "auto")),
    "ks greater": ("samples", ks("greater", "exact")),
    "ks less": ("samples", ks("less", "exact")),
    "ks greater asymptotic": ("samples", ks("greater", "asymp")),
    "cvm": ("samples", pair(lambda x, y: (lambda r: (r.statistic, r.pvalue))(stats.cramervonmises_2samp(x, y)))),
    "anderson": ("samples", pair(anderson)),
    "mann-whitney": ("samples", pair(lambda x, y: tuple(stats.mannwhitneyu(x, y)))),
    "mann-whitney less": ("samples", pair(lambda x, y: tuple(stats.mannwhitneyu(x, y, alternative="less")))),
    "mann-whitney greater": ("samples", pair(lambda x, y: tuple(stats.mannwhitneyu(x, y, alternative="greater")))),
    "welch": ("samples", pair(welch)),
    "student": ("samples", pair(lambda x, y: tuple(stats.ttest_ind(x, y)))),
    "epps-singleton": ("samples", pair(lambda x, y: tuple(stats.epps_singleton_2samp(x, y)))),
    "kuiper": ("samples", pair(kuiper)),
    "wasserstein": ("samples", pair(stats.wasserstein_distance)),
    "energy": ("samples", pair(stats.energy_distance)),
    "quantiles": ("samples", pair(lambda x, _: tuple(np.unique(np.quantile(x, np.arange(1, 10) / 10))))),
    "counts": ("samples", pair(lambda x, y: tuple(np.bincount(np.searchsorted(np.unique(x), y, side="right"), minlength=len(np.unique(x)) + 1)))),
    "wasserstein cells": ("counts", lambda c: stats.wasserstein_distance(range(len(c["a"])), range(len(c["b"])), c["a"], c["b"])),
    "chi-square": ("counts", chi2(None, False)),
    "chi-square yates": ("counts", chi2(None, True)),
    "g": ("counts", chi2("log-likelihood", False)),
    "cramers v": ("counts", table(lambda t: stats.contingency.association(t.astype(int), method="cramer"))),
    "fisher": ("counts", two(lambda t: tuple(stats.fisher_exact(t)))),
    "fisher greater": ("counts", two(lambda t: tuple(stats.fisher_exact(t, "greater")))),
    "fisher less": ("counts", two(lambda t: tuple(stats.fisher_exact(t, "less")))),
    "jensen-shannon bits": ("counts", shares(lambda p, q: jensenshannon(p, q, 2))),
    "jensen-shannon divergence": ("counts", shares(lambda p, q: jensenshannon(p, q, 2) ** 2)),
    "jensen-shannon nats": ("counts", shares(jensenshannon)),
    "clopper-pearson": ("scalars", interval("exact")),
    "wilson": ("scalars", interval("wilson")),
    "normal": ("scalars", law(lambda _: stats.norm(), lambda s: s[0])),
    "chi-squared": ("scalars", law(lambda s: stats.chi2(s[4]), lambda s: s[0] ** 2)),
    "non-central chi-squared": ("scalars", law(lambda s: stats.ncx2(s[4], s[5]), lambda s: s[0] ** 2)),
    "student t": ("scalars", law(lambda s: stats.t(s[4]), lambda s: s[0])),
    "f": ("scalars", law(lambda s: stats.f(s[4], s[5]), lambda s: s[0] ** 2)),
    "beta": ("scalars", law(lambda s: stats.beta(s[4], s[5]), lambda s: s[3] / s[2])),
    "binomial": ("scalars", law(lambda s: stats.binom(s[2], s[4] / (s[4] + s[5])), lambda s: s[3])),
    "kolmogorov": ("scalars", law(lambda _: stats.kstwobign(), lambda s: abs(s[0]) / 3)),
    "kolmogorov two-sided": ("scalars", law(lambda s: stats.kstwo(s[2]), lambda s: abs(s[0]) / 8 / np.sqrt(s[2]))),
    "psi": ("counts", lambda c: psi_parts(c["a"], c["b"]).sum()),
    "psi contributions": ("counts", lambda c: tuple(psi_parts(c["a"], c["b"]))),
    "psi test": ("counts", psi_test),
    "ks binned": ("counts", table(ks_binned)),
    "delta squared": ("counts", shares(delta_squared)),
    "balanced v": ("counts", table(balanced_v)),
    "share": ("counts", share),
    "new flag": ("counts", lambda c: all_in_window(c["b"][0], c)),
    "range": ("counts", lambda c: min(1.0, 2 * min(all_in_window(c["b"][0], c), all_in_window(c["b"][1], c)))),
    "unseen": ("counts", unseen),
}

run("run_scipy", methods)
