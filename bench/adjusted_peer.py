# Run by bench/main.ts: the same adjusted effect with pandas and statsmodels, and the peak memory it took.
import json
import resource
import sys

import pandas as pd
import statsmodels.api as sm

data = pd.read_parquet(sys.argv[1])
design = sm.add_constant(data[["arm"] + [f"x{i}" for i in range(1, 11)]])
fit = sm.OLS(data["y"], design).fit(cov_type="HC1")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"value": fit.params["arm"], "standardError": fit.bse["arm"], "peakMegabytes": peak}))
