"""Group-time effects of Callaway and Sant'Anna and their averages by csdid, a port of R's `did`. Run: python goldens/staged-rollout/make-csdid.py

One case is one set of options; its records hold the estimate and analytic standard errors by unit and by each coarser cluster.
"""
import itertools
import sys

from csdid.att_gt import ATTgt

from tables import number, quiet, read, whole, write

CONTROLS = {"never": "nevertreated", "not-yet": "notyettreated"}
METHODS = [("none", []), ("reg", ["x1", "x2"]), ("ipw", ["x1", "x2"]), ("dr", ["x1", "x2"])]
MPDTA_METHODS = [("none", []), ("reg", ["lpop"]), ("ipw", ["lpop"]), ("dr", ["lpop"])]
TABLES = {
    "panel": {"panel": True, "allow_unbalanced_panel": False, "clusters": ["region", "team"]},
    "unbalanced": {"panel": True, "allow_unbalanced_panel": True, "clusters": ["region"]},
    "unbalanced, complete units": {"panel": True, "allow_unbalanced_panel": False, "clusters": ["region"]},
    "cross-section": {"panel": False, "allow_unbalanced_panel": False, "clusters": ["region"]},
    "mpdta": {"panel": True, "allow_unbalanced_panel": False, "clusters": []},
}
WINDOWS = [("dynamic", {}), ("dynamic, balanced to 2", {"balance_e": 2}), ("dynamic, from -2 to 2", {"min_e": -2, "max_e": 2})]


def averages(fit):
    """Every average as (kind, key, estimate, se): key is the cohort, the event time, the period, or null for the overall one."""
    found = []
    for kind, options in [("simple", {}), ("group", {}), ("calendar", {})] + WINDOWS:
        try:
            result = fit.aggte(typec=kind.split(",")[0], **options).atte
        except ValueError as refusal:
            # With a period of anticipation no cohort of mpdta is seen for three periods.
            if "No groups have non-missing" not in str(refusal):
                raise
            continue
        found.append((kind, None, number(result["overall_att"]), number(result["overall_se"])))
        if kind == "simple":
            continue
        errors = result["se_egt"].reshape(-1)
        for key, estimate, se in zip(result["egt"], result["att_egt"], errors, strict=True):
            found.append((kind, whole(key), number(estimate), number(se)))
    return found


def fitted(name, control, method, covariates, base, anticipation, cluster):
    shape = TABLES[name]
    fit = ATTgt(
        yname="y", tname="period", idname="workspace", gname="start", data=read(name.split(",")[0]), control_group=CONTROLS[control],
        xformla="y ~ " + (" + ".join(covariates) or "1"), panel=shape["panel"], allow_unbalanced_panel=shape["allow_unbalanced_panel"],
        clustervar=cluster, anticipation=anticipation, cband=False,
    ).fit(est_method="dr" if method == "none" else method, base_period=base, bstrap=False)
    r = fit.results
    cells = [("att_gt", (whole(g), whole(t)), number(a), number(s)) for g, t, a, s in zip(r["group"], r["year"], r["att"], r["se"], strict=True)]
    return fit.MP["n"], number(fit.MP["W"]), cells + averages(fit)


def case(name, control, method, covariates, base, anticipation):
    clusters = [None] + TABLES[name]["clusters"]
    runs = {c or "unit": fitted(name, control, method, covariates, base, anticipation, c) for c in clusters}
    records = []
    for i, (kind, key, estimate, _) in enumerate(runs["unit"][2]):
        record = {"kind": kind} | ({"group": key[0], "time": key[1]} if kind == "att_gt" else {"at": key})
        records.append(record | {"estimate": estimate, "se": {c: run[2][i][3] for c, run in runs.items()}})
    options = {"data": name, "control": control, "method": method, "covariates": covariates, "base": base, "anticipation": anticipation}
    return options | {"n": int(runs["unit"][0]), "wald": {c: run[1] for c, run in runs.items()}, "records": records}


def cases(name, methods):
    combinations = itertools.product(CONTROLS, methods, ["varying", "universal"], [0, 1])
    return [case(name, control, method, covariates, base, anticipation) for control, (method, covariates), base, anticipation in combinations]


WHY = "Closed forms and a logit; check.py, whose logit is iterated to rounding, meets every number to 1e-9."
for file, names, methods in [
    ("csdid-panel.json", ["panel"], METHODS),
    ("csdid-unbalanced.json", ["unbalanced", "unbalanced, complete units"], METHODS),
    ("csdid-cross-section.json", ["cross-section"], METHODS),
    ("csdid-mpdta.json", ["mpdta"], MPDTA_METHODS),
]:
    if len(sys.argv) > 1 and file not in sys.argv[1:]:
        continue
    with quiet():
        found = [c for name in names for c in cases(name, methods)]
    write(file, ["csdid", "drdid"], WHY, 1e-8, cases=found)
