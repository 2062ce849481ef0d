"""Run: python goldens/mediation/make-standardised.py   (numpy, pandas, statsmodels; reads sessions.csv, rewrites standardised.json)

Natural effects where outcome or mediator hold 0 and 1, as functions of one stacked system of estimating equations with a row a unit. Logistic regressions carry
Jeffreys' prior (Firth 1993), solved by Newton steps on Firth's equations with a numeric Jacobian. The bread is the derivative of all equations by complex steps, leverages
held; the effects are averages over rows of predictions, over 0 and 1 of a logistic mediator and over 120 Gauss-Hermite nodes of the normal errors of a linear one,
derived by complex steps too. The meat is that of the rows (by cluster: sums centred within arms, times G / (G - 1)), and of what the prior adds to each: half an
event and half a non-event in parts of its leverage. Linear residuals are HC2 without clusters.

simulated: statsmodels Mediation with maximum likelihood and the same terms, which simulates: means over replications with their Monte Carlo errors.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels
import statsmodels.api as sm
from statsmodels.stats.mediation import Mediation

HERE = Path(__file__).parent
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(120)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def design(data, covariates):
    columns = []
    for name in covariates:
        if not pd.api.types.is_numeric_dtype(data[name]):
            columns += [(data[name] == level).to_numpy(float) for level in sorted(data[name].unique())[1:]]
        else:
            columns.append(data[name].to_numpy(float))
    return np.column_stack(columns) if columns else np.zeros((len(data), 0))


def leverages(beta, X):
    p = sigmoid(X @ beta)
    W = p * (1 - p)
    return W * np.einsum("ij,ij->i", X @ np.linalg.inv(X.T @ (W[:, None] * X)), X)


def firth(y, X):
    def equations(beta):
        p = sigmoid(X @ beta)
        return X.T @ (y - p + leverages(beta, X) * (0.5 - p))

    beta = np.zeros(X.shape[1])
    for _ in range(60):
        jacobian = np.column_stack([(equations(beta + 1e-6 * e) - equations(beta - 1e-6 * e)) / 2e-6 for e in np.eye(len(beta))])
        step = np.linalg.solve(jacobian, equations(beta))
        beta = beta - step * min(1, 2 / np.abs(step).max())
        if np.abs(step).max() < 1e-14:
            break
    return beta


def complex_jacobian(f, t):
    columns = []
    for i in range(len(t)):
        moved = t.astype(complex)
        moved[i] += 1e-30j
        columns.append(np.imag(f(moved)) / 1e-30)
    return np.column_stack(columns)


def standardised(data, outcome, mediator, covariates, kinds, cluster):
    n, C = len(data), design(data, covariates)
    y, m, z = (data[name].to_numpy(float) for name in (outcome, mediator, "z"))
    S, X = np.column_stack([np.ones(n), C]), np.column_stack([np.ones(n), m, C])
    k = S.shape[1]
    theta, spread = [], []
    for arm in (0, 1):
        own = z == arm
        if kinds["mediator"] == "logistic":
            theta.append(np.append(firth(m[own], S[own]), 0.0))
        else:
            alpha = np.linalg.lstsq(S[own], m[own], rcond=None)[0]
            theta.append(np.append(alpha, 0.5 * np.log(((m[own] - S[own] @ alpha) ** 2).sum() / (own.sum() - k))))
        theta.append(firth(y[own], X[own]) if kinds["outcome"] == "logistic" else np.linalg.lstsq(X[own], y[own], rcond=None)[0])
    sizes = [len(t) for t in theta]
    theta = np.concatenate(theta)

    def cut(t):
        a0, b0, a1, b1 = np.split(t, np.cumsum(sizes)[:-1])
        return [(a0, b0), (a1, b1)]

    held = [[leverages(part, D[z == arm]) for part, D in zip((cut(theta)[arm][0][:k], cut(theta)[arm][1]), (S, X))] for arm in (0, 1)]

    def rows(t, scaled=False):
        """What each row has in each equation, genuine rows alone."""
        found = np.zeros((n, len(t)), complex)
        at = 0
        for arm, (alpha, beta) in enumerate(cut(t)):
            own = z == arm
            for part, D, response, kind in ((alpha[:k], S, m, kinds["mediator"]), (beta, X, y, kinds["outcome"])):
                e = response[own] - (sigmoid(D[own] @ part) if kind == "logistic" else D[own] @ part)
                if scaled and kind == "linear":
                    e = e / np.sqrt(1 - np.einsum("ij,ij->i", D[own] @ np.linalg.inv(D[own].T @ D[own]), D[own]))
                found[own, at : at + D.shape[1]] = e[:, None] * D[own]
                at += D.shape[1]
                if D is S:
                    if kind == "linear":
                        plain = m[own] - S[own] @ part
                        found[own, at] = plain**2 - np.exp(2 * alpha[k]) * (own.sum() - k) / own.sum()
                    at += 1
        return found

    def equations(t):
        total = rows(t).sum(0)
        at = 0
        for arm, (alpha, beta) in enumerate(cut(t)):
            own = z == arm
            for part, D, kind, h in ((alpha[:k], S, kinds["mediator"], held[arm][0]), (beta, X, kinds["outcome"], held[arm][1])):
                if kind == "logistic":
                    total[at : at + D.shape[1]] += D[own].T @ (h * (0.5 - sigmoid(D[own] @ part)))
                at += D.shape[1] + (1 if D is S else 0)
            if kinds["mediator"] == "logistic":
                total[at - X.shape[1] - 1] += alpha[k]
        return total

    assert np.abs(equations(theta.astype(complex))).max() < 1e-7, np.abs(equations(theta.astype(complex))).max()

    def units(t):
        """Mean outcome of each unit in the cells (0, 0), (0, 1), (1, 0), (1, 1) of outcome and mediator."""
        arms = cut(t)
        respond = sigmoid if kinds["outcome"] == "logistic" else (lambda x: x)
        found = []
        for a in (0, 1):
            beta = arms[a][1]
            rest = beta[0] + C @ beta[2:]
            for b in (0, 1):
                alpha = arms[b][0]
                if kinds["mediator"] == "logistic":
                    share = sigmoid(S @ alpha[:k])
                    found.append((1 - share) * respond(rest) + share * respond(rest + beta[1]))
                else:
                    drawn = (S @ alpha[:k])[:, None] + np.exp(alpha[k]) * NODES
                    found.append(respond(rest[:, None] + beta[1] * drawn) @ WEIGHTS)
        return np.column_stack(found)

    cells = units(theta.astype(complex)).real
    gradient = complex_jacobian(lambda t: units(t).mean(0), theta)
    inverse = np.linalg.inv(-complex_jacobian(equations, theta))
    influence = rows(theta.astype(complex), scaled=cluster is None).real @ inverse.T @ gradient.T + (cells - cells.mean(0)) / n
    added = []
    for arm, (alpha, beta) in enumerate(cut(theta)):
        own = z == arm
        at = sum(sizes[: 2 * arm])
        extra = np.zeros((4, 4))
        for part, D, kind, h, start in ((alpha[:k], S, kinds["mediator"], held[arm][0], at), (beta, X, kinds["outcome"], held[arm][1], at + k + 1)):
            if kind == "linear":
                continue
            p = sigmoid(D[own] @ part)
            moved = D[own] @ inverse[:, start : start + D.shape[1]].T @ gradient.T
            for event in (0, 1):
                extra += moved.T @ ((h / 2 * (event - p) ** 2)[:, None] * moved)
        added.append(extra)
    weights = {
        "mediation-total": [-1, 0, 0, 1],
        "natural-direct": [-1, 0, 1, 0],
        "natural-indirect": [0, 0, -1, 1],
        "natural-direct-at-treatment": [0, -1, 0, 1],
        "natural-indirect-at-control": [-1, 1, 0, 0],
        "natural-direct-average": [-0.5, -0.5, 0.5, 0.5],
        "natural-indirect-average": [-0.5, 0.5, -0.5, 0.5],
    }
    result = {}
    for name, w in weights.items():
        w = np.array(w, float)
        f = influence @ w
        variances, freedom = [], []
        for arm in (0, 1):
            own = z == arm
            if cluster is None:
                base, free = (f[own] ** 2).sum(), own.sum() - X.shape[1]
            else:
                sums = pd.Series(f[own]).groupby(data[cluster].to_numpy()[own]).sum()
                base, free = len(sums) * sums.var(ddof=1), len(sums) - 1
            variances.append(base + w @ added[arm] @ w)
            freedom.append(free)
        variances = np.array(variances)
        result[name] = {"value": cells.mean(0) @ w, "standardError": np.sqrt(variances.sum()), "df": variances.sum() ** 2 / (variances**2 / np.array(freedom)).sum()}
    return result


def simulated(data, mediator):
    """By statsmodels, with all terms by arm."""
    binomial = {"family": sm.families.Binomial()}
    outcome = sm.GLM.from_formula(f"solved ~ z * ({mediator} + x)", data, **binomial)
    through = sm.GLM.from_formula("hit ~ z * x", data, **binomial) if mediator == "hit" else sm.OLS.from_formula("quality ~ z * x", data)
    np.random.seed(20260915)
    found = Mediation(outcome, through, "z", mediator).fit(n_rep=400, method="parametric").summary()
    names = {"natural-indirect-at-control": "ACME (control)", "natural-indirect": "ACME (treated)", "natural-direct": "ADE (control)", "natural-direct-at-treatment": "ADE (treated)", "mediation-total": "Total effect"}
    rows = {name: found.loc[label] for name, label in names.items()}
    wide = {name: (row["Upper CI bound"] - row["Lower CI bound"]) / 3.92 for name, row in rows.items()}
    expected = {name: {"value": row["Estimate"], "standardError": wide[name], "monteCarloError": wide[name] / np.sqrt(400)} for name, row in rows.items()}
    return {"mediator": mediator, "expected": expected}


CASES = [
    {"name": "both of 0 and 1", "outcome": "solved", "mediator": "hit", "covariates": ["x", "g"], "kinds": {"mediator": "logistic", "outcome": "logistic"}},
    {"name": "both of 0 and 1, no covariate", "outcome": "solved", "mediator": "hit", "covariates": [], "kinds": {"mediator": "logistic", "outcome": "logistic"}},
    {"name": "an outcome of 0 and 1", "outcome": "solved", "mediator": "quality", "covariates": ["x"], "kinds": {"mediator": "linear", "outcome": "logistic"}},
    {"name": "a mediator of 0 and 1", "outcome": "y", "mediator": "hit", "covariates": ["x"], "kinds": {"mediator": "logistic", "outcome": "linear"}},
]


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value


def main():
    data = pd.read_csv(HERE / "sessions.csv")
    few = pd.concat([data[data.z == 0].iloc[:60], data[data.z == 1].iloc[:12]])
    cases = []
    for case in CASES:
        for name, on in (("all", data), ("few", few)):
            asked = (on, case["outcome"], case["mediator"], case["covariates"] if name == "all" else case["covariates"][:1], case["kinds"])
            kinds = {"rows": standardised(*asked, None)} | ({"team": standardised(*asked, "team")} if name == "all" else {})
            cases.append(case | {"covariates": asked[3], "rows": name, "expected": kinds})
    runs = [simulated(data, mediator) for mediator in ("hit", "quality")]
    golden = {
        "made": {"by": "goldens/mediation/make-standardised.py", "numpy": np.__version__, "statsmodels": statsmodels.__version__},
        "tolerance": {"relative": 1e-8, "why": "both sides solve to rounding; means over normal errors converge faster than that on either side"},
        "data": "sessions.csv; few: the first 60 rows of control and the first 12 of treatment",
        "cases": cases,
        "simulated": {"within": 4, "why": "Monte Carlo errors of the mean over 400 simulations", "runs": runs},
    }
    (HERE / "standardised.json").write_text(json.dumps(plain(golden), indent=1) + "\n")


if __name__ == "__main__":
    main()
