# Run: python goldens/opt-in/make-doubly-robust.py   (needs numpy, scipy, pandas, delicatessen, zepid; rewrites doubly-robust.json)
# Estimators with a model of the outcome, without cross-fitting. e: chance by logit or probit; m1, m0: outcome by OLS (linear) or logit, fitted apart by arm.
#   ra     means of m1 and m0 over the target (everybody, the treated, the others)
#   aipw   ate: means of m1 + D (y - m1)/e and m0 + (1-D)(y - m0)/(1-e).  att: D y and D m0 + (1-D) e/(1-e) (y - m0), both over the number of treated.
#          atc: D (1-e)/e (y - m1) + (1-D) m1 and (1-D) y, both over the number of others. Weights are not normalised.
#   ipwra  as ra, with m1 and m0 fitted by weights: ate 1/e and 1/(1-e); att 1 and e/(1-e); atc (1-e)/e and 1
#   wls    aipw whose m1, m0 are fitted by weights (1-e)/e^2 and e/(1-e)^2 (Stata's wnls; ate alone)
# errors (stacked): everything estimated is in the stack, so the models' estimation is carried and the covariates are a sample.
# influence: the values psi of the effect with both models taken as known; HC0 is sqrt(mean(psi^2) / n), nothing subtracted. ra and ipwra have none that is valid.
# conditional (ra): the covariates taken as fixed: delta method from the HC0 covariance of the outcome models' coefficients.
# ridge: aipw and ra whose m1, m0 are held near zero: sum of squares (half of it) or log likelihood with penalty / 2 times the squared slopes of columns with deviation 1
#        among the arm's units (divided by their number), the constant free. Each unit's score has its part of the penalty in it; deviations are taken as fixed.
# All without small-sample factors: HC0, CR0; CR1 is CR0 times sqrt(G / (G - 1)), G workspaces. With a missing model of the chance its place is null.
import contextlib
import io
import warnings

import numpy as np
import pandas as pd
from delicatessen import MEstimator
from delicatessen.estimating_equations import ee_regression
from delicatessen.utilities import inverse_logit

from stacked import NAMES, binary_score, chance, covariances, errors, logistic, read, regression, solve, write

warnings.filterwarnings("ignore")
FIT_WEIGHTS = {
    ("ipwra", "ate"): (lambda e: 1 / e, lambda e: 1 / (1 - e)),
    ("ipwra", "att"): (lambda e: 1 + 0 * e, lambda e: e / (1 - e)),
    ("ipwra", "atc"): (lambda e: (1 - e) / e, lambda e: 1 + 0 * e),
    ("wls", "ate"): (lambda e: (1 - e) / e**2, lambda e: e / (1 - e) ** 2),
}
TARGET = {"ate": lambda D: 1 + 0 * D, "att": lambda D: D, "atc": lambda D: 1 - D}


def contributions(method, estimand, D, y, e, m1, m0):
    """What is averaged over the target for each mean: rows of (for mean1, for mean0)."""
    target = TARGET[estimand](D)
    if method in ("ra", "ipwra"):
        return target * m1, target * m0
    if estimand == "ate":
        return m1 + D * (y - m1) / e, m0 + (1 - D) * (y - m0) / (1 - e)
    if estimand == "att":
        return D * y, D * m0 + (1 - D) * e / (1 - e) * (y - m0)
    return (1 - D) * m1 + D * (1 - e) / e * (y - m1), (1 - D) * y


def stack(X, D, y, method, estimand, chances, outcomes, Z=None):
    """The equations and where each parameter lies. Z: the columns of the outcome models, where they are not those of the chance."""
    Z = X if Z is None else Z
    q = X.shape[1] if chances else 0
    k = Z.shape[1]
    mean = (lambda t: t) if outcomes == "linear" else logistic
    fits = FIT_WEIGHTS.get((method, estimand))

    def psi(v):
        a, b1, b0, means = v[:q], v[q : q + k], v[q + k : q + 2 * k], v[q + 2 * k :]
        e = chance(chances, X @ a) if chances else 0.5 + 0 * D
        w1, w0 = [f(e) for f in fits] if fits else (1 + 0 * D, 1 + 0 * D)
        m1, m0 = mean(Z @ b1), mean(Z @ b0)
        target = TARGET[estimand](D)
        c1, c0 = contributions(method, estimand, D, y, e, m1, m0)
        parts = [Z * (D * w1 * (y - m1))[:, None], Z * ((1 - D) * w0 * (y - m0))[:, None], (c1 - target * means[0])[:, None], (c0 - target * means[1])[:, None]]
        return np.column_stack(([binary_score(chances, X, D, a)] if chances else []) + parts)

    return psi, q, k


