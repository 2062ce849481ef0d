"""The formulas of README.md written out in numpy, against every number that the packages gave. Run: python goldens/staged-rollout/check.py

Prints the largest difference by file and options: estimates relative to max(|estimate|, se), standard errors relative to themselves.
"""
import collections
import json

import numpy as np

from tables import HERE, read


# Group-time effects ---------------------------------------------------------------------------------------------------


def logit(x, d):
    """Maximum likelihood by Newton to rounding; also its influence (per row, in units of the coefficient, mean zero)."""
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ beta))
        beta = beta + np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x, x.T @ (d - p))
    p = 1 / (1 + np.exp(-x @ beta))
    return beta, ((d - p)[:, None] * x) @ np.linalg.inv((x * (p * (1 - p))[:, None]).T @ x / len(x))


def ols(x, y, mask):
    """Least squares of the masked rows and its influence over all rows."""
    w = mask.astype(float)
    gram = (x * w[:, None]).T @ x
    beta = np.linalg.solve(gram, x.T @ (w * y))
    return beta, ((w * (y - x @ beta))[:, None] * x) @ np.linalg.inv(gram / len(x))


def terms_panel(method, d, dy, x, nuisance):
    """The effect as a sum of signed ratios of means: (sign, weights, values)."""
    fit = x @ nuisance["outcome"] if "outcome" in nuisance else 0 * d
    odds = np.exp(x @ nuisance["chance"]) if "chance" in nuisance else None
    if method == "none":
        return [(1, d, dy), (-1, 1 - d, dy)]
    if method == "reg":
        return [(1, d, dy - fit)]
    return [(1, d, dy - fit), (-1, (1 - d) * odds, dy - fit)]


def terms_rows(method, d, post, y, x, nuisance):
    """The same for rows of two periods. `dr` is the locally efficient estimator (drdid_rc), which also models the treated."""
    pre = 1 - post
    if method == "none":
        return [(1, d * post, y), (-1, d * pre, y), (-1, (1 - d) * post, y), (1, (1 - d) * pre, y)]
    fits = {k: x @ nuisance[k] for k in nuisance if k != "chance"}
    if method == "reg":
        return [(1, d * post, y), (-1, d * pre, y), (-1, d, fits["control post"] - fits["control pre"])]
    odds = np.exp(x @ nuisance["chance"])
    if method == "ipw":
        return [(1, d * post, y), (-1, d * pre, y), (-1, (1 - d) * odds * post, y), (1, (1 - d) * odds * pre, y)]
    rest = y - post * fits["control post"] - pre * fits["control pre"]
    gap_post, gap_pre = fits["treated post"] - fits["control post"], fits["treated pre"] - fits["control pre"]
    return [
        (1, d * post, rest), (-1, d * pre, rest), (-1, (1 - d) * odds * post, rest), (1, (1 - d) * odds * pre, rest),
        (1, d, gap_post), (-1, d * post, gap_post), (-1, d, gap_pre), (1, d * pre, gap_pre),
    ]


def ratio_sum(terms):
    return sum(s * (w * v).sum() / w.sum() for s, w, v in terms)


def influence(make, nuisance, lines):
    """Influence of a sum of ratios of means plus that of what was fitted first, by the complex-step derivative (exact to rounding)."""
    terms = make(nuisance)
    effect = ratio_sum(terms)
    psi = sum(s * w * (v - (w * v).sum() / w.sum()) / w.mean() for s, w, v in terms)
    for name, beta in nuisance.items():
        for j in range(len(beta)):
            moved = nuisance | {name: beta + 1e-30j * (np.arange(len(beta)) == j)}
            psi = psi + lines[name][:, j] * ratio_sum(make(moved)).imag / 1e-30
    return effect, psi


def cell(method, shape, d, post, y, x):
    nuisance, lines = {}, {}

    def add(name, fit):
        nuisance[name], lines[name] = fit

    if method in ("ipw", "dr"):
        add("chance", logit(x, d))
    if shape == "panel":
        if method in ("reg", "dr"):
            add("outcome", ols(x, y, d == 0))
        return influence(lambda n: terms_panel(method, d, y, x, n), nuisance, lines)
    if method in ("reg", "dr"):
        add("control post", ols(x, y, (d == 0) & (post == 1)))
        add("control pre", ols(x, y, (d == 0) & (post == 0)))
    if method == "dr":
        add("treated post", ols(x, y, (d == 1) & (post == 1)))
        add("treated pre", ols(x, y, (d == 1) & (post == 0)))
    return influence(lambda n: terms_rows(method, d, post, y, x, n), nuisance, lines)


