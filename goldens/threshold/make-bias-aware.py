# PYTHON goldens/threshold/make-bias-aware.py: needs numpy, scipy and pandas.
# Bias-aware inference written out a second time: least squares by lstsq on both sides at once, neighbours from all distances, the largest bias by a linear
# programme over all functions with bounded second differences, bandwidths by scipy's bounded minimiser from many starts, sets by a scan of candidates and brentq.
# `published` are numbers that the tests of R's RDHonest (github.com/kolesarm/RDHonest, tests/testthat/test_rd.R and test_npr.R) hold it to.
import json
import os
import numpy as np
import pandas as pd
import scipy
from scipy import optimize, stats

here = os.path.dirname(os.path.abspath(__file__))
frames = {name: pd.read_csv(os.path.join(here, name + ".csv")) for name in ("lee08", "headst", "simulated")}
kernels = {"triangular": lambda u: (1 - u) * (u <= 1), "uniform": lambda u: 0.5 * (u <= 1), "epanechnikov": lambda u: 0.75 * (1 - u * u) * (u <= 1)}


def rows(frame, score, column, cluster=None):
    d = frames[frame]
    order = np.argsort(d[score].to_numpy(), kind="stable")
    pick = lambda c: d[c].to_numpy(float)[order]
    return pick(score), pick(column), None if cluster is None else d[cluster].to_numpy()[order]


def fit(x, h, kernel):
    k = kernels[kernel](np.abs(x) / h)
    z = np.column_stack([x >= 0, (x >= 0) * x, np.ones_like(x), x])
    root = np.sqrt(k)
    pinv = np.linalg.pinv(z * root[:, None], rcond=1e-12)
    return (pinv * root)[0], z, (pinv * root)


def nearest(x, y, j=3):
    out = np.zeros_like(y)
    for i in range(len(x)):
        gap = np.abs(x - x[i])
        gap[i] = np.inf
        reach = np.sort(gap)[min(j, len(x) - 1) - 1]
        near = gap <= reach + 1e-10 * (reach + abs(x[i]))
        m = near.sum()
        out[i] = np.sqrt(m / (m + 1)) * (y[i] - y[near].mean())
    return out


def deviations(x, y, h, kernel, how):
    w, z, all_weights = fit(x, h, kernel)
    if how == "residuals":
        return y - z @ (all_weights @ y)
    out = np.zeros_like(y)
    for side in (x < 0, x >= 0):
        use = side & (kernels[kernel](np.abs(x) / h) > 0)
        out[use] = nearest(x[use], y[use])
    return out


def variance(x, y, h, kernel, how, cluster):
    w = fit(x, h, kernel)[0]
    if cluster is None:
        return np.sum((w * deviations(x, y, h, kernel, how)) ** 2)
    e = w * deviations(x, y, h, kernel, "residuals")
    return np.sum(pd.Series(e).groupby(cluster).sum() ** 2)


def bias_by_formula(x, h, kernel):
    w = fit(x, h, kernel)[0]
    return abs(np.sum(w[x >= 0] * x[x >= 0] ** 2) - np.sum(w[x < 0] * x[x < 0] ** 2)) / 2


def bias_by_programme(x, h, kernel, step):
    """Largest sum of w f less the jump over f on a grid, f free but for second differences of at most step^2 on each side."""
    w = fit(x, h, kernel)[0]
    total = 0
    for side, sign in ((x >= 0, 1), (x < 0, -1)):
        d = np.round(np.abs(x[side]) / step).astype(int)
        m = d.max() + 1
        c = np.zeros(m)
        np.add.at(c, d, sign * w[side])
        c[0] -= 1
        second = np.zeros((m - 2, m))
        for i in range(m - 2):
            second[i, i : i + 3] = 1, -2, 1
        found = optimize.linprog(-c, A_ub=np.vstack([second, -second]), b_ub=np.full(2 * (m - 2), step**2), A_eq=np.eye(1, m), b_eq=[0], bounds=(None, None))
        total += -found.fun
    return total


def critical(ratio, level):
    return optimize.brentq(lambda c: stats.norm.cdf(c - ratio) - stats.norm.cdf(-c - ratio) - level, ratio, ratio + 6, xtol=1e-14)


