"""Synthetic difference-in-differences. Run: python goldens/synthetic/make-sdid.py

Writes panels.json (simulated, seeded) and sdid.json. Two sources, apart:
- synthdid-py 0.1.0, a port of R's synthdid: its weights by Frank-Wolfe steps, which stop before the optimum (on Proposition 99 the mean square is 9.374 where 9.358 can be had, and the
  effect -15.6038, published as -15.604, where it is -15.6054; without the level -19.620 and -19.514), its effects, jackknife, and for staggered adoption the cohorts of never-treated
  donors that Stata's sdid takes;
- the same objectives solved exactly: clarabel through cvxpy, then the equations of the active set in numpy, with multipliers checked. Effects, jackknife (by synthdid-py at these weights) and
  placebo effects at these weights are what the tests compare at `tolerance`.
The data of Proposition 99 and of the seed panel lie beside the project, in ../shared or where SHARED says, and are not committed; their numbers are here.

Tolerance: 1e-8 on effects at exact weights: both sides solve the same equations. Weights 1e-7. 1e-4 for the control without a level where it fits exactly (`scFits`): the ridge that singles
out one of many fits is below the rounding of the data.
"""
import gzip
import importlib.metadata
import itertools
import json
import math
import os
import pathlib
import platform

import cvxpy as cp
import numpy as np
from synthdid import bootstrap_se, jackknife_se, placebo_se, sc_estimate, did_estimate, synthdid_estimate
from synthdid.estimate import Weights, refit
from synthdid.staggered import StaggeredPanel, _att_with_fixed_weights, _cohort_blocks, staggered_synthdid_estimate

HERE = pathlib.Path(__file__).parent
SHARED = pathlib.Path(os.environ.get("SHARED", HERE.parents[2] / "shared"))
SEED = 20261130
DRAWS = 300


def factor_panel(rng, donors, treated, periods, before, noise, starts=None):
    """Two factors whose loadings treated units have more of, unit and period effects, an effect of 1 from the start on."""
    units = donors + treated
    time = np.arange(periods)
    factors = np.stack([0.15 * time + np.cumsum(rng.normal(0, 0.2, periods)), np.sin(time / 2.5)])
    loadings = rng.uniform(0, 2, (units, 2))
    loadings[donors:] += [0.3, 0.2]
    y = 10 + rng.normal(0, 2, (units, 1)) + np.cumsum(rng.normal(0, 0.3, periods)) + loadings @ factors + rng.normal(0, noise, (units, periods))
    starts = [before] * treated if starts is None else starts
    for i, start in enumerate(starts):
        y[donors + i, start:] += 1
    return np.round(y, 6)


def noise_level(y, n0, t0):
    return float(np.std(np.diff(y[:n0, :t0], axis=1), ddof=1))


def simplex(a, b, zeta, intercept):
    """The x on the simplex with least |a x - b|^2 / rows + zeta^2 |x|^2, columns centred with an intercept; exact by its active set."""
    rows, k = a.shape
    if intercept:
        a, b = a - a.mean(0), b - b.mean()
    q, c = a.T @ a / rows + zeta**2 * np.eye(k), a.T @ b / rows
    x = cp.Variable(k, nonneg=True)
    cp.Problem(cp.Minimize(cp.sum_squares(a @ x - b) / rows + zeta**2 * cp.sum_squares(x)), [cp.sum(x) == 1]).solve(
        solver=cp.CLARABEL, tol_gap_abs=1e-13, tol_gap_rel=1e-13, tol_feas=1e-13, max_iter=500)
    near = np.asarray(x.value)
    free = near > 1e-6
    for _ in range(1000):
        p = int(free.sum())
        kkt = np.zeros((p + 1, p + 1))
        kkt[:p, :p] = q[np.ix_(free, free)]
        kkt[p, :p] = kkt[:p, p] = 1
        right = np.append(c[free], 1)
        solved = np.linalg.solve(kkt, right)
        solved += np.linalg.solve(kkt, right - kkt @ solved)
        out = np.zeros(k)
        out[free] = solved[:p]
        slack = q @ out - c + solved[p]
        scale = np.abs(q).max()
        if out.min() < 0:
            free[np.argmin(out)] = False
        elif (slack[~free] < -1e-11 * scale).any():
            free[np.argmin(np.where(free, np.inf, slack))] = True
        else:
            return out
    raise RuntimeError("no active set")


def nearest(a, b):
    """Where weights fit exactly, a ridge of 1e-12 times the noise is below the rounding of the data: what it means is the exact fit with the least sum of squares."""
    x = cp.Variable(a.shape[1], nonneg=True)
    cp.Problem(cp.Minimize(cp.sum_squares(x)), [a @ x == b, cp.sum(x) == 1]).solve(solver=cp.CLARABEL, tol_gap_abs=1e-12, tol_gap_rel=1e-12, tol_feas=1e-12)
    return np.asarray(x.value)