def group_time(table, shape, case):
    """Cells (g, t) -> effect and influence over all units (rows, for a cross-section), scaled so that its mean square over n is the variance."""
    periods = np.sort(table["period"].unique())
    a = case["anticipation"]
    units = table["workspace"].to_numpy() if shape != "rows" else np.arange(len(table))
    ids, index = np.unique(units, return_inverse=True)
    n = len(ids)
    start, period, y = (table[c].to_numpy() for c in ("start", "period", "y"))
    x = np.column_stack([np.ones(len(table))] + [table[c].to_numpy() for c in case["covariates"]])
    found = {}
    for g in sorted(set(start[start > periods[0] + a])):
        base_g = periods[periods < g - a].max()
        for i, t in enumerate(periods):
            base = base_g if case["base"] == "universal" or t >= g - a else periods[i - 1] if i > 0 else None
            if base is None:
                continue
            if base == t:
                found[g, t] = (0.0, np.zeros(n))
                continue
            control = start == 0 if case["control"] == "never" else (start == 0) | ((start > max(t, base) + a) & (start != g))
            used = ((start == g) | control) & ((period == t) | (period == base))
            psi = np.zeros(n)
            if shape == "panel":
                now, then = np.zeros(n), np.zeros(n)
                now[index[used & (period == t)]] = y[used & (period == t)]
                then[index[used & (period == base)]] = y[used & (period == base)]
                first = used & (period == base)
                who = index[first]
                effect, part = cell(case["method"], shape, (start[first] == g).astype(float), None, (now - then)[who], x[first])
                psi[who] = n / first.sum() * part
            else:
                d, post = (start[used] == g).astype(float), (period[used] == t).astype(float)
                effect, part = cell(case["method"], shape, d, post, y[used], x[used])
                np.add.at(psi, index[used], n / used.sum() * part)
            found[g, t] = (effect, psi)
    first = np.zeros(n, int)
    first[index[::-1]] = np.arange(len(table))[::-1]
    return periods, found, table.iloc[first]


def averages(periods, found, units, case):
    """Averages with the influence of the estimated shares of the cohorts among units."""
    start = units["start"].to_numpy()
    share = {g: (start == g).mean() for g, _ in found}

    def average(cells):
        total = sum(share[g] for g, _ in cells)
        weights = {c: share[c[0]] / total for c in cells}
        effect = sum(w * found[c][0] for c, w in weights.items())
        psi = sum(w * found[c][1] for c, w in weights.items())
        return effect, psi + sum(((start == g) - share[g]) / total * (found[g, t][0] - effect) for g, t in cells)

    def mean(parts):
        return np.mean([e for e, _ in parts]), np.mean([p for _, p in parts], axis=0)

    post = [(g, t) for g, t in found if t >= g]
    groups = sorted({g for g, _ in found})
    out = {("simple", None): average(post)}
    for g in groups:
        own = [c for c in post if c[0] == g]
        out["group", int(g)] = mean([found[c] for c in own])
    total = sum(share[g] for g in groups)
    effect = sum(share[g] / total * out["group", int(g)][0] for g in groups)
    psi = sum(share[g] / total * out["group", int(g)][1] + ((start == g) - share[g]) / total * (out["group", int(g)][0] - effect) for g in groups)
    out["group", None] = (effect, psi)
    for t in sorted({t for _, t in post}):
        out["calendar", int(t)] = average([c for c in post if c[1] == t])
    out["calendar", None] = mean([out["calendar", int(t)] for t in sorted({t for _, t in post})])
    windows = {"dynamic": (-99, 99, found), "dynamic, from -2 to 2": (-2, 2, found)}
    last = periods[-1]
    balanced = {c: v for c, v in found.items() if last - c[0] >= 2}
    windows["dynamic, balanced to 2"] = (2 - last + 1 + periods[0] - 1, 2, balanced)
    for name, (low, high, cells) in windows.items():
        events = sorted({t - g for g, t in cells if low <= t - g <= high})
        for e in events:
            out[name, int(e)] = average([c for c in cells if c[1] - c[0] == e])
        if any(e >= 0 for e in events):
            out[name, None] = mean([out[name, int(e)] for e in events if e >= 0])
    return out


