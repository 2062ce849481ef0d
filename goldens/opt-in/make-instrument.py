# Run: python goldens/opt-in/make-instrument.py   (needs numpy, scipy, pandas, statsmodels; rewrites encouraged.csv and instrument.json)
# 600 users in 60 teams who were encouraged (z) with a chance that depends on x, and opted in (d) or not; y their outcome.
#   profile       means among compliers: sum(k x) / sum(k), k = 1 - d (1 - z) / (1 - p) - (1 - d) z / p, p a logit of z on the covariates (Abadie 2003). The error is that of
#                 the stack of the logit's score and k (x - mean): HC0, and CR0 by team. share: mean of k.
#   leastSquares  statsmodels OLS of y on the covariates and d: coefficient of d, HC2, and by team CR0 times sqrt(G / (G - 1)).
import numpy as np
import pandas as pd
import statsmodels.api as sm

from stacked import HERE, binary_score, covariances, logistic, solve, write

rng = np.random.default_rng(2111)
n = 600
team = np.repeat(np.arange(60), 10)
x = np.round(rng.normal(size=n) + rng.normal(size=60)[team] / 2, 6)
paid = (rng.random(n) < 0.4).astype(int)
z = (rng.random(n) < logistic(0.6 * x - 0.2)).astype(int)
kind = rng.random(n)
always, never = kind < 0.2 + 0.1 * paid, kind > 0.75 - 0.1 * (x > 0)
d = np.where(always, 1, np.where(never, 0, z))
y = np.round(x + 0.5 * paid + 1.5 * d + 2.0 * always + rng.normal(size=n), 6)
table = pd.DataFrame({"x": x, "paid": paid, "z": z, "d": d, "y": y, "team": team})
table.to_csv(HERE / "encouraged.csv", index=False, lineterminator="\n")

X = np.column_stack([np.ones(n), x, paid])


def profile(column):
    def psi(v):
        p = logistic(X @ v[:3])
        k = 1 - d * (1 - z) / (1 - p) - (1 - d) * z / p
        return np.column_stack([binary_score("logit", X, z, v[:3]), k * (column - v[3])])

    theta = solve(psi, np.r_[solve(lambda v: binary_score("logit", X, z, v), np.zeros(3)), column.mean()])
    covariance, _ = covariances(psi, theta, team)
    p = logistic(X @ theta[:3])
    return {"mean": theta[3], "HC0": np.sqrt(covariance["HC0"][3, 3]), "CR0": np.sqrt(covariance["CR0"][3, 3]), "share": np.mean(1 - d * (1 - z) / (1 - p) - (1 - d) * z / p)}


W = np.column_stack([X, d])
plain = sm.OLS(y, W).fit()
errors = {"value": plain.params[3], "HC2": plain.HC2_se[3]}
H = np.einsum("ij,jk,ik->i", W, np.linalg.inv(W.T @ W), W)
adds = (np.linalg.inv(W.T @ W)[3] @ W.T) * plain.resid / np.sqrt(1 - H)
assert np.isclose(np.sqrt((adds**2).sum()), errors["HC2"], rtol=1e-12)
errors["byTeam"] = np.sqrt(60 / 59 * (np.bincount(team, adds) ** 2).sum())
write("instrument.json", ["statsmodels", "scipy"], 1e-8, "Means 1e-8 of an error, errors 1e-8 of themselves: both sides go to rounding.",
      profile={"x": profile(x), "paid": profile(paid.astype(float))}, leastSquares=errors)
