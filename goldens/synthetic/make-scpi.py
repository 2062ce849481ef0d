"""Prediction intervals of synthetic controls by scpi. Run: python goldens/synthetic/make-scpi.py [prop99.csv]

Three kinds of numbers, all by scpi_pkg (outcome alone, simplex, with a constant or without):
 - what no draw enters: threshold, active donors, covariance of the moments, product of the donors, ends of errors to come;
 - what scpi finds for draws that are given: the draws stand in the golden. scpi keeps its problems in single precision and solves them by ECOS to 1e-8; here they are handed to ECOS in
   double precision, and the same problems are solved once more by Clarabel through cvxpy;
 - quantiles over scpi's own draws, untouched, with their standard errors over batches.
Weights are solved by Clarabel, and scpi goes on from these: its own solver leaves weights of 1e-6 where there are none, which it counts as degrees of freedom.
Quartiles: scpi's come from statsmodels' iterations, which stop near the solution; those of a linear program (HiGHS) are written beside them. Where several quartiles are right the
program takes the ones that are farthest apart.
With the path of the data of Proposition 99 its numbers are made too; the data are not kept here.
"""
import json
import pathlib
import sys
import warnings
from importlib.metadata import version

import cvxpy as cp
import ecos
import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scpi_pkg import funs, scpi as scpi_module
from scpi_pkg.scdata import scdata
from scpi_pkg.scest import scest

warnings.filterwarnings("ignore")
scpi_module = sys.modules["scpi_pkg.scpi"]
FOLDER = pathlib.Path(__file__).parent
REPLAYED = 12
BATCHES, SIMS = 10, 200
ALPHA = 0.05
rng = np.random.default_rng(20261130)


class DoublePrecision:
    """numpy, but for its single precision."""

    float32 = np.float64

    def __getattr__(self, name):
        return getattr(np, name)


class Kept(np.ndarray):
    """Draws that keep their own shape: one a period, not one a weight."""

    def reshape(self, *_):
        return np.asarray(self)


solve = ecos.solve


def exactly(**problem):
    return solve(**problem, abstol=1e-12, reltol=1e-12, feastol=1e-12, max_iters=300)


def weights_of(x, y, constant):
    weights, level = cp.Variable(x.shape[1]), cp.Variable()
    constraints = [weights >= 0, cp.sum(weights) == 1] + ([] if constant else [level == 0])
    scale = np.abs(x - y[:, None]).max()
    cp.Problem(cp.Minimize(cp.sum_squares((x - y[:, None]) @ weights / scale + level)), constraints).solve(
        solver=cp.CLARABEL, tol_gap_abs=1e-14, tol_gap_rel=1e-14, tol_feas=1e-14
    )
    found = np.where(weights.value < 1e-7, 0, weights.value)
    found /= found.sum()
    return found, float((y - x @ found).mean()) if constant else 0.0


def estimated(values, before, constant):
    units, periods = values.shape
    names = [f"d{u:03d}" for u in range(units - 1)] + ["treated"]
    frame = pd.DataFrame([{"unit": names[u], "time": t, "y": values[u, t]} for u in range(units) for t in range(periods)])
    data = scdata(
        df=frame, id_var="unit", time_var="time", outcome_var="y", period_pre=np.arange(before), period_post=np.arange(before, periods),
        unit_tr="treated", unit_co=names[:-1], constant=constant, cointegrated_data=False,
    )
    est = scest(data, w_constr={"name": "simplex"})
    x, y = est.B.to_numpy(), est.A.to_numpy()[:, 0]
    assert np.array_equal(x, values[:-1, :before].T)
    found, level = weights_of(x, y, constant)
    change = np.abs(est.w.to_numpy()[:, 0] - found).max()
    est.w.iloc[:, 0] = found
    est.b.iloc[:, 0] = np.append(found, level) if constant else found
    est.res.iloc[:, 0] = y - x @ found - level
    est.Y_post_fit.iloc[:, 0] = est.P.to_numpy() @ est.b.to_numpy()[:, 0]
    return est, change