def errors(psi, units, cluster):
    """Square root of the sum of squared sums by cluster, over n; nothing centred, no degrees of freedom taken off."""
    if cluster == "unit":
        return np.sqrt((psi**2).sum()) / len(psi)
    _, code = np.unique(units[cluster].to_numpy(), return_inverse=True)
    return np.sqrt((np.bincount(code, psi) ** 2).sum()) / len(psi)


def wald(found, units, cluster, a):
    pre = [c for c in found if c[1] < c[0] - a and errors(found[c][1], units, "unit") > 0]
    psi = np.array([found[c][1] for c in pre])
    if cluster != "unit":
        _, code = np.unique(units[cluster].to_numpy(), return_inverse=True)
        psi = np.array([np.bincount(code, p) for p in psi])
    effect = np.array([found[c][0] for c in pre])
    n = len(units)
    return effect @ np.linalg.solve(psi @ psi.T / n**2, effect)


WORST = collections.defaultdict(lambda: [0.0, 0.0])


def compare(key, estimate, se, record, cluster):
    reference, scale = record["estimate"], record["se"][cluster]
    if reference is None or scale is None:
        return
    WORST[key][0] = max(WORST[key][0], abs(estimate - reference) / max(abs(reference), scale))
    WORST[key][1] = max(WORST[key][1], abs(se - scale) / scale)


def check_csdid():
    for name in ["panel", "unbalanced", "cross-section", "mpdta"]:
        for case in json.loads((HERE / f"csdid-{name}.json").read_text())["cases"]:
            table = read(case["data"].split(",")[0])
            shape = {"unbalanced": "unbalanced", "cross-section": "rows"}.get(case["data"], "panel")
            if "complete" in case["data"]:
                table = table[table.groupby("workspace")["period"].transform("size") == table["period"].nunique()].reset_index(drop=True)
            periods, found, units = group_time(table, shape, case)
            out = averages(periods, found, units, case)
            key = ("csdid", case["data"], case["method"])
            for record in case["records"]:
                effect, psi = found[record["group"], record["time"]] if record["kind"] == "att_gt" else out[record["kind"], record["at"]]
                for cluster in record["se"]:
                    compare(key, effect, errors(psi, units, cluster), record, cluster)
            for cluster, w in case["wald"].items():
                if w is not None:
                    mine = wald(found, units, cluster, case["anticipation"])
                    WORST[key + ("wald",)][0] = max(WORST[key + ("wald",)][0], abs(mine - w) / w)


# Regressions with effects of units and periods --------------------------------------------------------------------------


def dummies(column):
    _, code = np.unique(column, return_inverse=True)
    return np.eye(code.max() + 1)[code]


def effects_of(table):
    """Dummies of units and of all periods but the first."""
    return np.column_stack([dummies(table["workspace"].to_numpy()), dummies(table["period"].to_numpy())[:, 1:]])


def sums(values, table, cluster):
    _, code = np.unique(table["workspace" if cluster == "unit" else cluster].to_numpy(), return_inverse=True)
    return np.array([np.bincount(code, v) for v in np.atleast_2d(values.T)]).T


def within(table, x):
    fixed = effects_of(table)
    return x - fixed @ np.linalg.lstsq(fixed, x, rcond=None)[0]


def clustered(table, x, residual, cluster):
    """CR1 of pyfixest: G/(G-1) (N-1)/(N-k). k counts the regressors and the effects that are not nested in the cluster, the periods with one taken off."""
    bread = np.linalg.inv(x.T @ x)
    n, k, periods = len(x), x.shape[1], table["period"].nunique()

    def part(by, counted):
        score = sums(x * residual[:, None], by, "cluster")
        return (n - 1) / (n - counted) * bread @ (score.T @ score) @ bread, len(score)

    names = cluster.replace("unit", "workspace").split(", ")
    meats = []
    for columns, sign in [([c], 1) for c in names] + ([(names, -1)] if len(names) == 2 else []):
        key = table[columns[0]].astype(str) if len(columns) == 1 else table[columns[0]].astype(str) + "|" + table[columns[1]].astype(str)
        meats.append((sign, key))
    total, smallest = 0, None
    for sign, key in meats:
        by = table.assign(cluster=key)
        counted = k + 1 + (0 if "period" in names else periods - 1)
        v, g = part(by, counted)
        total = total + sign * v
        smallest = g if smallest is None else min(smallest, g)
    return total * smallest / (smallest - 1)


