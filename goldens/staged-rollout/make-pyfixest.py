"""Two-way fixed effects, their event study and Sun-Abraham by pyfixest. Run: python goldens/staged-rollout/make-pyfixest.py

Tolerance of the demeaning is set to 1e-12 (the default of 1e-6 costs digits on unbalanced panels). Its did2s cannot be told so: its
estimates are right to 1e-5 only, so the two stages come from diff-diff.
"""
import numpy as np
import pyfixest as pf

from tables import number, quiet, read, whole, write

CLUSTERS = {
    "panel": ["workspace", "region", "team", "workspace + period", "region + period"],
    "unbalanced": ["workspace", "region", "workspace + period", "region + period"],
    "mpdta": ["workspace", "workspace + period"],
}
# Another name for the key of a record: "workspace" is "unit" in every file here.
NAMES = {"workspace": "unit", "workspace + period": "unit, period", "region + period": "region, period"}
SETTINGS = {"fixef_tol": 1e-12, "fixef_maxiter": 100_000}


def prepared(name):
    table = read(name)
    event = table["period"] - table["start"]
    ever = table["start"] > 0
    table["treated"] = (ever & (event >= 0)).astype(int)
    # Never treated: their own level of the factor, dropped with the reference period.
    table["event"] = np.where(ever, event, -1).astype(int)
    table["cohort"] = table["start"]
    return table


def errors(fit, clusters):
    """Standard errors and degrees of freedom of t by cluster; the default small-sample factors of pyfixest."""
    found = {}
    for cluster in clusters:
        fit.vcov({"CRV1": cluster})
        found[NAMES.get(cluster, cluster)] = {"se": fit.se(), "df": number(fit._df_t), "vcov": np.array(fit._vcov)}
    for plain in ["iid", "hetero"]:
        fit.vcov(plain)
        found[plain] = {"se": fit.se(), "df": number(fit._df_t), "vcov": np.array(fit._vcov)}
    return found


def record(kind, at, estimate, by, label):
    return {"kind": kind, "at": at, "estimate": number(estimate), "se": {c: number(e["se"][label]) for c, e in by.items()}}


def two_way(name, table, clusters, covariates):
    fit = pf.feols("y ~ treated" + "".join(f" + {c}:C(period)" for c in covariates) + " | workspace + period", table, **SETTINGS)
    by = errors(fit, clusters)
    records = [record("two-way", None, fit.coef()["treated"], by, "treated")]
    return {"data": name, "estimator": "two-way", "covariates": covariates, "rows": fit._N, "df": {c: e["df"] for c, e in by.items()}, "records": records}


def event_study(name, table, clusters):
    fit = pf.feols("y ~ i(event, ref=-1) | workspace + period", table, **SETTINGS)
    by = errors(fit, clusters)
    records = [record("event", whole(label.split("::")[1]), estimate, by, label) for label, estimate in fit.coef().items()]
    return {"data": name, "estimator": "two-way event study", "reference": -1, "rows": fit._N, "df": {c: e["df"] for c, e in by.items()}, "records": records}


def weighted(by, weights, labels):
    """Standard errors of a sum of coefficients with fixed weights."""
    w = np.array([weights.get(label, 0.0) for label in labels])
    return {c: {"se": {"sum": float(np.sqrt(w @ e["vcov"] @ w))}} for c, e in by.items()}


def sun_abraham(name, table, clusters):
    """Cohort by event time, reference -1, the never treated as controls; averages by shares of rows, taken as known."""
    reached = table[table["cohort"] > 0]
    cells = {(g, e): f"b_{g}_{'m' if e < 0 else 'p'}{abs(e)}" for g, e in sorted(set(zip(reached["cohort"], reached["event"], strict=True))) if e != -1}
    table = table.copy()
    for (g, e), label in cells.items():
        table[label] = ((table["cohort"] == g) & (table["event"] == e)).astype(float)
    fit = pf.feols("y ~ " + " + ".join(cells.values()) + " | workspace + period", table, **SETTINGS)
    by = errors(fit, clusters)
    labels = list(fit.coef().index)
    records = [{"kind": "cell", "group": whole(g), "event": whole(e)} | {k: v for k, v in record("", None, fit.coef()[l], by, l).items() if k in ("estimate", "se")} for (g, e), l in cells.items()]
    sizes = reached.groupby(["cohort", "event"]).size()
    for at in sorted({e for _, e in cells}):
        counts = {(g, e): sizes[g, e] for g, e in cells if e == at}
        weights = {cells[k]: n / sum(counts.values()) for k, n in counts.items()}
        estimate = sum(w * fit.coef()[l] for l, w in weights.items())
        records.append(record("event", whole(at), estimate, weighted(by, weights, labels), "sum"))
    counts = {(g, e): sizes[g, e] for g, e in cells if e >= 0}
    weights = {cells[k]: n / sum(counts.values()) for k, n in counts.items()}
    records.append(record("cells", None, sum(w * fit.coef()[l] for l, w in weights.items()), weighted(by, weights, labels), "sum"))
    return {"data": name, "estimator": "sun-abraham", "reference": -1, "rows": fit._N, "df": {c: e["df"] for c, e in by.items()}, "records": records}


def packaged(name, table, cluster):
    """The package's own saturated estimator, to see that the regression above is the same one."""
    fit = pf.event_study(table, yname="y", idname="workspace", tname="period", gname="start", cluster=cluster, estimator="saturated")
    rows = fit.aggregate()
    key = NAMES.get(cluster, cluster)
    records = [{"kind": "event", "at": whole(e), "estimate": number(r["Estimate"]), "se": {key: number(r["Std. Error"])}} for e, r in rows.iterrows()]
    return {"data": name, "estimator": "saturated (package)", "reference": -1, "records": records}


cases = []
with quiet():
    for name, clusters in CLUSTERS.items():
        table = prepared(name)
        covariates = ["lpop"] if name == "mpdta" else ["x1", "x2"]
        cases += [two_way(name, table, clusters, []), two_way(name, table, clusters, covariates), event_study(name, table, clusters)]
        # Two clusters with eight periods: variances of single cells come out negative, so only one cluster here.
        cases.append(sun_abraham(name, table, [c for c in clusters if "+" not in c]))
        if name != "unbalanced":
            cases.append(packaged(name, table, "workspace"))
write("pyfixest.json", ["pyfixest"], "Closed forms; demeaning to 1e-12.", 1e-8, cases=cases)
