# Run by bench/studies.ts: five outcomes with CUPED by tea-tasting over Ibis and DuckDB with two threads, and the peak memory it took.
import json
import resource
import sys

import ibis
import tea_tasting as tt

path, *outcomes = sys.argv[1:]
connection = ibis.duckdb.connect(threads=2)
experiment = tt.Experiment({y: tt.Mean(y, "x") for y in outcomes}, variant="arm")
result = experiment.analyze(connection.read_parquet(path), control=0)
estimates = [
    {"id": f"cuped:{y}", "value": result[y].effect_size, "standardError": (result[y].effect_size_ci_upper - result[y].effect_size_ci_lower) / 2 / 1.959964}
    for y in outcomes
]
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"estimates": estimates, "cpuSeconds": usage.ru_utime + usage.ru_stime, "peakMegabytes": usage.ru_maxrss / 1024}))
