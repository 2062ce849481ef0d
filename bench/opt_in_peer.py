"""Run by bench/studies.ts: AIPW of an opt-in by statsmodels and numpy, and its bootstrap with all fitted anew; prints JSON. Reading counts, importing does not."""
import json
import resource
import sys
import time

import numpy as np
import pandas as pd
import statsmodels.api as sm

path, draws, units = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
started = time.perf_counter()
d = pd.read_parquet(path)
t, y = d.summaries.to_numpy(float), d.finished.to_numpy(float)
x = np.column_stack([np.ones(len(d)), d[["skill", "uses", "tenure"]], d.tier == "business", d.tier == "plus"]).astype(float)


def aipw(t, y, x):
    e = sm.Logit(t, x).fit(disp=0).predict()
    m1, m0 = (x @ sm.OLS(y[t == a], x[t == a]).fit().params for a in (1, 0))
    scores = m1 - m0 + t * (y - m1) / e - (1 - t) * (y - m0) / (1 - e)
    return scores.mean(), scores.std(ddof=1) / np.sqrt(len(y))


value, error = aipw(t, y, x)
once = time.perf_counter() - started
rng = np.random.default_rng(20260901)
started = time.perf_counter()
for _ in range(draws):
    i = rng.integers(0, len(y), units)
    aipw(t[i], y[i], x[i])
each = (time.perf_counter() - started) / draws
cpu = time.process_time()
print(json.dumps({"estimates": [{"id": "doubly-robust:finished", "value": value, "standardError": error}], "cpuSeconds": cpu, "work": once + 500 * each,
                  "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
