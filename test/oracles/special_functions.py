"""Writes test/fixtures/special-functions.json: natural logarithms of special functions and tails to 20 digits.

Run: pip install mpmath==1.3.0 && python test/oracles/special_functions.py
Everything is computed with 60 digits from textbook definitions (power series, continued fractions, finite sums), so that
no reference value comes from a double-precision package.
"""

import json
import math
import pathlib
import random

import mpmath as mp

mp.mp.dps = 60
random.seed(20261102)
TINY = mp.mpf(10) ** -55
cases = {}


def add(name, arguments, value):
    if mp.isfinite(value):
        cases.setdefault(name, []).append([*arguments, mp.nstr(value, 20)])


def log_uniform(low, high):
    return math.exp(random.uniform(math.log(low), math.log(high)))


def gamma_tails(a, x):
    """P(a, x), Q(a, x)."""
    a, x = mp.mpf(a), mp.mpf(x)
    first = mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1))
    if x < a + 1:
        term = total = mp.mpf(1)
        n = 0
        while term > total * TINY:
            n += 1
            term *= x / (a + n)
            total += term
        return first * total, 1 - first * total
    b, n = x + 1 - a, 0
    c, d = mp.inf, 1 / b
    fraction = d
    while True:
        n += 1
        b += 2
        numerator = -n * (n - a)
        d = 1 / (numerator * d + b)
        c = b + (numerator / c if n > 1 else 0)
        fraction *= c * d
        if abs(c * d - 1) < TINY:
            return 1 - first * a * fraction, first * a * fraction


def beta_fraction(a, b, x):
    c, d, m = mp.mpf(1), 1 / (1 - (a + b) * x / (a + 1)), 0
    fraction = d
    while True:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d, c = 1 / (1 + even * d), 1 + even / c
        fraction *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d, c = 1 / (1 + odd * d), 1 + odd / c
        fraction *= d * c
        if abs(d * c - 1) < TINY:
            return fraction


def beta_tails(a, b, x):
    """I_x(a, b) and its complement."""
    a, b, x = mp.mpf(a), mp.mpf(b), mp.mpf(x)
    kernel = mp.exp(a * mp.log(x) + b * mp.log(1 - x) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b))
    if x <= (a + 1) / (a + b + 2):
        lower = kernel * beta_fraction(a, b, x) / a
        return lower, 1 - lower
    upper = kernel * beta_fraction(b, a, 1 - x) / b
    return 1 - upper, upper


def non_central_sf(df, noncentrality, x):
    h, mean, y = mp.mpf(df) / 2, mp.mpf(noncentrality) / 2, mp.mpf(x) / 2
    tail = gamma_tails(h, y)[1]
    step = mp.exp(h * mp.log(y) - y - mp.loggamma(h + 1))
    weight, total = mp.exp(-mean), mp.mpf(0)
    for j in range(int(mean + 15 * math.sqrt(noncentrality + x) + 80 + x / 4)):
        total += weight * tail
        tail += step
        step *= y / (h + j + 1)
        weight *= mean / (j + 1)
    return total


for _ in range(40):
    x = log_uniform(1e-8, 1e7)
    add("lnGamma", [x], mp.loggamma(x))
for i in range(60):
    a = log_uniform(0.5, 1e4 if i % 6 else 1e6)
    x = max(1e-3, a + math.sqrt(a) * random.uniform(-10, 30))
    lower, upper = gamma_tails(a, x)
    if lower > 0 and upper > 0:
        add("lnGammaLower", [a, x], mp.log(lower))
        add("lnGammaUpper", [a, x], mp.log(upper))
for _ in range(30):
    z = random.uniform(-6, 30)
    add("lnErfc", [z], mp.log(mp.erfc(z)))
for i in range(60):
    a, b = log_uniform(0.5, 1e3 if i % 6 else 1e6), log_uniform(0.5, 1e3 if i % 5 else 1e6)
    mean = a / (a + b)
    sd = math.sqrt(mean * (1 - mean) / (a + b + 1))
    x = min(1 - 1e-9, max(1e-9, mean + sd * random.uniform(-12, 12)))
    lower, upper = beta_tails(a, b, x)
    if lower > 0 and upper > 0:
        add("lnBetaLower", [a, b, x], mp.log(lower))
        add("lnBetaUpper", [a, b, x], mp.log(upper))
for _ in range(30):
    z = log_uniform(1e-4, 300)
    add("lnBesselK14", [z], mp.log(mp.besselk(mp.mpf(1) / 4, z)))
for _ in range(40):
    df, noncentrality = random.choice([1, 4, 9, 19, 59]), log_uniform(1e-5, 2000)
    sd = math.sqrt(2 * (df + 2 * noncentrality))
    x = max(0.01 * df, df + noncentrality + sd * random.uniform(-5, 25))
    sf = non_central_sf(df, noncentrality, x)
    add("nonCentralLogSf", [df, noncentrality, x], mp.log(sf))
    add("nonCentralLogCdf", [df, noncentrality, x], mp.log(1 - sf))
for _ in range(40):
    df = log_uniform(0.5, 1e6)
    t = random.uniform(0, 5) if random.random() < 0.5 else log_uniform(1e-5, 30)
    add("studentLogSf", [df, t], mp.log(beta_tails(mp.mpf(df) / 2, 0.5, mp.mpf(df) / (df + mp.mpf(t) ** 2))[0] / 2))
