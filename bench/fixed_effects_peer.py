# Run by bench/fixed-effects.ts: the same regression with pyfixest, and the peak memory it took. Nothing is copied or kept that can be left out.
import json
import resource
import sys
import time

import numpy as np
import pandas as pd
import pyfixest as pf

folder = sys.argv[1]
types = {"y": "f64", "d": "f64", "unit": "i32", "period": "i32"}
data = pd.DataFrame({name: np.fromfile(f"{folder}/{name}.{kind}", dtype={"f64": np.float64, "i32": np.int32}[kind]) for name, kind in types.items()})
# What is compiled at the first call is not counted.
pf.feols("y ~ d | unit + period", data.head(5000).copy(), vcov={"CRV1": "unit"})
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
started = time.perf_counter()
fit = pf.feols("y ~ d | unit + period", data, vcov={"CRV1": "unit"}, copy_data=False, store_data=False, lean=True)
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"value": float(fit.coef().iloc[0]), "standardError": float(fit.se().iloc[0]), "n": int(fit._N), "regression": seconds, "before": before, "peakMegabytes": peak}))
