"""Two-stage least squares by linearmodels, tests of instruments, Anderson-Rubin sets by their definition. Run: python goldens/instruments/make.py

Writes data.csv (read by make.R too) and linearmodels.json.
"""
import json
import pathlib
import platform

import linearmodels
import numpy as np
import pandas as pd
import scipy
from linearmodels.iv import IV2SLS
from scipy import optimize, stats

HERE = pathlib.Path(__file__).parent
SEED = 20261124
N = 400


def data():
    """Endogenous treatments, errors whose variance grows with x1, 36 clusters of unequal size, instruments strong (z*) and weak (w*)."""
    rng = np.random.default_rng(SEED)
    cluster = np.sort(rng.choice(36, N, p=np.arange(1, 37) / np.arange(1, 37).sum()))
    shared = rng.normal(size=36)[cluster]
    u = rng.normal(size=N) + 0.5 * shared
    x1, x2 = rng.normal(size=(2, N))
    x2 = 3 + 0.5 * x1 + x2
    g = np.array(list("abc"))[rng.choice(3, N, p=[0.5, 0.3, 0.2])]
    z1, z2, z3 = rng.normal(size=(3, N)) + 0.2 * x1 + 0.4 * rng.normal(size=(3, 36))[:, cluster]
    w1, w2, w3, w4 = rng.normal(size=(4, N))
    z = rng.integers(0, 2, N)
    arm = np.array(["off", "low", "high"])[rng.integers(0, 3, N)]
    level = 0.8 * (arm == "low") + 1.5 * (arm == "high")
    d = 2 + 0.6 * z1 + 0.4 * z2 - 0.3 * z3 + level + 0.5 * x1 - 0.2 * x2 + 0.7 * u + rng.normal(size=N) * np.exp(0.2 * z1)
    d2 = -1 + 0.5 * z2 + 0.7 * z3 + 0.3 * x1 - 0.4 * u + rng.normal(size=N)
    v = 1 + 0.08 * w1 + 0.05 * w2 + 0.3 * x1 + 0.8 * u + rng.normal(size=N)
    b = (0.9 * z - 0.6 + 0.3 * x1 + 0.8 * u + rng.normal(size=N) > 0).astype(int)
    e = u * np.exp(0.3 * x1) + 0.6 * rng.normal(size=N)
    columns = {"cluster": cluster, "x1": x1, "x2": x2, "g": g, "z1": z1, "z2": z2, "z3": z3, "w1": w1, "w2": w2, "w3": w3, "w4": w4, "z": z, "arm": arm}
    columns |= {"d": d, "d2": d2, "v": v, "b": b, "y": 5 + 0.5 * d - 0.8 * d2 + x1 + 0.3 * x2 + 0.7 * (g == "b") + e, "yv": 1 + 0.4 * v + x1 + e, "yb": 2 + b + x1 + e}
    # The instruments of the last outcome disagree: z3 has an effect of its own.
    columns["yo"] = columns["y"] + 0.6 * z3
    # Here all of them act through d alone.
    columns["yc"] = columns["y"] + 0.8 * d2
    return pd.DataFrame(columns).round(6)


DATA = data()
DATA.to_csv(HERE / "data.csv", index=False)
DATA = pd.read_csv(HERE / "data.csv")

CASES = [
    {"name": "one instrument, covariates", "outcome": "y", "treatment": ["d"], "instruments": ["z1"], "covariates": ["x1", "x2"]},
    {"name": "one instrument, a factor among covariates", "outcome": "y", "treatment": ["d"], "instruments": ["z2"], "covariates": ["x1", {"factor": "g"}]},
    {"name": "one binary instrument, binary treatment, no covariates", "outcome": "yb", "treatment": ["b"], "instruments": ["z"], "covariates": []},
    {"name": "binary instrument and treatment, covariates", "outcome": "yb", "treatment": ["b"], "instruments": ["z"], "covariates": ["x1", "x2", {"factor": "g"}]},
    {"name": "three instruments, covariates", "outcome": "y", "treatment": ["d"], "instruments": ["z1", "z2", "z3"], "covariates": ["x1", "x2"]},
    {"name": "three instruments that agree", "outcome": "yc", "treatment": ["d"], "instruments": ["z1", "z2", "z3"], "covariates": ["x1", "x2", {"factor": "g"}]},
    {"name": "three instruments of which one acts by itself", "outcome": "yo", "treatment": ["d"], "instruments": ["z1", "z2", "z3"], "covariates": ["x1"]},
    {"name": "arms as instruments", "outcome": "y", "treatment": ["d"], "instruments": [{"factor": "arm"}], "covariates": ["x1"]},
    {"name": "two treatments, three instruments", "outcome": "y", "treatment": ["d", "d2"], "instruments": ["z1", "z2", "z3"], "covariates": ["x1", "x2"]},
    {"name": "two treatments, two instruments, no covariates", "outcome": "y", "treatment": ["d", "d2"], "instruments": ["z1", "z3"], "covariates": []},
    {"name": "one weak instrument", "outcome": "yv", "treatment": ["v"], "instruments": ["w3"], "covariates": ["x1"]},
    {"name": "four weak instruments", "outcome": "yv", "treatment": ["v"], "instruments": ["w1", "w2", "w3", "w4"], "covariates": ["x1"]},
    {"name": "two weak instruments", "outcome": "yv", "treatment": ["v"], "instruments": ["w1", "w3"], "covariates": ["x1"]},
]


