# Run: python goldens/power/make-baseline.py   (needs statsmodels, pandas; rewrites baseline.json)
# What planning reads of data: adjusted R² of covariates, ICC by analysis of variance with unequal clusters, and the parts of a ratio.
import json
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels
import statsmodels.formula.api as smf
from statsmodels.stats.anova import anova_lm

rng = np.random.default_rng(20260901)
sizes = rng.integers(4, 26, 24)
agent = np.repeat(np.arange(24), sizes)
n = len(agent)
x, group = rng.normal(5, 2, n).round(3), rng.choice(["a", "b", "c"], n)
y = (20 + rng.normal(0, 2, 24)[agent] + 1.5 * x + 2 * (group == "b") + rng.normal(0, 4, n)).round(3)
events = rng.poisson(2, n) + 1
cost = (events * 1.3 + rng.normal(0, 0.5, n)).round(3)
data = pd.DataFrame({"agent": agent, "x": x, "group": group, "y": y, "events": events, "cost": cost})

fit = smf.ols("y ~ x + C(group)", data).fit()
table = anova_lm(smf.ols("y ~ C(agent)", data).fit())
msb, msw = table["mean_sq"]
n0 = (n - (sizes**2).sum() / n) / (len(sizes) - 1)
cov = np.cov(cost, events)
ratio = cost.mean() / events.mean()
variance = (cov[0, 0] - 2 * ratio * cov[0, 1] + ratio**2 * cov[1, 1]) / events.mean() ** 2
expected = {
    "mean": y.mean(), "sd": y.std(ddof=1), "variationExplained": fit.rsquared_adj,
    "clusters": {"size": sizes.mean(), "sizeVariation": sizes.std(ddof=1) / sizes.mean(), "icc": (msb - msw) / (msb + (n0 - 1) * msw)},
    "ratio": {"mean": ratio, "sd": np.sqrt(variance)},
}
made = {"package": "statsmodels", "version": statsmodels.__version__, "by": "make-baseline.py"}
out = {"made": made, "options": {"variationExplained": "ols y ~ x + C(group), rsquared_adj", "icc": "anova_lm, (MSB - MSW) / (MSB + (n0 - 1) MSW)", "ratio": "delta method per unit, ddof 1"},
       "tolerance": 1e-10, "columns": {name: data[name].tolist() for name in data}, "expected": expected}
Path(__file__).with_name("baseline.json").write_text(json.dumps(out, indent=None, default=float) + "\n")
