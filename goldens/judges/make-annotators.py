# Agreement of several people, some units labelled by two of three and some by one: Krippendorff's alpha.
#   python -m venv v && v/bin/pip install krippendorff==0.9.0 irrCAC==0.4.4 numpy && v/bin/python goldens/judges/make-annotators.py
#
#   value           krippendorff, interval metric (of labels of 0 and 1 nominal too), units with one label left out as it does; by weights in numpy
#   standardError   the jackknife in numpy: the statistic without each unit, or cluster, in turn; of the logarithm of disagreement likewise
#   irrCAC          Gwet's standard error by influences, which are too small in small samples: within 10 % of units that are few
#
# Tolerance 1e-9: closed forms.
import json
from importlib.metadata import version

import krippendorff
import numpy as np
import pandas as pd
from irrCAC.raw import CAC

rng = np.random.default_rng(20)
units = 120
truth = rng.normal(size=units) * 2 + 3
labels = np.stack([np.round(truth + rng.normal(size=units) + shift) for shift in (0.0, 0.5, -0.3)], axis=1)
keep = rng.random((units, 3)) < np.array([0.9, 0.6, 0.4])
labels[~keep] = np.nan
cluster = rng.integers(0, 25, size=units)
weight = np.where(rng.random(units) < 0.5, 1.0, 4.0)
arm = (np.arange(units) % 2).astype(int)


def weighted_alpha(x, w):
    several = (~np.isnan(x)).sum(1) > 1
    x, w = x[several], w[several]
    m = (~np.isnan(x)).sum(1)
    mass = (w * m).sum()
    apart = 0.0
    for i in range(len(x)):
        v = x[i][~np.isnan(x[i])]
        apart += w[i] * sum((a - b) ** 2 for k, a in enumerate(v) for b in v[k + 1 :]) / (m[i] - 1)
    mean = (w * np.nansum(x, axis=1)).sum() / mass
    spread = (w * np.nansum((x - mean) ** 2, axis=1)).sum() / mass
    n = m.sum()
    return 1 - (apart / mass) / (spread * n / (n - 1))


def jackknife(x, w, groups):
    several = (~np.isnan(x)).sum(1) > 1
    x, w, groups = x[several], w[several], groups[several]
    without = np.array([1 - weighted_alpha(x[groups != name], w[groups != name]) for name in np.unique(groups)])
    g = len(without)
    spread = lambda v: float(np.sqrt((g - 1) / g * np.sum((v - v.mean()) ** 2)))
    return {"standardError": spread(without), "ofLogarithm": spread(np.log(without))}


def case(x, w, groups):
    return {"value": float(weighted_alpha(x, w)), **jackknife(x, w, groups)}


alone, ones = np.arange(units), np.ones(units)
yes = np.where(np.isnan(labels), np.nan, (labels > 3).astype(float))
out = {
    "krippendorff": version("krippendorff"),
    "irrCAC": version("irrCAC"),
    "numpy": np.__version__,
    "data": {
        "arm": arm.tolist(),
        "cluster": cluster.tolist(),
        "probability": (1 / weight).tolist(),
        **{name: [None if np.isnan(v) else float(v) for v in labels[:, k]] for k, name in enumerate("abc")},
        **{f"yes {name}": [None if np.isnan(v) else float(v) for v in yes[:, k]] for k, name in enumerate("abc")},
    },
    "arms": {},
}
for z in (0, 1):
    of = arm == z
    x, y = labels[of], yes[of]
    published = krippendorff.alpha(reliability_data=x.T, level_of_measurement="interval")
    nominal = krippendorff.alpha(reliability_data=y.T, level_of_measurement="nominal")
    assert abs(published - weighted_alpha(x, ones[of])) < 1e-12 and abs(nominal - weighted_alpha(y, ones[of])) < 1e-12
    gwet = CAC(pd.DataFrame(x[(~np.isnan(x)).sum(1) > 1]), weights="quadratic", digits=12).krippendorff()["est"]
    out["arms"][str(z)] = {
        "units": int(((~np.isnan(x)).sum(1) > 1).sum()),
        "scores": {**case(x, ones[of], alone[of]), "value": float(published)},
        "yes": {**case(y, ones[of], alone[of]), "value": float(nominal)},
        "weighted": case(x, weight[of], alone[of]),
        "clustered": case(x, ones[of], cluster[of]),
        "irrCAC": {"value": float(gwet["coefficient_value"]), "standardError": float(gwet["se"])},
    }
json.dump(out, open(__file__.replace("make-annotators.py", "annotators.json"), "w"), indent=1)
