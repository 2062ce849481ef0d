"""
Projections, calibration, rates and sorted groups of doubly robust scores, by definition. Run: python goldens/benefit/make_scores.py (numpy, scipy, statsmodels)

Another way round than the project: coefficients and errors of a regression by leaving out each unit or cluster and solving anew (HC3, CR3), without clusters also as statsmodels has them;
the rate from the mean of the first k units for each k, ties by averaging over orders of rows, weights by repeating rows; errors by all halves of few units.
"""
import itertools
import json
import pathlib
from importlib.metadata import version

import numpy as np
import statsmodels.api as sm
from scipy import stats

SEED = 20261203
rng = np.random.default_rng(SEED)


def solve(x, y, w):
    return np.linalg.solve((x * w[:, None]).T @ x, (x * w[:, None]).T @ y)


def jackknife(x, y, w, groups):
    b = solve(x, y, w)
    v = np.zeros((len(b), len(b)))
    for g in np.unique(groups):
        keep = groups != g
        d = solve(x[keep], y[keep], w[keep]) - b
        v += np.outer(d, d)
    return b, v


def hotelling(b, v, freedom):
    q = len(b)
    rest = freedom - q + 1
    f = float(b @ np.linalg.solve(v, b)) * rest / (freedom * q)
    return {"statistic": f, "pValue": float(stats.f.sf(f, q, rest))}


def regression(x, y, w, clusters):
    n = len(y)
    b, v = jackknife(x, y, w, np.arange(n) if clusters is None else clusters)
    if clusters is None:
        ours = sm.WLS(y, x, weights=w).fit(cov_type="HC3")
        assert np.allclose(ours.bse, np.sqrt(np.diag(v)), rtol=1e-9)
    return b, v, n - x.shape[1] if clusters is None else len(np.unique(clusters)) - 1


def rate(scores, priorities):
    """By the mean of the first k; units of one priority as the mean of their block."""
    s = scores.copy()
    for p in np.unique(priorities):
        s[priorities == p] = scores[priorities == p].mean()
    s = s[np.argsort(-priorities, kind="stable")]
    n = len(s)
    toc = np.array([s[:k].mean() for k in range(1, n + 1)]) - scores.mean()
    return float(toc.mean()), float((toc * np.arange(1, n + 1)).mean() / n), toc


def over_orders(scores, priorities, times=4000):
    """Ties in all orders alike: the expectation of the curve, by many."""
    total = np.zeros(len(scores))
    for _ in range(times):
        o = rng.permutation(len(scores))
        o = o[np.argsort(-priorities[o], kind="stable")]
        total += np.cumsum(scores[o]) / np.arange(1, len(scores) + 1)
    return total / times - scores.mean()