def pilot(x, y, cluster):
    n = len(x)
    u = [np.sort(np.unique(np.abs(x[s]))) for s in (x < 0, x >= 0)]
    s = [np.sort(np.abs(x[k])) for k in (x < 0, x >= 0)]
    least = max(u[0][2], u[1][2], s[0][3], s[1][3])
    h1 = 1.84 * np.std(x, ddof=1) / n**0.2
    f0 = np.mean(np.abs(x) <= h1) / (2 * h1)
    var = [np.var(y[k & (np.abs(x) <= max(h1, least))], ddof=1) for k in (x < 0, x >= 0)]
    cubic = np.linalg.lstsq(np.column_stack([np.ones(n), x >= 0, x, x**2, x**3]), y, rcond=None)[0]
    m3 = 6 * cubic[4]
    h2 = [7200 ** (1 / 7) * (v / (f0 * m3**2)) ** (1 / 7) * k.sum() ** (-1 / 7) for v, k in zip(var, (x < 0, x >= 0))]
    near = [(x < 0) & (x >= -h2[0]), (x >= 0) & (x <= h2[1])]
    m2 = [2 * np.polyfit(x[k], y[k], 2)[0] for k in near]
    r = sum(2160 * v / (k.sum() * h**4) for v, k, h in zip(var, near, h2))
    ik = (4.8 / 0.01) ** 0.2 * ((var[0] + var[1]) / (f0 * n * ((m2[1] - m2[0]) ** 2 + r))) ** 0.2
    h = max(ik, least)
    w = fit(x, h, "triangular")[0]
    e = deviations(x, y, h, "triangular", "residuals")
    rho = 0
    if cluster is not None:
        f = pd.Series(e[w != 0]).groupby(cluster[w != 0])
        rho = (np.sum(f.sum() ** 2) - np.sum(e[w != 0] ** 2)) / (np.sum(f.count() ** 2) - np.sum(w != 0))
    return ik, np.mean(e[(x < 0) & (w != 0)] ** 2), np.mean(e[(x >= 0) & (w != 0)] ** 2), rho


def objective(x, curvature, kernel, goal, v, cluster):
    def at(h):
        if kernel == "uniform":
            if min(len(np.unique(x[(x < 0) & (-x <= h)])), len(np.unique(x[(x >= 0) & (x <= h)]))) < 2:
                return np.inf
        elif min(len(np.unique(x[(x < 0) & (-x < h)])), len(np.unique(x[(x >= 0) & (x < h)]))) < 2:
            return np.inf
        w = fit(x, h, kernel)[0]
        se2 = np.sum(w**2 * np.where(x < 0, v[1], v[2]))
        if cluster is not None:
            se2 += v[3] * (np.sum(pd.Series(w).groupby(cluster).sum() ** 2) - np.sum(w**2))
        b = curvature * bias_by_formula(x, h, kernel)
        if goal == "mse":
            return b * b + se2
        if goal == "bound":
            return 2 * b + np.sqrt(se2) * (stats.norm.ppf(0.95) + stats.norm.ppf(0.8))
        return np.sqrt(se2) * critical(b / np.sqrt(se2), 0.95)

    return at


def best_width(x, f, kernel):
    u = [np.sort(np.unique(np.abs(x[s]))) for s in (x < 0, x >= 0)]
    low, high = max(u[0][1], u[1][1]), max(u[0][-1], u[1][-1])
    if kernel == "uniform":
        support = np.unique(np.abs(x))
        support = support[support >= low]
        values = [f(h) for h in support]
        return support[int(np.argmin(values))], min(values)
    edges = np.geomspace(low, high, 41)
    found = [optimize.minimize_scalar(f, bounds=(a, b), method="bounded", options=dict(xatol=1e-10)) for a, b in zip(edges[:-1], edges[1:])]
    best = min(found, key=lambda r: r.fun)
    return best.x, best.fun


def rule(x, y):
    most = 0
    for s in (x < 0, x >= 0):
        c = np.polynomial.Polynomial.fit(x[s], y[s], 4).deriv(2)
        ends = [x[s].min(), x[s].max()]
        turn = c.deriv(1).roots()
        most = max(most, *(abs(c(e)) for e in ends + [t.real for t in turn if ends[0] < t.real < ends[1]]))
    return most