def run(est, rho, sims, draws=None):
    """scpi, and what it had on the way; with draws these are its draws."""
    seen = {}
    plain = {name: getattr(scpi_module, name) for name in ("local_geom", "u_sigma_est", "scpi_in_diag", "scpi_out", "sqrtm")}
    normal = np.random.normal

    def local_geom(*args):
        found = plain["local_geom"](*args)
        seen["active"], seen["rho"] = np.flatnonzero(found[2]).tolist(), float(found[3])
        return found

    def u_sigma_est(**given):
        sigma, omega = plain["u_sigma_est"](**given)
        z = np.asarray(given["Z"])
        seen["sigma"], seen["scales"], seen["z"] = sigma, np.sqrt(np.diag(omega)), z
        return sigma, omega

    def scpi_in_diag(*args):
        seen["ends"] = plain["scpi_in_diag"](*args)
        seen["q"], seen["lb"] = np.asarray(args[2]), np.asarray(args[14])
        return seen["ends"]

    def scpi_out(**given):
        found = plain["scpi_out"](**given)
        seen.setdefault("out", {}).setdefault(given["e_method"], [found[0].to_numpy()[:, 0].tolist(), found[1].to_numpy()[:, 0].tolist()])
        seen["design"] = (np.asarray(given["x"]), np.asarray(given["preds"]), np.asarray(given["y"])[:, 0])
        return found

    patches = {"local_geom": local_geom, "u_sigma_est": u_sigma_est, "scpi_in_diag": scpi_in_diag, "scpi_out": scpi_out}
    if draws is not None:
        patches["sqrtm"] = lambda _: seen["z"].T * seen["scales"] / len(seen["z"])
        np.random.normal = lambda **_: draws.view(Kept)
        funs.numpy, funs.ecos.solve = DoublePrecision(), exactly
    for name, patch in patches.items():
        setattr(scpi_module, name, patch)
    try:
        result = scpi_module.scpi(est, u_missp=True, u_sigma="HC1", u_order=1, u_lags=0, u_alpha=ALPHA, e_alpha=ALPHA, e_method="all", e_order=1, e_lags=0,
                                  sims=sims, rho=rho, verbose=False)
    finally:
        for name, patch in plain.items():
            setattr(scpi_module, name, patch)
        np.random.normal, funs.numpy, funs.ecos.solve = normal, np, solve
    return result, seen


def by_clarabel(est, seen, draws):
    """The same ends for draws, by another solver, in the other form: the mix is in a ball."""
    z, p, b = seen["z"], est.P.to_numpy(), est.b.to_numpy()[:, 0]
    donors = len(seen["lb"])
    ends = []
    for draw in draws.T:
        error = seen["scales"] * draw
        size = np.linalg.norm(error)
        beta = cp.Variable(len(b))
        constraints = [cp.sum(beta[:donors]) == 1, beta[:donors] >= seen["lb"], cp.norm(z / size @ (beta - b) - error / size) <= 1]
        row = []
        for sign in (1, -1):
            for period in p:
                problem = cp.Problem(cp.Maximize(sign * (period @ (beta - b))), constraints)
                problem.solve(solver=cp.CLARABEL, tol_gap_abs=1e-11, tol_gap_rel=1e-11, tol_feas=1e-11)
                row.append(-sign * problem.value)
        ends.append(row)
    return np.array(ends)


def quartile(x, y, tau):
    n, k = x.shape
    found = linprog(np.r_[np.zeros(k), np.full(n, tau), np.full(n, 1 - tau)], A_eq=np.c_[x, np.eye(n), -np.eye(n)], b_eq=y,
                    bounds=[(None, None)] * k + [(0, None)] * (2 * n), method="highs-ds", options={"dual_feasibility_tolerance": 1e-10, "primal_feasibility_tolerance": 1e-10})
    return found.x[:k]


def errors_by_program(seen):
    """scpi's two ways with quartiles of a linear program."""
    x, preds, y = (np.asarray(part, float) for part in seen["design"])
    mean = np.linalg.pinv(x) @ y
    left = y - x @ mean
    log_squares = np.linalg.pinv(x) @ np.log(left**2)
    # In orthonormal columns: outcomes of donors are large beside what is left.
    q, r = np.linalg.qr(x)
    scaled = left / np.abs(left).max()
    quartiles = [np.linalg.solve(r, quartile(q, scaled, tau)) * np.abs(left).max() for tau in (0.25 - 1e-7, 0.75 + 1e-7)]
    scale = np.minimum(np.exp(preds @ log_squares / 2), np.abs(preds @ (quartiles[1] - quartiles[0])) / 1.34)
    center, far = preds @ mean, np.sqrt(-2 * np.log(ALPHA / 2))
    standardized = left / np.exp(x @ log_squares / 2)
    ls = [np.quantile(standardized, ALPHA / 2), np.quantile(standardized, 1 - ALPHA / 2)]
    return {
        "sub-gaussian": [(center - far * scale).tolist(), (center + far * scale).tolist()],
        "location-scale": [(center + ls[0] * scale).tolist(), (center + ls[1] * scale).tolist()],
    }