def case(name, n, digits, weighted, clustered):
    x = np.round(rng.normal(size=(n, 2)), 6)
    level = rng.integers(0, 3, n)
    scores = np.round(0.5 + x[:, 0] + rng.normal(size=n) * (1 + np.abs(x[:, 1])), 6)
    w = rng.integers(1, 4, n).astype(float) if weighted else np.ones(n)
    clusters = rng.integers(0, 15, n) if clustered else None
    predictions = np.round(2 * x @ [0.8, 0.3], digits) / 2 + 0.0
    design = np.column_stack([np.ones(n), x, level == 1, level == 2])
    b, v, f = regression(design, scores, w, clusters)
    m = np.average(predictions, weights=w)
    bc, vc, fc = regression(np.column_stack([np.full(n, m), predictions - m]), scores, w, clusters)
    treatment = np.round(rng.integers(0, 2, n) - 0.4, 6)
    br, vr, fr = regression(np.column_stack([treatment * m, treatment * (predictions - m)]), scores, w, clusters)
    # Four groups by where the middle of a block of ties lies in the order.
    middle = np.array([(w[predictions < p].sum() + w[predictions <= p].sum()) / 2 for p in predictions]) / w.sum()
    group = np.minimum(3, np.floor(4 * middle)).astype(int)
    dummies = np.column_stack([group == g for g in range(4)]).astype(float)
    bg, vg, fg = regression(dummies, scores, w, clusters)
    repeated = np.repeat(np.arange(n), w.astype(int))
    autoc, qini, toc = rate(scores[repeated], predictions[repeated])
    grid = np.arange(1, 11) / 10
    if digits == 0 and not weighted:
        assert np.abs(over_orders(scores, predictions) - toc).max() < 0.1
    total = len(repeated)

    def at(q):
        # With a part of the unit that the share cuts through.
        s = scores[repeated].copy()
        p = predictions[repeated]
        for value in np.unique(p):
            s[p == value] = s[p == value].mean()
        s = s[np.argsort(-p, kind="stable")]
        k = q * total
        whole = int(np.floor(k + 1e-9))
        part = max(0.0, k - whole)
        top = s[:whole].sum() + (part * s[whole] if part > 1e-9 else 0)
        return float(top / k - s.mean())

    error = lambda v, c: float(np.sqrt(c @ v @ c))
    return {
        "name": name,
        "x": x.T.tolist(),
        "level": level.tolist(),
        "scores": scores.tolist(),
        "predictions": predictions.tolist(),
        "treatment": treatment.tolist(),
        **({"weights": w.tolist()} if weighted else {}),
        **({"clusters": clusters.tolist()} if clustered else {}),
        "projection": {"coefficients": b.tolist(), "errors": np.sqrt(np.diag(v)).tolist(), "freedom": f, "joint": hotelling(b[1:], v[1:, 1:], f)},
        "calibration": [
            {"coefficients": list(bb), "errors": np.sqrt(np.diag(vv)).tolist(), "pValues": stats.t.sf(bb / np.sqrt(np.diag(vv)), ff).tolist()}
            for bb, vv, ff in ((bc, vc, fc), (br, vr, fr))
        ],
        "groups": {"group": group.tolist(), "means": bg.tolist(), "errors": np.sqrt(np.diag(vg)).tolist(), "freedom": fg,
                   "difference": float(bg[3] - bg[0]), "differenceError": error(vg, np.array([-1.0, 0, 0, 1.0]))},
        # Blocks of several weights: units that are repeated stand together, a weighted one is one step.
        **({} if weighted else {"rate": {"autoc": autoc, "qini": qini}}),
        "targeting": [at(q) for q in grid],
        "average": float(np.average(scores, weights=w)),
    }


def small(name, n, digits):
    """All halves of few units: what the error over half-samples is with endlessly many draws."""
    scores, priorities = np.round(rng.normal(size=n), 6), np.round(rng.normal(size=n), digits) + 0.0
    other = np.round(rng.normal(size=n), digits) + 0.0
    values = []
    for half in itertools.combinations(range(n), n // 2):
        h = list(half)
        a, b = rate(scores[h], priorities[h]), rate(scores[h], other[h])
        values.append([a[0], a[1], a[0] - b[0], scores[h].mean()])
    return {"name": name, "scores": scores.tolist(), "priorities": priorities.tolist(), "other": other.tolist(), "errors": np.std(values, axis=0).tolist()}


golden = {
    "made": {"numpy": version("numpy"), "scipy": version("scipy"), "statsmodels": version("statsmodels"), "seed": SEED},
    "tolerance": {"closed": 1e-9, "drawn": 0.03},
    "cases": [
        case("plain", 60, 12, False, False),
        case("weights", 70, 12, True, False),
        case("clusters, ties", 80, 0, False, True),
        case("clusters, weights, ties", 80, 1, True, True),
    ],
    "halves": [small("distinct", 14, 12), small("tied", 14, 0)],
}
pathlib.Path(__file__).with_name("scores.json").write_text(json.dumps(golden) + "\n")
