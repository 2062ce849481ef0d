"""Run: python goldens/ratio/make.py   (numpy, pandas, scipy, tea-tasting; rewrites ratio.json)

Heavy users: 400 rows of 120 accounts, sessions from a negative binomial (zeros included), spend that follows them.
- tea-tasting RatioOfMeans over rows, and over accounts after summing (clusters).
- Fieller set of the ratio of ratios: the quadratic of Fieller (1954) solved in numpy on tea-tasting's ratios, at the Welch t of the same.
Tolerance 1e-10: closed forms on 400 rows.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import scipy.stats as st
import tea_tasting as tt

HERE = Path(__file__).parent
SEED = 20260924


def data():
    rng = np.random.default_rng(SEED)
    account = np.repeat(np.arange(120), rng.multinomial(280, np.ones(120) / 120) + 1)[:400]
    heavy = rng.gamma(0.7, 1 / 0.7, 120)
    arm = rng.permutation(np.arange(120) % 3)
    n = len(account)
    sessions = rng.poisson(3 * heavy[account] * rng.gamma(1.5, 1 / 1.5, n))
    spend = np.round(sessions * (2 + 0.4 * (arm[account] == 1) + 0.3 * heavy[account]) + rng.normal(0, 0.5, n) * (sessions > 0), 6)
    return pd.DataFrame({"account": account, "arm": arm[account], "sessions": sessions, "spend": spend})


def case(name, rows, cluster, treatment):
    two = rows[rows.arm.isin([0, treatment])]
    units = two.groupby("account", as_index=False).agg({"arm": "first", "sessions": "sum", "spend": "sum"}) if cluster else two
    result = tt.Experiment(metric=tt.RatioOfMeans("spend", "sessions", equal_var=False, use_t=True)).analyze(
        units.assign(variant=(units.arm == treatment).astype(int))[["variant", "sessions", "spend"]]
    )["metric"]

    def ratio(a):
        u = units[units.arm == a]
        r = u.spend.sum() / u.sessions.sum()
        return r, np.var(u.spend - r * u.sessions, ddof=1) / len(u) / u.sessions.mean() ** 2, len(u)

    (r1, v1, n1), (r0, v0, n0) = ratio(treatment), ratio(0)
    df = (v1 + v0) ** 2 / (v1**2 / (n1 - 1) + v0**2 / (n0 - 1))
    t = st.t.ppf(0.975, df)
    roots = np.sort(np.roots([r0**2 - t * t * v0, -2 * r1 * r0, r1**2 - t * t * v1]))

    def part(column):
        a, b = units[units.arm == treatment][column], units[units.arm == 0][column]
        test = st.ttest_ind(a, b, equal_var=False)
        ci = test.confidence_interval(0.95)
        return {"value": a.mean() - b.mean(), "interval95": [ci.low, ci.high], "pValue": test.pvalue}

    return {
        "name": name,
        "cluster": cluster,
        "treatment": treatment,
        "expected": {
            "units": len(two),
            "clusters": len(units),
            "value": result.effect_size,
            "standardError": result.effect_size / result.statistic,
            "df": df,
            "pValue": result.pvalue,
            "interval95": [result.effect_size_ci_lower, result.effect_size_ci_upper],
            "relative": {"value": result.rel_effect_size, "fieller95": list(roots - 1)},
            "numerator": part("spend"),
            "denominator": part("sessions"),
        },
    }


if __name__ == "__main__":
    rows = data()
    cases = [case(f"{'accounts' if c else 'rows'}, arm {a} against 0", rows, c, a) for c in (False, True) for a in (1, 2)]
    golden = {
        "package": "tea-tasting",
        "version": tt.__version__,
        "also": {"scipy": scipy.__version__, "numpy": np.__version__, "pandas": pd.__version__},
        "options": {"equal_var": False, "use_t": True, "confidence_level": 0.95},
        "seed": SEED,
        "tolerance": {"relative": 1e-10, "why": "closed forms on 400 rows"},
        "rows": {k: rows[k].tolist() for k in rows},
        "cases": cases,
    }
    (HERE / "ratio.json").write_text(json.dumps(golden, default=float) + "\n")
