# SENATE=senate.csv PYTHON goldens/threshold/make-density.py: needs rddensity and lpdensity (with numpy, pandas, scipy).
# Manipulation tests by local polynomial density over options, on data that are committed here; densities for a figure by lpdensity as rdplotdensity asks it.
# Windows of counts are written out here by the rule of R's rddensity: the Python port takes the twenty rows farthest below the cutoff for the nearest.
import itertools
import json
import os
import warnings
import importlib.metadata as meta
import numpy as np
import pandas as pd
from lpdensity import lpdensity
from rddensity import rddensity
from scipy.stats import binomtest, norm

warnings.simplefilter("ignore")
here = os.path.dirname(os.path.abspath(__file__))
frames = {name: pd.read_csv(os.path.join(here, name + ".csv")) for name in ("lee08", "headst", "simulated")}
senate = os.environ.get("SENATE")


def asked(x, frame, score, **o):
    r = rddensity(X=x, **o)
    width = None if "h" not in o else o["h"]
    jack = o.get("vce", "jackknife") == "jackknife"
    sd, sd_p = (r.sd_jk, r.sd_jk_p) if jack else (r.sd_asy, r.sd_asy_p)
    t = r.test["t_jk"] if jack else r.test["t_asy"]
    tp = r.test_p["t_jk"] if jack else r.test_p["t_asy"]
    # From the statistic: its own 1 - cdf rounds to zero far out.
    p = 2 * norm.sf(abs(t))
    return dict(frame=frame, score=score, model=o.get("fitselect", "unrestricted"), kernel=o.get("kernel", "triangular"), variance=o.get("vce", "jackknife"), degree=o.get("p", 2),
        choice={"comb": "combined", "diff": "difference"}.get(o.get("bwselect", "comb"), o.get("bwselect")), given=width, massPoints=o.get("massPoints", True),
        width=[float(r.h["left"]), float(r.h["right"])], rows=[int(r.n["eff_left"]), int(r.n["eff_right"])], statistic=float(t), pValue=float(p), conventional=float(tp),
        density=[float(r.hat["left"]), float(r.hat["right"])], standardError=[float(sd["left"]), float(sd["right"]), float(sd["diff"])])


def combinations(x, frame, score, few):
    models = [("unrestricted", b) for b in ("comb", "each", "diff", "sum")] + [("restricted", b) for b in ("comb", "diff", "sum")]
    out = []
    for (model, bw), vce in itertools.product(models, ("jackknife", "plugin")):
        for kernel in ("triangular", "uniform", "epanechnikov") if not few else ("triangular",):
            out.append(asked(x, frame, score, fitselect=model, bwselect=bw, vce=vce, kernel=kernel, useall=True))
    for p in (1, 3):
        for model, vce in itertools.product(("unrestricted", "restricted"), ("jackknife", "plugin")):
            out.append(asked(x, frame, score, p=p, fitselect=model, vce=vce, useall=True))
    return out


cases = combinations(frames["simulated"]["score"].to_numpy(), "simulated", "score", False)
cases += combinations(np.round(frames["simulated"]["score"].to_numpy(), 2), "simulated", "two-decimals", False)
cases += combinations(frames["headst"]["povrate"].to_numpy(), "headst", "povrate", True)
cases += combinations(frames["lee08"]["margin"].to_numpy(), "lee08", "margin", True)
for o in (dict(h=[0.3, 0.4]), dict(h=[0.5, 0.5], fitselect="restricted", vce="plugin"), dict(h=[0.4, 0.4], massPoints=False)):
    # The port takes bandwidths below one for none given: the score is asked in hundredths.
    scaled = asked(100 * np.round(frames["simulated"]["score"].to_numpy(), 2), "simulated", "two-decimals-in-hundredths", **{**o, "h": [100 * h for h in o["h"]]}, useall=True)
    cases.append(scaled)

curves = []
x = frames["simulated"]["score"].to_numpy()
for name, values in (("score", x), ("two-decimals", np.round(x, 2))):
    n = len(values)
    # No score of two decimals is a bandwidth away from a point of the grid: rounding would decide whether a uniform kernel counts it.
    for side, own, h in (("below", values[values < 0], 0.3517), ("above", values[values >= 0], 0.4483)):
        low, high = (max(values.min(), -3 * h), 0.0) if side == "below" else (0.0, min(values.max(), 3 * h))
        grid = np.linspace(low, high, 11)
        for kernel in ("triangular", "uniform", "epanechnikov"):
            e = lpdensity(data=own, grid=grid, bw=[h], p=2, q=3, v=1, kernel=kernel, scale=[(len(own) - 1) / (n - 1)], massPoints=True).Estimate
            curves.append(dict(score=name, side=side, kernel=kernel, width=h, grid=list(grid), density=list(e["f_p"].astype(float)), robust=list(e["f_q"].astype(float)),
                standardError=list(e["se_q"].astype(float))))

counts = []
for frame, score, h in (("simulated", "score", 0.35), ("headst", "povrate", 12.0), ("lee08", "margin", 0.2)):
    v = frames[frame][score].to_numpy()
    left, right = np.sort(-v[v < 0]), np.sort(v[v >= 0])
    first = max(left[min(20, len(left)) - 1], right[min(20, len(right)) - 1])
    if first >= h:
        w = [first]
    else:
        w = [first + i * ((h - first) / 9 if first * 10 > h else first) for i in range(10)]
    counts.append(dict(frame=frame, score=score, width=h, tests=[dict(window=float(k), below=int((left <= k).sum()), above=int((right <= k).sum()),
        pValue=float(binomtest(int((left <= k).sum()), int((left <= k).sum() + (right <= k).sum())).pvalue)) for k in w]))

out = dict(reference=", ".join(f"{m} {meta.version(m)}" for m in ("rddensity", "lpdensity", "numpy", "scipy")), tolerance=dict(density=1e-5, curve=1e-6),
    reason="the contract's 1e-5; fits of degree 4 and 5 are inverted there from their cross products", cases=cases, curves=curves, counts=counts)
if senate:
    margin = pd.read_csv(senate)["margin"].dropna().to_numpy()
    out["senate"] = [{**c, "frame": "senate"} for c in combinations(margin, "senate", "margin", False)]
json.dump(out, open(os.path.join(here, "density.json"), "w"), indent=1)
