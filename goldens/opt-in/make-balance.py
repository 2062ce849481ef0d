# Balance of the columns of users.csv and rare.csv between arms, as they are and under weights by a fitted logit: by definition, in numpy.
#   python goldens/opt-in/make-balance.py > goldens/opt-in/balance.json
# difference      means of the treated less those of the others, over the root of the mean of their unweighted variances (n - 1)
# varianceRatio   of the treated over that of the others; weighted: sum w (x - m)^2 / (sum w - sum w^2 / sum w)
# distance        the largest distance of the weighted distribution functions, over all values that occur
import json
import os
import sys

import numpy as np
import statsmodels
import statsmodels.api as sm

here = os.path.dirname(os.path.abspath(__file__))


def table(name):
    lines = open(os.path.join(here, name + ".csv")).read().strip().split("\n")
    head = lines[0].strip().split(",")
    rows = [line.strip().split(",") for line in lines[1:]]
    return {column: [row[j] for row in rows] for j, column in enumerate(head)}


def columns(data):
    tier = np.array(data["tier"])
    number = lambda name: np.array([float(x) for x in data[name]])
    return {
        "score": number("score"),
        "tenure": number("tenure"),
        "paid": number("paid"),
        **{f"tier={level}": (tier == level).astype(float) for level in ("light", "medium", "heavy")},
    }


def moments(x, w):
    mean = np.sum(w * x) / np.sum(w)
    return mean, np.sum(w * (x - mean) ** 2) / (np.sum(w) - np.sum(w**2) / np.sum(w))


def distance(x, w1, w0):
    return max(abs(np.sum(w1[x <= v]) / np.sum(w1) - np.sum(w0[x <= v]) / np.sum(w0)) for v in np.unique(x))


def balance(x, w1, w0, scale):
    (m1, v1), (m0, v0) = moments(x, w1), moments(x, w0)
    return {"difference": (m1 - m0) / scale, "varianceRatio": v1 / v0, "distance": distance(x, w1, w0)}


cases = []
for name in ("users", "rare"):
    data = table(name)
    t = np.array([float(x) for x in data["optin"]])
    x = columns(data)
    fit = sm.Logit(t, sm.add_constant(np.column_stack(list(x.values())))).fit(disp=0, tol=1e-14, maxiter=200)
    e = fit.predict()
    weights = {"as they chose": (t, 1 - t), "ate": (t / e, (1 - t) / (1 - e)), "att": (t, (1 - t) * e / (1 - e))}
    for how, (w1, w0) in weights.items():
        for column, values in x.items():
            scale = np.sqrt((np.var(values[t == 1], ddof=1) + np.var(values[t == 0], ddof=1)) / 2)
            cases.append({"data": name, "weights": how, "column": column, **balance(values, w1, w0, scale)})

made = {"numpy": np.__version__, "statsmodels": statsmodels.__version__, "python": sys.version.split()[0]}
why = "Closed forms given the chances, which agree with ours to 1e-10: 1e-8 of one."
number = lambda x: float(f"{x:.12g}") if isinstance(x, float) else x
print(json.dumps({"made": made, "tolerance": 1e-8, "why": why, "cases": [{k: number(v) for k, v in case.items()} for case in cases]}, indent=1))
