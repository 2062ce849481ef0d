"""Matrix completion by nuclear norm. Run after make-sdid.py: python goldens/synthetic/make-completion.py

Writes completion.json: the objective of Athey et al. (2021) with unit and period effects that cost nothing, in two ways that know nothing of each other:
- a semidefinite program by clarabel through cvxpy (`program`), near to 1e-5 of the deviation of the cells: they move by the root of what the objective is off;
- plain soft-impute in numpy with full singular value decompositions, until cells move by less than 1e-14 (`missing`, `effect`), asserted to agree with the program to 2e-5 and to satisfy the
  conditions of the optimum to 1e-9.

Tolerance: 1e-7 of the deviation of the cells against soft-impute, 2e-5 against the program.
"""
import importlib.metadata
import json
import pathlib
import platform

import cvxpy as cp
import numpy as np

HERE = pathlib.Path(__file__).parent


def program(y, observed, penalty):
    n, t = y.shape
    low, units, periods = cp.Variable((n, t)), cp.Variable((n, 1)), cp.Variable((1, t))
    fitted = low + units @ np.ones((1, t)) + np.ones((n, 1)) @ periods
    objective = cp.sum_squares(cp.multiply(observed, y - fitted)) / observed.sum() + penalty * cp.normNuc(low)
    problem = cp.Problem(cp.Minimize(objective), [units[0] == 0])
    problem.solve(solver=cp.CLARABEL, tol_gap_abs=1e-11, tol_gap_rel=1e-11, tol_feas=1e-11, max_iter=200)
    assert problem.status == "optimal"
    return np.asarray(fitted.value)


def soft_impute(y, observed, penalty):
    threshold = penalty * observed.sum() / 2
    filled = np.where(observed > 0, y, y[observed > 0].mean())
    for _ in range(200_000):
        effects = filled.mean(1, keepdims=True) + filled.mean(0, keepdims=True) - filled.mean()
        u, s, v = np.linalg.svd(filled - effects, full_matrices=False)
        low = (u * np.maximum(s - threshold, 0)) @ v
        fitted = effects + low
        moved = np.abs((fitted - filled)[observed == 0]).max()
        filled = np.where(observed > 0, y, fitted)
        if moved < 1e-14 * y.std():
            break
    # What is left over in observed cells is a subgradient: no singular value above one, one where the part of low rank is, no sums by unit or period.
    slope = observed * (y - fitted) / threshold
    assert np.abs(slope.sum(0)).max() < 1e-9 and np.abs(slope.sum(1)).max() < 1e-9
    assert np.linalg.norm(slope, 2) < 1 + 1e-9
    norm = np.linalg.norm(low, "nuc")
    assert abs((slope * low).sum() - norm) < 1e-9 * max(norm, 1), ((slope * low).sum(), norm)
    return fitted, int((s > threshold).sum())


panels = json.loads((HERE / "panels.json").read_text())
cases = []
for name, penalties in {"one": [0.05, 0.01], "few": [0.05, 0.01], "several": [0.04, 0.01], "long": [0.03, 0.005]}.items():
    y, n0, t0 = np.array(panels[name]["values"]), panels[name]["donors"], panels[name]["before"]
    observed = np.ones_like(y)
    observed[n0:, t0:] = 0
    for penalty in penalties:
        fitted, rank = soft_impute(y, observed, penalty)
        other = program(y, observed, penalty)
        assert np.abs(fitted - other).max() < 2e-5 * y.std(), np.abs(fitted - other).max()
        cases.append({"panel": name, "penalty": penalty, "rank": rank, "effect": float((y - fitted)[n0:, t0:].mean()), "program": float((y - other)[n0:, t0:].mean()),
                      "missing": fitted[n0:, t0:].ravel().tolist()})
        print({k: v for k, v in cases[-1].items() if k != "missing"})
# Cells missing here and there.
rng = np.random.default_rng(20261201)
y = np.array(panels["several"]["values"])
observed = (rng.random(y.shape) < 0.8).astype(float)
fitted, rank = soft_impute(y, observed, 0.02)
assert np.abs(fitted - program(y, observed, 0.02)).max() < 2e-5 * y.std()
scattered = {"panel": "several", "observed": observed.astype(int).ravel().tolist(), "penalty": 0.02, "rank": rank, "fitted": fitted.ravel().tolist()}
versions = {name: importlib.metadata.version(name) for name in ("numpy", "cvxpy", "clarabel")}
made = {"python": platform.python_version(), **versions}
(HERE / "completion.json").write_text(json.dumps({"made": made, "tolerance": {"steps": 1e-7, "program": 2e-5}, "cases": cases, "scattered": scattered}) + "\n")
