# Run: python goldens/opt-in/make-weighting.py   (needs numpy, scipy, pandas, delicatessen; rewrites weighting.json)
# Weighting by the chance of opting in (Hajek: each arm's mean is a weighted mean). With e the chance and D opting in, the weights are
#   ate  D/e + (1-D)/(1-e)      att  D + (1-D) e/(1-e)      atc  D (1-e)/e + (1-D)      ato  D (1-e) + (1-D) e
# Equations, all of one stack: the score of the propensity (7 coefficients), D w (y - mean1), (1-D) w (y - mean0). The effect is mean1 - mean0.
# errors: from that stack (the propensity's estimation is carried). known: with the chances taken as known, the two means alone.
# Without small-sample factors: HC0 and CR0; CR1 is CR0 times sqrt(G / (G - 1)), G workspaces.
import numpy as np
from delicatessen import MEstimator
from delicatessen.estimating_equations import ee_regression
from delicatessen.utilities import inverse_logit

from stacked import NAMES, binary_score, chance, covariances, errors, read, solve, write

WEIGHTS = {
    "ate": lambda D, e: D / e + (1 - D) / (1 - e),
    "att": lambda D, e: D + (1 - D) * e / (1 - e),
    "atc": lambda D, e: D * (1 - e) / e + (1 - D),
    "ato": lambda D, e: D * (1 - e) + (1 - D) * e,
}


def of_means(influence, cluster):
    """Influence of (mean1, mean0) to the numbers of a case."""
    return {"errors": errors(influence[:, 0] - influence[:, 1], cluster), "errorsOfMeans": [errors(influence[:, j], cluster) for j in (0, 1)]}


def case(data, outcome, model, estimand, terms="main"):
    t = read(data)
    X, D, y, cluster = t["X" if terms == "main" else "wide"], t["D"], t[outcome], t["cluster"]
    k, weigh = X.shape[1], WEIGHTS[estimand]

    def psi(v):
        w = weigh(D, chance(model, X @ v[:k]))
        return np.column_stack([binary_score(model, X, D, v[:k]), D * w * (y - v[k]), (1 - D) * w * (y - v[k + 1])])

    beta = solve(lambda v: binary_score(model, X, D, v), np.zeros(k))
    w = weigh(D, chance(model, X @ beta))
    start = np.r_[beta, (D * w * y).sum() / (D * w).sum(), ((1 - D) * w * y).sum() / ((1 - D) * w).sum()]
    theta = solve(psi, start)
    covariance, influence = covariances(psi, theta, cluster)
    _, alone = covariances(lambda v: np.column_stack([D * w * (y - v[0]), (1 - D) * w * (y - v[1])]), theta[k:], cluster)
    agreement = delicatessen(X, D, y, estimand, theta, covariance["HC0"]) if model == "logit" else None
    size = lambda d: w[d == 1].sum() ** 2 / (w[d == 1] ** 2).sum()
    return {
        "data": data, "outcome": outcome, "model": model, "terms": terms, "estimand": estimand, "effect": theta[k] - theta[k + 1], "means": theta[k:],
        **of_means(influence[:, k:], cluster), "covarianceOfMeans": covariance["HC0"][k:, k:], "known": errors(alone[:, 0] - alone[:, 1], cluster),
        "effectiveSizes": [size(D), size(1 - D)], "largestWeights": [(w * D).max(), (w * (1 - D)).max()],
        "influenceOfFirst": (influence[:, k] - influence[:, k + 1])[:5],
    } | ({"delicatessen": agreement} if agreement else {})


def delicatessen(X, D, y, estimand, theta, covariance):
    """The same by delicatessen: its logistic regression, and its weighted linear regression on D. Returns the distances, in standard errors."""
    V = np.column_stack([np.ones(len(D)), D])
    k = X.shape[1]

    def psi(theta):
        w = WEIGHTS[estimand](D, inverse_logit(np.dot(X, theta[2:])))
        return np.vstack([ee_regression(theta[:2], X=V, y=y, model="linear", weights=w), ee_regression(theta[2:], X=X, y=D, model="logistic")])

    fitted = MEstimator(psi, init=np.r_[theta[k + 1], theta[k] - theta[k + 1], theta[:k]])
    fitted.estimate(solver="lm", maxiter=5000, tolerance=1e-12, deriv_method="exact")
    se = np.sqrt(covariance[k, k] + covariance[k + 1, k + 1] - 2 * covariance[k, k + 1])
    distances = {"effect": abs(fitted.theta[1] - (theta[k] - theta[k + 1])) / se, "error": abs(np.sqrt(fitted.variance[1, 1]) / se - 1)}
    assert max(distances.values()) < 1e-7, distances
    return {key: float(f"{v:.1e}") for key, v in distances.items()}


if __name__ == "__main__":
    cases = [case(data, outcome, model, estimand) for data in ("users", "rare") for outcome in ("minutes", "resolved") for model in ("logit", "probit") for estimand in WEIGHTS]
    cases += [case("users", "minutes", "logit", estimand, "wide") for estimand in WEIGHTS]
    write("weighting.json", ["delicatessen", "scipy"], 1e-9,
          "Effects and means 1e-9 of a standard error, errors 1e-9 of themselves: closed forms given the propensity, whose derivatives are by complex steps. "
          "delicatessen: distances of its effect (in standard errors) and of its error (relative) by automatic differentiation.", names=NAMES, cases=cases)
