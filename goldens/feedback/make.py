"""A log of which only some requests are served: gaps, trends, feedback, weighted means; and what the seed notebook's reference says of its loop.

Run: python goldens/feedback/make.py

Writes log.json (data drawn here; statsmodels OLS, Logit and WLS; numpy for influence, from its definition) and notebook.json (the per-period table of the
notebook beside the project, and its reference: statsmodels 0.13.5).
"""
import csv
import gzip
import json
import platform
from pathlib import Path

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats

here = Path(__file__).resolve().parent
shared = here.parents[2] / "shared" / "golden" / "notebook"
if not shared.exists():
    shared = Path("/work/shared/golden/notebook")
SEED = 20260912
made = {"by": "goldens/feedback/make.py", "seed": SEED, "numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "python": platform.python_version()}


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def draw():
    """Ten periods of 90 requests; the strength of serving follows the labels of the period before, with some noise of its own."""
    rng = np.random.default_rng(SEED)
    rows, strength = [], 0.0
    for period in range(10):
        n = 90
        difficulty, risk = rng.standard_normal(n).round(6), (rng.standard_normal(n) + 2).round(6)
        chance = sigmoid(0.8 + strength - 0.9 * difficulty + 0.3 * risk + 0.1 * rng.standard_normal(n)).round(9)
        served = (rng.random(n) < chance).astype(int)
        arm = (rng.random(n) < 0.5).astype(int)
        resolved = (rng.random(n) < sigmoid(0.4 - difficulty + 0.4 * arm)).astype(int)
        minutes = (24 + 5 * difficulty - 2 * arm + 3 * rng.standard_normal(n)).round(6)
        rows.append(np.column_stack([np.full(n, period), difficulty, risk, chance, served, arm, resolved, minutes]))
        strength = 0.2 + 0.4 * strength - 0.5 * difficulty[served == 1].mean() + 0.05 * rng.standard_normal()
    return np.vstack(rows)


names = ["period", "difficulty", "risk", "chance", "served", "arm", "resolved", "minutes"]
data = dict(zip(names, draw().T))
period, s, p = data["period"], data["served"], data["chance"]
contexts = np.column_stack([data["difficulty"], data["risk"]])
periods = np.unique(period)


def gap(x, s):
    """Labelled less all; the error from each request's influence."""
    r, m1, m = s.mean(), x[s == 1].mean(), x.mean()
    influence = s * (x - m1) / r - (x - m)
    return {"value": m1 - m, "standardError": float(np.sqrt((influence**2).sum() / (len(x) * (len(x) - 1))))}


def trend(values):
    fit = sm.OLS(values, sm.add_constant(periods)).fit()
    hc2 = fit.get_robustcov_results("HC2", use_t=True)
    return {"slope": fit.params[1], "standardError": hc2.bse[1], "pValue": hc2.pvalues[1], "df": fit.df_resid}


def by_period(of):
    return np.array([of(period == t) for t in periods])


gaps = {x: [gap(data[x][period == t], s[period == t]) for t in periods] for x in ("difficulty", "risk")}
drifts = {
    "served share": trend(by_period(lambda t: s[t].mean())),
    **{f"labelled mean of {x}": trend(by_period(lambda t: data[x][t][s[t] == 1].mean())) for x in gaps},
    **{f"mean of {x}": trend(by_period(lambda t: data[x][t].mean())) for x in gaps},
    **{f"labelled less all, {x}": trend(np.array([g["value"] for g in gaps[x]])) for x in gaps},
}


def serving(logged):
    """Level at the mean contexts, and slopes per standard deviation, of each period."""
    y = np.log(p / (1 - p)) if logged else s
    overall, spread = contexts.mean(axis=0), contexts.std(axis=0)
    fits = [sm.OLS(y[period == t], sm.add_constant(contexts[period == t])).fit().params for t in periods]
    return {"level": np.array([f[0] + f[1:] @ overall for f in fits]), "slope on difficulty": np.array([f[1] * spread[0] for f in fits]), "slope on risk": np.array([f[2] * spread[1] for f in fits])}


def follows(logged):
    learned = {x: by_period(lambda t: data[x][t][s[t] == 1].mean()) for x in ("difficulty", "risk", "resolved")}
    # What was to be expected before the draw: means weighted by chances; of the outcome, its regression on contexts with a level for each period.
    expected = {x: by_period(lambda t: (p[t] * data[x][t]).sum() / p[t].sum()) for x in ("difficulty", "risk")}
    label = s == 1
    levels = np.column_stack([(period == t).astype(float) for t in periods])
    slopes = sm.OLS(data["resolved"][label], np.column_stack([contexts[label], levels[label]])).fit().params[:2]
    expected["resolved"] = slopes[0] * expected["difficulty"] + slopes[1] * expected["risk"]
    found = []
    for a, series in serving(logged).items():
        for b, means in learned.items():
            fit = sm.OLS(series[2:], np.column_stack([np.ones(len(series) - 2), series[1:-1], means[1:-1], *([expected[b][1:-1]] if logged else [])])).fit()
            found.append({"serving": a, "learned": b, "coefficient": fit.params[2], "standardError": fit.bse[2], "pValue": min(1, 9 * fit.pvalues[2])})
    return found


def interval(value, se, df):
    q = stats.t.ppf(0.975, df)
    return {"value": value, "standardError": se, "low": value - q * se, "high": value + q * se}


def hajek(y, w):
    """Weighted mean of the labelled: value, variance, effective sample size."""
    mean = (w * y).sum() / w.sum()
    n = len(y)
    return mean, ((w * (y - mean)) ** 2).sum() / w.sum() ** 2 * n / (n - 1), w.sum() ** 2 / (w**2).sum()


def unseen(y, label, rows, chances, left=None):
    """Of requests whose chance is below that of every label, as if outcomes spread as the labelled do (weighted)."""
    w = 1 / chances[label]
    values = y[label] if left is None else left
    spread = (w * (values - (w * values).sum() / w.sum()) ** 2).sum() / w.sum()
    low = rows & (chances < chances[label].min())
    return spread * (1 / chances[low]).sum() / rows.sum() ** 2


def augmented(y, rows):
    """AIPW among the rows: OLS of the outcome on contexts among the labelled."""
    label = rows & (s == 1)
    fit = sm.OLS(y[label], sm.add_constant(contexts[label])).fit()
    line = fit.predict(sm.add_constant(contexts[rows]))
    psi = line + s[rows] / p[rows] * (y[rows] - line)
    return psi.mean(), psi.var(ddof=1) / len(psi) + unseen(y, label, rows, p, fit.resid)


def welch(one, zero, covariance=0.0):
    (m1, v1, e1), (m0, v0, e0) = one, zero
    df = (v1 + v0) ** 2 / (v1**2 / (e1 - 1) + v0**2 / (e0 - 1))
    value, se = m1 - m0, np.sqrt(v1 + v0 - 2 * covariance)
    return {**interval(value, se, df), "df": df, "pValue": 2 * stats.t.sf(abs(value / se), df)}


def logged(outcome):
    y, everyone = data[outcome], np.ones(len(s), bool)
    label = s == 1

    def weighted(rows):
        mean, variance, size = hajek(y[label & rows], 1 / p[label & rows])
        return mean, variance + unseen(y, label & rows, rows, p), size

    mean, arms = weighted(everyone), [weighted(data["arm"] == a) for a in (0, 1)]
    aug = augmented(y, everyone)
    return {
        "mean": interval(mean[0], np.sqrt(mean[1]), mean[2] - 1),
        "effectiveSampleSize": mean[2],
        "largestWeight": (1 / p[label]).max(),
        "augmented": interval(aug[0], np.sqrt(aug[1]), mean[2] - 1),
        "labelled": interval(y[label].mean(), y[label].std(ddof=1) / np.sqrt(label.sum()), label.sum() - 1),
        "arms": [interval(m, np.sqrt(v), e - 1) for m, v, e in arms],
        "effect": welch(arms[1], arms[0]),
    }


def estimated(outcome, with_arms):
    """Stacked equations: the logistic scores of the serving model and the weighted means, one sandwich."""
    y, label = data[outcome], s == 1
    dummies = [(period == t).astype(float) for t in periods[1:]]
    arm = data["arm"]
    columns = [np.ones(len(s)), *contexts.T, *dummies, *([arm] if with_arms else [])]
    X = np.column_stack(columns)
    fit = sm.Logit(s, X).fit(disp=0, method="newton", tol=1e-14, maxiter=100)
    e = fit.predict()
    groups = [arm == 0, arm == 1] if with_arms else [np.ones(len(s), bool)]
    found = [hajek(y[g & label], 1 / e[g & label]) for g in groups]
    k, n = X.shape[1], len(s)
    equations = np.zeros((n, k + len(groups)))
    equations[:, :k] = X * (s - e)[:, None]
    bread = np.zeros((k + len(groups),) * 2)
    bread[:k, :k] = -(X * (e * (1 - e))[:, None]).T @ X
    for i, (g, (m, _, _)) in enumerate(zip(groups, found)):
        u = g * s * (y - m) / e
        equations[:, k + i] = u
        bread[k + i, :k] = -(u * (1 - e)) @ X
        bread[k + i, k + i] = -(g * s / e).sum()
    inverse = np.linalg.inv(bread)
    covariance = (inverse @ (equations.T @ equations) @ inverse.T)[k:, k:]
    counts = np.array([(g & label).sum() for g in groups])
    factor = np.sqrt(counts / (counts - 1))
    covariance = covariance * np.outer(factor, factor) + np.diag([unseen(y, g & label, g, e) for g in groups])
    means = [(m, covariance[i, i], ess) for i, (m, _, ess) in enumerate(found)]
    result = {"means": [interval(m, np.sqrt(v), ess - 1) for m, v, ess in means]}
    return {**result, "effect": welch(means[1], means[0], covariance[0, 1])} if with_arms else result


golden = {
    "made": made,
    "tolerance": 1e-8,
    "why": "closed forms, and a logistic regression that both sides solve to rounding",
    "columns": {name: [float(v) if not float(v).is_integer() else int(v) for v in values] for name, values in data.items()},
    "gaps": gaps,
    "trends": drifts,
    "follows": {"logged": follows(True), "served": follows(False)},
    "logged": {outcome: logged(outcome) for outcome in ("resolved", "minutes")},
    "estimated": {outcome: {"all": estimated(outcome, False), "arms": estimated(outcome, True)} for outcome in ("resolved", "minutes")},
}
(here / "log.json").write_text(json.dumps(golden, indent=1) + "\n")

known = json.loads((shared / "expected.json").read_text())["reference"]["feedback"]
with gzip.open(shared / "feedback.csv.gz", "rt") as lines:
    table = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(lines)]
notebook = {"made": {**made, "statsmodels of the reference": "0.13.5"}, "tolerance": 1e-8, "why": "closed forms", "requests": 6000, "table": table, "reference": known}
(here / "notebook.json").write_text(json.dumps(notebook, indent=1) + "\n")