def case(name, values, before, constant, whole):
    est, change = estimated(values, before, constant)
    draws = rng.normal(size=(before, REPLAYED)).round(6)
    found = {"name": name, "constant": constant, "rules": {}}
    for rho in ("type-1", "type-2"):
        _, seen = run(est, rho, 1)
        found["rules"][rho] = {"threshold": seen["rho"], "active": seen["active"]}
    result, seen = run(est, "type-1", REPLAYED, draws)
    again = by_clarabel(est, seen, draws)
    failed = int(np.isnan(seen["ends"]).sum())
    found |= {
        "weights": est.w.to_numpy()[:, 0].tolist(),
        "path": est.Y_post_fit.to_numpy()[:, 0].tolist(),
        # These of 38 donors would be most of the file.
        **({} if name == "prop99" else {"sigma": seen["sigma"].tolist(), "product": seen["q"].tolist()}),
        "errors": errors_by_program(seen),
        "errorsByScpi": {"sub-gaussian": seen["out"]["gaussian"], "location-scale": seen["out"]["ls"]},
        "draws": draws.T.tolist(),
        "ends": again.tolist(),
        "scpiOff": float(np.nanmax(np.abs(seen["ends"] - again))),
        "scpiFailed": failed,
        "interval": [result.CI_all_gaussian.iloc[:, 0].tolist(), result.CI_all_gaussian.iloc[:, 1].tolist()],
    }
    spread = {way: float(np.abs(np.array(found["errors"][way]) - np.array(found["errorsByScpi"][way])).max()) for way in found["errors"]}
    print(name, constant, "weights moved", change, "rho", found["rules"], "ECOS - Clarabel", found["scpiOff"], "failed", failed, "of", seen["ends"].size, "quartiles", spread)
    if whole:
        np.random.seed(20261130)
        batches = []
        for _ in range(BATCHES):
            _, own = run(est, "type-1", SIMS)
            after = own["ends"].shape[1] // 2
            batches.append([np.nanquantile(own["ends"][:, :after], ALPHA / 2, axis=0), np.nanquantile(own["ends"][:, after:], 1 - ALPHA / 2, axis=0)])
        found["whole"] = {"mean": np.mean(batches, axis=0).tolist(), "batchDeviation": np.std(batches, axis=0, ddof=1).tolist(), "batches": BATCHES, "draws": SIMS}
    return found


panels = json.loads((FOLDER / "panels.json").read_text())


def simulated(name):
    panel = panels[name]
    values = np.array(panel["values"])
    return np.vstack([values[: panel["donors"]], values[panel["donors"] :].mean(axis=0)]), panel["before"]


golden = {
    "made": {name: version(name) for name in ("scpi_pkg", "cvxpy", "clarabel", "ecos", "scipy", "statsmodels", "numpy", "pandas")},
    "alpha": ALPHA,
    "tolerance": {
        "fixed": 1e-7,
        "ends": 1e-7,
        "scpi": 3e-5,
        "why": "in standard deviations of all outcomes; weights and ends of an interior point are off by some 1e-9, ECOS on scpi's form of the problem by some 1e-5 also where it is asked for "
        "1e-12; statsmodels' quantile regression stops where coefficients move by less than 1e-6, and takes remainders below that for as much",
    },
    "cases": [case(name, *simulated(name), constant, name in ("several", "long")) for name in ("one", "few", "several", "long") for constant in (False, True)],
}
if len(sys.argv) > 1:
    table = pd.read_csv(sys.argv[1], sep=";").pivot(index="State", columns="Year", values="PacksPerCapita")
    states = [state for state in table.index if state != "California"]
    values = table.loc[[*sorted(states), "California"]].to_numpy(float)
    golden["prop99"] = [case("prop99", values, 19, constant, not constant) for constant in (False, True)]
(FOLDER / "scpi.json").write_text(json.dumps(golden) + "\n")