def check_pyfixest():
    for case in json.loads((HERE / "pyfixest.json").read_text())["cases"]:
        table = read(case["data"])
        start, period, y = (table[c].to_numpy() for c in ("start", "period", "y"))
        event = period - start
        treated = (start > 0) & (event >= 0)
        if case["estimator"] == "two-way":
            columns = [treated.astype(float)] + [table[c].to_numpy() * (period == t) for c in case["covariates"] for t in np.unique(period)[1:]]
            rows = [0]
        elif case["estimator"] == "two-way event study":
            rows = range(len(case["records"]))
            columns = [((start > 0) & (event == r["at"])).astype(float) for r in case["records"]]
        elif case["estimator"] == "sun-abraham":
            cells = [r for r in case["records"] if r["kind"] == "cell"]
            rows = range(len(cells))
            columns = [((start == r["group"]) & (event == r["event"])).astype(float) for r in cells]
        else:
            continue
        x = within(table, np.column_stack(columns))
        beta = np.linalg.solve(x.T @ x, x.T @ y)
        residual = within(table, y) - x @ beta
        for cluster in case["records"][0]["se"]:
            if cluster in ("iid", "hetero"):
                continue
            v = clustered(table, x, residual, cluster)
            for i in rows:
                compare(("pyfixest", case["data"], case["estimator"], cluster), beta[i], np.sqrt(v[i, i]), case["records"][i], cluster)
            if case["estimator"] == "sun-abraham":
                sizes = [sum((start == r["group"]) & (event == r["event"])) for r in cells]
                for record in case["records"][len(cells):]:
                    w = np.array([n if (r["event"] == record["at"] if record["kind"] == "event" else r["event"] >= 0) else 0 for r, n in zip(cells, sizes, strict=True)])
                    w = w / w.sum()
                    compare(("pyfixest", case["data"], "sun-abraham averages", cluster), w @ beta, np.sqrt(w @ v @ w), record, cluster)


# Imputation ---------------------------------------------------------------------------------------------------------------


def imputed(table, covariates, anticipation):
    """Effects of the treated rows that can be imputed, residuals of the untreated ones, and the weights of untreated rows for weights of treated rows."""
    start, period, y = (table[c].to_numpy() for c in ("start", "period", "y"))
    event = period - start
    treated = (start > 0) & (event >= -anticipation)
    a = np.column_stack([effects_of(table)] + [table[c].to_numpy() * (period == t) for c in covariates for t in np.unique(period)[1:]])
    a0 = a[~treated]
    fit = np.linalg.lstsq(a0, y[~treated], rcond=None)[0]
    # A row whose effects the untreated rows do not identify cannot be imputed.
    gram = np.linalg.pinv(a0.T @ a0, rcond=1e-10, hermitian=True)
    seen = np.abs(a @ (gram @ (a0.T @ a0)) - a).max(1) < 1e-6
    return start, event, treated, treated & seen, y - a @ fit, lambda v: -a0 @ (gram @ (a.T @ v))