cases = []
for frame, score, column, curvature in (
    ("lee08", "margin", "voteshare", 0.1), ("headst", "povrate", "mortHS", 0.3),
    ("simulated", "score", "outcome", 2.0), ("simulated", "rounded", "outcome", 4.0), ("simulated", "coarse", "outcome", 4.0),
):
    few = frame == "simulated"
    for cluster in ([None, "cluster"] if few else [None]):
        x, y, g = rows(frame, score, column, cluster)
        v = pilot(x, y, g)
        for kernel in kernels:
            for goal in ("mse", "interval", "bound") if few else ("mse",):
                if kernel == "uniform" and not few:
                    h, value = {"lee08": 10.0, "headst": 18.0}[frame], None
                else:
                    h, value = best_width(x, objective(x, curvature, kernel, goal, v, g), kernel)
                for how in ("nearest", "residuals") if cluster is None and goal == "mse" else ("residuals",):
                    w = fit(x, h, kernel)[0]
                    b, se = curvature * bias_by_formula(x, h, kernel), np.sqrt(variance(x, y, h, kernel, how, g))
                    c = critical(b / se, 0.95)
                    uniform = fit(x, h, "uniform")[0]
                    cases.append(dict(frame=frame, score=score, column=column, cluster=cluster, curvature=curvature, kernel=kernel, goal=goal, errors=how, width=h,
                        objective=value, pilot=dict(below=v[1], above=v[2], within=v[3]), value=float(w @ y), standardError=se, bias=b,
                        low=float(w @ y - c * se), high=float(w @ y + c * se), effectiveRows=np.sum(np.abs(x) <= h) * np.sum(uniform**2) / np.sum(w**2),
                        leverage=np.max(w**2) / np.sum(w**2)))

programme = []
x = rows("simulated", "rounded", "outcome")[0]
for kernel in kernels:
    for h in (0.25, 0.4, 0.75):
        programme.append(dict(kernel=kernel, width=h, bias=bias_by_programme(x, h, kernel, 0.1)))

rules = []
for frame, score, column in (("lee08", "margin", "voteshare"), ("headst", "povrate", "mortHS"), ("simulated", "score", "outcome"), ("simulated", "score", "taken")):
    x, y, _ = rows(frame, score, column)
    rules.append(dict(frame=frame, score=score, column=column, curvature=rule(x, y)))

sets = []
for score, h, kernel, how, my, mt, taken in (
    ("score", 0.4, "triangular", "nearest", 2, 0.5, "taken"), ("rounded", 0.5, "uniform", "residuals", 2, 0.5, "taken"), ("score", 0.08, "triangular", "nearest", 2, 0.5, "taken"),
    ("score", 0.3, "epanechnikov", "residuals", 8, 2, "taken"), ("score", 0.25, "triangular", "nearest", 0.2, 8, "taken"), ("score", 0.5, "triangular", "nearest", 0.01, 0.01, "age"),
):
    x, y, _ = rows("simulated", score, "outcome")
    t = rows("simulated", score, taken)[1]
    w = fit(x, h, kernel)[0]
    unit = bias_by_formula(x, h, kernel)

    def beyond(c):
        z = y - c * t
        se = np.sqrt(np.sum((w * deviations(x, z, h, kernel, how)) ** 2))
        b = (my + abs(c) * mt) * unit
        return abs(w @ z) - se * critical(b / se, 0.95)

    angles = np.linspace(-np.pi / 2, np.pi / 2, 1602)[1:-1]
    values = [beyond(np.tan(a)) for a in angles]
    pieces, low = [], None if values[0] > 0 else -np.inf
    for i in range(len(angles) - 1):
        if (values[i] > 0) == (values[i + 1] > 0):
            continue
        end = optimize.brentq(beyond, np.tan(angles[i]), np.tan(angles[i + 1]), xtol=1e-13, rtol=1e-14)
        if values[i] > 0:
            low = end
        else:
            pieces.append([None if low == -np.inf else low, end])
            low = None
    if low is not None:
        pieces.append([None if low == -np.inf else low, None])
    sets.append(dict(score=score, width=h, kernel=kernel, errors=how, curvature=dict(outcome=my, treatment=mt), treatment=taken, pieces=pieces))

published = dict(
    source="kolesarm/RDHonest tests/testthat/test_rd.R, test_npr.R",
    imbensKalyanaraman=29.3872649956, pilot=dict(below=10.79067278, above=12.58183131),
    headst=[[9, -1.895234221, 0.9801414664, 1.0381954004], [18, -1.198258131, 0.6608206598, 0.6955768728], [36, -1.113938949, 0.5001394599, 0.5223659480]],
    leeLowerBound=2.3747626508, headstUniform=dict(width=3.98048, effectiveRows=239),
)
json.dump(dict(reference=f"numpy {np.__version__}, scipy {scipy.__version__}", tolerance=dict(closed=1e-8, width=1e-5, objective=1e-9, published=1e-9, set=1e-7),
    reason="closed forms 1e-8; a minimum is flat, so its place is known to 1e-5 where its value is to 1e-9; ends of sets by brentq",
    cases=cases, programme=programme, rules=rules, sets=sets, published=published), open(os.path.join(here, "bias-aware.json"), "w"), indent=1)
