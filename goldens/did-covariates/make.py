# Run: python goldens/did-covariates/make.py [mpdta.csv]   (needs drdid, csdid, numpy, pandas; rewrites did-covariates.json and units.csv beside it)
# Two groups and two periods with covariates: the estimators of Sant'Anna and Zhao (2020) by drdid, with and without weights, on simulated units;
# the same by stacked estimating equations solved and differentiated here, in numpy alone; and group-time effects of mpdta given lpop by csdid
# (its numbers only; the data lies beside the project).
import json
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from csdid.att_gt import ATTgt
from drdid.drdid import drdid_panel, drdid_rc
from drdid.ipwd_did import std_ipw_did_panel, std_ipw_did_rc
from drdid.reg_did import reg_did_panel, reg_did_rc

warnings.filterwarnings("ignore")
here = Path(__file__).parent
seed = 20261129
n = 400


def units():
    """Seats of a workspace (skewed), its age in years, whether it is on the paid plan; the chance of treatment and the trend depend on them."""
    rng = np.random.default_rng(seed)
    seats = np.round(np.exp(rng.normal(3, 0.8, n)), 1)
    age = rng.uniform(0, 6, n).round(3)
    paid = rng.integers(0, 2, n)
    eta = -1.2 + 0.5 * (np.log(seats) - 3) + 0.15 * (age - 3) + 0.5 * paid
    treated = (rng.uniform(size=n) < 1 / (1 + np.exp(-eta))).astype(int)
    before = 10 + 0.05 * seats + 0.4 * age + paid + rng.normal(size=n)
    trend = 0.5 + 0.4 * np.log(seats) + 0.2 * age * paid
    after = before + trend + treated * (1 + 0.3 * paid) + rng.normal(size=n)
    period = rng.integers(0, 2, n)
    weight = rng.uniform(0.5, 2, n).round(3)
    weight[[7, 91]] = 0
    # A region where nobody is treated.
    elsewhere = ((treated == 0) & (rng.uniform(size=n) < 0.2)).astype(int)
    return pd.DataFrame({
        "treated": treated, "after": period, "seats": seats, "age": age, "paid": paid, "weight": weight,
        "y0": before.round(4), "y1": after.round(4), "y": np.where(period == 1, after, before).round(4), "elsewhere": elsewhere,
    })


def expit(v):
    return 1 / (1 + np.exp(-v))


def stacked(how, design, data, weights):
    """The estimating equations of all parameters at once: psi(theta) is n x q. theta: what `start` names, the estimate last."""
    D = data["treated"].to_numpy(float)
    X = np.column_stack([np.ones(n), data[["seats", "age", "paid"]].to_numpy(float)])
    X[:, 1] /= 20
    X[:, 2] /= 3
    k = X.shape[1]
    w = weights
    if design == "panel":
        y = (data["y1"] - data["y0"]).to_numpy()
        cells = {"c": (1 - D), "t": D}
        late = None
    else:
        y = data["y"].to_numpy()
        P = data["after"].to_numpy(float)
        cells = {"c0": (1 - D) * (1 - P), "c1": (1 - D) * P, "t0": D * (1 - P), "t1": D * P}
        late = P

    def psi(theta):
        at = 0
        rows = []

        def take(size):
            nonlocal at
            at += size
            return theta[at - size:at]

        odds = None
        if how != "regression":
            g = take(k)
            p = expit(X @ g)
            odds = p / (1 - p)
            rows.append((w * (D - p))[:, None] * X)
        line = {}

        def regress(cell):
            b = take(k)
            line[cell] = X @ b
            rows.append((w * cells[cell] * (y - line[cell]))[:, None] * X)

        def mean(weight, value):
            m = take(1)[0]
            rows.append((weight * (value - m))[:, None])
            return m

        if design == "panel":
            if how != "weighting":
                regress("c")
            base = line.get("c", 0)
            total = mean(w * D, y - base)
            if how != "regression":
                total = total - mean(w * (1 - D) * odds, y - base)
        elif how == "regression":
            regress("c0")
            regress("c1")
            total = mean(w * cells["t1"], y) - mean(w * cells["t0"], y) - mean(w * D, line["c1"] - line["c0"])
        elif how == "weighting":
            total = mean(w * cells["t1"], y) - mean(w * cells["t0"], y) - mean(w * cells["c1"] * odds, y) + mean(w * cells["c0"] * odds, y)
        else:
            for cell in cells:
                regress(cell)
            base = late * line["c1"] + (1 - late) * line["c0"]
            total = mean(w * cells["t1"], y - base) - mean(w * cells["t0"], y - base)
            total = total - mean(w * cells["c1"] * odds, y - base) + mean(w * cells["c0"] * odds, y - base)
            total = total + mean(w * D, line["t1"] - line["c1"]) - mean(w * cells["t1"], line["t1"] - line["c1"])
            total = total - mean(w * D, line["t0"] - line["c0"]) + mean(w * cells["t0"], line["t0"] - line["c0"])
        effect = take(1)[0]
        rows.append(np.full((n, 1), total - effect))
        return np.concatenate(rows, axis=1), at

    size = {"panel": {"regression": k + 2, "weighting": k + 3, "doubly-robust": 2 * k + 3},
            "pooled": {"regression": 2 * k + 4, "weighting": k + 5, "doubly-robust": 5 * k + 9}}[design][how]

    def jacobian(theta):
        """By complex steps: exact to rounding."""
        columns = []
        for j in range(size):
            moved = theta.astype(complex)
            moved[j] += 1e-30j
            columns.append(psi(moved)[0].mean(axis=0).imag / 1e-30)
        return np.column_stack(columns)

    theta = np.zeros(size)
    assert psi(theta)[1] == size
    for _ in range(60):
        step = np.linalg.solve(jacobian(theta), psi(theta)[0].mean(axis=0))
        theta = theta - step
        if np.abs(step).max() < 1e-13:
            break
    rows, _ = psi(theta)
    influence = -np.linalg.solve(jacobian(theta), rows.T).T[:, -1]
    return {"value": theta[-1], "standardError": np.sqrt((influence ** 2).sum()) / n, "influence": influence[:6].tolist()}


