"""
Least squares with weights that sum to one and none below zero, by scipy and quadprog. Run: python goldens/synthetic/make_simplex.py

Without costs the weights are those of the non-negative least squares of (columns less target; ones) on (zeros; one), scaled to sum to one (Lawson & Hanson 1974,
chapter 23). With costs, quadprog, where its matrix is positive definite.
"""
import json
import pathlib
import platform
from importlib.metadata import version

import numpy
import quadprog
import scipy
from scipy.optimize import nnls

rng = numpy.random.default_rng(20261130)


def columns_of(count, rows, spread, near=None):
    levels = rng.normal(size=(count, 3)) @ rng.normal(size=(3, rows))
    columns = 50 + levels + spread * rng.normal(size=(count, rows))
    if near is not None:
        columns[1::2] = columns[0::2][: len(columns[1::2])] + near * rng.normal(size=columns[1::2].shape)
    return columns.round(6)


def solve(columns, target, row_weights=None, ridge=0, costs=None, intercept=False):
    count, rows = columns.shape
    shares = numpy.ones(rows) if row_weights is None else row_weights
    points = columns - target
    if intercept:
        points = points - (points @ shares / shares.sum())[:, None]
    points = points * numpy.sqrt(shares)
    points = numpy.column_stack([points, numpy.sqrt(ridge) * numpy.eye(count)])
    if costs is None:
        size = numpy.median(numpy.linalg.norm(points, axis=1))
        weights, _ = nnls(numpy.vstack([points.T / size, numpy.ones(count)]), numpy.append(numpy.zeros(points.shape[1]), 1.0), maxiter=100 * count)
        return weights / weights.sum()
    size = (points**2).sum(1).mean()
    bounds = numpy.column_stack([numpy.ones(count), numpy.eye(count)])
    found = quadprog.solve_qp(points @ points.T / size, -costs / 2 / size, bounds, numpy.append(1.0, numpy.zeros(count)), 1)[0]
    return numpy.maximum(found, 0)


shapes = [
    ("few columns", 8, 30, 1.0, None, {}),
    ("as many as rows", 30, 30, 1.0, None, {}),
    ("more than rows", 60, 12, 1.0, None, {}),
    ("pairs apart by a hundredth", 20, 15, 1.0, 0.01, {}),
    ("free level", 20, 15, 1.0, None, {"intercept": True}),
    ("weighted rows", 20, 15, 1.0, None, {"weighted": True}),
    ("weighted rows, free level", 20, 15, 1.0, None, {"weighted": True, "intercept": True}),
    ("ridge", 40, 15, 1.0, None, {"ridge": 3.0}),
    ("ridge, free level", 40, 15, 1.0, None, {"ridge": 300.0, "intercept": True}),
    ("costs", 12, 25, 1.0, None, {"costs": True}),
    ("costs and ridge", 30, 12, 1.0, None, {"costs": True, "ridge": 0.5}),
]
cases = []
for name, count, rows, spread, near, options in shapes:
    columns = columns_of(count, rows, spread, near)
    target = (columns[: count // 3].mean(0) + rng.normal(size=rows) * 0.7 + 0.5).round(6)
    asked = {
        "rowWeights": rng.uniform(0, 3, rows).round(3) if options.get("weighted") else None,
        "ridge": options.get("ridge"),
        "costs": rng.uniform(0, 4, count).round(3) if options.get("costs") else None,
        "intercept": options.get("intercept"),
    }
    weights = solve(columns, target, asked["rowWeights"], asked["ridge"] or 0, asked["costs"], bool(asked["intercept"]))
    kept = {key: value.tolist() if isinstance(value, numpy.ndarray) else value for key, value in asked.items() if value is not None}
    cases.append({"name": name, "problem": {"columns": columns.ravel().tolist(), "target": target.tolist(), **kept}, "weights": weights.tolist()})

golden = {
    "made": {"scipy": scipy.__version__, "quadprog": version("quadprog"), "numpy": numpy.__version__, "python": platform.python_version(), "seed": 20261130},
    "tolerance": {"weights": 1e-9},
    "why": "Both are exact searches over sets of columns; with pairs a hundredth apart a weight is uncertain to some 1e-12 times the squared condition number of the columns in use, 1e3.",
}
text = json.dumps(golden)[:-1] + ',"cases":[\n' + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]}\n"
pathlib.Path(__file__).with_name("simplex.json").write_text(text)
