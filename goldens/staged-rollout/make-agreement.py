"""How far moderndid and differences lie from csdid's numbers in csdid-*.json, over the same options. Run: python goldens/staged-rollout/make-agreement.py

Their numbers are not kept: where they agree they are csdid's, and where they part README.md says who is right.
"""
import collections
import itertools
import json

import differences
import moderndid

from tables import HERE, number, quiet, read, whole, write

DATA = ["panel", "unbalanced", "cross-section", "mpdta"]


def by_moderndid(name, control, method, covariates, base, anticipation):
    rows = name == "cross-section"
    fit = moderndid.att_gt(
        read(name), yname="y", tname="period", idname=None if rows else "workspace", gname="start", xformla="~ " + (" + ".join(covariates) or "1"),
        est_method="dr" if method == "none" else method, control_group={"never": "nevertreated", "not-yet": "notyettreated"}[control],
        base_period=base, anticipation=anticipation, boot=False, cband=False, panel=not rows, allow_unbalanced_panel=name == "unbalanced",
    )
    found = {("att_gt", whole(g), whole(t)): (number(a), number(s)) for g, t, a, s in zip(fit.groups, fit.times, fit.att_gt, fit.se_gt, strict=True)}
    for kind in ["simple", "group", "calendar", "dynamic"]:
        result = moderndid.aggte(fit, type=kind, boot=False, cband=False)
        found[kind, None] = (number(result.overall_att), number(result.overall_se))
        if kind != "simple":
            parts = zip(result.event_times, result.att_by_event, result.se_by_event, strict=True)
            found |= {(kind, whole(at)): (number(a), number(s)) for at, a, s in parts}
    return found | {("wald",): (number(fit.wald_stat), None)}


def values(frame):
    return [(key if isinstance(key, tuple) else (key,), number(row[0]), number(row[1])) for key, row in zip(frame.index, frame.to_numpy(), strict=True)]


def by_differences(name, control, method, covariates, base, anticipation):
    """Its pre-test and its errors by a coarser cluster fail in this version."""
    table = read(name)
    table["start"] = table["start"].astype(float).where(table["start"] > 0)
    model = differences.ATTgt(data=table.set_index(["workspace", "period"]), cohort_column="start", base_period=base, anticipation=anticipation)
    cells = model.fit(
        "y" + (" ~ " + " + ".join(covariates) if covariates else ""), est_method={"none": "reg", "ipw": "std_ipw"}.get(method, method),
        control_group={"never": "never_treated", "not-yet": "not_yet_treated"}[control],
        as_repeated_cross_section=name == "cross-section" or None, progress_bar=False,
    )
    found = {("att_gt", whole(g), whole(t)): (e, s) for (g, _, t), e, s in values(cells.to_pandas())}
    for kind, theirs in {"simple": "simple", "group": "cohort", "calendar": "time", "dynamic": "event"}.items():
        found |= {(kind, None if kind == "simple" else whole(key[0])): (e, s) for key, e, s in values(model.aggregate(theirs))}
        if kind != "simple":
            found |= {(kind, None): (e, s) for _, e, s in values(model.aggregate(theirs, overall=True))}
    return found


def reference(name):
    found = {}
    for case in json.loads((HERE / f"csdid-{name}.json").read_text())["cases"]:
        if case["data"] != name:
            continue
        cells = {(r["kind"], r["group"], r["time"]) if r["kind"] == "att_gt" else (r["kind"], r["at"]): (r["estimate"], r["se"]["unit"]) for r in case["records"]}
        found[case["control"], case["method"], case["base"], case["anticipation"]] = cells | {("wald",): (case["wald"]["unit"], None)}
    return found


def gaps(package, fit, name):
    known, found = reference(name), {}
    covariates = ["lpop"] if name == "mpdta" else ["x1", "x2"]
    for method, anticipation in itertools.product(["none", "reg", "ipw", "dr"], [0, 1]):
        worst = collections.defaultdict(float)
        refused = None
        for control, base in itertools.product(["never", "not-yet"], ["varying", "universal"]):
            try:
                theirs = fit(name, control, method, [] if method == "none" else covariates, base, anticipation)
            except (TypeError, ValueError, AttributeError, KeyError) as why:
                refused = f"{type(why).__name__}: {why}"[:160]
                continue
            for key, (estimate, se) in theirs.items():
                mine, error = known[control, method, base, anticipation][key]
                if estimate is not None and mine is not None:
                    worst["wald" if key == ("wald",) else "estimate"] = max(worst["wald" if key == ("wald",) else "estimate"], abs(estimate - mine) / max(abs(mine), error or 0, 1e-12))
                if se and error:
                    worst["se"] = max(worst["se"], abs(se / error - 1))
        found[method, anticipation] = {"package": package, "data": name, "method": method, "anticipation": anticipation} | ({"refused": refused} if refused else dict(worst))
    return list(found.values())


records = []
with quiet():
    for name in DATA:
        records += gaps("moderndid", by_moderndid, name) + gaps("differences", by_differences, name)
write("agreement.json", ["csdid", "moderndid", "differences"], "Largest relative distance from csdid over controls, base periods, cells and averages.", 1e-6, records=records)
