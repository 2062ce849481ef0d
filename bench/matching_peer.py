"""Run by bench/matching.ts: nearest neighbours by scikit-learn's k-d tree on whitened columns; prints JSON. Neither reading nor importing counts."""
import json
import resource
import sys
import time

import numpy as np
import pandas as pd
from sklearn.neighbors import NearestNeighbors

d = pd.read_parquet(sys.argv[1])
x = d[[f"x{k + 1}" for k in range(int(sys.argv[2]))]].to_numpy()
t = d.treated.to_numpy() == 1
started = time.process_time()
z = np.linalg.solve(np.linalg.cholesky(np.cov(x.T)), (x - x.mean(0)).T).T
distance, _ = NearestNeighbors(n_neighbors=1, algorithm="kd_tree").fit(z[~t]).kneighbors(z[t])
work = time.process_time() - started
print(json.dumps({"value": distance.sum(), "standardError": 0, "work": work, "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
