"""Tail probabilities and quantiles by scipy. Run: python goldens/distributions/make.py"""
import json
import pathlib
import platform

import numpy
import scipy
from scipy import stats

DFS = [0.5, 1, 1.7, 2, 3, 4.5, 10, 30.25, 100, 1000, 12345.6, 1e6, 1e7]
TAILS = [1e-250, 1e-100, 1e-30, 1e-12, 1e-6, 0.001, 0.005, 0.025, 0.05, 0.1, 0.2, 0.25, 0.3, 0.45, 0.499]
CENTRES = [0.55, 0.6, 0.75, 0.9, 0.95, 0.975, 0.995]


def rows(function, *grids, keep=lambda value: True):
    """[argument ..., value] for every combination whose value is an ordinary double."""
    combinations = [[]]
    for grid in grids:
        combinations = [c + [g] for c in combinations for g in grid]
    values = [[*c, float(function(*c))] for c in combinations]
    return [row for row in values if 1e-300 < abs(row[-1]) < 1e300 and keep(row[-1])]


golden = {
    "made": {"package": "scipy", "version": scipy.__version__, "numpy": numpy.__version__, "python": platform.python_version(), "seed": None},
    "tolerance": 1e-12,
    "why": "Closed special functions: relative agreement to rounding, also in the far tails. A tail of 1e-250 itself loses log(1e250) = 576 ulps. t quantiles beyond 1e50 are left out: scipy 1.17 returns wrong ones there (4.7e153 for p = 1e-100, df = 0.5, whose quantile is 1.03e199).",
    "normalTail": rows(stats.norm.sf, [-8, -2.5, -0.3, 0, 1e-9, 0.1, 0.5, 1, 1.96, 3, 5, 8, 12, 20, 30, 36]),
    "normalQuantile": rows(stats.norm.ppf, [1e-290] + TAILS + CENTRES),
    "studentTTail": rows(stats.t.sf, [-30, -2, -0.4, 0, 0.01, 0.1, 0.49, 0.5, 0.7, 1, 1.5, 2, 3.3, 5, 10, 36, 100, 1e4, 1e9], DFS),
    "studentTQuantile": rows(stats.t.ppf, TAILS + CENTRES, DFS, keep=lambda t: abs(t) < 1e50),
    "chiSquareTail": rows(stats.chi2.sf, [1e-6, 0.1, 0.5, 1, 2, 3.84, 10, 30, 100, 500, 1200], [0.5, 1, 2, 3, 5.5, 10, 57, 200, 1000]),
    "fTail": rows(stats.f.sf, [1e-6, 0.01, 0.3, 0.9, 1, 1.1, 2, 4, 13.2, 50, 500, 1e5], [1, 2, 3, 7.5, 40, 300], [1, 2, 4.4, 25, 300, 5000.5, 1e6]),
}
path = pathlib.Path(__file__).with_name("distributions.json")
path.write_text(json.dumps(golden, indent=None, separators=(",", ":")).replace("]],", "]],\n").replace('},"', '},\n"') + "\n")