def value(a, b, x, zeta, intercept):
    if intercept:
        a, b = a - a.mean(0), b - b.mean()
    return float(np.mean((a @ x - b) ** 2) + zeta**2 * x @ x)


def problems(y, n0, t0):
    return {
        "omega": (y[:n0, :t0].T, y[n0:, :t0].mean(0)),
        "lambda": (y[:n0, :t0], y[:n0, t0:].mean(1)),
    }


def exact(y, n0, t0, zeta_omega=None):
    n1, t1 = y.shape[0] - n0, y.shape[1] - t0
    sigma = noise_level(y, n0, t0)
    zeta_omega = (n1 * t1) ** 0.25 * sigma if zeta_omega is None else zeta_omega
    p = problems(y, n0, t0)
    omega = simplex(*p["omega"], zeta_omega, True)
    lam = simplex(*p["lambda"], 1e-6 * sigma, True)
    return omega, lam, effect(y, n0, t0, omega, lam), zeta_omega


def effect(y, n0, t0, omega, lam):
    gap = y[n0:].mean(0) - omega @ y[:n0]
    return float(gap[t0:].mean() - lam @ gap[:t0])


def case(y, n0, t0, several):
    omega, lam, tau, zeta = exact(y, n0, t0)
    sigma = noise_level(y, n0, t0)
    p = problems(y, n0, t0)
    fw, fw_sc = synthdid_estimate(y, n0, t0), sc_estimate(y, n0, t0)
    sc = simplex(*p["omega"], 1e-6 * sigma, False)
    fits = value(*p["omega"], sc, 0, False) < 1e-16
    if fits:
        sc = nearest(*p["omega"])
    out = {
        "exact": {"effect": tau, "omega": omega.tolist(), "lambda": lam.tolist(), "sc": effect(y, n0, t0, sc, np.zeros(t0)), "scWeights": sc.tolist(), "scFits": fits,
                  "values": [value(*p["omega"], omega, zeta, True), value(*p["lambda"], lam, 1e-6 * sigma, True)]},
        "frankWolfe": {"effect": float(fw), "omega": np.asarray(fw.weights.omega).tolist(), "lambda": np.asarray(fw.weights.lambda_).tolist(), "sc": float(fw_sc), "scWeights": np.asarray(fw_sc.weights.omega).tolist(),
                       "did": float(did_estimate(y, n0, t0)),
                       "values": [value(*p["omega"], np.asarray(fw.weights.omega), zeta, True), value(*p["lambda"], np.asarray(fw.weights.lambda_), 1e-6 * sigma, True)]},
    }
    if several:
        at_exact = synthdid_estimate(y, n0, t0, weights=Weights(omega=omega, lambda_=lam))
        out["jackknife"] = jackknife_se(at_exact)
        out["frankWolfe"]["jackknife"] = jackknife_se(fw)
    n1 = y.shape[0] - n0
    sets = list(itertools.combinations(range(n0), n1))
    if n0 > n1 and len(sets) <= 60:
        effects = []
        for chosen in sets:
            left = [i for i in range(n0) if i not in chosen]
            effects.append(exact(y[left + list(chosen)], len(left), t0, zeta)[2])
        out["placebo"] = {"effects": effects, "se": float(np.std(effects))}
    return out


def panel_json(y, n0, t0):
    return {"values": y.tolist(), "donors": n0, "before": t0}


