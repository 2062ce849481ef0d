# Run: python goldens/opt-in/make-sensitivity.py   (needs PySensemakr, statsmodels, numpy, pandas; rewrites sensitivity.json)
# Cinelli and Hazlett's sensitivity of a regression's coefficient to a hidden cause, by PySensemakr: on darfur (in the package; numbers alone are kept) and on users.csv and
# rare.csv, where minutes or resolved is regressed on optin and the columns of `names`. Errors are the classical ones: partial R2 comes from t^2 / (t^2 + df).
#   robustness  [share of the estimate, alpha, value]: RV_q at alpha 1, else RV_q,alpha, whose critical value is of t with df - 1
#   wald        [b'V^-1 b of those columns, degrees of freedom] in the regressions of the treatment and of the outcome
#   benchmarks  partial R2 of a covariate, or of a group of columns, with the treatment and with the outcome; then the bounds at 1, 2, 3 times it
#   adjusted    [R2 with treatment, R2 with outcome, bias, estimate, error, t, low, high]; sensemakr's interval takes t with df, not df - 1: ours is told apart below
#   interval    the same interval with df - 1, the degrees of freedom of the regression that had the hidden cause in it
# t is null where the cause would explain all of the outcome: its error is zero.
# evalues: published examples (see `source`), and the closed form beyond their digits.
import warnings

import numpy as np
import pandas as pd
import sensemakr as smkr
import statsmodels.api as sm
import statsmodels.formula.api as smf
from scipy.stats import t as student

from stacked import NAMES, read, write

warnings.filterwarnings("ignore")
ALPHA = 0.05


def robustness(t, df):
    one = lambda q, alpha: float(smkr.robustness_value(t_statistic=t, dof=df, q=q, alpha=alpha).iloc[0])
    return [[q, alpha, one(q, alpha)] for q in (1.0, 0.5, 2.0) for alpha in (1.0, 0.05, 0.01)]


def adjusted(estimate, se, df, r2d, r2y, reduce=True):
    bias = float(smkr.bias(r2dz_x=r2d, r2yz_dx=r2y, se=se, dof=df))
    e, s, t = (float(f(r2dz_x=r2d, r2yz_dx=r2y, estimate=estimate, se=se, dof=df, reduce=reduce)) if f is not smkr.adjusted_se else float(f(r2dz_x=r2d, r2yz_dx=r2y, se=se, dof=df))
               for f in (smkr.adjusted_estimate, smkr.adjusted_se, smkr.adjusted_t))
    wide = student.ppf(1 - ALPHA / 2, df) * s
    own = student.ppf(1 - ALPHA / 2, df - 1) * s
    return {"adjusted": [r2d, r2y, bias, e, s, t if np.isfinite(t) else None, e - wide, e + wide], "interval": [e - own, e + own]}


def described(name, model, treatment, groups):
    estimate, se, df = float(model.params[treatment]), float(model.bse[treatment]), int(model.df_resid)
    exog = pd.DataFrame(model.model.exog, columns=model.model.exog_names)
    treated = sm.OLS(exog[treatment], exog.drop(columns=treatment)).fit()
    bounds = smkr.ovb_bounds(model=model, treatment=treatment, benchmark_covariates=groups, kd=[1, 2, 3], alpha=ALPHA)
    benchmarks = []
    for j, (label, columns) in enumerate(groups.items()):
        rows = bounds.iloc[3 * j : 3 * j + 3]
        r2y, r2d = (float(smkr.group_partial_r2(m, covariates=columns)) for m in (model, treated))
        wald = lambda m: float(m.params[columns] @ np.linalg.solve(m.cov_params().loc[columns, columns], m.params[columns]))
        at = [adjusted(estimate, se, df, float(r.r2dz_x), float(r.r2yz_dx)) for r in rows.itertuples()]
        for got, r in zip(at, rows.itertuples()):
            assert np.allclose([v for v in got["adjusted"][3:] if v is not None], [v for v in [r.adjusted_estimate, r.adjusted_se, r.adjusted_t, r.adjusted_lower_CI, r.adjusted_upper_CI] if np.isfinite(v)], rtol=1e-12, atol=1e-14)
        benchmarks.append({"name": label, "columns": len(columns), "withTreatment": r2d, "withOutcome": r2y,
                           "wald": {"treatment": [wald(treated), int(treated.df_resid)], "outcome": [wald(model), df]}, "times": [1, 2, 3], "bounds": at})
    stats = smkr.sensitivity_stats(model=model, treatment=treatment)
    grid = [adjusted(estimate, se, df, d, y) for d, y in ((0.0, 0.0), (0.01, 0.02), (0.1, 0.05), (0.3, 0.4), (0.05, 0.95))]
    away = adjusted(estimate, se, df, 0.05, 0.1, reduce=False)
    return {"name": name, "estimate": estimate, "error": se, "df": df, "partialR2": float(stats["r2yd_x"]), "robustness": robustness(estimate / se, df), "benchmarks": benchmarks,
            "grid": grid, "away": away}


