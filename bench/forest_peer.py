# Run by bench/forest.ts: econml's causal forest on units of the same distribution, expected outcomes and treatments being known to both, and the peak memory it took.
import json
import resource
import sys
import time

import numpy as np
from econml.grf import CausalForest

units, trees = int(sys.argv[1]), int(sys.argv[2])
rng = np.random.default_rng(1)
x = rng.normal(size=(units, 20))
chance = 1 / (1 + np.exp(-x[:, 0]))
treated = (rng.uniform(size=units) < chance) * 1.0
effect = np.maximum(x[:, 1], 0)
rest = (treated - chance) * effect + rng.normal(size=units)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
spent = time.process_time()
started = time.perf_counter()
forest = CausalForest(n_estimators=trees, n_jobs=2, random_state=1).fit(x, (treated - chance).reshape(-1, 1), rest)
fit = time.perf_counter() - started
fit_cpu = time.process_time() - spent
started = time.perf_counter()
error = float(np.mean((forest.predict(x).ravel() - effect) ** 2))
scored = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"value": error, "standardError": 0, "fit": fit, "fitCpu": fit_cpu, "scored": scored, "before": before, "peakMegabytes": peak}))