def fitted(X, D, y, method, estimand, chances, outcomes, Z=None):
    psi, q, k = stack(X, D, y, method, estimand, chances, outcomes, Z)
    size = q + 2 * k
    start = np.zeros(size + 2)
    if chances:
        start[:q] = solve(lambda a: binary_score(chances, X, D, a), np.zeros(q))
    e = chance(chances, X @ start[:q]) if chances else 0.5 + 0 * D
    weights = [f(e) for f in FIT_WEIGHTS.get((method, estimand), (lambda e: 1 + 0 * e,) * 2)]
    Z = X if Z is None else Z
    start[q:size] = np.concatenate([regression(outcomes, Z, y, side * w) for side, w in zip((D, 1 - D), weights)])
    rows = psi(start)[:, size:]
    start[size:] = rows.sum(axis=0) / TARGET[estimand](D).sum()
    return psi, solve(psi, start), q, k


def case(data, outcome, method, estimand, chances, outcomes):
    t = read(data)
    X, D, y, cluster = t["X"], t["D"], t[outcome], t["cluster"]
    psi, theta, q, k = fitted(X, D, y, method, estimand, chances, outcomes)
    size = q + 2 * k
    covariance, influence = covariances(psi, theta, cluster)
    effect = theta[size] - theta[size + 1]
    out = {"data": data, "outcome": outcome, "method": method, "estimand": estimand, "chance": chances, "outcomeModel": outcomes,
           "effect": effect, "means": theta[size:], "errors": errors(influence[:, size] - influence[:, size + 1], cluster),
           "errorsOfMeans": [errors(influence[:, size + j], cluster) for j in (0, 1)], "covarianceOfMeans": covariance["HC0"][size:, size:],
           "stackedOfFirst": (influence[:, size] - influence[:, size + 1])[:5]}
    if method in ("aipw", "wls"):
        target = TARGET[estimand](D)
        rows = psi(theta)[:, size:] / target.mean()
        out |= {"influence": errors(rows[:, 0] - rows[:, 1], cluster), "influenceOfMeans": [errors(rows[:, j], cluster) for j in (0, 1)],
                "influenceOfFirst": (rows[:, 0] - rows[:, 1])[:5]}
    if method == "ra":
        out |= {"conditional": conditional(X, D, theta[:k], theta[k : 2 * k], covariance, estimand, outcomes, cluster)}
    se = out["errors"]["HC0"]
    if method == "aipw" and chances == "logit":
        out["delicatessen"] = delicatessen(X, D, y, estimand, outcomes, theta, effect, se)
    return out


def ridge_case(data, outcome, method, estimand, chances, outcomes, penalty):
    t = read(data)
    X, D, y, cluster = t["X"], t["D"], t[outcome], t["cluster"]
    q, k = (X.shape[1] if chances else 0), X.shape[1]
    mean = (lambda v: v) if outcomes == "linear" else logistic
    held = [penalty * np.r_[0.0, X[side == 1, 1:].var(axis=0)] / side.sum() for side in (D, 1 - D)]

    def slopes(v, side, own):
        return X * (side * (y - mean(X @ v)))[:, None] - side[:, None] * (own * v)[None, :]

    def psi(v):
        a, b1, b0, means = v[:q], v[q : q + k], v[q + k : q + 2 * k], v[q + 2 * k :]
        e = chance(chances, X @ a) if chances else 0.5 + 0 * D
        target = TARGET[estimand](D)
        c1, c0 = contributions(method, estimand, D, y, e, mean(X @ b1), mean(X @ b0))
        parts = [slopes(b1, D, held[0]), slopes(b0, 1 - D, held[1]), (c1 - target * means[0])[:, None], (c0 - target * means[1])[:, None]]
        return np.column_stack(([binary_score(chances, X, D, a)] if chances else []) + parts)

    size = q + 2 * k
    start = np.zeros(size + 2)
    if chances:
        start[:q] = solve(lambda a: binary_score(chances, X, D, a), np.zeros(q))
    start[q:size] = np.concatenate([solve(lambda b, side=side, own=own: slopes(b, side, own), regression(outcomes, X, y, side)) for side, own in zip((D, 1 - D), held)])
    start[size:] = psi(start)[:, size:].sum(axis=0) / TARGET[estimand](D).sum()
    theta = solve(psi, start)
    covariance, influence = covariances(psi, theta, cluster)
    return {"data": data, "outcome": outcome, "method": method, "estimand": estimand, "chance": chances, "outcomeModel": {"model": outcomes, "ridge": penalty},
            "effect": theta[size] - theta[size + 1], "means": theta[size:], "errors": errors(influence[:, size] - influence[:, size + 1], cluster),
            "covarianceOfMeans": covariance["HC0"][size:, size:]}


