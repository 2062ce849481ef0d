# Run: python goldens/opt-in/make-training.py   (needs numpy, pandas, statsmodels and causaldata 0.1.5 once, for training.csv.gz; rewrites training.json)
# Job training (treated and control of the experiment as Dehejia and Wahba have them) against a comparison group from outside: CPS-1, 15,992 rows.
# training.csv.gz: nsw_mixtape and cps_mixtape of causaldata (PyPI, MIT license), in the digits of their single precision.
# Chance by logit on age, age^2, age^3, educ, educ^2, marr, nodegree, black, hisp, re74, re75, re74 = 0, re75 = 0, educ re74, fitted to standardized columns.
# printed: Cunningham (2021), Causal Inference: The Mixtape, section 5.3, in whole dollars as there: about all, by one over the chance, and among chances of .1 to .9 with the same
# chances; Dehejia & Wahba (1999), JASA 94, table 3: the experiment and the plain difference. horvitz: weights over the units; hajek: over their own sum.
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm

from stacked import HERE, write

FILE = HERE / "training.csv.gz"
NAMES = ["age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75", "re78"]
if not FILE.exists():
    import causaldata

    data = Path(causaldata.__file__).parent
    nsw, cps = (pd.read_stata(data / f"{name}/{name}.dta") for name in ("nsw_mixtape", "cps_mixtape"))
    rows = pd.concat([nsw.assign(sample=np.where(nsw.treat == 1, "treated", "control")), cps.assign(sample="cps")])
    text = rows[["sample", *NAMES]].astype({n: "float32" for n in NAMES}).map(lambda v: v if isinstance(v, str) else np.format_float_positional(np.float32(v), trim="-"))
    text.to_csv(FILE, index=False, compression={"method": "gzip", "mtime": 0})

t = pd.read_csv(FILE)
experiment = t[t["sample"] == "treated"].re78.mean() - t[t["sample"] == "control"].re78.mean()
t = t[t["sample"] != "control"]
D, y = (t["sample"] == "treated").to_numpy(float), t.re78.to_numpy()
age, educ, black, hisp, marr, nodegree, re74, re75 = (t[n].to_numpy(float) for n in NAMES[:-1])
X = np.column_stack([age, age**2, age**3, educ, educ**2, marr, nodegree, black, hisp, re74, re75, re74 == 0, re75 == 0, educ * re74]).astype(float)
Z = sm.add_constant((X - X.mean(0)) / X.std(0))
e = sm.Logit(D, Z).fit(disp=0, maxiter=500, tol=1e-12).predict()


def effects(keep):
    d, v, p = D[keep], y[keep], e[keep]
    one, zero = d / p, (1 - d) / (1 - p)
    return {"horvitz": (one * v).mean() - (zero * v).mean(), "hajek": (one * v).sum() / one.sum() - (zero * v).sum() / zero.sum()}


odds = e / (1 - e) * (1 - D)
line = sm.add_constant(np.column_stack([age, educ, black, hisp, marr, nodegree, re74, re75]))
beta = np.linalg.lstsq(line[D == 0], y[D == 0], rcond=None)[0]
left = y - line @ beta
score = np.log(e / (1 - e))
gaps = np.abs(score[D == 1][:, None] - score[D == 0][None, :])
near = gaps <= gaps.min(1, keepdims=True) + 1e-9 * score.std(ddof=1)
matched = (near @ y[D == 0]) / near.sum(1)
kept = (e >= 0.1) & (e <= 0.9)
out = {
    "experiment": experiment,
    "plain": y[D == 1].mean() - y[D == 0].mean(),
    "all": effects(np.ones(len(t), bool)),
    "trimmed": effects(kept) | {"units": int(kept.sum()), "treated": int(D[kept].sum())},
    "att": {
        "weighting": y[D == 1].mean() - (odds * y).sum() / odds.sum(),
        "effective": odds.sum() ** 2 / (odds**2).sum(),
        "regression": left[D == 1].mean(),
        "aipw": left[D == 1].mean() - (odds * left).sum() / D.sum(),
        "matching": (y[D == 1] - matched).mean(),
    },
}
printed = {"experiment": 1794, "plain": -8498, "all": {"horvitz": -11876, "hajek": -7238}, "trimmed": {"horvitz": 2006, "hajek": 1806}}
assert round(out["experiment"]) == 1794 and round(out["plain"]) == -8498
assert all(int(out[k][w]) == printed[k][w] for k in ("all", "trimmed") for w in ("horvitz", "hajek"))
write("training.json", ["statsmodels"], 1e-6, "Of dollars, relative: the chance has age^3 and educ re74, of which statsmodels' Newton steps keep some ten digits.", printed=printed, computed=out)
print(out)