def expand(columns, constant=False):
    parts = [pd.Series(1.0, DATA.index, name="(intercept)")] if constant else []
    for column in columns:
        if isinstance(column, str):
            parts.append(DATA[column].astype(float))
        else:
            levels = sorted(DATA[column["factor"]].unique())
            parts += [(DATA[column["factor"]] == level).astype(float).rename(f"{column['factor']}={level}") for level in levels[1:]]
    return pd.concat(parts, axis=1) if parts else None


def test(result, null=None):
    return {"statistic": float(result.stat), "df": int(result.df), "pValue": float(result.pval)} | ({"dfResidual": int(result.df_denom)} if result.df_denom else {})


def estimates(fit, names):
    return {name: {"value": float(fit.params[name]), "standardError": float(fit.std_errors[name])} for name in names}


# --- Anderson-Rubin sets by their definition: a test of the instruments at each b ----------------------------------------------------------------------


def anderson_rubin(y, d, z, x, kind):
    """b -> (Wald statistic of the instruments in the regression of y - b d on instruments and covariates) / m; b = inf tests d itself."""
    design = np.column_stack([z, x])
    n, k = design.shape
    m = z.shape[1]
    inverse = np.linalg.inv(design.T @ design)
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    power = {"HC0": 0, "HC1": 0, "HC2": 1, "HC3": 2}.get(kind)

    def statistic(b):
        u = -d if np.isinf(b) else y - b * d
        coefficients = inverse @ (design.T @ u)
        residual = u - design @ coefficients
        if kind == "CR0":
            scores = np.zeros((36, k))
            np.add.at(scores, DATA.cluster.to_numpy(), design * residual[:, None])
            covariance = inverse @ (scores.T @ scores) @ inverse
        elif kind == "nonrobust":
            covariance = residual @ residual / (n - k) * inverse
        else:
            scores = design * (residual / (1 - leverage) ** (power / 2))[:, None]
            covariance = inverse @ (scores.T @ scores) @ inverse * (n / (n - k) if kind == "HC1" else 1)
        return coefficients[:m] @ np.linalg.solve(covariance[:m, :m], coefficients[:m]) / m

    return statistic, m, DATA.cluster.nunique() - 1 if kind == "CR0" else n - k


def ar_set(y, d, z, x, kind, level):
    """Roots on a fine grid of angles b = centre + scale tan(angle), polished by Brent; pieces by the sign between them."""
    statistic, m, df = anderson_rubin(y, d, z, x, kind)
    critical = stats.f.isf(1 - level, m, df)
    found = []
    for centre, scale in [(0.0, 1.0), (0.5, 0.1), (0.0, 10.0)]:
        angles = np.linspace(-np.pi / 2, np.pi / 2, 8001)[1:-1]
        grid = centre + scale * np.tan(angles)
        values = np.array([statistic(b) - critical for b in grid])
        for i in np.flatnonzero(np.sign(values[:-1]) != np.sign(values[1:])):
            found.append(optimize.brentq(lambda b: statistic(b) - critical, grid[i], grid[i + 1], xtol=1e-15, rtol=8.9e-16, maxiter=500))
    roots = []
    for root in sorted(found):
        if not roots or abs(root - roots[-1]) > 1e-9 * max(1, abs(root)):
            roots.append(root)
    ends = [-np.inf, *roots, np.inf]
    pieces = []
    for low, high in zip(ends[:-1], ends[1:]):
        middle = high - 1 - abs(high) if np.isinf(low) else low + 1 + abs(low) if np.isinf(high) else (low + high) / 2
        if np.isinf(low) and np.isinf(high):
            middle = 0.0
        if statistic(middle) <= critical:
            pieces.append([None if np.isinf(low) else low, None if np.isinf(high) else high])
    return pieces


def effective_f(d, z, x):
    """Montiel Olea & Pflueger (2013) as they write it: orthonormal instruments, HC0 weights."""
    annihilate = lambda a: a - x @ np.linalg.lstsq(x, a, rcond=None)[0]
    dd, zz = annihilate(d), annihilate(z)
    n, m = zz.shape
    q, _ = np.linalg.qr(zz)
    zo = q * np.sqrt(n)
    first = zo.T @ dd / n
    v = dd - zo @ first
    w2 = (zo * v[:, None]).T @ (zo * v[:, None]) / n
    trace = np.trace(w2)
    f = n * first @ first / trace
    eigenvalues = np.linalg.eigvalsh(w2)
    k = trace**2 * 21 / ((eigenvalues**2).sum() + 20 * trace * eigenvalues.max())
    return {"value": f, "critical": stats.ncx2.isf(0.05, k, 10 * k) / k, "df": k}