def conditional(X, D, b1, b0, covariance, estimand, outcomes, cluster):
    """Delta method over the coefficients alone."""
    target = TARGET[estimand](D)
    slope = (lambda t: 1 + 0 * t) if outcomes == "linear" else (lambda t: logistic(t) * (1 - logistic(t)))
    gradient = np.r_[(target * slope(X @ b1)) @ X, -((target * slope(X @ b0)) @ X)] / target.sum()
    groups = int(cluster.max()) + 1
    values = {key: np.sqrt(gradient @ covariance[key][: 2 * X.shape[1], : 2 * X.shape[1]] @ gradient) for key in ("HC0", "CR0")}
    return values | {"CR1": values["CR0"] * np.sqrt(groups / (groups - 1))}


def delicatessen(X, D, y, estimand, outcomes, start, effect, se):
    """Its logistic and linear regressions stacked with the effect itself; derivatives automatic. Distances in errors."""
    k = X.shape[1]
    kind = "linear" if outcomes == "linear" else "logistic"
    mean = (lambda t: t) if outcomes == "linear" else inverse_logit

    def psi(theta):
        v = theta
        e, m1, m0 = inverse_logit(np.dot(X, v[1 : k + 1])), mean(np.dot(X, v[k + 1 : 2 * k + 1])), mean(np.dot(X, v[2 * k + 1 :]))
        c1, c0 = contributions("aipw", estimand, D, y, e, m1, m0)
        return np.vstack([c1 - c0 - TARGET[estimand](D) * v[0], ee_regression(v[1 : k + 1], X=X, y=D, model="logistic"),
                          ee_regression(v[k + 1 : 2 * k + 1], X=X, y=y, model=kind, weights=D), ee_regression(v[2 * k + 1 :], X=X, y=y, model=kind, weights=1 - D)])

    other = MEstimator(psi, init=np.r_[effect, start[: 3 * k]])
    other.estimate(solver="lm", maxiter=5000, tolerance=1e-12, deriv_method="exact")
    distances = {"effect": abs(other.theta[0] - effect) / se, "error": abs(np.sqrt(other.variance[0, 0]) / se - 1)}
    assert max(distances.values()) < 1e-7, distances
    return {key: float(f"{v:.1e}") for key, v in distances.items()}


def zepid():
    """zepid's AIPTW with a saturated outcome model by arm (every column times D); linear: its error is the influence's over n - 1."""
    from zepid.causal.doublyrobust import AIPTW

    t = read("users")
    d = pd.DataFrame(t["X"][:, 1:], columns=["score", "tenure", "paid", "light", "medium", "heavy"])
    d["D"], d["y"] = t["D"].astype(int), t["minutes"]
    right = " + ".join(d.columns[:6])
    with contextlib.redirect_stdout(io.StringIO()):
        m = AIPTW(d, exposure="D", outcome="y")
        m.exposure_model(right, print_results=False)
        m.outcome_model(f"D * ({right})", continuous_distribution="gaussian", print_results=False)
        m.fit()
    return {"effect": float(m.average_treatment_effect), "error": float(m.average_treatment_effect_se)}


def main():
    cases = []
    for data in ("users", "rare"):
        for outcome, models in (("minutes", ["linear"]), ("resolved", ["linear", "logistic"])):
            for outcomes in models:
                for estimand in ("ate", "att", "atc"):
                    cases.append(case(data, outcome, "ra", estimand, None, outcomes))
                    for chances in ("logit", "probit") if data == "users" else ("logit",):
                        cases.append(case(data, outcome, "aipw", estimand, chances, outcomes))
                        cases.append(case(data, outcome, "ipwra", estimand, chances, outcomes))
                cases.append(case(data, outcome, "wls", "ate", "logit", outcomes))
    ridges = [
        ridge_case(data, outcome, method, estimand, "logit" if method == "aipw" else None, outcomes, penalty)
        for data in ("users", "rare")
        for outcome, outcomes in (("minutes", "linear"), ("resolved", "linear"), ("resolved", "logistic"))
        for method in ("ra", "aipw")
        for estimand in ("ate", "att", "atc")
        for penalty in (10.0,)
    ]
    theirs = zepid()
    ours = next(c for c in cases if (c["method"], c["estimand"], c["chance"], c["data"], c["outcome"]) == ("aipw", "ate", "logit", "users", "minutes"))
    far = {"effect": abs(theirs["effect"] - ours["effect"]) / theirs["error"], "error": abs(theirs["error"] / (ours["influence"]["HC0"] * np.sqrt(900 / 899)) - 1)}
    assert max(far.values()) < 1e-6, far
    write("doubly-robust.json", ["delicatessen", "zepid", "scipy"], 1e-9,
          "Effects and means 1e-9 of a standard error, errors 1e-9 of themselves: derivatives are by complex steps. delicatessen, zepid: their distances, of the effect in standard "
          "errors and of the error relative (zepid divides by n - 1: times sqrt(900 / 899) here).",
          names=NAMES, zepid={key: float(f"{v:.1e}") for key, v in far.items()}, cases=cases, ridge=ridges)


if __name__ == "__main__":
    main()