def imputation(table, parts, cluster, partition, leave_one_out, by_cluster=False):
    """Borusyak-Jaravel-Spiess: the plain mean of the imputed effects of every target, with its conservative error.

    partition "target" takes one plain mean for the whole target instead: Gardner's second stage.
    """
    start, event, treated, known, rest, untreated_weights = parts
    out = {}
    for name, mask in standard_targets(start, event, treated).items():
        mask = mask & known
        if not mask.any():
            continue
        v = mask / mask.sum()
        v[~treated] = untreated_weights(v)
        e = rest.copy()
        groups = collections.defaultdict(list)
        for i in np.flatnonzero(mask):
            groups[{"cohort_horizon": (start[i], event[i]), "horizon": event[i], "target": 0}[partition]].append(i)
        owner = table[cluster if by_cluster and cluster != "unit" else "workspace"].to_numpy()
        for rows in groups.values():
            rows = np.array(rows)
            _, code = np.unique(owner[rows], return_inverse=True)
            weight, value = np.bincount(code, v[rows]), np.bincount(code, v[rows] * rest[rows])
            centre = rest[rows].mean() if partition == "target" else (weight * value).sum() / (weight**2).sum()
            factor = 1 / (1 - weight**2 / (weight**2).sum()) if leave_one_out and len(weight) > 1 else np.ones(len(weight))
            e[rows] = (rest[rows] - centre) * factor[code]
        out[name] = (rest[mask].mean(), np.sqrt((sums((v * e)[:, None], table, cluster) ** 2).sum()))
    return out


def standard_targets(start, event, treated):
    found = {("cells", None): treated}
    found |= {("event", int(e)): treated & (event == e) for e in np.unique(event[treated])}
    return found | {("cohort", int(g)): start == g for g in np.unique(start[start > 0])}


def check_diff_diff():
    for case in json.loads((HERE / "diff-diff.json").read_text())["cases"]:
        table = read(case["data"])
        if case["estimator"] in ("imputation", "two-stage"):
            parts = imputed(table, case.get("covariates by period", []), case.get("anticipation", 0))
            for label in case["records"][0]["se"]:
                cluster, *rest = label.split(", ")
                partition = "target" if case["estimator"] == "two-stage" else "horizon" if "horizon" in rest else "cohort_horizon"
                mine = imputation(table, parts, cluster, partition, "leave one out" in rest)
                for record in case["records"]:
                    if (record["kind"], record["at"]) in mine:
                        compare(("diff-diff", case["data"], case["estimator"], label), *mine[record["kind"], record["at"]], record, label)
        elif case["estimator"] == "extended two-way":
            start, period, y = (table[c].to_numpy() for c in ("start", "period", "y"))
            cells = [r for r in case["records"] if r["kind"] == "cell"]
            x = within(table, np.column_stack([((start == r["at"][0]) & (period == r["at"][1])).astype(float) for r in cells]))
            beta = np.linalg.solve(x.T @ x, x.T @ y)
            residual = within(table, y) - x @ beta
            sizes = np.array([((start == r["at"][0]) & (period == r["at"][1])).sum() for r in cells])
            post = np.array([r["at"][1] >= r["at"][0] for r in cells])
            chosen = {
                "cells": lambda g, t, at: True, "cohort": lambda g, t, at: g == at, "period": lambda g, t, at: t == at, "event": lambda g, t, at: t - g == at,
            }
            for cluster in case["records"][0]["se"]:
                v = clustered(table, x, residual, cluster)
                for i, record in enumerate(case["records"]):
                    if record["kind"] == "cell":
                        w = np.array([r is record for r in cells], float)
                    else:
                        pick = np.array([chosen[record["kind"]](*r["at"], record["at"]) for r in cells])
                        w = sizes * pick * (post if record["kind"] != "event" or record["at"] >= 0 else 1)
                        if not w.any():
                            continue
                        w = w / w.sum()
                    compare(("diff-diff", case["data"], "extended two-way", case["control"], record["kind"], cluster), w @ beta, np.sqrt(w @ v @ w), record, cluster)
        if case["estimator"] == "imputation":
            start, period = table["start"].to_numpy(), table["period"].to_numpy()
            free = table[~((start > 0) & (period - start >= -anticipation(case)))].reset_index(drop=True)
            leads = [r for r in case["records"] if r["kind"] == "event" and r["at"] < -1 - anticipation(case)]
            y = free["y"].to_numpy()
            columns = [((free["start"] > 0) & (free["period"] - free["start"] == r["at"])).to_numpy(float) for r in leads]
            columns += [free[c].to_numpy() * (free["period"] == t).to_numpy() for c in case["covariates by period"] for t in np.unique(period)[1:]]
            x = within(free, np.column_stack(columns))
            x = x[:, np.abs(x).max(0) > 1e-9]
            beta = np.linalg.solve(x.T @ x, x.T @ y)
            for cluster in [c for c in leads[0]["se"] if c in ("unit", "region", "team")]:
                v = clustered(free, x, within(free, y) - x @ beta, cluster)
                for i, record in enumerate(leads):
                    compare(("diff-diff", case["data"], "leads", str(case["covariates by period"]), cluster), beta[i], np.sqrt(v[i, i]), record, cluster)
                m = len(leads)
                f = beta[:m] @ np.linalg.solve(v[:m, :m], beta[:m]) / m
                key = ("diff-diff", case["data"], "leads, F", str(case["covariates by period"]), cluster)
                WORST[key][0] = max(WORST[key][0], abs(f / case["pretrend"][cluster]["F"] - 1))
        if case["estimator"] == "goodman-bacon":
            for pair in case["pairs"]:
                estimate, weight = comparison(table, pair["treated"], pair["control"], pair["type"])
                key = ("diff-diff", case["data"], "goodman-bacon")
                WORST[key] = [max(WORST[key][0], abs(estimate - pair["estimate"]) / abs(estimate)), max(WORST[key][1], abs(weight / pair["weight"] - 1))]


