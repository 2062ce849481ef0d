"""The seed's difference-in-differences by signup week, rebuilt from its table. Run: python goldens/staged-rollout/make-seed.py

The definitions stand in README.md; every number is checked against golden/toolset/expected.json to 1e-9.
"""
import json

import numpy as np
import pandas as pd
from scipy import stats

from tables import SHARED, write

FOLDER = SHARED / "golden" / "toolset"
KNOWN = json.loads((FOLDER / "expected.json").read_text())["did_demo"]

users = pd.read_csv(FOLDER / "synthetic_llm_logs_50000.csv.gz")
users = users[users["signup_week"] < 30].reset_index(drop=True)
y = users["task_completed"].to_numpy(float)
treated = (users["wave"] == 1).to_numpy(float)
post = (users["signup_week"] >= 20).to_numpy(float)
week = users["signup_week"].to_numpy()
cluster = users["workspace_id"].to_numpy()
# Reference level heavy.
tiers = [(users["engagement_tier"] == t).to_numpy(float) for t in ("light", "medium")]


def regression(columns, rows=slice(None)):
    """OLS and CR1 by workspace: G/(G-1) (N-1)/(N-K), K all columns."""
    x, out, by = np.column_stack(columns)[rows], y[rows], cluster[rows]
    bread = np.linalg.pinv(x.T @ x)
    beta = bread @ x.T @ out
    score = np.array([np.bincount(by, s) for s in (x * (out - x @ beta)[:, None]).T]).T
    g, n, k = len(np.unique(by)), len(x), np.linalg.matrix_rank(x)
    return beta, g / (g - 1) * (n - 1) / (n - k) * bread @ (score.T @ score) @ bread


def one(beta, v, j, g=50):
    z = beta[j] / np.sqrt(v[j, j])
    return {"estimate": beta[j], "se": np.sqrt(v[j, j]), "p_normal": 2 * stats.norm.sf(abs(z)), "p_t": 2 * stats.t.sf(abs(z), g - 1)}


ones = np.ones(len(y))
records = []
means = {f"treated={int(a)},post={int(b)}": y[(treated == a) & (post == b)] for a in (0, 1) for b in (0, 1)}
for name, values in means.items():
    records.append({"name": f"cell[{name}]", "n": len(values), "estimate": values.mean()})
changes = [means[f"treated={a},post=1"].mean() - means[f"treated={a},post=0"].mean() for a in (0, 1)]
records += [{"name": "wave2_change", "estimate": changes[0]}, {"name": "wave1_change", "estimate": changes[1]}, {"name": "did_2x2", "estimate": changes[1] - changes[0]}]
records.append({"name": "did_2x2_regression_no_controls"} | one(*regression([ones, treated, post, treated * post]), 3))
records.append({"name": "did_regression"} | one(*regression([ones, *tiers, treated, post, treated * post]), 5))
early = week < 20
centred = week - 10.0
records.append({"name": "pretrend_slope"} | one(*regression([ones, *tiers, treated, centred, treated * centred], early), 5))
dummies = [(cluster == w).astype(float) for w in range(50)] + [(week == w).astype(float) for w in range(1, 30)]
records.append({"name": "did_week_fixed_effects"} | one(*regression([treated * post, *tiers, *dummies]), 0))
change = np.array([y[(cluster == w) & (post == 1)].mean() - y[(cluster == w) & (post == 0)].mean() for w in range(50)])
welch = stats.ttest_ind(change[:25], change[25:], equal_var=False)
records.append({"name": "did_workspace_level_welch", "estimate": change[:25].mean() - change[25:].mean(), "t": welch.statistic, "p": welch.pvalue})
records[-1]["se"] = records[-1]["estimate"] / welch.statistic
bins = [b for b in range(6) if b != 3]
binned = [(week // 5 == b).astype(float) for b in bins]
beta, v = regression([ones, *tiers, treated, *binned, *[treated * b for b in binned]])
first = 4 + len(bins)
pre = [first, first + 1, first + 2]
wald = beta[pre] @ np.linalg.solve(v[np.ix_(pre, pre)], beta[pre])
records.append({"name": "event_study_5week_bins", "bins": bins, "estimate": list(beta[first:]), "se": list(np.sqrt(np.diag(v)[first:])), "wald": wald, "df": 3, "p": stats.chi2.sf(wald, 3)})


def near(mine, theirs):
    assert np.allclose(mine, theirs, rtol=1e-8, atol=1e-11), (mine, theirs)


by = {r["name"]: r for r in records}
for name in means:
    near(by[f"cell[{name}]"]["estimate"], KNOWN[f"cell[{name}]"]["full_precision"]["mean"])
for name in ["wave1_change", "wave2_change", "did_2x2"]:
    near(by[name]["estimate"], KNOWN[name]["full_precision"])
known = KNOWN["did_2x2_regression_no_controls"]["full_precision"]
near(by["did_2x2_regression_no_controls"]["se"], known["bse_CR1 (G/(G-1)*(N-1)/(N-K))"]["treated:post"])
for name, key, label in [("did_regression", "did_regression_coef", "treated:post"), ("pretrend_slope", "pretrend_slope", "treated:weeks_since_start")]:
    near(by[name]["estimate"], KNOWN[key]["full_precision"])
    near(by[name]["se"], KNOWN[key]["regression"]["bse_CR1 (G/(G-1)*(N-1)/(N-K))"][label])
    near(by[name]["p_normal"], KNOWN[key]["regression"]["p_normal_CR1"][label])
    near(by[name]["p_t"], KNOWN[key]["regression"]["p_t(G-1)_CR1"][label])
known = KNOWN["did_week_fixed_effects"]["full_precision"]
near(by["did_week_fixed_effects"]["estimate"], known["coef"])
near(by["did_week_fixed_effects"]["se"], known["bse_CR1"])
known = KNOWN["did_workspace_level_welch"]["full_precision"]
near([by["did_workspace_level_welch"][k] for k in ("estimate", "se", "t", "p")], [known[k] for k in ("estimate", "se", "t", "p")])
known = KNOWN["event_study_5week_bins"]["full_precision"]
near(by["event_study_5week_bins"]["estimate"], known["coef"])
near(by["event_study_5week_bins"]["se"], known["bse_CR1"])
near(wald, known["joint_pretrend_wald_chi2_3df"])
records = [{k: (v.item() if isinstance(v, np.generic) else [float(x) for x in v] if isinstance(v, list) and k != "bins" else v) for k, v in r.items()} for r in records]
write("seed.json", ["scipy"], "Closed forms.", 1e-8, records=records)
