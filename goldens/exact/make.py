"""Exact unconditional tests of two shares: python goldens/exact/make.py, with numpy and scipy.

Nothing is shared with src/inference/exact: every table is enumerated, the likeliest shares under the null come by halving the derivative of the likelihood (no
closed form), chances from scipy.stats.binom, and the largest of them from 4,001 shares and a bounded minimiser beside the ten highest. Two anchors come from
elsewhere: scipy.stats.barnard_exact (pooled) for a difference of zero, and the published p-value of Chan (1998), Statistics in Medicine 17: 0.0017 for 83 of 88
against 69 of 76 with a margin of 0.1.

Tolerance: 1e-6 of the p-value; both sides maximise over a grid and refine it.
"""
import json
from pathlib import Path

import numpy as np
import scipy
from scipy import optimize, stats


def likeliest(x1, n1, x0, n0, measure, value):
    """Of control, under the null, for all tables."""
    x1, x0 = np.broadcast_arrays(np.asarray(x1, float), np.asarray(x0, float))
    low = max(0.0, -value) if measure == "difference" else 0.0
    high = min(1.0, 1 - value) if measure == "difference" else min(1.0, 1 / value)
    a, b = np.full(x1.shape, low), np.full(x1.shape, high)
    slope = 1.0 if measure == "difference" else value
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(200):
            p0 = (a + b) / 2
            p1 = p0 + value if measure == "difference" else p0 * value
            up = np.where(x1 > 0, x1 / p1, 0) - np.where(n1 - x1 > 0, (n1 - x1) / (1 - p1), 0)
            score = slope * up + np.where(x0 > 0, x0 / p0, 0) - np.where(n0 - x0 > 0, (n0 - x0) / (1 - p0), 0)
            a, b = np.where(score > 0, p0, a), np.where(score > 0, b, p0)
    return (a + b) / 2


def statistic(x1, n1, x0, n0, measure, value):
    p0 = likeliest(x1, n1, x0, n0, measure, value)
    p1, weight = (p0 + value, 1.0) if measure == "difference" else (p0 * value, value)
    apart = x1 / n1 - weight * x0 / n0 - (value if measure == "difference" else 0)
    variance = p1 * (1 - p1) / n1 + weight**2 * p0 * (1 - p0) / n0
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(variance > 1e-14, apart / np.sqrt(variance), np.where(np.abs(apart) < 1e-9, 0, np.sign(apart) * np.inf))


def limits(x, n, miss):
    if miss == 0:
        return 0.0, 1.0
    return (stats.beta.ppf(miss / 2, x, n - x + 1) if x > 0 else 0.0), (stats.beta.isf(miss / 2, x + 1, n - x) if x < n else 1.0)


def exact(x1, n1, x0, n0, measure, value, beyond):
    i, j = np.arange(n1 + 1), np.arange(n0 + 1)
    t = statistic(i[:, None], n1, j[None, :], n0, measure, value)
    seen = t[x1, x0]
    high = t >= seen - 1e-9 * (1 + abs(seen))
    (own_low, own_high), (other_low, other_high) = limits(x0, n0, beyond / 2), limits(x1, n1, beyond / 2)
    back = (lambda p: p - value) if measure == "difference" else (lambda p: p / value)
    low = max(own_low, back(other_low), 0, -value if measure == "difference" else 0)
    top = min(own_high, back(other_high), 1, 1 - value if measure == "difference" else 1 / value)
    if low > top:
        return beyond

    def chance(p0):
        p1 = min(1, max(0, p0 + value if measure == "difference" else p0 * value))
        return float(stats.binom.pmf(i, n1, p1) @ high @ stats.binom.pmf(j, n0, min(1, max(0, p0))))

    angles = np.linspace(np.arcsin(np.sqrt(low)), np.arcsin(np.sqrt(top)), 4001)
    at = lambda angle: chance(np.sin(angle) ** 2)
    found = np.array([at(a) for a in angles])
    best = found.max()
    for k in np.argsort(-found)[:10]:
        bounds = (angles[max(0, k - 1)], angles[min(4000, k + 1)])
        best = max(best, -optimize.minimize_scalar(lambda a: -at(a), bounds=bounds, method="bounded", options={"xatol": 1e-12}).fun)
    return min(1, best + beyond)


tables = [
    ([83, 88, 69, 76], "difference", [-0.1, 0.0, -0.05]),
    ([7, 34, 1, 34], "difference", [0.0, 0.02]),
    ([4, 20, 9, 25], "difference", [-0.4, -0.2]),
    ([0, 15, 3, 40], "difference", [-0.2, -0.1]),
    ([0, 30, 0, 12], "difference", [-0.2, -0.05]),
    ([3, 120, 1, 30], "difference", [-0.05, -0.02]),
    ([1, 30, 3, 120], "difference", [-0.05, 0.01]),
    ([28, 30, 40, 50], "difference", [-0.1, 0.05]),
    ([12, 12, 5, 9], "difference", [0.0, 0.1]),
    ([5, 120, 2, 20], "ratio", [0.1, 0.25, 1.5]),
    ([3, 20, 4, 100], "ratio", [0.5, 1.0, 2.0]),
    ([0, 30, 3, 40], "ratio", [0.5]),
    ([29, 30, 20, 25], "ratio", [0.8, 1.0, 1.1]),
]
cases = [
    {"counts": counts, "measure": measure, "null": value, "beyond": beyond, "pValue": exact(*counts, measure, value, beyond)}
    for counts, measure, nulls in tables
    for value in nulls
    for beyond in (0, 1e-6)
]
barnard = []
for x1, n1, x0, n0 in ([7, 34, 1, 34], [4, 20, 2, 25], [9, 15, 2, 40], [3, 60, 0, 12]):
    found = stats.barnard_exact([[x1, x0], [n1 - x1, n0 - x0]], alternative="greater", pooled=True, n=512)
    barnard.append({"counts": [x1, n1, x0, n0], "pValue": float(found.pvalue)})
Path(__file__).with_name("unconditional.json").write_text(
    json.dumps(
        {
            "made_by": f"numpy {np.__version__}, scipy {scipy.__version__}",
            "tolerance": {"relative": 1e-6, "barnard": 1e-5, "published": 5e-5},
            "cases": cases,
            "barnard": barnard,
            "published": [{"counts": [83, 88, 69, 76], "margin": 0.1, "pValue": 0.0017, "source": "Chan (1998), Statistics in Medicine 17"}],
        },
        indent=1,
    )
    + "\n"
)
