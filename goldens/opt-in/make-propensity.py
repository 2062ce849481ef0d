# Run: python goldens/opt-in/make-propensity.py   (needs numpy, scipy, pandas, statsmodels, scikit-learn; rewrites propensity.json)
# The chance of opting in: logit and probit by maximum likelihood, logit with a ridge penalty; covariance of the coefficients.
# The covariance is the inverse of the observed information (for a probit not the expected one). HC0 and CR0 are its sandwich, without any factor.
# Ridge: the minimum of  -log likelihood + (penalty / 2) * sum of squared slopes, the constant free; sklearn's C is 1 / penalty.
#   scale "columns": slopes of the columns as they are. "standardized": of columns with mean 0 and deviation 1 (divided by n), told on the columns' own scale.
#   Its sandwich takes each row's score less its n-th of the penalty's gradient, and the derivative with the penalty in it.
import warnings

import numpy as np
import statsmodels.api as sm
from sklearn.linear_model import LogisticRegression

from stacked import EXTRA, NAMES, binary_score, chance, covariances, read, solve, write

warnings.filterwarnings("ignore")


def auc(p, d):
    one, zero = p[d == 1][:, None], p[d == 0][None, :]
    return ((one > zero) + 0.5 * (one == zero)).mean()


def described(p, d):
    return {"auc": auc(p, d), "meanOfTreated": p[d == 1].mean(), "meanOfOthers": p[d == 0].mean(), "lowest": p.min(), "highest": p.max(), "first": p[:5]}


def likelihood(data, kind, terms):
    t = read(data)
    X, d, cluster = t["X" if terms == "main" else "wide"], t["D"], t["cluster"]
    model = {"logit": sm.Logit, "probit": sm.Probit}[kind](d, X)
    b = model.fit(disp=0, method="newton", maxiter=200, tol=1e-13).params
    for _ in range(4):
        b = b - np.linalg.solve(model.hessian(b), model.score(b))
    own = solve(lambda v: binary_score(kind, X, d, v), np.zeros(X.shape[1]))
    inverse = -np.linalg.inv(model.hessian(b))
    assert np.max(np.abs(own - b) / np.sqrt(np.diag(inverse))) < 1e-10
    covariance, _ = covariances(lambda v: binary_score(kind, X, d, v), b, cluster)
    robust = model.fit(disp=0, start_params=b, maxiter=1, cov_type="HC0").cov_params()
    grouped = model.fit(disp=0, start_params=b, maxiter=1, cov_type="cluster", cov_kwds={"groups": cluster, "use_correction": False}).cov_params()
    assert np.allclose(robust, covariance["HC0"], rtol=1e-9, atol=1e-14) and np.allclose(grouped, covariance["CR0"], rtol=1e-9, atol=1e-14)
    names = NAMES + (EXTRA if terms != "main" else [])
    return {"data": data, "model": kind, "terms": terms, "names": names, "n": len(d), "treated": int(d.sum()), "coefficients": b, "logLikelihood": model.loglike(b),
            "covariance": inverse, **covariance} | described(chance(kind, X @ b), d)


def ridge(data, penalty, scale):
    t = read(data)
    X, d, cluster = t["X"], t["D"], t["cluster"]
    n, k = X.shape
    middle, spread = (X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)) if scale == "standardized" else (np.zeros(k - 1), np.ones(k - 1))
    Z = np.column_stack([np.ones(n), (X[:, 1:] - middle) / spread])
    free = np.r_[0.0, np.ones(k - 1)]
    psi = lambda v: binary_score("logit", Z, d, v) - penalty * (free * v)[None, :] / n
    g = solve(psi, np.zeros(k))
    learner = LogisticRegression(C=1 / penalty, solver="newton-cholesky", tol=1e-14, max_iter=1000).fit(Z[:, 1:], d)
    theirs = np.r_[learner.intercept_, learner.coef_[0]]
    assert np.max(np.abs(theirs - g)) < 1e-7, np.max(np.abs(theirs - g))
    back = np.zeros((k, k))
    back[0, 0], back[0, 1:] = 1, -middle / spread
    back[1:, 1:] = np.diag(1 / spread)
    covariance, _ = covariances(psi, g, cluster)
    return {"data": data, "model": "ridge", "penalty": penalty, "scale": scale, "terms": "main", "names": NAMES, "n": n, "treated": int(d.sum()), "coefficients": back @ g,
            **{key: back @ value @ back.T for key, value in covariance.items()}} | described(chance("logit", Z @ g), d)


cases = [likelihood(data, kind, terms) for data in ("users", "rare") for kind in ("logit", "probit") for terms in ("main", "wide")]
ridges = [ridge(data, penalty, scale) for data in ("users", "rare") for penalty in (1.0, 10.0) for scale in ("columns", "standardized")]
write("propensity.json", ["statsmodels", "scikit-learn", "scipy"], 1e-10,
      "Coefficients 1e-10 of a standard error, covariances 1e-9 of the two standard errors: statsmodels' fit is polished to rounding and equals a second solution by Newton with "
      "derivatives by complex steps; the sandwiches equal statsmodels' to 1e-9. Ridge is the second solution, equal to sklearn's to 1e-7, where sklearn stops.",
      terms={"main": NAMES, "wide": NAMES + EXTRA}, likelihood=cases, ridge=ridges)
