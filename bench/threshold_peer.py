# Run by bench/threshold.ts: the same effect with rdrobust, and the peak memory it took.
import json
import resource
import sys
import time

import numpy as np
from rdrobust import rdrobust

folder = sys.argv[1]
score, outcome = (np.fromfile(f"{folder}/{name}.f64") for name in ("score", "outcome"))
# What is compiled at the first call is not counted.
rdrobust(outcome[:2000], score[:2000])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
started, usage = time.perf_counter(), time.process_time()
fit = rdrobust(outcome, score)
estimation, cpu = time.perf_counter() - started, time.process_time() - usage
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"value": float(fit.coef.iloc[2, 0]), "standardError": float(fit.se.iloc[2, 0]), "estimation": estimation, "cpuSeconds": cpu, "before": before, "peakMegabytes": peak}))
