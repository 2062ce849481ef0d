"""Run: python goldens/mediation/make.py [stacked]   (`stacked` leaves the simulation out; numpy, pandas, statsmodels; rewrites sessions.csv, stacked.json, statsmodels.json)

stacked.json: natural, controlled and total effects as functions of one stacked system of estimating equations, solved in numpy with a row a unit; derivatives of the
effects by complex steps. Nothing is taken from moments. HC2 divides each residual by the root of one less the leverage of its own regression; with clusters, sums by
cluster, centred within arms, times G / (G - 1).
statsmodels.json: statsmodels Mediation on the same regressions, which simulates: its means over replications with their Monte Carlo standard errors.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels
import statsmodels.formula.api as smf
from statsmodels.stats.mediation import Mediation

HERE = Path(__file__).parent
SEED = 20260901


def sessions(n=800):
    """Teams are assigned; a hit, then an intermediate, then quality, then the outcome. Slopes differ between arms."""
    rng = np.random.default_rng(SEED)
    team = np.sort(rng.integers(0, 60, n))
    z = rng.permutation(np.arange(60) % 2)[team]
    shared = rng.normal(0, 0.4, 60)[team]
    x = rng.normal(0, 1, n) + 0.3 * shared
    g = rng.integers(0, 3, n)
    hit = (rng.uniform(size=n) < 1 / (1 + np.exp(0.4 - 1.2 * z + 0.6 * x))).astype(int)
    wait = 2 + 0.8 * z - 0.3 * hit + 0.4 * x + rng.normal(0, 1, n)
    quality = 3 + 0.3 * z + 0.9 * hit - 0.2 * wait - 0.4 * x + rng.normal(0, 0.8, n)
    y = 10 + 0.5 * z + (0.8 + 0.4 * z) * quality + 0.3 * hit - 0.5 * wait + 0.7 * x + 0.4 * (g == 1) + shared + rng.normal(0, 1.5, n) * (1 + 0.3 * z)
    solved = (rng.uniform(size=n) < 1 / (1 + np.exp(1.5 - 0.5 * quality))).astype(int)
    table = pd.DataFrame({"team": [f"T{t:02d}" for t in team], "z": z, "x": x, "g": np.array(list("abc"))[g], "hit": hit, "wait": wait, "quality": quality, "y": y, "solved": solved})
    return table.round({"x": 6, "wait": 6, "quality": 6, "y": 6})


def design(data, covariates):
    columns = []
    for name in covariates:
        if not pd.api.types.is_numeric_dtype(data[name]):
            columns += [(data[name] == level).to_numpy(float) for level in sorted(data[name].unique())[1:]]
        else:
            columns.append(data[name].to_numpy(float))
    return np.column_stack(columns) if columns else np.zeros((len(data), 0))


def stacked(data, outcome, mediators, covariates, intermediates=(), assignment="z", kind="HC2", cluster=None):
    """Parameters: mean covariates; per arm outcome and mediators on covariates, outcome on mediators, intermediates and covariates."""
    n = len(data)
    C, M, L = design(data, covariates), data[list(mediators)].to_numpy(float), data[list(intermediates)].to_numpy(float).reshape(n, -1)
    y, z = data[outcome].to_numpy(float), data[assignment].to_numpy()
    q, k = M.shape[1], C.shape[1]
    one = np.ones((n, 1))
    S, X = np.hstack([one, C]), np.hstack([one, M, L, C])
    solutions, blocks, psi = [C.mean(0)], [np.eye(k) * n], [C - C.mean(0)]
    for arm in (0, 1):
        own = (z == arm).astype(float)[:, None]
        for response, regressors in [(y, S)] + [(M[:, j], S) for j in range(q)] + [(y, X)]:
            weighted = regressors * own
            gram = weighted.T @ regressors
            beta = np.linalg.solve(gram, weighted.T @ response)
            residual = response - regressors @ beta
            if kind == "HC2":
                leverage = np.einsum("ij,ij->i", weighted @ np.linalg.inv(gram), weighted)
                residual = residual / np.sqrt(1 - leverage)
            solutions.append(beta)
            blocks.append(gram)
            psi.append(weighted * residual[:, None])
    sizes = [len(s) for s in solutions]
    theta = np.concatenate(solutions)
    influence = np.hstack([p @ np.linalg.inv(b) for p, b in zip(psi, blocks)])

    def parts(t):
        cut = np.split(t, np.cumsum(sizes)[:-1])
        center, arms = np.concatenate([[1 + 0j], cut[0]]), [cut[1 : 3 + q], cut[3 + q :]]
        means = [[center @ b for b in arm[: 1 + q]] for arm in arms]
        slopes = [arm[1 + q][1 : 1 + q] for arm in arms]
        return means, slopes

    def effects(t):
        (m0, m1), (b0, b1) = parts(t)
        total = m1[0] - m0[0]
        indirect = sum(b1[j] * (m1[1 + j] - m0[1 + j]) for j in range(q))

        def held(at):
            return (m1[0] - sum(b1[j] * (m1[1 + j] - at[j]) for j in range(q))) - (m0[0] - sum(b0[j] * (m0[1 + j] - at[j]) for j in range(q)))

        found = {"total": total, "direct": total - indirect, "indirect": indirect, "share": indirect / total, "held at control": held(m0[1:])}
        return found | {f"held at {v}": held([v] * q) for v in (0, 1)}

    values = {name: value.real for name, value in effects(theta.astype(complex)).items()}
    gradients = {name: np.zeros(len(theta)) for name in values}
    for i in range(len(theta)):
        moved = theta.astype(complex)
        moved[i] += 1e-30j
        for name, value in effects(moved).items():
            gradients[name][i] = value.imag / 1e-30
    result = {}
    for name, value in values.items():
        f = influence @ gradients[name]
        if cluster is None:
            result[name] = {"value": value, "standardError": np.sqrt(f @ f), "df": n - 2 * X.shape[1]}
        else:
            sums = pd.DataFrame({"f": f, "z": z, "c": data[cluster]}).groupby(["z", "c"]).f.sum()
            arms = [sums[arm] for arm in (0, 1)]
            variances = np.array([len(a) * a.var(ddof=1) for a in arms])
            result[name] = {"value": value, "standardError": np.sqrt(variances.sum()), "df": variances.sum() ** 2 / sum(v**2 / (len(a) - 1) for v, a in zip(variances, arms))}
    return result


def sensitivity(data, outcome, mediator, covariates, correlations, assignment="z"):
    """Theorem 4 of Imai, Keele & Yamamoto (2010) from residuals of the treated arm."""
    treated = data[data[assignment] == 1]
    C = np.hstack([np.ones((len(treated), 1)), design(data, covariates)[(data[assignment] == 1).to_numpy()]])

    def left(values):
        return values - C @ np.linalg.lstsq(C, values, rcond=None)[0]

    e, m = left(treated[outcome].to_numpy(float)), left(treated[mediator].to_numpy(float))
    s_y, s_m, r = np.sqrt((e**2).mean()), np.sqrt((m**2).mean()), np.corrcoef(e, m)[0, 1]
    whole = design(data, covariates).mean(0)
    mean = {}
    for arm in (0, 1):
        rows = (data[assignment] == arm).to_numpy()
        D = np.hstack([np.ones((rows.sum(), 1)), design(data, covariates)[rows]])
        mean[arm] = np.concatenate([[1], whole]) @ np.linalg.lstsq(D, data[mediator].to_numpy(float)[rows], rcond=None)[0]
    shift = mean[1] - mean[0]
    u, v = e / s_y, m / s_m
    influence = (u * v - r * (u**2 + v**2) / 2) / len(u)
    return {"correlationAtZero": r, "standardError": np.sqrt(influence @ influence), "at": [{"rho": rho, "value": s_y / s_m * (r - rho * np.sqrt((1 - r**2) / (1 - rho**2))) * shift} for rho in correlations]}


CASES = [
    {"name": "one mediator, no covariate", "outcome": "y", "mediators": ["quality"], "covariates": []},
    {"name": "one mediator, a number and a factor", "outcome": "y", "mediators": ["quality"], "covariates": ["x", "g"]},
    {"name": "a binary mediator of a binary outcome", "outcome": "solved", "mediators": ["hit"], "covariates": ["x"]},
    {"name": "two mediators", "outcome": "y", "mediators": ["hit", "quality"], "covariates": ["x", "g"]},
    {"name": "an intermediate", "outcome": "y", "mediators": ["quality"], "intermediates": ["hit", "wait"], "covariates": ["x", "g"]},
]


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value


def write(name, content):
    (HERE / name).write_text(json.dumps(plain(content), indent=1, allow_nan=False) + "\n")


def simulated(data, mediator, covariates):
    """statsmodels simulates the effects of a treatment-mediator interaction; a replication draws coefficients, then mediators."""
    np.random.seed(SEED)
    replications = 4000
    beside = "".join(f" + z * {name}" for name in covariates)
    fit = Mediation(
        smf.ols(f"y ~ z * {mediator}{beside}", data), smf.ols(f"{mediator} ~ z{beside}", data), "z", mediator
    ).fit(method="parametric", n_rep=replications)
    draws = {"indirect": fit.indirect_effects[1], "direct": fit.direct_effects[0], "total": fit.total_effect}
    return {name: {"value": d.mean(), "monteCarloError": d.std(ddof=1) / np.sqrt(replications), "deviation": d.std(ddof=1)} for name, d in draws.items()}


def main():
    table = sessions()
    table.to_csv(HERE / "sessions.csv", index=False)
    data = pd.read_csv(HERE / "sessions.csv")
    made = {"by": "goldens/mediation/make.py", "numpy": np.__version__, "pandas": pd.__version__, "seed": SEED}
    cases = []
    for case in CASES:
        asked = {key: case.get(key, []) for key in ("mediators", "covariates", "intermediates")}
        kinds = {kind: stacked(data, case["outcome"], **asked, kind=kind) for kind in ("HC0", "HC2")}
        kinds["team"] = stacked(data, case["outcome"], **asked, kind="HC0", cluster="team")
        cases.append(case | {"expected": kinds})
    rho = [-0.9, -0.5, 0, 0.25, 0.9]
    curve = sensitivity(data, "y", "quality", ["x", "g"], rho)
    tolerance = {"relative": 1e-8, "why": "closed forms in double precision on both sides"}
    write("stacked.json", {"made": made | {"package": "numpy"}, "tolerance": tolerance, "data": "sessions.csv", "cases": cases, "sensitivity": curve})
    if "stacked" in sys.argv:
        return
    simulated_made = made | {"package": "statsmodels", "version": statsmodels.__version__}
    within = {"monteCarloErrors": 3, "why": "the mean over replications of a simulation, whose standard error is stored"}
    runs = [{"mediator": m, "covariates": c, "expected": simulated(data, m, c)} for m, c in [("quality", []), ("quality", ["x"])]]
    write("statsmodels.json", {"made": simulated_made, "tolerance": within, "data": "sessions.csv", "replications": 4000, "cases": runs})


if __name__ == "__main__":
    main()
