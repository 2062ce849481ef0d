"""Imputation by did-imputation, to see that a coarser cluster means another average of the effects. Run: python goldens/staged-rollout/make-did-imputation.py

The package recovers the effects of units and periods by iterations that stop at 1e-6, so its estimates are right to 1e-6 only.
"""
from did_imputation import did_imputation

from tables import number, quiet, read, write


def fitted(name, **options):
    table = read(name)
    table["Ei"] = table["start"].where(table["start"] > 0)
    return did_imputation(table, "y", "workspace", "period", "Ei", **options)


def case(name, cluster, leads):
    plain = fitted(name, cluster=cluster)
    horizons = fitted(name, cluster=cluster, allhorizons=True, pretrends=leads)
    # Horizons of fewer than 30 units (minn) are not estimated: the package says 0 with error 0.
    records = [{"kind": "cells", "at": None, "estimate": number(plain.estimates["tau_ate"]), "se": number(plain.std_errors["tau_ate"])}]
    records += [{"kind": "event", "at": int(k[3:]), "estimate": number(v), "se": number(horizons.std_errors[k])} for k, v in horizons.estimates.items()]
    records += [{"kind": "lead", "at": -int(k[3:]), "estimate": number(v), "se": number(horizons.pretrends_std_errors[k])} for k, v in horizons.pretrends_estimates.items()]
    records = [r | ({} if r["se"] else {"estimate": None, "se": None}) for r in records]
    return {"data": name, "cluster": cluster or "unit", "leads": leads, "records": records}


with quiet():
    cases = [case("panel", "", 4), case("panel", "region", 4), case("unbalanced", "", 4), case("mpdta", "", 3)]
write("did-imputation.json", ["did_imputation"], "Iterations that stop at 1e-6; the numbers of diff-diff and of check.py are the exact ones.", 1e-5, cases=cases)
