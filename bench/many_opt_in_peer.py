"""Run by bench/opt-in.ts: the doubly robust effect of an opt-in, with stacked errors, by pandas and statsmodels; prints JSON."""
import json
import resource
import sys
import time

import pandas as pd
import statsmodels.api as sm
from statsmodels.treatment.treatment_effects import TreatmentEffect

data = pd.read_parquet(sys.argv[1])
started = time.perf_counter()
x = sm.add_constant(data[[f"x{i}" for i in range(1, 6)]])
select = sm.Logit(data["z"], x).fit(disp=0, tol=1e-10)
effects = TreatmentEffect(sm.OLS(data["y"], x), data["z"].to_numpy(), results_select=select)
found = effects.aipw()
print(
    json.dumps(
        {
            "value": float(found.effect),
            "standardError": float(found.bse[0]),
            "computing": time.perf_counter() - started,
            "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    )
)
