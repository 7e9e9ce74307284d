"""mpmath: a few formulas in 30 digits, where double precision runs out."""
from exchange import run
from mpmath import besselk, betainc, binomial, exp, log, quad, gamma, mp, mpf, pi, sqrt
from scipy import stats

mp.dps = 30


def mean(v):
    return sum(v) / len(v)


def variance(v):
    m = mean(v)
    return sum((x - m) ** 2 for x in v) / (len(v) - 1)


def welch(c):
    x, y = ([mpf(v) for v in c[side]] for side in "xy")
    error = variance(x) / len(x) + variance(y) / len(y)
    if error == 0:
        return float("nan")
    t = (mean(x) - mean(y)) / sqrt(error)
    df = error**2 / sum((variance(v) / len(v)) ** 2 / (len(v) - 1) for v in (x, y))
    return t, betainc(df / 2, mpf(1) / 2, 0, df / (df + t**2), regularized=True), df


def limit_tail(t):
    """P(W^2 > t): the series of Anderson and Darling, with the digits that the complement eats added first."""
    mp.dps = 30 + int(2.2 * t)
    total, k = mpf(0), 0
    while True:
        y = mpf(4 * k + 1) ** 2 / (16 * t)
        term = gamma(k + mpf(1) / 2) / (gamma(k + 1) * pi ** mpf(1.5) * sqrt(t)) * sqrt(mpf(4 * k + 1)) * exp(-y) * besselk(mpf(1) / 4, y)
        total, k = total + term, k + 1
        if term < mpf(10) ** -mp.dps * total:
            return 1 - total


def cramer_von_mises(c):
    n, m = len(c["x"]), len(c["y"])
    statistic = stats.cramervonmises_2samp(c["x"], c["y"], method="asymptotic").statistic
    N = mpf(n + m)
    variance_ = (N + 1) * (4 * n * m * N - 3 * (n * n + m * m) - 2 * n * m) / (180 * N * N * n * m)
    t = mpf(1) / 6 + (mpf(statistic) - (1 + 1 / N) / 6) / sqrt(45 * variance_)
    if t > 60:
        raise ValueError("t beyond 60: thousands of terms")
    return statistic, 1.0 if t < 0.003 else limit_tail(t)


def anderson_tail(z):
    """P(A^2 > z): the series of Anderson and Darling (1952), an integral in each term."""
    mp.dps = 25 + int(0.5 * z)
    total, j = mpf(0), 0
    while True:
        a = (4 * j + 1) ** 2 * pi**2 / (8 * z)
        if a > 2.4 * mp.dps + z:
            return 1 - total * sqrt(2 * pi) / z
        area = quad(lambda w: exp(z / (8 * (w * w + 1)) - a * w * w), [0, 1 / sqrt(a), 4 / sqrt(a), 16 / sqrt(a)])  # noqa: B023
        total += binomial(-mpf(1) / 2, j) * (4 * j + 1) * exp(-a) * area
        j += 1


def anderson(c):
    statistic = stats.anderson_ksamp([c["x"], c["y"]], variant="midrank", method=None).statistic
    z = 1 + sqrt(2 * (pi**2 - 9) / 3) * mpf(statistic)
    if z > 40:
        raise ValueError("z beyond 40: hundreds of digits")
    return statistic, 1.0 if z <= 0 else anderson_tail(z)


def jensen_shannon(c):
    p, q = ([mpf(v) / sum(c[side]) for v in c[side]] for side in "ab")
    half = lambda p, q: sum(x * log(2 * x / (x + y)) for x, y in zip(p, q) if x > 0)  # noqa: E731
    return sqrt((half(p, q) + half(q, p)) / 2 / log(2))


def g(c):
    n, m = sum(c["a"]), sum(c["b"])
    return 2 * sum(
        o * log(mpf(o) * (n + m) / (size * (a + b))) for a, b in zip(c["a"], c["b"]) for o, size in ((a, n), (b, m)) if o > 0
    )


run("run_mpmath", {"anderson": ("samples", anderson), "welch": ("samples", welch), "cvm": ("samples", cramer_von_mises), "jensen-shannon": ("counts", jensen_shannon), "g": ("counts", g)})
