# Run by bench/launch.ts: the same effects with synthdid-py, pysyncon and statsmodels, and the time and peak memory they took.
import json
import resource
import sys
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")
folder, name = sys.argv[1:]
shape = json.load(open(f"{folder}/shape.json"))
units, periods, before = shape["units"], shape["periods"], shape["before"]
y = np.fromfile(f"{folder}/values.f64").reshape(units, periods)
x = np.fromfile(f"{folder}/predictors.f64").reshape(-1, units)
donors = units - 1
# Placebos that are made; the time of all is told from theirs.
few = 5


def sdid():
    from synthdid import synthdid_estimate

    return lambda: {"value": float(synthdid_estimate(y, donors, before))}


def placebos():
    from synthdid import synthdid_estimate

    def work():
        effects = [float(synthdid_estimate(np.vstack([np.delete(y[:donors], j, 0), y[j : j + 1]]), donors - 1, before)) for j in range(0, donors, donors // few)]
        return {"value": float(np.mean(effects)), "times": donors / len(effects)}

    return work


def control():
    import pandas as pd
    from pysyncon import Synth

    names = [f"d{j}" for j in range(donors)]
    frame = lambda a: pd.DataFrame(a, columns=names)
    z0, z1 = y[:donors, :before].T, y[donors, :before]

    def work():
        found = Synth()
        found.fit(X0=frame(x[:, :donors]), X1=pd.Series(x[:, donors], name="t"), Z0=frame(z0), Z1=pd.Series(z1, name="t"), optim_initial="ols")
        gap = y[donors] - found.W @ y[:donors]
        return {"value": float(gap[before:].mean()), "error": float(np.sqrt((gap[:before] ** 2).mean()))}

    return work


def series():
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    def work():
        fit = UnobservedComponents(y[0, :before], "local level", seasonal=7, use_exact_diffuse=True).fit(disp=False)
        ahead = fit.get_forecast(periods - before)
        ahead.conf_int()
        return {"value": float((y[0, before:] - ahead.predicted_mean).mean())}

    return work


work = {"sdid": sdid, "control": control, "placebos-sdid": placebos, "series": series}[name]()
rss = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
held = rss()
started, usage = time.perf_counter(), time.process_time()
found = work()
estimation, cpu = time.perf_counter() - started, time.process_time() - usage
times = found.get("times", 1)
print(json.dumps({**found, "estimation": times * estimation, "cpuSeconds": times * cpu, "before": held, "peakMegabytes": rss()}))