def with_drdid(how, design, data, weights, covariates=("seats", "age", "paid")):
    D = data["treated"].to_numpy(float)
    X = np.column_stack([np.ones(n), data[list(covariates)].to_numpy(float)])
    if design == "panel":
        f = {"regression": reg_did_panel, "weighting": std_ipw_did_panel, "doubly-robust": drdid_panel}[how]
        value, influence = f(data["y1"].to_numpy(), data["y0"].to_numpy(), D, X, weights)
    else:
        f = {"regression": reg_did_rc, "weighting": std_ipw_did_rc, "doubly-robust": drdid_rc}[how]
        value, influence = f(data["y"].to_numpy(), data["after"].to_numpy(float), D, X, weights)
    return {"value": float(value), "standardError": float(np.sqrt((influence ** 2).sum()) / n), "influence": influence[:6].tolist()}


def cell_effects():
    data = pd.read_csv(sys.argv[1] if len(sys.argv) > 1 else here / "../../../shared/datasets/mpdta.csv")
    found = []
    for how, name in (("regression", "reg"), ("weighting", "ipw"), ("doubly-robust", "dr")):
        for control in ("nevertreated", "notyettreated"):
            fit = ATTgt(yname="lemp", gname="first.treat", idname="countyreal", tname="year", xformla="lemp~lpop", data=data.copy(),
                        control_group=control, cband=False).fit(est_method=name, bstrap=False)
            r = fit.results
            for g, t, value, error in zip(r["group"], r["year"], r["att"], r["se"]):
                found.append({"how": how, "comparison": "never" if control == "nevertreated" else "not-yet", "cohort": int(g), "period": int(t),
                              "value": float(value), "standardError": float(error)})
    return found


data = units()
data.to_csv(here / "units.csv", index=False)
cases = []
for design in ("panel", "pooled"):
    for how in ("regression", "weighting", "doubly-robust"):
        for weighted in (False, True):
            weights = data["weight"].to_numpy() if weighted else np.ones(n)
            cases.append({"design": design, "how": how, "weighted": weighted, "drdid": with_drdid(how, design, data, weights),
                          "stacked": stacked(how, design, data, weights)})

# Its coefficient of the chance of treatment is infinite; statsmodels stops some way off.
unlike = [{"how": how, "drdid": with_drdid(how, "panel", data, np.ones(n), ("seats", "age", "paid", "elsewhere"))} for how in ("weighting", "doubly-robust")]

out = {
    "made": {"by": "goldens/did-covariates/make.py", "seed": seed,
             "packages": {p: version(p) for p in ("drdid", "csdid", "numpy", "statsmodels", "pandas")}},
    "tolerance": {"drdid": 1e-6, "stacked": 1e-9, "csdid": 1e-6},
    "reason": "drdid and csdid take the chance of treatment from statsmodels' GLM, which stops by the change of its deviance; the stacked equations "
              "are solved and differentiated to rounding",
    "cases": cases,
    "unlike": unlike,
    "mpdta": cell_effects(),
}
(here / "did-covariates.json").write_text(json.dumps(out, indent=1) + "\n")
for c in cases:
    print(c["design"], c["how"], c["weighted"], c["drdid"]["value"], c["drdid"]["standardError"], c["stacked"]["value"], c["stacked"]["standardError"])
