"""Run: python goldens/quantiles/make.py   (numpy, scipy; rewrites data.csv and quantiles.json; then make.R)

600 log-normal latencies in three arms, in 60 teams of ten (`team`) and in crews of 2 to 30 that nest in arms (`crew`).
- Quantiles: numpy.quantile, method linear (type 7).
- Standard error of the share below: sqrt(p (1 - p) / n); in clusters times the root of the design effect of 1[y <= q], CR2 over independent units, by
  the matrices of Bell & McCaffrey (2002), with (I - H_gg)^(-1/2) from numpy's eigenvectors; degrees of freedom from the same matrices,
  weights of the two arms by their inverse densities (q(p + s) - q(p - s)) / 2s.
- Limits: quantiles at p -/+ t s; MOVER (Zou & Donner 2008) for the difference; for the ratio the root of the MOVER equation by scipy.optimize.brentq.
- p-value: brentq on the level at which the interval touches zero.
Tolerance 1e-10: closed forms on 600 rows; 1e-8 for the two roots.
"""

import json
from pathlib import Path

import numpy as np
import scipy
import scipy.stats as st
from scipy.optimize import brentq

HERE = Path(__file__).parent
SEED = 20261124


def data():
    rng = np.random.default_rng(SEED)
    team = np.repeat(np.arange(60), 10)
    arm = team % 3
    crew = np.empty(600, int)
    next_crew = 0
    for a in range(3):
        rows = np.flatnonzero(arm == a)
        at = 0
        while at < len(rows):
            size = int(rng.integers(2, 31))
            crew[rows[at : at + size]] = next_crew
            next_crew, at = next_crew + 1, at + size
    y = np.exp(0.8 + 0.18 * (arm == 1) - 0.1 * (arm == 2) + 0.25 * rng.normal(size=60)[team] + 0.15 * rng.normal(size=next_crew)[crew] + 0.6 * rng.normal(size=600))
    return {"y": np.round(y, 6), "arm": arm, "team": team, "crew": crew}


def cr2(arm_of, cluster, e, weights):
    """CR2 variance of w1 mean1 - w0 mean0 for residuals e, and its degrees of freedom."""
    x = np.column_stack([arm_of == 0, arm_of == 1]).astype(float)
    bread = np.linalg.inv(x.T @ x)
    hat = x @ bread @ x.T
    c = bread @ np.array([-weights[1], weights[0]])
    variance, columns = 0.0, []
    for g in np.unique(cluster):
        i = np.flatnonzero(cluster == g)
        values, vectors = np.linalg.eigh(np.eye(len(i)) - hat[np.ix_(i, i)])
        root = vectors @ np.diag([v ** -0.5 if v > 1e-9 else 0.0 for v in values]) @ vectors.T
        variance += float(c @ x[i].T @ root @ e[i]) ** 2
        columns.append((np.eye(len(e)) - hat)[:, i] @ root @ x[i] @ c)
    form = np.column_stack(columns)
    gram = form.T @ form
    return variance, np.trace(gram) ** 2 / np.sum(gram * gram)


def case(d, p, cluster, treatment, level=0.95, bounds=0.9):
    keep = np.isin(d["arm"], [0, treatment])
    y, one = d["y"][keep], (d["arm"][keep] == treatment).astype(int)
    groups = d[cluster][keep] if cluster else np.arange(len(y))
    arms = []
    for a in (0, 1):
        own = y[one == a]
        n, q = len(own), np.quantile(own, p)
        below = (own <= q).astype(float)
        share = below.mean()
        e = np.zeros(len(y))
        e[one == a] = below - share
        variance, _ = cr2(one, groups, e, (1, 1))
        effect = variance / (share * (1 - share) / (n - 1))
        s = np.sqrt(effect * p * (1 - p) / n)
        arms.append({"own": own, "q": q, "s": s, "effect": effect, "crVariance": variance, "se": (np.quantile(own, p + s) - np.quantile(own, p - s)) / 2})
    zero, treated = arms
    _, df = cr2(one, groups, np.zeros(len(y)), (treated["se"] / treated["s"], zero["se"] / zero["s"]))

    def limits(a, t):
        return [np.quantile(a["own"], a["p"] - t * a["s"]), np.quantile(a["own"], a["p"] + t * a["s"])]

    for a in arms:
        a["p"] = p

    def difference(t):
        (l1, u1), (l0, u0) = limits(treated, t), limits(zero, t)
        value = treated["q"] - zero["q"]
        return [value - np.hypot(treated["q"] - l1, u0 - zero["q"]), value + np.hypot(u1 - treated["q"], zero["q"] - l0)]

    def ratio(t):
        (l1, u1), (l0, u0) = limits(treated, t), limits(zero, t)
        r = treated["q"] / zero["q"]
        low = brentq(lambda x: treated["q"] - x * zero["q"] - np.hypot(treated["q"] - l1, x * (u0 - zero["q"])), 0, r, xtol=1e-15)
        high = brentq(lambda x: treated["q"] - x * zero["q"] + np.hypot(u1 - treated["q"], x * (zero["q"] - l0)), r, 100, xtol=1e-15)
        return [low - 1, high - 1]

    value = treated["q"] - zero["q"]
    farthest = min((1 - p) / max(zero["s"], treated["s"]), p / max(zero["s"], treated["s"]))
    touches = brentq(lambda t: difference(t)[0 if value > 0 else 1], 0, farthest * (1 - 1e-12), xtol=1e-15)
    t = st.t.ppf((1 + level) / 2, df)
    return {
        "name": f"p{100 * p:g} by {cluster or 'rows'}, arm {treatment} against 0",
        "quantile": p,
        "cluster": cluster,
        "treatment": treatment,
        "level": level,
        "boundsLevel": bounds,
        "expected": {
            "value": value,
            "standardError": np.hypot(treated["se"], zero["se"]),
            "df": df,
            "interval": difference(t),
            "bounds": difference(st.t.ppf(bounds, df)),
            "pValue": 2 * st.t.sf(touches, df),
            "relative": {"value": treated["q"] / zero["q"] - 1, "interval": ratio(t)},
            "arms": [
                {"quantile": a["q"], "shareError": a["s"], "designEffect": a["effect"], "shareVariance": a["crVariance"], "limits": limits(a, t)} for a in arms
            ],
        },
    }


if __name__ == "__main__":
    d = data()
    (HERE / "data.csv").write_text("y,arm,team,crew\n" + "".join(f"{y},{a},{t},{c}\n" for y, a, t, c in zip(*(d[k].tolist() for k in ("y", "arm", "team", "crew")))))
    cases = [case(d, p, cluster, a) for p in (0.5, 0.8) for cluster in (None, "team", "crew") for a in (1, 2)]
    probes = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
    golden = {
        "package": "numpy",
        "version": np.__version__,
        "also": {"scipy": scipy.__version__},
        "seed": SEED,
        "tolerance": {"relative": 1e-10, "roots": 1e-8, "why": "closed forms on 600 rows; two roots by brentq"},
        "quantiles": {"at": probes, "arms": [np.quantile(d["y"][d["arm"] == a], probes).tolist() for a in range(3)]},
        "cases": cases,
    }
    (HERE / "quantiles.json").write_text(json.dumps(golden, default=float, indent=1) + "\n")
