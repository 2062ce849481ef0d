# PYTHON goldens/threshold/make-data.py: needs numpy, pandas and rdhonest, of which only the data are taken.
# Scores around a cutoff: two published data sets, cut to the columns that are asked for, and one that is drawn here.
import importlib.util
import os
import numpy as np
import pandas as pd

here = os.path.dirname(os.path.abspath(__file__))
data = os.path.join(os.path.dirname(importlib.util.find_spec("rdhonest").origin), "data")

lee = pd.read_csv(os.path.join(data, "lee08.csv"))[["margin", "voteshare"]]
lee.to_csv(os.path.join(here, "lee08.csv"), index=False)
headst = pd.read_csv(os.path.join(data, "headst.csv"))
headst[headst.mortHS.notna()][["povrate", "mortHS"]].to_csv(os.path.join(here, "headst.csv"), index=False)

rng = np.random.default_rng(20261129)
n = 800
score = np.round(rng.beta(2, 2, n) * 2 - 0.9, 6)
rounded = np.round(score, 1)
coarse = np.round(score / 0.2) * 0.2 + 0.1
cluster = rng.integers(0, 60, n)
shock = rng.normal(0, 0.3, 60)[cluster]
age = np.round(40 + 5 * score + rng.normal(0, 8, n), 3)
taken = (rng.uniform(size=n) < np.where(score >= 0, 0.75, 0.2) + 0.1 * score).astype(int)
outcome = np.round(1 + 0.8 * score - 0.9 * score**2 + 0.5 * taken + shock + rng.normal(0, 0.5, n) * (1 + 0.5 * (score > 0)), 6)
frame = pd.DataFrame(dict(score=score, rounded=np.round(rounded, 1), coarse=np.round(coarse, 1), outcome=outcome, taken=taken, cluster=cluster, age=age,
    spend=np.round(rng.lognormal(1 + 0.3 * score, 0.8), 3)))
frame.to_csv(os.path.join(here, "simulated.csv"), index=False)
