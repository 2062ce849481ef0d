# Run by bench/studies.ts: the estimates of the study of tickets with pandas and statsmodels, CR1 by user, and the time and memory they took. Lin's regression of four
# outcomes, two of them in each region; the ratio by the delta method over totals of users; p95 by Woodruff's share. No checks, no families, no report.
import json
import resource
import sys

import numpy as np
import pandas as pd
import statsmodels.api as sm

data = pd.read_parquet(sys.argv[1])
arms = ["help", "draft"]
estimates = []


def keep(name, value, error):
    estimates.append({"id": name, "value": float(value), "standardError": float(error)})


def lin(rows, outcome, place=""):
    rows = rows[rows[outcome].notna()]
    x = pd.concat([rows[["experience", "complexity"]], pd.get_dummies(rows["tier"], drop_first=True)], axis=1).astype(float)
    x -= x.mean()
    design = {"one": np.ones(len(rows)), **{name: x[name] for name in x}}
    for arm in arms:
        z = (rows["arm"] == arm).astype(float)
        design |= {arm: z, **{f"{arm} {name}": z * x[name] for name in x}}
    users = pd.factorize(rows["user_id"])[0]
    fit = sm.OLS(rows[outcome].astype(float), pd.DataFrame(design)).fit(cov_type="cluster", cov_kwds={"groups": users})
    for arm in arms:
        keep(f"adjusted-itt:{outcome}:{arm}{place}", fit.params[arm], fit.bse[arm])


def ratio(rows, place=""):
    totals = rows.groupby(["user_id", "arm"], sort=False)[["cost_usd", "resolved"]].sum().reset_index()
    found = {}
    for arm, own in totals.groupby("arm"):
        value = own["cost_usd"].sum() / own["resolved"].sum()
        influence = (own["cost_usd"] - value * own["resolved"]) / own["resolved"].sum()
        found[arm] = (value, len(own) / (len(own) - 1) * (influence**2).sum())
    for arm in arms:
        keep(f"ratio-effect:cost per resolution:{arm}{place}", found[arm][0] - found["none"][0], np.sqrt(found[arm][1] + found["none"][1]))


def p95(rows, place=""):
    found = {}
    for arm, own in rows.groupby("arm"):
        latency = own["latency_seconds"]
        value = latency.quantile(0.95)
        total = ((latency <= value) - 0.95).groupby(own["user_id"]).sum()
        error = np.sqrt(len(total) / (len(total) - 1) * (total**2).sum()) / len(own)
        low, high = latency.quantile([0.95 - error, 0.95 + error])
        found[arm] = (value, ((high - low) / 2) ** 2)
    for arm in arms:
        keep(f"quantile-effect:p95 latency:{arm}{place}", found[arm][0] - found["none"][0], np.sqrt(found[arm][1] + found["none"][1]))


for outcome in ["resolved", "complaint", "handle_minutes", "satisfaction"]:
    lin(data, outcome)
ratio(data)
p95(data)
for region, rows in data.groupby("region"):
    lin(rows, "resolved", f"@region={region}")
    lin(rows, "complaint", f"@region={region}")
    ratio(rows, f"@region={region}")
    p95(rows, f"@region={region}")
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"estimates": estimates, "cpuSeconds": usage.ru_utime + usage.ru_stime, "peakMegabytes": usage.ru_maxrss / 1024}))
