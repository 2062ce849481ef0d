# Run: python goldens/multiplicity/make.py   (needs statsmodels, mpmath; rewrites statsmodels.json and dunnett.json)
# statsmodels.json: adjusted p-values. dunnett.json: equicoordinate quantiles of contrasts with one control, correlations l_i l_j, by
# Gauss-Legendre quadrature over the common normal, and for t over the scale too. Normal: mpmath, 25 digits, two rules that must agree to 1e-10.
# t: scipy in doubles with 240 x 160 points, held against mpmath for three contrasts.
import json
from pathlib import Path

import mpmath
import numpy
import scipy
import statsmodels
from mpmath import mp, mpf
from scipy.optimize import brentq
from scipy.special import gammaln, ndtr
from statsmodels.stats.multitest import multipletests

here = Path(__file__).parent

# Adjusted p-values
random = numpy.random.default_rng(20260901)
families = {
    "ten": sorted(random.uniform(size=10).round(4) ** 3),
    "thirty in no order": list(random.uniform(size=30) ** 4),
    "ties": [0.01, 0.04, 0.01, 0.03, 0.03, 0.5, 0.04],
    "all tied": [0.02] * 5,
    "zero and one": [0.0, 1.0, 0.3, 0.0, 1.0],
    "one": [0.3],
    "not monotone by step": [0.01, 0.011, 0.9, 0.012, 0.04],
}
methods = {"holm": "holm", "hochberg": "simes-hochberg", "benjaminiHochberg": "fdr_bh"}
cases = [
    {"name": name, "p": [float(x) for x in p], **{ours: [float(x) for x in multipletests(p, method=theirs)[1]] for ours, theirs in methods.items()}}
    for name, p in families.items()
]
made = {"package": "statsmodels", "version": statsmodels.__version__, "by": "make.py", "seed": 20260901}
options = {"function": "multipletests", "methods": methods}
tolerance = {"relative": 1e-13, "why": "the same products and minima"}
(here / "statsmodels.json").write_text(json.dumps({"made": made, "options": options, "tolerance": tolerance, "cases": cases}, indent=1) + "\n")

# Dunnett quantiles
mp.dps = 25


def rule(points, low, high):
    nodes, weights = numpy.polynomial.legendre.leggauss(points)
    # Polished in high precision by Newton on the Legendre polynomial.
    out = []
    for x in nodes:
        x = mpf(float(x))
        for _ in range(3):
            p0, p1 = mpf(1), x
            for k in range(2, points + 1):
                p0, p1 = p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k
            slope = points * (x * p1 - p0) / (x * x - 1)
            x -= p1 / slope
        out.append(((high - low) / 2 * x + (high + low) / 2, (high - low) / ((1 - x * x) * slope**2)))
    return out


def tail(z):
    return mpmath.erfc(z / mpmath.sqrt(2)) / 2


def normal_inside(c, groups, side, nodes):
    total = mpf(0)
    for u, weight in nodes:
        product = mpmath.npdf(u)
        for l, count in groups:
            spread = mpmath.sqrt(1 - l * l)
            stay = 1 - tail((c - l * u) / spread)
            if side == "two-sided":
                stay -= tail((c + l * u) / spread)
            product *= stay**count
        total += weight * product
    return total


def quantile(groups, df, side, level, points):
    inner = rule(points, mpf(-9), mpf(9))
    if df is None:
        inside = lambda c: normal_inside(c, groups, side, inner)
    else:
        half = mpf(df) / 2
        density = lambda s: 2 * half**half / mpmath.gamma(half) * s ** (df - 1) * mpmath.exp(-half * s * s)
        top = mpf(1) + 9 / mpmath.sqrt(df)
        bottom = max(mpf(0), 1 - 7 / mpmath.sqrt(df))
        outer = [(s, w * density(s)) for s, w in rule(points // 2, bottom, top)]
        inside = lambda c: sum(w * normal_inside(c * s, groups, side, inner) for s, w in outer)
    # Secant steps on the logarithm of the chance outside.
    f = lambda c: mpmath.log((1 - inside(c)) / (1 - level))
    a, b = mpf("2.5"), mpf("2.7")
    fa, fb = f(a), f(b)
    while abs(a - b) > 1e-13:
        a, b, fa = b, b - fb * (b - a) / (fb - fa), fb
        fb = f(b)
    return b


def quantile_double(groups, df, side, level):
    nodes = lambda points, low, high: [(high - low) / 2 * a + (high + low) / 2 * b for a, b in zip(numpy.polynomial.legendre.leggauss(points), (1, 0))]
    u, weight = nodes(240, -9.0, 9.0)
    s, over = nodes(160, max(0.0, 1 - 7 / df**0.5), 1 + 7 / df**0.5)
    half = df / 2
    over = over * numpy.exp(numpy.log(2) + half * numpy.log(half) - gammaln(half) + (df - 1) * numpy.log(s) - half * s * s)
    weight = weight * numpy.exp(-u * u / 2) / numpy.sqrt(2 * numpy.pi)

    def inside(c):
        stay = numpy.ones((len(s), len(u)))
        for l, count in groups:
            l = float(l)
            spread = (1 - l * l) ** 0.5
            at = lambda sign: (sign * c * s[:, None] - l * u[None, :]) / spread
            stay *= (ndtr(at(1)) - (ndtr(at(-1)) if side == "two-sided" else 0)) ** count
        return over @ stay @ weight

    return brentq(lambda c: inside(c) - float(level), 1, 10, xtol=1e-13)


# Loadings of arms of n_i against a control of n_0: sqrt(n_i / (n_i + n_0)).
allocations = {
    "3 contrasts, equal arms": [(1, 1, 3)],
    "5 contrasts, equal arms": [(1, 1, 5)],
    "20 contrasts, equal arms": [(1, 1, 20)],
    "9 contrasts, equal arms": [(1, 1, 9)],
    "3 contrasts, unequal arms": [(100, 200, 1), (200, 200, 1), (50, 200, 1)],
    "5 contrasts, large control": [(1, 3, 4), (2, 3, 1)],
    "20 contrasts, unequal arms": [(1, 2, 10), (4, 2, 10)],
}
cases = []
for name, arms in allocations.items():
    groups = [(mpmath.sqrt(mpf(n) / (n + n0)), count) for n, n0, count in arms]
    loadings = [float(l) for l, count in groups for _ in range(count)]
    for df in (5, 20, 200, None):
        for side, level in (("two-sided", mpf("0.95")), ("upper", mpf("0.95"))):
            if side == "upper" and df in (5, 200):
                continue
            checked = df is None or (df == 20 and name.startswith("3 contrasts, equal") and side == "two-sided")
            finer = quantile(groups, df, side, level, 120) if checked else quantile_double(groups, df, side, level)
            found = quantile(groups, df, side, level, 100) if df is None else quantile_double(groups, df, side, level)
            assert abs(found - finer) < 1e-10, (name, df, side, found, finer)
            cases.append({"name": f"{name}, df {df}, {side}", "loadings": loadings, "df": df, "side": side, "level": 0.95, "critical": float(finer)})
            print(cases[-1]["name"], finer, float(found - finer), flush=True)
made = {"package": "mpmath", "version": mpmath.__version__, "scipy": scipy.__version__, "by": "make.py"}
tolerance = {"relative": 1e-9, "why": "both integrate to more digits; the reference agrees with a coarser rule of its own to 1e-10"}
(here / "dunnett.json").write_text(json.dumps({"made": made, "options": {"dps": 25, "points": 120, "t": "doubles, 240 x 160 points"}, "tolerance": tolerance, "cases": cases}, indent=1) + "\n")
