"""Limits of simultaneous bands by csdid's multiplier bootstrap (Rademacher), 25,000 draws: event study (universal base), groups and calendar periods. Run: python goldens/staged-rollout/make-multiplier.py

csdid scales draws by their own spread (interquartile range over that of the normal) and takes the upper 5 % of the largest; ours by the analytic one, and brings it to t. With hundreds of units the two
differ by what 25,000 and 1,999 draws leave open: the 95th centile of a largest |z| near 2.5 has a density of 0.15 there, and so a standard error of sqrt(0.05 * 0.95 / 1999) / 0.15 = 0.033.
Tolerance: 0.1 for a limit (three of these); 2 % for an error of the panel by unit. csdid's error is the quartiles' distance: of few clusters, or of mpdta's cohort of twenty, that is up to 6 % from the
root of squares, which has parity with its analytic errors in csdid-*.json.
"""
import numpy as np
from csdid.att_gt import ATTgt

from tables import quiet, read, write

DRAWS = 25_000


def limits(name, cluster):
    with quiet():
        fit = ATTgt(
            yname="y", tname="period", idname="workspace", gname="start", data=read(name), control_group="notyettreated", xformla="y ~ 1", panel=True,
            allow_unbalanced_panel=False, clustervar=cluster, cband=True, biters=DRAWS,
        ).fit(est_method="reg", base_period="universal", bstrap=True)
        found = []
        for kind in ["dynamic", "group", "calendar"]:
            r = fit.aggte(typec=kind).atte
            at = [int(k) for k in r["egt"]]
            errors = [None if np.isnan(e) else float(e) for e in np.asarray(r["se_egt"], float).reshape(-1)]
            found.append(dict(kind=kind, limit=float(r["crit_val_egt"]), at=at, error=errors))
    return dict(table=name, cluster=cluster, found=found)


np.random.seed(16)
WHY = "quantiles of draws: see the first lines of the maker"
write("multiplier.json", ["csdid", "drdid"], WHY, {"limit": 0.1, "error": 0.02}, draws=DRAWS, cases=[limits("panel", None), limits("panel", "team"), limits("mpdta", None)])