def clustered_score(fit, z, x, d):
    """Wooldridge's score test of the instruments' agreement with sums by cluster."""
    residual = fit.resids.to_numpy()
    hat = np.column_stack([x, np.column_stack([z, x]) @ np.linalg.lstsq(np.column_stack([z, x]), d, rcond=None)[0]])
    q = z.shape[1] - d.shape[1]
    left = z[:, :q] - hat @ np.linalg.lstsq(hat, z[:, :q], rcond=None)[0]
    sums = np.zeros((36, q))
    np.add.at(sums, DATA.cluster.to_numpy(), left * residual[:, None])
    total = sums.sum(axis=0)
    statistic = total @ np.linalg.solve(sums.T @ sums, total)
    return {"statistic": statistic, "df": q, "pValue": stats.chi2.sf(statistic, q)}


def case(spec):
    treatments = spec["treatment"]
    y, d, z, x = DATA[spec["outcome"]], DATA[treatments].astype(float), expand(spec["instruments"]), expand(spec["covariates"], constant=True)
    model = IV2SLS(y, x, d, z)
    plain = model.fit(cov_type="unadjusted", debiased=True)
    hc0, hc1 = model.fit(cov_type="robust"), model.fit(cov_type="robust", debiased=True)
    cr0 = model.fit(cov_type="clustered", clusters=DATA["cluster"])
    names = treatments
    over = z.shape[1] > len(treatments)
    expected = {
        "nonrobust": estimates(plain, names),
        "HC0": estimates(hc0, names),
        "HC1": estimates(hc1, names),
        "CR0": estimates(cr0, names),
        "coefficients": {name: float(value) for name, value in plain.params.items()},
        "durbin": test(plain.durbin()),
        "wuHausman": test(plain.wu_hausman()),
        "endogeneity": {"HC0": test(hc0.wooldridge_regression), "nonrobust": test(plain.wooldridge_regression)},
        "firstStage": {
            name: {
                "partialR2": float(hc0.first_stage.diagnostics.loc[name, "partial.rsquared"]),
                "waldHC0": float(hc0.first_stage.diagnostics.loc[name, "f.stat"]),
                "f": float(plain.first_stage.diagnostics.loc[name, "f.stat"]),
                "effects": {i: float(hc0.first_stage.individual[name].params[i]) for i in z.columns},
                "standardErrorsHC0": {i: float(hc0.first_stage.individual[name].std_errors[i]) for i in z.columns},
            }
            for name in names
        },
    }
    if over:
        expected |= {"sargan": test(plain.sargan), "score": test(hc0.wooldridge_overid), "scoreCR0": clustered_score(plain, z.to_numpy(), x.to_numpy(), d.to_numpy())}
    if len(treatments) == 1:
        arrays = y.to_numpy(), d.to_numpy()[:, 0], z.to_numpy(), x.to_numpy()
        kinds = ["nonrobust", "HC0", "HC1", "HC2", "HC3", "CR0"]
        expected["andersonRubin"] = {
            kind: {"statisticAtZero": float(anderson_rubin(*arrays, kind)[0](0.0)), "sets": {str(level): ar_set(*arrays, kind, level) for level in (0.5, 0.8, 0.95, 0.99)}}
            for kind in kinds
        }
        expected["effectiveF"] = effective_f(arrays[1], arrays[2], arrays[3])
    return spec | {"kind": "two-stage", "expected": expected}


def compliers():
    """Means of covariates among compliers: two-stage least squares of x d on d."""
    one = pd.Series(1.0, DATA.index, name="one")
    means = {}
    for name, x in {"x1": DATA.x1, "x2": DATA.x2, **{f"g={level}": (DATA.g == level).astype(float) for level in "abc"}}.items():
        fit = IV2SLS((x * DATA.b).rename("xd"), one, DATA[["b"]].astype(float), DATA[["z"]].astype(float)).fit(cov_type="robust")
        means[name] = {"mean": float(fit.params["b"]), "standardError": float(fit.std_errors["b"]), "meanOfAll": float(x.mean())}
    return {"name": "complier means", "kind": "compliers", "outcome": "yb", "treatment": "b", "assignment": "z", "covariates": ["x1", "x2", {"factor": "g"}], "expected": means}


golden = {
    "made": {"package": "linearmodels", "version": linearmodels.__version__, "numpy": np.__version__, "scipy": scipy.__version__, "python": platform.python_version(), "seed": SEED},
    "tolerance": {"relative": 1e-9},
    "why": "Closed forms on 400 rows; the reference solves in raw moments and loses some digits. Roots of Anderson-Rubin sets are polished by Brent to rounding.",
    "options": "nonrobust: unadjusted, debiased (s^2 over n - k). HC0: robust. HC1: robust, debiased. CR0: clustered by cluster. Anderson-Rubin: F(m, n - instruments - exogenous), numpy.",
    "cases": [*(case(spec) for spec in CASES), compliers()],
}
(HERE / "linearmodels.json").write_text(json.dumps(golden, indent=1) + "\n")