def anticipation(case):
    return case.get("anticipation", 0)


def comparison(table, treated, control, kind):
    """Two cohorts of a balanced panel before and after: their difference of differences and its weight in the two-way estimate (Goodman-Bacon 2021)."""
    periods = np.sort(table["period"].unique())
    start = table.drop_duplicates("workspace")["start"].to_numpy()
    share = lambda g: (start == g).mean()
    after = lambda g: (periods >= g).mean()
    other = control or 0
    low, high = {"treated_vs_never": (-np.inf, np.inf), "earlier_vs_later": (-np.inf, other), "later_vs_earlier": (other, np.inf)}[kind]
    rows = table[(table["period"] >= low) & (table["period"] < high)]
    mean = lambda g, late: rows[(rows["start"] == g) & ((rows["period"] >= treated) == late)]["y"].mean()
    estimate = mean(treated, True) - mean(treated, False) - mean(other, True) + mean(other, False)

    def size(t, c, type_):
        n, m, d = share(t), share(c), after(t)
        if type_ == "treated_vs_never":
            return n * m * d * (1 - d)
        first, second = (d, after(c)) if type_ == "earlier_vs_later" else (after(c), d)
        return n * m * ((first - second) * (1 - first) if type_ == "earlier_vs_later" else second * (first - second))

    groups = [g for g in np.unique(start) if g > 0]
    pairs = [(g, 0, "treated_vs_never") for g in groups]
    pairs += [(g, h, "earlier_vs_later" if g < h else "later_vs_earlier") for g in groups for h in groups if g != h]
    return estimate, size(treated, other, kind) / sum(size(*p) for p in pairs)


def check_did_imputation():
    for case in json.loads((HERE / "did-imputation.json").read_text())["cases"]:
        table = read(case["data"])
        mine = imputation(table, imputed(table, [], 0), case["cluster"], "cohort_horizon", False, by_cluster=True)
        for record in case["records"]:
            if record["kind"] != "lead":
                compare(("did-imputation", case["data"], case["cluster"]), *mine[record["kind"], record["at"]], record | {"se": {"": record["se"]}}, "")


def check_event_studies():
    known = {}
    for name in ["panel", "mpdta"]:
        for c in json.loads((HERE / f"csdid-{name}.json").read_text())["cases"]:
            if c["base"] == "universal" and c["anticipation"] == 0:
                known[name, c["control"], c["method"]] = {r["at"]: r for r in c["records"] if r["kind"] == "dynamic"}
    for case in json.loads((HERE / "event-study.json").read_text())["cases"]:
        for i, e in enumerate(case["events"]):
            record = known[case["data"], case["control"], case["method"]][e]
            compare(("event study", case["data"], case["method"], case["cluster"]), case["beta"][i], np.sqrt(case["sigma"][i][i]), record, case["cluster"])


if __name__ == "__main__":
    check_csdid()
    check_pyfixest()
    check_diff_diff()
    check_did_imputation()
    check_event_studies()
    for key, (estimate, se) in WORST.items():
        print(f"{' / '.join(key):60s} {estimate:9.1e} {se:9.1e}")
