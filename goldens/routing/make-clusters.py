"""Values of a policy from requests of users, errors added up by user: statsmodels on each row's influence. Writes clusters.json beside it."""
import json
from pathlib import Path

import numpy as np
import statsmodels
import statsmodels.api as sm

seed = 20261124
rng = np.random.default_rng(seed)
users = 40
sizes = rng.integers(1, 9, users)
user = np.repeat(np.arange(users), sizes)
n = len(user)
x = np.round(rng.normal(size=n), 3)
chance_a = np.where(x > 0, 0.7, 0.4)
is_a = rng.random(n) < chance_a
p = np.where(is_a, chance_a, 1 - chance_a)
y = np.round(rng.normal(size=users)[user] + np.where(is_a, x + 0.3 * x**2, 0.5) + 0.4 * rng.normal(size=n), 3)

X = np.column_stack([np.ones(n), x])
fits = {a: np.linalg.lstsq(X[is_a == a], y[is_a == a], rcond=None)[0] for a in (True, False)}
wants_a = x > 0
predicted = np.where(wants_a, X @ fits[True], X @ fits[False])
own = np.where(is_a, X @ fits[True], X @ fits[False])
error = y - own
w = np.where(wants_a == is_a, 1 / p, 0.0)

# The influence of the coefficients of the direct method: G' (X_a'X_a / n)^-1 x e.
through = np.zeros(n)
for a in (True, False):
    mine = is_a == a
    gradient = (X * (wants_a == a)[:, None]).mean(axis=0)
    inverse = np.linalg.inv(X[mine].T @ X[mine] / n)
    through[mine] = (X[mine] @ inverse @ gradient) * error[mine]
snips = (w * y).sum() / w.sum()
values = {
    "ips": ((w * y).mean(), w * y),
    "snips": (snips, w * (y - snips) / w.mean()),
    "dr": ((predicted + w * error).mean(), predicted + w * error),
    "dm": (predicted.mean(), predicted + through),
}


def clustered(influence):
    """CR1 of a mean: with one parameter its factor is G / (G - 1)."""
    fit = sm.OLS(influence, np.ones(n)).fit(cov_type="cluster", cov_kwds={"groups": user})
    return float(fit.bse[0])


gain = values["dr"][1] - y
made = {"package": "statsmodels", "version": statsmodels.__version__, "numpy": np.__version__, "by": "goldens/routing/make-clusters.py", "seed": seed}
out = {
    "made": made,
    "options": {"statsmodels": "OLS on a constant, cov_type='cluster'", "crossFit": "none"},
    "tolerance": {"relative": 1e-9, "why": "closed forms in double precision on both sides"},
    "data": {"user": user.tolist(), "x": x.tolist(), "p": p.tolist(), "y": y.tolist(), "action": ["a" if a else "b" for a in is_a]},
    "values": {name: {"value": float(value), "standardError": clustered(influence)} for name, (value, influence) in values.items()},
    "gain": {"value": float(gain.mean()), "standardError": clustered(gain)},
    "clusters": int(users),
}
(Path(__file__).resolve().parent / "clusters.json").write_text(json.dumps(out))
