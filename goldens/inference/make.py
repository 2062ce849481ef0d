"""Run: python goldens/inference/make.py   (numpy, scipy, statsmodels; rewrites inference.json)

Small inference functions against packages, or against the inversion of the test that defines them by root finding.
"""

import json
from pathlib import Path

import numpy as np
import scipy
import statsmodels
from scipy import optimize, special
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

HERE = Path(__file__).parent
LEVELS = [0.5, 0.8, 0.95, 0.999]


# --- asymptotic confidence sequence ----------------------------------------------------------------------------------------------------------------


def half_width(n, rho, alpha):
    """Waudby-Smith et al. (2024): of the mean of n units with standard deviation 1."""
    v = n * rho**2
    return np.sqrt(2 * (v + 1) / (n * v) * np.log(np.sqrt(v + 1) / alpha))


def anytime(n, planned, level):
    alpha = 1 - level
    rho = np.sqrt((-special.lambertw(-(alpha**2) / np.e, -1).real - 1) / planned)
    found = optimize.minimize_scalar(lambda log_rho: half_width(planned, np.exp(log_rho), alpha), bracket=(np.log(rho) - 3, np.log(rho) + 2), tol=1e-12)
    assert abs(np.exp(found.x) / rho - 1) < 1e-6, (np.exp(found.x), rho)
    return {"n": n, "planned": planned, "level": level, "critical": half_width(n, rho, alpha) * np.sqrt(n)}


# --- proportions -----------------------------------------------------------------------------------------------------------------------------------

COUNTS = [(0, 40, 3, 50), (3, 50, 0, 40), (40, 40, 31, 50), (1, 500, 2, 2000), (8, 1000, 20, 1000), (55, 98, 48, 101), (9, 10, 3, 10), (30000, 100000, 29000, 100000)]


def wilson(events, n, level):
    return {"events": events, "n": n, "level": level, "interval": proportion_confint(events, n, alpha=1 - level, method="wilson")}


def newcombe(counts, level):
    return {"counts": counts, "level": level, "interval": confint_proportions_2indep(*counts, method="newcomb", compare="diff", alpha=1 - level)}


def newcombe_ratio(counts, level):
    """All ratios r for which Newcombe's limits of p1 - r p0, built from the Wilson limits of each, include zero."""
    e1, n1, e0, n0 = counts
    p1, p0 = e1 / n1, e0 / n0
    (l1, u1), (l0, u0) = (proportion_confint(e, n, alpha=1 - level, method="wilson") for e, n in ((e1, n1), (e0, n0)))
    lower = lambda r: p1 - r * p0 - np.hypot(p1 - l1, r * (u0 - p0))
    upper = lambda r: p1 - r * p0 + np.hypot(u1 - p1, r * (p0 - l0))
    most = 1e6
    low = 0 if e1 == 0 else optimize.brentq(lower, 0, p1 / p0 if e0 else most, xtol=1e-15, rtol=1e-14)
    high = None if e0 == 0 else optimize.brentq(upper, p1 / p0, most, xtol=1e-15, rtol=1e-14)
    return {"counts": counts, "level": level, "interval": [low, high]}


# --- ratio of two correlated estimates -------------------------------------------------------------------------------------------------------------


def ratio_set(name, numerator, denominator, v11, v22, v12, critical):
    """The set by scanning the test on a fine grid and refining each change of verdict."""

    def excess(r):
        return (numerator - r * denominator) ** 2 - critical**2 * (v11 - 2 * r * v12 + r * r * v22)

    grid = np.concatenate([-np.logspace(8, -8, 40001), [0], np.logspace(-8, 8, 40001)])
    inside = excess(grid) <= 0
    flips = [optimize.brentq(excess, a, b, xtol=1e-300, rtol=1e-14) for a, b, x, y in zip(grid, grid[1:], inside, inside[1:]) if x != y]
    ends = [None, *flips, None] if inside[0] else flips
    pieces = [list(piece) for piece in zip(ends[::2], ends[1::2])]
    pair = {"numerator": numerator, "denominator": denominator, "numeratorVariance": v11, "denominatorVariance": v22, "covariance": v12}
    return {"name": name, "pair": pair, "critical": critical, "pieces": pieces}


def main():
    sizes = [(200, 12000), (6000, 12000), (12000, 12000), (40000, 12000), (1000, 1000), (100, 10**7)]
    golden = {
        "made": {"by": "goldens/inference/make.py", "numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
        "tolerance": {"relative": 1e-10, "why": "closed forms against closed forms or roots refined to 1e-14"},
        "anytime": [anytime(n, planned, level) for n, planned in sizes for level in LEVELS],
        "wilson": [wilson(e, n, level) for e1, n1, e0, n0 in COUNTS for e, n in ((e1, n1), (e0, n0)) for level in LEVELS],
        "newcombe": [newcombe(counts, level) for counts in COUNTS for level in LEVELS],
        "newcombeRatio": [newcombe_ratio(counts, level) for counts in COUNTS for level in LEVELS],
        "ratioSet": [
            ratio_set("an interval", 0.03, 0.36, 8e-5, 7e-5, 1e-5, 1.96),
            ratio_set("an interval beyond zero", -1.9, 0.33, 0.16, 4e-4, -2e-3, 2.5),
            ratio_set("two rays", 0.3, 0.02, 0.002, 0.001, 0.0002, 1.96),
            ratio_set("two rays with a negative denominator", 0.3, -0.02, 0.002, 0.001, 0.0002, 1.96),
            ratio_set("the whole line", 0.02, 0.01, 0.002, 0.001, 0.0002, 1.96),
        ],
    }
    plain = lambda value: value.item() if isinstance(value, np.generic) else value
    (HERE / "inference.json").write_text(json.dumps(golden, indent=1, default=plain, allow_nan=False) + "\n")


main()