for _ in range(40):
    marked, plain = random.randint(1, 1500), random.randint(1, 1500)
    draws = random.randint(1, marked + plain - 1)
    low, high = max(0, draws - plain), min(draws, marked)
    k = random.randint(low, high)
    ways = sum(math.comb(marked, i) * math.comb(plain, draws - i) for i in range(k, high + 1))
    add("lnHypergeometricTail", [k, marked, plain, draws], mp.log(mp.mpf(ways) / math.comb(marked + plain, draws)))
for _ in range(40):
    n, a, b = random.randint(1, 400), log_uniform(0.05, 1e4), log_uniform(0.05, 1e5)
    k = random.randint(1, n)
    terms = [mp.binomial(n, i) * mp.beta(i + a, n - i + b) / mp.beta(a, b) for i in range(k, n + 1)]
    add("lnBetaBinomialTail", [k, n, a, b], mp.log(mp.fsum(terms)))
for _ in range(30):
    n = random.randint(2, 10**6)
    k = random.randint(1, n - 1)
    add("lnBinomial", [n, k], mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1))
for _ in range(30):
    x = mp.mpf(log_uniform(0.1, 25))
    small = mp.sqrt(2 * mp.pi) / x * mp.fsum(mp.exp(-((2 * j + 1) ** 2) * mp.pi**2 / (8 * x * x)) for j in range(40))
    large = 2 * mp.fsum((-1) ** (j - 1) * mp.exp(-2 * j * j * x * x) for j in range(1, 80))
    add("kolmogorovLogSf", [float(x)], mp.log(1 - small if x < 1 else large))

# The far tails, down to e^-690 = 1e-300.
for i in range(24):
    depth = 40 + 27 * i
    a = log_uniform(0.5, 2000)
    x = a + depth + math.sqrt(2 * a * depth)
    add("lnGammaUpper", [a, x], mp.log(gamma_tails(a, x)[1]))
    df = log_uniform(1, 1e4)
    t = math.sqrt(df * math.expm1(2 * depth / (df + 1)))
    add("studentLogSf", [df, t], mp.log(beta_tails(mp.mpf(df) / 2, 0.5, mp.mpf(df) / (df + mp.mpf(t) ** 2))[0] / 2))
    df, noncentrality = random.choice([1, 4, 9, 19]), log_uniform(0.1, 300)
    x = (math.sqrt(noncentrality) + math.sqrt(2 * depth)) ** 2 + df
    add("nonCentralLogSf", [df, noncentrality, x], mp.log(non_central_sf(df, noncentrality, x)))
    d1, d2 = log_uniform(1, 200), log_uniform(4, 2000)
    f = d2 / d1 * math.expm1(2 * depth / d2)
    y = mp.mpf(d2) / (mp.mpf(d2) + mp.mpf(d1) * mp.mpf(f))
    add("fLogSf", [d1, d2, f], mp.log(beta_tails(mp.mpf(d2) / 2, mp.mpf(d1) / 2, y)[0]))
for i in range(30):
    n = random.choice([2, 5, 17, 60, 200, 400])
    x = mp.mpf(random.uniform(0.02, 0.95) if i % 3 else min(0.9, log_uniform(0.2, 3) / math.sqrt(n)))
    terms = [
        x * mp.binomial(n, j) * (x + mp.mpf(j) / n) ** (j - 1) * (1 - x - mp.mpf(j) / n) ** (n - j)
        for j in range(int(mp.floor(n * (1 - x))) + 1)
    ]
    add("lnSmirnovTail", [float(x), n], mp.log(mp.fsum(terms)))

# And beyond it.
for depth in (700, 715, 740):
    a, b = log_uniform(1, 100), log_uniform(60, 1000)
    x = -math.expm1(-depth / b)
    add("lnBetaUpper", [a, b, x], mp.log(beta_tails(a, b, x)[1]))
    df, noncentrality = random.choice([1, 4, 9, 19]), log_uniform(0.1, 300)
    x = (math.sqrt(noncentrality) + math.sqrt(2.2 * depth)) ** 2 + df
    add("nonCentralLogSf", [df, noncentrality, x], mp.log(non_central_sf(df, noncentrality, x)))
    df = log_uniform(10, 1e4)
    t = math.sqrt(df * math.expm1(2.1 * depth / (df + 1)))
    add("studentLogSf", [df, t], mp.log(beta_tails(mp.mpf(df) / 2, 0.5, mp.mpf(df) / (df + mp.mpf(t) ** 2))[0] / 2))
    d1, d2 = log_uniform(1, 100), log_uniform(10, 2000)
    f = d2 / d1 * math.expm1(2.4 * depth / d2)
    y = mp.mpf(d2) / (mp.mpf(d2) + mp.mpf(d1) * mp.mpf(f))
    add("fLogSf", [d1, d2, f], mp.log(beta_tails(mp.mpf(d2) / 2, mp.mpf(d1) / 2, y)[0]))

path = pathlib.Path(__file__).parent.parent / "fixtures" / "special-functions.json"
lines = ",\n".join(f'  "{name}": {json.dumps(rows)}' for name, rows in cases.items())
path.write_text("{\n" + f'  "_meta": "mpmath {mp.__version__}",\n' + lines + "\n}\n")
