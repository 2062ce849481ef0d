# Run: python goldens/logistic/make.py   (needs numpy, scipy and statsmodels; rewrites logistic.json and the *.csv beside it)
# Logit and Probit on three simulated tables: coefficients, log likelihood, standard errors (nonrobust, HC0, clustered with and without the
# correction), marginal effects; and the effect of an arm standardised over covariates, with the variance of stacked estimating equations.
import json
import warnings
from pathlib import Path

import numpy as np
import statsmodels
import statsmodels.api as sm
from scipy.stats import norm

warnings.filterwarnings("ignore")  # of steps below rounding, which never shrink
here = Path(__file__).parent
seed = 20260901


def table(name, n, signal, constant):
    rng = np.random.default_rng([seed, len(name)])
    x = rng.normal(size=n).round(4)
    w = rng.exponential(2.0, size=n).round(4) + 100
    d = rng.integers(0, 2, size=n)
    g = rng.integers(0, 3, size=n)
    arm = (rng.uniform(size=n) < 0.4).astype(int)
    # Written apart by arm: what is randomized as a whole lies in one.
    cluster = rng.integers(0, n // 10, size=n)
    shared = rng.normal(size=n // 10)[cluster]
    eta = constant + signal * (x + 0.4 * (w - 102) + 0.5 * d - 0.7 * (g == 1) + 0.6 * arm) + 0.5 * shared
    y = (rng.uniform(size=n) < 1 / (1 + np.exp(-eta))).astype(int)
    rows = {"y": y, "arm": arm, "x": x, "w": w, "d": d, "g": np.array(list("abc"))[g], "cluster": 2 * cluster + arm}
    lines = [",".join(rows)] + [",".join(str(rows[c][i]) for c in rows) for i in range(n)]
    (here / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return rows


def design(rows):
    g = rows["g"]
    columns = [np.ones(len(g)), rows["arm"], rows["x"], rows["w"], rows["d"], g == "b", g == "c"]
    return np.column_stack([np.asarray(c, dtype=float) for c in columns])


names = ["(intercept)", "arm", "x", "w", "d", "g=b", "g=c"]
tight = dict(disp=0, maxiter=200, method="newton", tol=1e-13)


def polished(model):
    """statsmodels stops by the change of parameters; three more steps of Newton from there leave rounding only."""
    params = model.fit(**tight).params
    for _ in range(3):
        params = params - np.linalg.solve(model.hessian(params), model.score(params))
    return params


def factor_effects(kind, params, X, V):
    """Levels of g against its first, the other indicator set to zero: statsmodels leaves it as it is. Gradient by central differences."""
    cdf = {"logit": lambda t: 1 / (1 + np.exp(-t)), "probit": norm.cdf}[kind]
    out = {}
    for name, j in (("g=b", 5), ("g=c", 6)):
        one, zero = X.copy(), X.copy()
        one[:, 5:7] = 0
        zero[:, 5:7] = 0
        one[:, j] = 1
        f = lambda b: (cdf(one @ b) - cdf(zero @ b)).mean()
        step = 1e-5 * np.sqrt(np.diag(V))
        grad = np.array([(f(params + step[i] * np.eye(len(params))[i]) - f(params - step[i] * np.eye(len(params))[i])) / (2 * step[i]) for i in range(len(params))])
        out[name] = [f(params), float(np.sqrt(grad @ V @ grad))]
    return out


def fits(rows):
    X, y = design(rows), rows["y"]
    out = {}
    for kind, make in (("logit", sm.Logit), ("probit", sm.Probit)):
        model = make(y, X)
        params = polished(model)
        k, n = len(params), len(y)
        H = -model.hessian(params)
        bread = np.linalg.inv(H)
        one = {"coefficients": params, "logLikelihood": model.loglike(params), "nonrobust": np.sqrt(np.diag(bread))}
        start = dict(disp=0, maxiter=200, method="newton", tol=1e-13, start_params=params)
        # What statsmodels calls HC1 of these models is HC0: make.R has HC1.
        for cov, kwds in (("HC0", {}), ("CR0", {"groups": rows["cluster"], "use_correction": False}), ("CR1", {"groups": rows["cluster"]})):
            fit = model.fit(**start, cov_type=cov if cov.startswith("HC") else "cluster", **({"cov_kwds": kwds} if kwds else {}))
            one[cov] = fit.bse
        fit = model.fit(**start)
        one["margeff"] = {}
        for at in ("overall", "mean"):
            effects = fit.get_margeff(at=at, dummy=True)
            one["margeff"][at] = {"value": effects.margeff, "standardError": effects.margeff_se}
        one["factorEffects"] = factor_effects(kind, params, X, bread)
        out[kind] = one
    return out


def stacked(rows):
    """Effect of the arm as a root of stacked equations: scores of the regression, then the mean responses of both arms."""
    X, y, n = design(rows), rows["y"], len(rows["y"])
    k = X.shape[1]
    params = polished(sm.Logit(y, X))
    share = lambda t: 1 / (1 + np.exp(-t))
    arms = [X.copy(), X.copy()]
    arms[0][:, 1], arms[1][:, 1] = 0, 1
    p = share(X @ params)
    responses = [share(A @ params) for A in arms]
    means = [r.mean() for r in responses]
    psi = np.column_stack([X * (y - p)[:, None]] + [r - m for r, m in zip(responses, means)])
    A = np.zeros((k + 2, k + 2))
    A[:k, :k] = -(X.T * (p * (1 - p))) @ X / n
    for a in range(2):
        A[k + a, :k] = ((responses[a] * (1 - responses[a]))[:, None] * arms[a]).mean(axis=0)
        A[k + a, k + a] = -1
    inverse = np.linalg.inv(A)
    contrast = np.zeros(k + 2)
    contrast[k], contrast[k + 1] = -1, 1

    def error(B, factor=1.0):
        return float(np.sqrt(factor * contrast @ (inverse @ B @ inverse.T) @ contrast / n))

    totals = np.array([psi[rows["cluster"] == c].sum(axis=0) for c in np.unique(rows["cluster"])])
    G = len(totals)
    by_row, by_cluster = psi.T @ psi / n, totals.T @ totals / n
    # CR2 by arm: what a cluster adds over the root of what its share of its arm leaves.
    codes = np.unique(rows["cluster"])
    part = np.array([sum(1 / (rows["arm"] == a).sum() for a in rows["arm"][rows["cluster"] == c]) for c in codes])
    corrected = totals / np.sqrt(1 - part)[:, None]
    return {
        "value": means[1] - means[0],
        "shares": means,
        "HC0": error(by_row),
        "HC1": error(by_row, n / (n - k)),
        "CR0": error(by_cluster),
        "CR1": error(by_cluster, G / (G - 1) * (n - 1) / (n - k)),
        "CR2": error(corrected.T @ corrected / n, (n - 2) / (n - k)),
        "clusters": G,
        "df": n - k,
        "dfCR2": bell_mccaffrey(rows["arm"], rows["cluster"]),
    }


def bell_mccaffrey(arm, cluster):
    """Degrees of freedom of the difference in means under CR2, from the matrices of its regression."""
    X = np.column_stack([np.ones(len(arm)), arm]).astype(float)
    inverse = np.linalg.inv(X.T @ X)
    left = np.eye(len(arm)) - X @ inverse @ X.T
    forms = []
    for c in np.unique(cluster):
        own = cluster == c
        values, vectors = np.linalg.eigh(left[np.ix_(own, own)])
        root = vectors @ np.diag(1 / np.sqrt(values)) @ vectors.T
        forms.append(left[:, own] @ (root @ (X[own] @ (inverse @ np.array([0.0, 1.0])))))
    P = np.array(forms)
    between = P @ P.T
    return float(np.trace(between) ** 2 / (between**2).sum())


cases = []
for name, n, signal, constant in (("factors", 400, 1.0, -0.2), ("near-separation", 240, 4.0, -0.5), ("rare-events", 1500, 0.7, -4.6)):
    rows = table(name, n, signal, constant)
    cases.append({"name": name, "rows": n, "events": int(rows["y"].sum()), **fits(rows), "effect": stacked(rows)})
made = {"package": "statsmodels", "version": statsmodels.__version__, "numpy": np.__version__, "by": "make.py", "seed": seed}
note = "Coefficients 1e-8 of a standard error, standard errors 1e-8 of themselves: statsmodels' estimate is polished by three steps to rounding, and w lies 30 deviations from zero. Factor effects 1e-7: their gradient is by differences."
out = {"made": made, "names": names, "options": {"method": "newton", "tol": 1e-13}, "tolerance": 1e-8, "why": note, "cases": cases}
(here / "logistic.json").write_text(json.dumps(out, indent=1, default=lambda a: a.tolist() if isinstance(a, np.ndarray) else float(a)) + "\n")