def main():
    rng = np.random.default_rng(SEED)
    shapes = {
        "one": (8, 1, 20, 12, 0.3),
        "few": (8, 2, 18, 10, 0.3),
        "several": (20, 5, 16, 10, 0.4),
        "short": (60, 4, 12, 8, 0.5),
        "long": (6, 3, 40, 30, 0.5),
    }
    panels, cases = {}, {}
    for name, (n0, n1, periods, t0, noise) in shapes.items():
        y = factor_panel(rng, n0, n1, periods, t0, noise)
        panels[name] = panel_json(y, n0, t0)
        cases[name] = case(y, n0, t0, n1 > 1)
    y = np.array(panels["several"]["values"])
    est = synthdid_estimate(y, 20, 10)
    cases["several"]["drawn"] = {"replications": DRAWS, "bootstrap": bootstrap_se(est, DRAWS, random_state=1), "placebo": placebo_se(est, DRAWS, random_state=1)}
    resamples = []
    while len(resamples) < 15:
        rows = np.sort(rng.integers(0, 25, 25))
        n0 = int((rows < 20).sum())
        if 0 < n0 < 25:
            resamples.append({"rows": rows.tolist(), "effect": exact(y[rows], n0, 10, exact(y, 20, 10)[3])[2]})
    cases["several"]["resamples"] = resamples

    # Waves: 3 start in period 6, 2 in 9, 4 in 12 of 16; 24 donors.
    starts = [6] * 3 + [9] * 2 + [12] * 4
    y = factor_panel(rng, 24, len(starts), 16, None, 0.4, starts)
    panels["waves"] = {"values": y.tolist(), "donors": 24, "cohorts": [{"units": starts.count(s), "before": s} for s in sorted(set(starts))]}
    adoption = np.array([-1] * 24 + starts)
    staggered = StaggeredPanel(Y=y, adoption=adoption, units=np.arange(len(y)), time=np.arange(16), X=None)
    fw = staggered_synthdid_estimate(staggered)
    effects, weights = [], []
    for s in sorted(set(starts)):
        block = y[(adoption < 0) | (adoption == s)]
        omega, lam, tau, _ = exact(block, 24, s)
        effects.append(tau)
        weights.append(starts.count(s) * (16 - s))
        fw.estimates[s].weights.omega, fw.estimates[s].weights.lambda_ = omega, lam
    blocks = _cohort_blocks(staggered, "never_treated")
    att = float(np.average(effects, weights=weights))
    assert math.isclose(att, _att_with_fixed_weights(staggered, blocks, fw.estimates, np.ones(len(y), bool)), rel_tol=1e-10)
    penalties = {s: exact(y[(adoption < 0) | (adoption == s)], 24, s)[3] for s in set(starts)}
    resamples = []
    while len(resamples) < 15:
        rows = np.sort(rng.integers(0, len(y), len(y)))
        blocks = [(s, y[rows[(adoption[rows] < 0) | (adoption[rows] == s)]]) for s in sorted(set(starts)) if (adoption[rows] == s).any()]
        n0 = int((rows < 24).sum())
        taus = [exact(block, n0, s, penalties[s])[2] for s, block in blocks]
        resamples.append({"rows": rows.tolist(), "effect": float(np.average(taus, weights=[(len(block) - n0) * (16 - s) for s, block in blocks]))})
    untouched = staggered_synthdid_estimate(staggered)
    waves = {
        "effects": effects, "weights": weights, "att": att, "jackknife": fw.se("jackknife"),
        "frankWolfe": {"att": untouched.att, "effects": untouched.by_cohort.tau.tolist()},
        "resamples": resamples,
        "drawn": {"replications": DRAWS, "bootstrap": untouched.se("bootstrap", DRAWS, 1), "placebo": untouched.se("placebo", DRAWS, 1)},
    }

    published = {}
    lines = [line.split(";") for line in (SHARED / "datasets" / "prop99.csv").read_text().splitlines()[1:]]
    states = sorted({row[0] for row in lines if row[0] != "California"}) + ["California"]
    years = sorted({int(row[1]) for row in lines})
    y = np.zeros((len(states), len(years)))
    for state, year, packs, _ in lines:
        y[states.index(state), years.index(int(year))] = float(packs)
    published["prop99"] = case(y, 38, 19, False)
    # R's placebos are drawn; each state once instead.
    fw = synthdid_estimate(y, 38, 19)
    placebos = [float(refit(fw, Y=y[rows], N0=37, T0=19, X=np.zeros((38, 31, 0)), weights=Weights(omega=np.full(37, 1 / 37), lambda_=fw.weights.lambda_)))
                for rows in ([i for i in range(38) if i != d] + [d] for d in range(38))]
    published["prop99"]["frankWolfe"]["placebo"] = float(np.std(placebos))

    rows = [line.split(",") for line in gzip.open(SHARED / "golden" / "toolset" / "synth_panel_30x50.csv.gz", "rt").read().splitlines()]
    y = np.array(rows[1:], float)[:, 1:].T
    y = np.concatenate([y[25:], y[:25]])
    published["seed"] = case(y, 25, 20, True)

    versions = {name: importlib.metadata.version(name) for name in ("synthdid-py", "numpy", "cvxpy", "clarabel")}
    made = {"made": {"python": platform.python_version(), **versions, "seed": SEED}, "tolerance": {"effects": 1e-8, "weights": 1e-7}}
    (HERE / "panels.json").write_text(json.dumps({"made": {"script": "make-sdid.py", "seed": SEED, "numpy": versions["numpy"]}, **panels}) + "\n")
    (HERE / "sdid.json").write_text(json.dumps({**made, "cases": cases, "waves": waves, "published": published}, indent=1) + "\n")
    for name, one in {**cases, **published}.items():
        print(name, one["exact"]["effect"], one["frankWolfe"]["effect"], "sc", one["exact"]["sc"], one["frankWolfe"]["sc"], "did", one["frankWolfe"]["did"],
              np.subtract(one["frankWolfe"]["values"], one["exact"]["values"]), one.get("jackknife"), one["frankWolfe"].get("jackknife"), one.get("placebo", {}).get("se"), one["frankWolfe"].get("placebo"))
    print(cases["several"]["drawn"], waves)


main()
