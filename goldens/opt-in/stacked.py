"""What the makers of this folder share: tables and their columns, estimating equations solved and differentiated, and how a golden is written.

A stack of equations is a function of the parameters that gives one row a unit and one column an equation. It is solved by Newton with a derivative by
complex steps (exact to rounding, there is no difference to cancel), and its covariance is A^-1 B A^-T / n with A the mean derivative and B the mean of the
outer products, of rows or of sums by cluster. Nothing is centred and no small-sample factor is in it: HC0 and CR0. CR1 is CR0 times G / (G - 1).
"""
import importlib.metadata
import json
import platform
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import ndtr

HERE = Path(__file__).parent
LEVELS = ["free", "light", "medium", "heavy"]
NAMES = ["(intercept)", "score", "tenure", "paid", "tier=light", "tier=medium", "tier=heavy"]
EXTRA = ["score^2", "score:tier=light", "score:tier=medium", "score:tier=heavy"]


def read(name):
    t = pd.read_csv(HERE / f"{name}.csv")
    one = np.ones(len(t))
    dummies = [(t.tier == level).to_numpy(float) for level in LEVELS[1:]]
    score = t.score.to_numpy(float)
    X = np.column_stack([one, score, t.tenure, t.paid, *dummies]).astype(float)
    wide = np.column_stack([X, score**2, *(score * d for d in dummies)])
    return {"X": X, "wide": wide, "D": t.optin.to_numpy(float), "minutes": t.minutes.to_numpy(float), "resolved": t.resolved.to_numpy(float),
            "cluster": pd.factorize(t.workspace)[0], "user": t.user.tolist()}


def logistic(t):
    return 1 / (1 + np.exp(-t))


def chance(kind, t):
    return logistic(t) if kind == "logit" else ndtr(t)


def density(kind, t):
    return logistic(t) * (1 - logistic(t)) if kind == "logit" else np.exp(-t * t / 2) / np.sqrt(2 * np.pi)


def binary_score(kind, X, y, beta):
    """The score of a logit or a probit, a row a unit."""
    t = X @ beta
    p = chance(kind, t)
    return X * ((y - p) * density(kind, t) / (p * (1 - p)))[:, None]


def derivative(psi, theta):
    """Mean derivative: column j by the step i * 1e-30 in parameter j."""
    columns = []
    for j in range(len(theta)):
        step = theta.astype(complex)
        step[j] += 1e-30j
        columns.append(psi(step).imag.sum(axis=0) / 1e-30)
    return np.column_stack(columns)


def solve(psi, start, steps=60):
    """Newton on the whole stack, to rounding; halves a step that does not shrink the equations."""
    theta = np.asarray(start, dtype=float)
    size = lambda v: np.abs(psi(v).sum(axis=0) / (1e-300 + np.sqrt((psi(v) ** 2).sum(axis=0)))).max()
    for _ in range(steps):
        step = np.linalg.solve(derivative(psi, theta), psi(theta).sum(axis=0))
        scale = 1.0
        while scale > 1e-6 and not size(theta - scale * step) < size(theta):
            scale /= 2
        if scale <= 1e-6:
            break
        theta = theta - scale * step
    assert size(theta) < 1e-9, size(theta)
    return theta


def regression(kind, Z, y, w):
    """Weighted least squares, or a weighted logit by Newton with halved steps: where the stack starts from."""
    if kind == "linear":
        return np.linalg.lstsq(Z * np.sqrt(w)[:, None], y * np.sqrt(w), rcond=None)[0]
    loss = lambda b: (w * (np.logaddexp(0, Z @ b) - y * (Z @ b))).sum()
    beta = np.zeros(Z.shape[1])
    for _ in range(100):
        p = logistic(Z @ beta)
        step = np.linalg.solve(Z.T @ (Z * (w * p * (1 - p))[:, None]), Z.T @ (w * (y - p)))
        scale = 1.0
        while scale > 1e-4 and loss(beta + scale * step) > loss(beta):
            scale /= 2
        beta = beta + scale * step
        if np.abs(step).max() < 1e-13:
            break
    return beta


def sums(rows, cluster):
    out = np.zeros((cluster.max() + 1, rows.shape[1]))
    np.add.at(out, cluster, rows)
    return out


def covariances(psi, theta, cluster=None):
    """{HC0, CR0}: covariance of all parameters; and the influence of each row on them."""
    n = len(psi(theta))
    influence = -np.linalg.solve(derivative(psi, theta) / n, psi(theta).T).T
    out = {"HC0": influence.T @ influence / n**2}
    if cluster is not None:
        by = sums(influence, cluster)
        out["CR0"] = by.T @ by / n**2
    return out, influence


def errors(influence, cluster):
    """Errors of one number from its influence values: rows, clusters, clusters with G / (G - 1)."""
    n, groups = len(influence), int(cluster.max()) + 1
    by = sums(influence[:, None], cluster)[:, 0]
    cr0 = np.sqrt((by**2).sum()) / n
    return {"HC0": np.sqrt((influence**2).sum()) / n, "CR0": cr0, "CR1": cr0 * np.sqrt(groups / (groups - 1))}


def plain(value):
    """12 digits, and plain lists."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(v) for v in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        assert np.isfinite(value), value
        return float(f"{value:.12g}")
    return value


def write(file, packages, tolerance, why, **parts):
    made = {p: importlib.metadata.version(p) for p in packages} | {"numpy": np.__version__, "python": platform.python_version()}
    lines = []
    for key, value in ({"made": made, "tolerance": tolerance, "why": why} | plain(parts)).items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            rows = ",\n".join("  " + json.dumps(item) for item in value)
            lines.append(f" {json.dumps(key)}: [\n{rows}\n ]")
        else:
            lines.append(f" {json.dumps(key)}: {json.dumps(value)}")
    (HERE / file).write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(file, (HERE / file).stat().st_size)
