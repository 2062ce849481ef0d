# Run by bench/studies.ts: effects by cohort and period and their averages, with bands that hold together, by csdid as it is by default; the average over treated cells
# alone, without bands, by csdid, differences or moderndid. From the same file, with the peak memory it took.
import json
import resource
import sys
import time

import numpy as np
import pandas as pd

package, path, *covariates = sys.argv[1:]
if package in ("csdid", "csdid-bands"):
    from csdid.att_gt import ATTgt
elif package == "differences":
    from differences import ATTgt
else:
    import moderndid

# What it takes to load the package is none of the work, as with ours; reading the file is, on both sides.
started, before = time.perf_counter(), time.process_time()
data = pd.read_parquet(path)
data["y"] = data["y"].astype(float)
if package in ("csdid", "csdid-bands"):
    bands = package == "csdid-bands"
    data["start"] = data["start"].fillna(0)
    fit = ATTgt(yname="y", tname="period", idname="unit_id", gname="start", data=data, control_group="notyettreated", xformla="y ~ " + (" + ".join(covariates) or "1"), cband=bands)
    fit = fit.fit(est_method="dr", base_period="universal", bstrap=bands)
    if bands:
        for kind in ["dynamic", "group", "calendar"]:
            fit.aggte(typec=kind)
    atte = fit.aggte(typec="simple", bstrap=False).atte
    value, se = float(np.ravel(atte["overall_att"])[0]), float(np.ravel(atte["overall_se"])[0])
elif package == "differences":
    fit = ATTgt(data=data.set_index(["unit_id", "period"]), cohort_column="start", base_period="universal")
    fit.fit(formula="y ~ " + " + ".join(covariates) if covariates else "y", est_method="dr" if covariates else "reg", control_group="not_yet_treated", progress_bar=False)
    table = fit.aggregate("simple")
    value, se = float(table.iloc[0, 0]), float(table.iloc[0, 1])
else:
    data["start"] = data["start"].fillna(0)
    fit = moderndid.att_gt(data=data, yname="y", tname="period", idname="unit_id", gname="start", xformla="~ " + " + ".join(covariates) if covariates else None, control_group="notyettreated", base_period="universal", cband=False, boot=False)
    agg = moderndid.aggte(fit, type="simple", cband=False, boot=False) if hasattr(moderndid, "aggte") else None
    value, se = float(agg.overall_att), float(agg.overall_se)
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"estimates": [{"id": "staged-effect:y", "value": value, "standardError": se}], "work": time.perf_counter() - started, "workCpu": time.process_time() - before, "cpuSeconds": usage.ru_utime + usage.ru_stime, "peakMegabytes": usage.ru_maxrss / 1024}))
