"""Run: python goldens/overlapping/make.py   (numpy, scipy, statsmodels; rewrites overlapping.json)

Two experiments on the same units: arm (a, b) and another (off, on, both, and units outside it).
- Effects in each arm of the other, and their differences: OLS saturated in arm and other with HC2 (statsmodels), whose errors are those of cells; Satterthwaite's degrees of freedom by hand
  over the four cells of a contrast; limits and p-values of scipy's t.
- Whether effects are equal: statsmodels anova_generic(use_var='unequal'), fed with each effect as the mean of df + 1 values whose error is that of the effect.
- Shares: statsmodels confint_proportions_2indep(method='newcomb') in each arm of the other, joined by Zou and Donner's rule in numpy.
- Whether assignments are independent: scipy chi2_contingency(correction=False), fisher_exact, hypergeom.
- Few events: the score statistic of homogeneity in numpy, drawn a million times by numpy's binomial under equal differences; the p-value with its Monte Carlo error.
Tolerance 1e-9: closed forms on 300 rows, through the QR of statsmodels; the draws agree within five of their errors.
"""

import json
from pathlib import Path

import numpy as np
import scipy
import scipy.stats as st
import statsmodels
import statsmodels.api as sm
from statsmodels.stats.oneway import anova_generic
from statsmodels.stats.proportion import confint_proportions_2indep

HERE = Path(__file__).parent
SEED = 20261130
LEVELS = ["off", "on", "both", None]


def data():
    rng = np.random.default_rng(SEED)
    n = 300
    arm = np.where(rng.random(n) < 0.4, "b", "a")
    other = rng.choice(4, n, p=[0.35, 0.3, 0.2, 0.15])
    b = arm == "b"
    y = np.round(2 + 0.3 * other + b * np.array([0.5, -0.2, 0.1, 0.4])[other] + rng.normal(0, 1, n) * (1 + 0.4 * other + 0.3 * b), 4)
    share = (rng.random(n) < 0.45 + 0.1 * b * (other == 1)).astype(int)
    return arm, other, y, share


def effects(arm, other, y):
    """HC2 of the saturated regression, and the degrees of freedom of each effect."""
    cells = [(z, t) for z in range(4) for t in ("a", "b")]
    design = np.column_stack([((other == z) & (arm == t)).astype(float) for z, t in cells])
    fit = sm.OLS(y, design).fit(cov_type="HC2")
    variance = np.diag(fit.cov_params())
    sizes = design.sum(0)
    contrast = np.zeros((4, 8))
    for z in range(4):
        contrast[z, 2 * z], contrast[z, 2 * z + 1] = -1, 1
    return fit, contrast, variance, sizes


def told(weights, fit, variance, sizes, level=0.95):
    value = float(weights @ fit.params)
    parts = weights**2 * variance
    se = float(np.sqrt(weights @ fit.cov_params() @ weights))
    df = float(parts.sum() ** 2 / (parts[weights != 0] ** 2 / (sizes[weights != 0] - 1)).sum())
    half = st.t.ppf((1 + level) / 2, df) * se
    return {"value": value, "standardError": se, "df": df, "low": value - half, "high": value + half, "pValue": float(2 * st.t.sf(abs(value / se), df))}


def statistic(x1, n1, x0, n0):
    d = x1 / n1 - x0 / n0
    w = n1 * n0 / (n1 + n0)
    mean = (w * d).sum(-1, keepdims=True) / w.sum()
    n = n1 + n0
    p = (x1 + x0 + 0.5) / (n + 1)
    p1 = np.clip(p + mean * n0 / n, 0.25 / n, 1 - 0.25 / n)
    p0 = np.clip(p - mean * n1 / n, 0.25 / n, 1 - 0.25 / n)
    return ((d - mean) ** 2 / (p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0)).sum(-1)


