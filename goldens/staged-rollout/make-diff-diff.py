"""Imputation, two stages, Sun-Abraham, extended two-way fixed effects and the Goodman-Bacon weights by diff-diff. Run: python goldens/staged-rollout/make-diff-diff.py"""
import diff_diff as dd

from tables import number, quiet, read, whole, write

KEYS = {"outcome": "y", "unit": "workspace", "time": "period", "first_treat": "start"}
CLUSTERS = {"panel": [None, "region", "team"], "unbalanced": [None, "region"], "mpdta": [None]}


def by_period(table, covariates):
    """A baseline covariate enters as one slope per period; alone it would be absorbed by the effects of the units."""
    table, names = table.copy(), []
    for c in covariates:
        for t in sorted(table["period"].unique())[1:]:
            names.append(f"{c}_{t}")
            table[names[-1]] = table[c] * (table["period"] == t)
    return table, names or None


def merged(runs):
    """One record an estimate, with the standard errors of every run (all runs estimate the same numbers)."""
    first = next(iter(runs.values()))
    return [{"kind": k, "at": at, "estimate": e, "se": {c: run[i][3] for c, run in runs.items()}} for i, (k, at, e, _) in enumerate(first)]


def flat(results, group):
    rows = [("cells", None, number(results.overall_att), number(results.overall_se))]
    event = results.aggregate("event_study").to_dataframe()
    rows += [("event", whole(r.event_time), number(r.att), number(r.se)) for r in event.itertuples() if not r.is_reference]
    if group:
        rows += [("cohort", whole(r.label), number(r.att), number(r.se)) for r in results.aggregate("group").to_dataframe().itertuples()]
    return rows


def imputation(name, covariates, anticipation):
    table, columns = by_period(read(name), covariates)
    runs, pretrend = {}, {}
    for cluster in CLUSTERS[name]:
        for leave_one_out in [False, True]:
            for partition in ["cohort_horizon", "horizon"]:
                label = (cluster or "unit") + (", leave one out" if leave_one_out else "") + (", horizon" if partition == "horizon" else "")
                model = dd.ImputationDiD(anticipation=anticipation, cluster=cluster, leave_one_out=leave_one_out, aux_partition=partition, pretrends=True)
                results = model.fit(table, **KEYS, covariates=columns)
                runs[label] = flat(results, True)
                if label == (cluster or "unit"):
                    test = results.pretrend_test()
                    pretrend[label] = {"F": number(test["f_stat"]), "leads": int(test["df"]), "p": number(test["p_value"])}
    return {"data": name, "estimator": "imputation", "covariates by period": covariates, "anticipation": anticipation, "pretrend": pretrend, "records": merged(runs)}


def two_stage(name):
    runs = {}
    for cluster in CLUSTERS[name]:
        runs[cluster or "unit"] = flat(dd.TwoStageDiD(cluster=cluster).fit(read(name), **KEYS), True)
    return {"data": name, "estimator": "two-stage", "records": merged(runs)}


def sun_abraham(name):
    runs = {}
    for cluster in CLUSTERS[name]:
        results = dd.SunAbraham(cluster=cluster).fit(read(name), **KEYS)
        rows = [("cells", None, number(results.overall_att), number(results.overall_se))]
        for r in results.to_dataframe().itertuples():
            rows.append(("event", whole(r.relative_period), number(r.effect), number(r.se)))
        runs[cluster or "unit"] = rows
    return {"data": name, "estimator": "sun-abraham", "records": merged(runs)}


def extended(name, control, cohort_covariates):
    runs = {}
    for cluster in CLUSTERS[name]:
        results = dd.WooldridgeDiD(control_group=control, cluster=cluster).fit(read(name), **KEYS, xgvar=cohort_covariates or None)
        rows = [("cells", None, number(results.overall_att), number(results.overall_se))]
        for (g, t), cell in results.group_time_effects.items():
            rows.append(("cell", [whole(g), whole(t)], number(cell["att"]), number(cell["se"])))
        for kind, key, field in [("group", "cohort", "group_effects"), ("calendar", "period", "calendar_effects"), ("event", "event", "event_study_effects")]:
            results.aggregate(kind)
            rows += [(key, whole(at), number(cell["att"]), number(cell["se"])) for at, cell in getattr(results, field).items()]
        runs[cluster or "unit"] = rows
    return {"data": name, "estimator": "extended two-way", "control": control, "records": merged(runs)}


def bacon(name):
    results = dd.BaconDecomposition(weights="exact").fit(read(name), **KEYS)
    pairs = []
    for c in results.comparisons:
        control = None if c.control_group == "never_treated" else whole(c.control_group)
        pairs.append({"type": c.comparison_type, "treated": whole(c.treated_group), "control": control, "estimate": number(c.estimate), "weight": number(c.weight)})
    types = {t: {"weight": number(w), "estimate": number(results.effect_by_type()[t])} for t, w in results.weight_by_type().items()}
    return {"data": name, "estimator": "goodman-bacon", "two-way": number(results.twfe_estimate), "types": types, "pairs": pairs}


cases = []
with quiet():
    for name in CLUSTERS:
        covariates = ["lpop"] if name == "mpdta" else ["x1", "x2"]
        cases += [imputation(name, [], 0), imputation(name, [], 1), imputation(name, covariates, 0), two_stage(name), sun_abraham(name)]
        cases += [extended(name, control, []) for control in ["not_yet_treated", "never_treated"]]
    cases += [bacon(name) for name in ["panel", "mpdta"]]
write("diff-diff.json", ["diff-diff"], "Closed forms by sparse solves.", 1e-8, cases=cases)
