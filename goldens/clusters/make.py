"""Run: python goldens/clusters/make.py   (numpy, scipy, pandas, statsmodels; rewrites statsmodels.json)

CR1 by statsmodels (cov_type="cluster", its default correction is Stata's), and what the checks say of clusters: scipy's chi-square on the arms of
clusters, statsmodels' Hotelling test on cluster means, the intraclass correlation from the residual sums of squares of its regressions on arms and on clusters.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import statsmodels
import statsmodels.formula.api as smf
from scipy import stats
from statsmodels.stats.multivariate import test_mvmean_2indep

HERE = Path(__file__).parent
DATA = pd.read_csv(HERE / "data.csv")


def cr1(formula):
    fit = smf.ols(formula, DATA).fit(cov_type="cluster", cov_kwds={"groups": DATA.team.astype("category").cat.codes})
    return {"name": formula, "terms": list(fit.params.index), "covariance": fit.cov_params().to_numpy().tolist()}


def icc(outcome):
    arms, teams = (smf.ols(f"{outcome} ~ C({factor})", DATA).fit().ssr for factor in ("z", "team"))
    sizes = DATA.groupby(["z", "team"]).size()
    worth = sum(n.sum() - (n**2).sum() / n.sum() for _, n in sizes.groupby("z")) / (len(sizes) - 2)
    msb, msw = (arms - teams) / (len(sizes) - 2), teams / (len(DATA) - len(sizes))
    value = (msb - msw) / (msb + (worth - 1) * msw)
    return {"outcome": outcome, "icc": value, "designEffect": 1 + ((sizes**2).sum() / sizes.sum() - 1) * value}


means = DATA.groupby("team")[["z", "x", "w"]].mean()
hotelling = test_mvmean_2indep(means.loc[means.z == 1, ["x", "w"]], means.loc[means.z == 0, ["x", "w"]])
counts = [int((means.z == arm).sum()) for arm in (0, 1)]
chi = stats.chisquare(counts, [0.8 * sum(counts), 0.2 * sum(counts)])

golden = {
    "made": {"package": "statsmodels", "version": statsmodels.__version__, "scipy": scipy.__version__, "numpy": np.__version__, "by": "goldens/clusters/make.py"},
    "options": {"cov_type": "cluster, use_correction", "chisquare": "planned shares 0.8 and 0.2", "test_mvmean_2indep": "means of x and w by team"},
    "tolerance": {"relative": 1e-8, "why": "closed forms in double precision on both sides"},
    "data": "data.csv",
    "CR1": [cr1(f) for f in ("y ~ z", "y ~ z + x", "y ~ z * x + w")],
    "clusters": [icc(outcome) for outcome in ("y", "b", "x")],
    "balance": {"pValue": float(hotelling.pvalue)},
    "sampleRatio": {"counts": counts, "statistic": float(chi.statistic), "pValue": float(chi.pvalue)},
}
(HERE / "statsmodels.json").write_text(json.dumps(golden, indent=1, allow_nan=False) + "\n")
