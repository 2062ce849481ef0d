"""CUPED that keeps units without a pre-period: pooled least squares on the mean-imputed covariate and an indicator, then Welch on what it leaves. Writes cuped-missing.json.

Run: python goldens/cases/make_cuped.py   (numpy, pandas, scipy)
"""
import json
import pathlib

import numpy as np
import pandas as pd
import scipy
from scipy import stats

here = pathlib.Path(__file__).parent
d = pd.read_csv(here / "cuped-missing" / "d.csv.gz").dropna(subset=["y", "arm"])
missing = d["pre"].isna().to_numpy(float)
x = d["pre"].fillna(d["pre"].mean()).to_numpy()
y, z = d["y"].to_numpy(float), d["arm"].to_numpy()
design = np.column_stack([np.ones(len(y)), x, missing])
_, theta, gamma = np.linalg.lstsq(design, y, rcond=None)[0]
left = y - theta * (x - x.mean()) - gamma * (missing - missing.mean())
treated, control = left[z == 1], left[z == 0]
found = stats.ttest_ind(treated, control, equal_var=False)
low, high = found.confidence_interval(0.95)
golden = {
    "made": {"numpy": np.__version__, "pandas": pd.__version__, "scipy": scipy.__version__},
    "tolerance": 1e-10,
    "units": len(y),
    "missing": int(missing.sum()),
    "theta": theta,
    "value": treated.mean() - control.mean(),
    "standardError": float(np.sqrt(treated.var(ddof=1) / len(treated) + control.var(ddof=1) / len(control))),
    "df": float(found.df),
    "interval": [float(low), float(high)],
}
(here / "cuped-missing.json").write_text(json.dumps(golden, indent=2) + "\n")