def rare(x1, n1, x0, n0, draws=1_000_000):
    x1, n1, x0, n0 = map(np.array, (x1, n1, x0, n0))
    rng = np.random.default_rng(SEED)
    seen = statistic(x1, n1, x0, n0)
    w = n1 * n0 / (n1 + n0)
    mean = (w * (x1 / n1 - x0 / n0)).sum() / w.sum()
    n = n1 + n0
    p_values = []
    for p in [(x1 + x0 + 0.5) / (n + 1), np.full(len(n), ((x1 + x0).sum() + 0.5) / (n.sum() + 1))]:
        p1, p0 = np.clip(p + mean * n0 / n, 1e-9, 1 - 1e-9), np.clip(p - mean * n1 / n, 1e-9, 1 - 1e-9)
        drawn = statistic(rng.binomial(n1, p1, (draws, len(n))), n1, rng.binomial(n0, p0, (draws, len(n))), n0)
        p_values.append(float((drawn >= seen * (1 - 1e-9)).mean()))
    return {"parts": [{"treated": int(a), "treatedEvents": int(b), "control": int(c), "controlEvents": int(d)} for a, b, c, d in zip(n1, x1, n0, x0)], "pValue": max(p_values)}


def table(counts):
    counts = np.array(counts)
    chi = st.chi2_contingency(counts, correction=False)
    cells = []
    for i in range(counts.shape[0]):
        for j in range(counts.shape[1]):
            row, column = counts[i].sum(), counts[:, j].sum()
            cells.append(float(st.fisher_exact([[counts[i, j], row - counts[i, j]], [column - counts[i, j], counts.sum() - row - column + counts[i, j]]])[1]))
    return {"counts": counts.tolist(), "statistic": float(chi.statistic), "df": int(chi.dof), "pValue": float(chi.pvalue), "cells": cells}


arm, other, y, share = data()
fit, contrast, variance, sizes = effects(arm, other, y)
simple = [told(c, fit, variance, sizes) for c in contrast]
pairs = [told(contrast[z] - contrast[0], fit, variance, sizes) for z in range(1, 4)]
equal = anova_generic(
    np.array([e["value"] for e in simple]),
    np.array([e["standardError"] ** 2 * (e["df"] + 1) for e in simple]),
    np.array([e["df"] + 1 for e in simple]),
    use_var="unequal",
)


def newcombe(z):
    x = [int(share[(other == z) & (arm == t)].sum()) for t in ("b", "a")]
    m = [int(((other == z) & (arm == t)).sum()) for t in ("b", "a")]
    low, high = confint_proportions_2indep(x[0], m[0], x[1], m[1], method="newcomb", compare="diff", alpha=0.05)
    return x[0] / m[0] - x[1] / m[1], low, high


limits = [newcombe(z) for z in (0, 1)]
(v0, l0, h0), (v1, l1, h1) = limits
mover = {"value": v1 - v0, "low": v1 - v0 - np.hypot(v1 - l1, h0 - v0), "high": v1 - v0 + np.hypot(h1 - v1, v0 - l0)}

golden = {
    "made": {"by": "goldens/overlapping/make.py", "numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "seed": SEED},
    "tolerance": 1e-9,
    "why": "closed forms on 300 rows, through the QR of statsmodels",
    "data": {"arm": arm.tolist(), "other": [LEVELS[z] for z in other], "y": y.tolist(), "share": share.tolist()},
    "effects": simple,
    "differences": pairs,
    "equal": {"statistic": float(equal.statistic), "df": [float(d) for d in equal.df], "pValue": float(equal.pvalue)},
    "shares": {k: float(v) for k, v in mover.items()},
    "tables": [table(t) for t in ([[30, 20], [22, 41]], [[120, 118, 60], [130, 80, 95]], [[4_000, 4_100], [4_050, 3_950]], [[5_000, 5_300, 600], [5_100, 4_800, 640]], [[3, 40], [60, 4]])],
    "rare": [
        rare([6, 0], [20, 200], [4, 6], [200, 20]),
        rare([3, 1, 9], [400, 200, 500], [5, 6, 2], [380, 60, 500]),
        rare([1, 0], [100, 100], [0, 0], [100, 100]),
    ],
    "draws": 1_000_000,
}
(HERE / "overlapping.json").write_text(json.dumps(golden, indent=1) + "\n")
