# PYTHON goldens/threshold/make-local.py: needs rdlocrand, rdmulti and rdrobust (with numpy, pandas, scipy).
# Local randomization: what does not depend on draws from rdlocrand; p-values and intervals of small windows by all assignments, written out here.
# Several cutoffs: rdmulti's weighted effect from its own effects by cutoff.
import contextlib
import importlib.metadata as meta
import io
import itertools
import json
import os
import warnings
import numpy as np
import pandas as pd
from rdlocrand import rdrandinf, rdwinselect
from rdlocrand.rdlocrand_fun import hotelT2, ksmirnov_statistic, ranksum_statistic
from rdmulti import rdmc
from scipy import optimize

warnings.simplefilter("ignore")
here = os.path.dirname(os.path.abspath(__file__))
d = pd.read_csv(os.path.join(here, "simulated.csv"))
x, coarse, y, t = (d[c].to_numpy(float) for c in ("score", "coarse", "outcome", "taken"))
covariates = d[["age", "spend"]].to_numpy(float)
quiet = contextlib.redirect_stdout(io.StringIO())

effects = []
for w in (0.05, 0.15, 0.4):
    ask = lambda **o: rdrandinf(y, x, wl=-w, wr=w, reps=10, quietly=True, **o)
    row = dict(window=w)
    for name, statistic in (("difference", "diffmeans"), ("rank-sum", "ranksum"), ("kolmogorov-smirnov", "ksmirnov")):
        r = ask(statistic=statistic)
        row[name] = dict(statistic=float(np.asarray(r["obs.stat"]).ravel()[0]), pValue=float(np.asarray(r["asy.pvalue"]).ravel()[0]))
    r = ask(p=1)
    row["line"] = dict(value=float(r["obs.stat"]), pValue=float(r["asy.pvalue"]))
    r = ask(fuzzy=[t, "tsls"], ci=[0.05])
    row["ratio"] = dict(value=float(np.asarray(r["obs.stat"]).ravel()[0]), pValue=float(np.asarray(r["asy.pvalue"]).ravel()[0]), low=float(r["ci"][0][0]), high=float(r["ci"][0][1]))
    ww = np.abs(x) <= w
    z = (x[ww] >= 0).astype(float)
    h = hotelT2(covariates[ww], z)
    row["hotelling"] = dict(statistic=h["statistic"], pValue=h["p.value"])
    effects.append(row)

choices = []
with quiet:
    for kind, o in (("rows", dict(obsmin=10, wobs=5)), ("rows", dict(obsmin=15, wobs=10, nwindows=20)), ("step", dict(wmin=0.0625, wstep=0.03125)), ("step", dict(wmin=0.125, wstep=0.0625, nwindows=12)), ("values", dict(wmasspoints=True))):
        for statistic in ("diffmeans", "ranksum", "hotelling"):
            r = rdwinselect(coarse if kind == "values" else x, covariates, approx=True, statistic=statistic, quietly=True, **o)
            table = r["results"].to_numpy(float)
            choices.append(dict(kind=kind, statistic=statistic, first=o.get("obsmin", o.get("wmin")), more=o.get("wobs", o.get("wstep")), count=o.get("nwindows", 10),
                windows=[dict(below=-a[5], above=a[6], least=a[0], column=None if np.isnan(a[1]) else int(a[1]), count=a[2], rows=[int(a[3]), int(a[4])]) for a in table],
                chosen=None if np.isnan(r["w_right"]) else [-float(r["w_left"]), float(r["w_right"])]))

exact = []
for below, above in ((6, 6), (5, 8), (9, 7)):
    order = np.argsort(x)
    cut = int((x < 0).sum())
    rows = order[cut - below : cut + above]
    yy, tt, cc = y[rows], t[rows], covariates[rows]
    z = (x[rows] >= 0).astype(int)
    ways = []
    for c in itertools.combinations(range(len(rows)), above):
        m = np.zeros(len(rows), int)
        m[list(c)] = 1
        ways.append(m)
    ways = np.array(ways)
    mean = lambda v: (ways @ v) / above - ((1 - ways) @ v) / below
    seen = lambda v: v[z == 1].mean() - v[z == 0].mean()
    p_of = lambda c, s: np.mean(np.abs(mean(yy - c * s)) >= np.abs(seen(yy - c * s)) * (1 - 1e-9) - 1e-12)
    share = lambda f: float(np.mean([abs(f(m)) >= abs(f(z)) * (1 - 1e-9) for m in ways]))
    found = {}
    for name, s in (("sharp", z.astype(float)), ("fuzzy", tt)):
        grid = np.tan(np.linspace(-np.pi / 2, np.pi / 2, 4001)[1:-1])
        held = np.array([p_of(c, s) > 0.1 + 1e-12 for c in grid])
        pieces, low = [], None if not held[0] else -np.inf
        for i in range(len(grid) - 1):
            if held[i] == held[i + 1]:
                continue
            a, b = grid[i], grid[i + 1]
            for _ in range(200):
                m = (a + b) / 2
                if (p_of(m, s) > 0.1 + 1e-12) == held[i]:
                    a = m
                else:
                    b = m
            if held[i]:
                pieces.append([None if low == -np.inf else float(low), float((a + b) / 2)])
                low = None
            else:
                low = (a + b) / 2
        if low is not None:
            pieces.append([None if low == -np.inf else float(low), None])
        found[name] = pieces
    exact.append(dict(below=below, above=above, difference=p_of(0, z), rankSum=share(lambda m: ranksum_statistic(yy[m == 0], yy[m == 1])),
        kolmogorovSmirnov=share(lambda m: ksmirnov_statistic(yy[m == 0], yy[m == 1])), hotelling=share(lambda m: hotelT2(cc, m)["statistic"]), level=0.9, sets=found))

rng = np.random.default_rng(7)
n = 1500
cutoff = rng.choice([20.0, 50.0, 70.0], n, p=[0.5, 0.3, 0.2])
score = cutoff + rng.normal(0, 15, n)
value = 2 + 0.03 * (score - cutoff) + (score >= cutoff) * cutoff / 40 + rng.normal(0, 1, n)
with quiet:
    m = rdmc(value, score, cutoff)
# The port keeps its tables as tuples of one.
table = lambda one: one[0] if isinstance(one, tuple) else one
B, V, Nh, Pv, CI, W = (table(k) for k in (m.B, m.V, m.Nh, m.Pv, m.CI, m.W))
together = dict(effects=[dict(value=float(B.iloc[0, k]), standardError=float(np.sqrt(V.iloc[0, k])), rows=int(Nh.iloc[:, k].sum())) for k in range(3)],
    value=float(B.iloc[0, 3]), standardError=float(np.sqrt(V.iloc[0, 3])), pValue=float(Pv.iloc[0, 3]), low=float(CI.iloc[0, 3]), high=float(CI.iloc[1, 3]),
    weights=[float(w) for w in np.asarray(W).ravel()[:3]])
json.dump(dict(reference=", ".join(f"{k} {meta.version(k)}" for k in ("rdlocrand", "rdmulti", "rdrobust", "numpy", "scipy")), tolerance=dict(closed=1e-8, pValue=1e-6, ends=1e-7),
    reason="closed forms 1e-8; the contract's 1e-6 for p-values, which are 1 - cdf there; ends by bisection", effects=effects, choices=choices, exact=exact, together=together),
    open(os.path.join(here, "local.json"), "w"), indent=1)
