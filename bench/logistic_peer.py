# Run by bench/logistic.ts: the same logistic regression with pandas and statsmodels, and the peak memory it took; the effect too when it is asked for.
import json
import resource
import sys

import pandas as pd
import statsmodels.api as sm

data = pd.read_parquet(sys.argv[1])
design = sm.add_constant(data[["arm"] + [f"x{i}" for i in range(1, 11)]])
fit = sm.Logit(data["y"], design).fit(disp=0)
found = {"value": fit.params["arm"], "standardError": fit.bse["arm"]}
if sys.argv[2] == "effect":
    effects = fit.get_margeff(at="overall", dummy=True)
    found |= {"effect": effects.margeff[0], "effectError": effects.margeff_se[0]}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({**found, "peakMegabytes": peak}))