def of_table(data, outcome):
    t = read(data)
    frame = pd.DataFrame(t["X"], columns=["const", *NAMES[1:]])
    frame.insert(1, "optin", t["D"])
    model = sm.OLS(t[outcome], frame).fit()
    groups = {name: [name] for name in ("score", "tenure", "paid")} | {"tier": NAMES[4:], "all": NAMES[1:]}
    try:
        return described(f"{data} {outcome}", model, "optin", groups)
    except SystemExit:  # three times all of them is more than there is
        groups.pop("all")
        return described(f"{data} {outcome}", model, "optin", groups)


darfur = smf.ols("peacefactor ~ directlyharmed + age + farmer_dar + herder_dar + pastvoted + hhsize_darfur + female + village", data=smkr.load_darfur()).fit()
cases = [described("darfur", darfur, "directlyharmed", {"female": ["female"], "age": ["age"], "work": ["farmer_dar", "herder_dar"]})]
cases += [of_table(data, outcome) for data in ("users", "rare") for outcome in ("minutes", "resolved")]
assert [round(cases[0]["robustness"][j][2], 3) for j in (0, 1)] == [0.139, 0.076]
statistics = [{"t": t, "df": df, "robustness": robustness(t, df)} for t in (-9.0, -2.5, 0.5, 1.97, 4.18, 30.0, 200.0) for df in (5, 40, 783)]

one = lambda rr: rr + np.sqrt(rr * (rr - 1)) if rr >= 1 else one(1 / rr)
ratio = lambda name, rr, lo, hi, printed, source: {"name": name, "ratio": rr, "low": lo, "high": hi, "value": one(rr), "limit": 1.0 if lo <= 1 <= hi else one(lo if rr > 1 else hi), "printed": printed, "source": source}
paper = "VanderWeele and Ding (2017), Annals of Internal Medicine 167, 268-274"
evalues = [
    ratio("respiratory death, formula feeding", 3.9, 1.8, 8.7, [7.26, 3.0], paper),
    ratio("leukemia, breastfeeding", 0.80, 0.71, 0.91, [1.81, 1.43], paper),
    ratio("lung cancer, smoking", 10.73, 8.02, 14.36, [20.94777, 15.52336], "README of R EValue 4.1"),
    ratio("across one", 1.3, 0.9, 1.9, [1.92, 1.0], "closed form"),
]
write("sensitivity.json", ["PySensemakr", "statsmodels", "scipy"], 1e-10,
      "Closed forms: 1e-10 of themselves, differences of the estimate and the bias 1e-10 of the error.", alpha=ALPHA, cases=cases, statistics=statistics, evalues=evalues)
for c in cases:
    print(c["name"], c["estimate"], c["error"], c["df"], c["robustness"][:2], [(b["name"], b["withTreatment"], b["withOutcome"]) for b in c["benchmarks"]])
