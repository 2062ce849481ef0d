"""Score limits over strata and in pairs, and the exact test of pairs: python goldens/exact/make-blocks.py, with numpy and scipy.

Nothing is shared with src/inference/exact. Likeliest shares under the null come from a bounded minimiser of the log likelihood (no closed form), limits from brentq. Of one
stratum two are published: Miettinen and Nurminen's of 56 of 70 against 48 of 80 and of 9 of 10 against 3 of 10, in Newcombe (1998), Statistics in Medicine 17, table II.
(statsmodels 0.14 confint_proportions_2indep(method="score") is no reference: a number of events stands for one of units in its cubic, and it takes shares below zero.) The exact test of pairs adds up every table of
n pairs at 2,001 shares and takes a bounded minimiser beside the ten highest; the conditional one is scipy.stats.binomtest.

Tolerances: 1e-6 of limits (the minimiser's shares are good to 1e-8, and their error enters squared), the printed digits of what is published, 1e-6 of p-values.
"""
import json
from pathlib import Path

import numpy as np
import scipy
from scipy import optimize, special, stats


def likeliest_control(x1, n1, x0, n0, d):
    low, high = max(0.0, -d), min(1.0, 1.0 - d)

    def minus(p):
        return -(special.xlogy(x1, p + d) + special.xlog1py(n1 - x1, -(p + d)) + special.xlogy(x0, p) + special.xlog1py(n0 - x0, -p))

    inner = optimize.minimize_scalar(minus, bounds=(low, high), method="bounded", options={"xatol": 1e-13}).x
    with np.errstate(all="ignore"):
        return min([inner, low, high], key=lambda p: minus(p) if np.isfinite(minus(p)) else np.inf)


def stratified(strata, shares, d):
    apart = variance = 0.0
    for (x1, n1, x0, n0), w in zip(strata, shares):
        p0 = likeliest_control(x1, n1, x0, n0, d)
        p1 = min(1.0, max(0.0, p0 + d))
        units = n1 + n0
        apart += w * (x1 / n1 - x0 / n0 - d)
        variance += w * w * (p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0) * units / (units - 1)
    return apart / np.sqrt(variance)


def limits(value, z, statistic):
    return [
        optimize.brentq(lambda d: statistic(d) - z, -1 + 1e-9, value - 1e-9, xtol=1e-14),
        optimize.brentq(lambda d: statistic(d) + z, value + 1e-9, 1 - 1e-9, xtol=1e-14),
    ]


def tango(n, b, c, d):
    """b pairs with an event of treatment alone, c of control alone; the likelihood over q = P(control alone), with P(treatment alone) = q + d."""
    low, high = max(0.0, -d), (1 - d) / 2

    def minus(q):
        return -(special.xlogy(b, q + d) + special.xlogy(c, q) + special.xlog1py(n - b - c, -(2 * q + d)))

    inner = optimize.minimize_scalar(minus, bounds=(low, high), method="bounded", options={"xatol": 1e-13}).x
    with np.errstate(all="ignore"):
        q = min([inner, low, high], key=lambda x: minus(x) if np.isfinite(minus(x)) else np.inf)
    variance = n * (2 * q + d - d * d)
    return 0.0 if abs(b - c - n * d) < 1e-12 else (b - c - n * d) / np.sqrt(variance) if variance > 0 else np.sign(b - c - n * d) * np.inf


def exact_pairs(n, b, c, d):
    """Every share, every table: the largest chance of tables with a statistic as high."""
    seen = tango(n, b, c, d)
    tables = [(i, j) for i in range(n + 1) for j in range(n + 1 - i)]
    high = np.array([(i, j) for i, j in tables if tango(n, i, j, d) >= seen - 1e-6 * (1 + abs(seen))])
    ways = special.gammaln(n + 1) - special.gammaln(high[:, 0] + 1) - special.gammaln(high[:, 1] + 1) - special.gammaln(n - high.sum(1) + 1)

    def chance(q):
        rest = max(0.0, 1 - 2 * q - d)
        return float(np.exp(ways + special.xlogy(high[:, 0], max(0.0, q + d)) + special.xlogy(high[:, 1], q) + special.xlogy(n - high.sum(1), rest)).sum())

    grid = np.linspace(max(0.0, -d), (1 - d) / 2, 2001)
    values = np.array([chance(q) for q in grid])
    best = values.max()
    for i in np.argsort(values)[-10:]:
        around = (grid[max(0, i - 1)], grid[min(2000, i + 1)])
        best = max(best, -optimize.minimize_scalar(lambda q: -chance(q), bounds=around, method="bounded", options={"xatol": 1e-12}).fun)
    return best


strata_cases = [
    [[3, 60, 5, 20]],
    [[0, 40, 1, 40], [2, 30, 4, 30], [1, 80, 0, 80]],
    [[1, 90, 0, 10], [2, 180, 1, 20], [0, 45, 1, 5]],
    [[55, 60, 50, 60], [28, 30, 30, 30]],
    [[2, 7, 1, 3], [0, 2, 1, 4], [1, 5, 0, 5], [0, 3, 0, 2]],
]
pair_cases = [[44, 0, 1], [50, 5, 2], [300, 1, 4], [20, 0, 0], [85, 21, 3], [400, 6, 0]]
exact_cases = [[20, 0, 2, 0.1], [20, 3, 1, 0.0], [25, 1, 1, -0.15], [30, 0, 0, -0.1], [30, 5, 1, 0.02], [24, 9, 2, 0.05]]

out = {
    "made": {"numpy": np.__version__, "scipy": scipy.__version__},
    "tolerance": {"limits": 1e-6, "published": 5e-5, "pValue": 1e-6},
    "strata": [],
    "published": [{"counts": [56, 70, 48, 80], "interval": [0.0528, 0.3382]}, {"counts": [9, 10, 3, 10], "interval": [0.1700, 0.8406]}],
    "pairs": [],
    "exact": [],
    "conditional": [],
}
for strata in strata_cases:
    units = np.array([n1 + n0 for _, n1, _, n0 in strata], float)
    shares = units / units.sum()
    value = sum(w * (x1 / n1 - x0 / n0) for (x1, n1, x0, n0), w in zip(strata, shares))
    out["strata"].append({"strata": strata, "value": value, "intervals": {str(level): limits(value, stats.norm.ppf((1 + level) / 2), lambda d: stratified(strata, shares, d)) for level in (0.9, 0.95)}})
for n, b, c in pair_cases:
    out["pairs"].append({"pairs": [n, b, c], "intervals": {str(level): limits((b - c) / n, stats.norm.ppf((1 + level) / 2), lambda d: tango(n, b, c, d)) for level in (0.9, 0.95)}})
for n, b, c, d in exact_cases:
    out["exact"].append({"pairs": [n, b, c], "null": d, "pValue": exact_pairs(n, b, c, d)})
for b, c in [[8, 1], [5, 0], [6, 1], [12, 4]]:
    out["conditional"].append({"unlike": [b, c], "pValue": stats.binomtest(b, b + c, 0.5, alternative="greater").pvalue})
Path(__file__).with_name("blocks.json").write_text(json.dumps(out, indent=1) + "\n")
