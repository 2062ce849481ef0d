"""Run: python goldens/randomized/make.py   (numpy, scipy, pandas, statsmodels, linearmodels, tea-tasting; rewrites scipy.json, statsmodels.json, tea-tasting.json)

Every number is computed on support-2000.csv by the package named in the file, or, where no package has it, in numpy by the formula given under `formula`.
Differences are treatment (assigned_ai = 1) less control (assigned_ai = 0). Rows with a missing outcome are dropped.
"""

import json
from pathlib import Path

import linearmodels
import numpy as np
import pandas as pd
import scipy
import statsmodels
import statsmodels.api as sm
import tea_tasting as tt
from linearmodels.iv import IV2SLS
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

HERE = Path(__file__).parent
DATA = pd.read_csv(HERE / "support-2000.csv")
COVARIATES = ["agent_experience", "case_complexity"]
VALUES = {"resolved": 14, "handle_minutes": -0.8, "unsupported_claim": -20, "cost_usd": -1}
DATA["net_value"] = sum(worth * DATA[outcome] for outcome, worth in VALUES.items())
LEVELS = [0.9, 0.95, 0.99]


def arms(outcome, data=DATA):
    known = data[data[outcome].notna()]
    return (known.loc[known.assigned_ai == arm, outcome].to_numpy() for arm in (1, 0))


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value


def write(name, package, version, options, cases):
    made = {"package": package, "version": version, "by": "goldens/randomized/make.py", "numpy": np.__version__}
    tolerance = {"relative": 1e-10, "why": "closed forms in double precision on both sides"}
    golden = {"made": made, "options": options, "tolerance": tolerance, "data": "support-2000.csv", "cases": cases}
    (HERE / name).write_text(json.dumps(plain(golden), indent=1, allow_nan=False) + "\n")


def interval(value, se, df, level):
    t = stats.t.isf((1 - level) / 2, df)
    return [value - t * se, value + t * se]


# --- scipy -----------------------------------------------------------------------------------------------------------------------------------------


def welch(outcome):
    treatment, control = arms(outcome)
    result = stats.ttest_ind(treatment, control, equal_var=False)
    value = treatment.mean() - control.mean()
    expected = {
        "n": {"control": len(control), "treatment": len(treatment)},
        "mean": {"control": control.mean(), "treatment": treatment.mean()},
        "value": value,
        "standardError": value / result.statistic,
        "df": result.df,
        "statistic": result.statistic,
        "pValue": result.pvalue,
        "intervals": {str(level): list(result.confidence_interval(level)) for level in LEVELS},
    }
    return {"name": f"Welch {outcome}", "kind": "welch", "outcome": outcome, "expected": expected}


def sample_ratio(shares):
    observed = [int((DATA.assigned_ai == arm).sum()) for arm in (0, 1)]
    result = stats.chisquare(observed, [share * len(DATA) for share in shares])
    expected = {"observed": observed, "statistic": result.statistic, "df": 1, "pValue": result.pvalue}
    return {"name": f"sample ratio against {shares[0]}:{shares[1]}", "kind": "sample-ratio", "shares": {"0": shares[0], "1": shares[1]}, "expected": expected}


def scipy_cases():
    outcomes = ["resolved", "handle_minutes", "unsupported_claim", "cost_usd", "used_ai", "net_value"]
    return [*(welch(outcome) for outcome in outcomes), sample_ratio((0.5, 0.5)), sample_ratio((0.4, 0.6))]


# --- statsmodels and linearmodels ------------------------------------------------------------------------------------------------------------------


def newcombe(outcome):
    treatment, control = arms(outcome)
    counts = int(treatment.sum()), len(treatment), int(control.sum()), len(control)
    intervals = {str(level): confint_proportions_2indep(*counts, method="newcomb", compare="diff", alpha=1 - level) for level in LEVELS}
    expected = {"counts": list(counts), "value": treatment.mean() - control.mean(), "intervals": intervals}
    return {"name": f"Newcombe {outcome}", "kind": "newcombe", "outcome": outcome, "expected": expected}


def ratios(outcome):
    treatment, control = arms(outcome)
    table = sm.stats.Table2x2([[treatment.sum(), len(treatment) - treatment.sum()], [control.sum(), len(control) - control.sum()]])

    def one(kind):
        value, se = getattr(table, f"log_{kind}"), getattr(table, f"log_{kind}_se")
        bounds = {str(level): getattr(table, f"{kind}_confint")(1 - level) for level in LEVELS}
        return {"value": getattr(table, kind), "log": value, "logStandardError": se, "pValue": getattr(table, f"{kind}_pvalue")(), "intervals": bounds}

    return {
        "name": f"risk and odds ratio {outcome}",
        "kind": "ratios",
        "outcome": outcome,
        "reference": "normal on the log scale",
        "expected": {"riskRatio": one("riskratio"), "oddsRatio": one("oddsratio")},
    }


def regression(name, kind, outcome, design, data):
    """The coefficient of assigned_ai with each covariance; intervals and p-values from t(n - k)."""
    fit = sm.OLS(data[outcome], design).fit()
    k = list(design.columns).index("assigned_ai")
    value, df = fit.params.iloc[k], fit.df_resid
    expected = {"n": len(data), "df": df, "value": value, "coefficients": dict(fit.params), "sigmaSquared": fit.mse_resid, "rSquared": fit.rsquared}
    for covariance in ["nonrobust", "HC0", "HC1", "HC2", "HC3"]:
        robust = fit if covariance == "nonrobust" else fit.get_robustcov_results(covariance, use_t=True)
        se = np.asarray(robust.bse)[k]
        expected[covariance] = {"standardError": se, "pValue": np.asarray(robust.pvalues)[k], "interval95": interval(value, se, df, 0.95)}
    return {"name": name, "kind": kind, "outcome": outcome, "covariates": COVARIATES, "expected": expected}


def ancova(outcome):
    data = DATA[DATA[outcome].notna()]
    return regression(f"ANCOVA {outcome}", "ancova", outcome, sm.add_constant(data[["assigned_ai", *COVARIATES]]), data)


def lin(outcome):
    """Lin (2013): covariates centred at their means over the rows used, and interacted with the assignment."""
    data = DATA[DATA[outcome].notna()]
    centred = data[COVARIATES] - data[COVARIATES].mean()
    interactions = centred.mul(data.assigned_ai, axis=0).add_prefix("assigned_ai:")
    case = regression(f"Lin {outcome}", "lin", outcome, sm.add_constant(pd.concat([data.assigned_ai, centred, interactions], axis=1)), data)
    expected = case["expected"]
    d = np.array([expected["coefficients"][name] for name in interactions.columns])
    extra = d @ np.cov(centred.to_numpy().T, ddof=1) @ d / len(data)
    se = np.sqrt(expected["HC2"]["standardError"] ** 2 + extra)
    expected["population"] = {"varianceAdded": extra, "standardError": se, "interval95": interval(expected["value"], se, expected["df"], 0.95)}
    return {**case, "formula": "population: HC2 variance + d' S_x d / n, with d the interaction coefficients and S_x the covariance matrix (ddof 1) of the covariates"}


def balance():
    cases = []
    for covariate in [*COVARIATES, "pre_period_resolution"]:
        treatment, control = arms(covariate)
        difference = treatment.mean() - control.mean()
        v1, v0, n1, n0 = treatment.var(ddof=1), control.var(ddof=1), len(treatment), len(control)
        expected = {
            "smdMeanVariance": difference / np.sqrt((v1 + v0) / 2),
            "smdPooledVariance": difference / np.sqrt(((n1 - 1) * v1 + (n0 - 1) * v0) / (n1 + n0 - 2)),
            "varianceRatio": v1 / v0,
        }
        cases.append({"name": f"balance {covariate}", "kind": "balance", "covariate": covariate, "expected": expected})
    fit = sm.OLS(DATA.assigned_ai, sm.add_constant(DATA[COVARIATES])).fit()
    wald = fit.get_robustcov_results("HC2", use_t=True).wald_test(np.eye(3)[1:], use_f=True, scalar=True)
    expected = {"f": fit.fvalue, "df": [2, fit.df_resid], "pValue": fit.f_pvalue, "hc2": {"f": wald.statistic, "pValue": wald.pvalue}}
    return [*cases, {"name": "omnibus balance", "kind": "balance-omnibus", "covariates": COVARIATES, "expected": expected}]


def two_stage(outcome, covariates=()):
    data = DATA[DATA[outcome].notna()]
    exogenous = sm.add_constant(data[list(covariates)]) if covariates else pd.DataFrame({"const": np.ones(len(data))}, index=data.index)
    model = IV2SLS(data[outcome], exogenous, data[["used_ai"]], data[["assigned_ai"]])
    fits = {
        "unadjustedDebiased": model.fit(cov_type="unadjusted", debiased=True),
        "unadjusted": model.fit(cov_type="unadjusted", debiased=False),
        "HC0": model.fit(cov_type="robust", debiased=False),
        "HC1": model.fit(cov_type="robust", debiased=True),
    }
    expected = {"n": len(data), "value": fits["HC0"].params["used_ai"], **{name: {"standardError": fit.std_errors["used_ai"]} for name, fit in fits.items()}}
    design = exogenous.assign(assigned_ai=data.assigned_ai)
    first = sm.OLS(data.used_ai, design).fit()
    robust = {c: (first.params["assigned_ai"] / getattr(first, f"{c}_se")["assigned_ai"]) ** 2 for c in ["HC0", "HC1", "HC2"]}
    expected["firstStage"] = {"value": first.params["assigned_ai"], "f": first.tvalues["assigned_ai"] ** 2, **{f"f{c}": f for c, f in robust.items()}}
    words = " with covariates" if covariates else ""
    return {"name": f"2SLS {outcome}{words}", "kind": "two-stage", "outcome": outcome, "covariates": list(covariates), "expected": expected}


def complier_means():
    ones = pd.DataFrame({"const": np.ones(len(DATA))})
    cases = []
    for covariate in COVARIATES:
        fit = IV2SLS((DATA[covariate] * DATA.used_ai).rename("y"), ones, DATA[["used_ai"]], DATA[["assigned_ai"]]).fit(cov_type="robust", debiased=False)
        expected = {"value": fit.params["used_ai"], "HC0": {"standardError": fit.std_errors["used_ai"]}}
        cases.append({"name": f"complier mean {covariate}", "kind": "complier-mean", "covariate": covariate, "expected": expected})
    return cases


def anderson_rubin(outcome, rows=len(DATA), instrument="assigned_ai"):
    """All b with (difference of mean Y - b D)^2 <= c var(Y - b D): a quadratic inequality in b, since the arm variances are quadratic in b."""
    data = DATA.iloc[:rows]
    data = data[data[outcome].notna()]
    z = (data.language == "de").to_numpy() if instrument == "language = de" else data[instrument].to_numpy() == 1
    y, d, n = data[outcome].to_numpy(float), data.used_ai.to_numpy(float), len(data)

    def covariance(ddof):
        return sum(np.cov(y[arm], d[arm], ddof=ddof) / arm.sum() for arm in (z, ~z))

    def difference(b):
        e = y - b * d
        return e[z].mean() - e[~z].mean()

    dy, dd = difference(0), d[z].mean() - d[~z].mean()
    expected = {"n": n, "value": dy / dd}
    for name, ddof in {"HC0": 0, "HC2": 1}.items():
        v = covariance(ddof)
        expected[name] = {"statisticAtZero": dy**2 / v[0, 0], "pValueAtZero": stats.chi2.sf(dy**2 / v[0, 0], 1), "sets": {}}
        for reference, critical in {"chi2(1)": lambda level: stats.chi2.isf(1 - level, 1), "F(1, n - 2)": lambda level: stats.f.isf(1 - level, 1, n - 2)}.items():
            expected[name]["sets"][reference] = {str(level): pieces(dy, dd, v, critical(level)) for level in LEVELS}
        for pairs in expected[name]["sets"]["chi2(1)"]["0.95"]:  # each finite end is where the test just rejects
            for b in (end for end in pairs if end is not None):
                e = y - b * d
                statistic = difference(b) ** 2 / sum(e[arm].var(ddof=ddof) / arm.sum() for arm in (z, ~z))
                assert abs(statistic / stats.chi2.isf(0.05, 1) - 1) < 1e-9, statistic
    where = "" if rows == len(DATA) and instrument == "assigned_ai" else f", first {rows} rows, instrument {instrument}"
    return {
        "name": f"Anderson-Rubin {outcome}{where}",
        "kind": "anderson-rubin",
        "outcome": outcome,
        "rows": rows,
        "instrument": instrument,
        "formula": "pieces [low, high] of the set, null = unbounded; variance of Y - bD within arms with ddof 0 (HC0) or 1 (HC2)",
        "expected": expected,
    }


def pieces(dy, dd, v, critical):
    a, half_b, c = dd**2 - critical * v[1, 1], -(dy * dd - critical * v[0, 1]), dy**2 - critical * v[0, 0]
    discriminant = half_b**2 - a * c
    if discriminant < 0:
        return [[None, None]] if a < 0 else []
    low, high = sorted([(-half_b - np.sqrt(discriminant)) / a, (-half_b + np.sqrt(discriminant)) / a])
    return [[low, high]] if a > 0 else [[None, low], [high, None]]


def lee_bounds(outcome):
    """Lee (2009): the arm with the larger share of known outcomes is trimmed from above and from below to the other arm's share."""
    known = {arm: np.sort(values) for arm, values in zip((1, 0), arms(outcome))}
    share = {arm: len(known[arm]) / (DATA.assigned_ai == arm).sum() for arm in (0, 1)}
    trimmed = max(share, key=share.get)
    excess = (share[trimmed] - share[1 - trimmed]) / share[trimmed]
    y, n = known[trimmed], len(known[trimmed])

    def mean_of_lowest(values, keep):
        """Mean of the `keep` smallest; a fraction of a unit counts as a fraction."""
        whole = int(np.floor(keep))
        return (values[:whole].sum() + (keep - whole) * values[whole]) / keep

    def bounds(keep):
        means = [mean_of_lowest(y, keep), -mean_of_lowest(-y[::-1], keep)]
        contrasts = [m - known[0].mean() if trimmed == 1 else known[1].mean() - m for m in means]
        return sorted(contrasts)

    expected = {
        "observedShare": {"control": share[0], "treatment": share[1]},
        "trimmedArm": trimmed,
        "trimmedShare": excess,
        "fractional": bounds(n * (1 - excess)),
        "wholeUnits": bounds(float(n - np.floor(n * excess))),
    }
    formula = "fractional: n (1 - trimmedShare) units are kept, the last one by its fraction; wholeUnits: floor(n trimmedShare) units are dropped"
    return {"name": f"Lee bounds {outcome}", "kind": "lee-bounds", "outcome": outcome, "package": "numpy", "formula": formula, "expected": expected}


def statsmodels_cases():
    binary = ["resolved", "unsupported_claim"]
    outcomes = ["resolved", "handle_minutes"]
    return [
        *(newcombe(outcome) for outcome in binary),
        *(ratios(outcome) for outcome in binary),
        *(ancova(outcome) for outcome in outcomes),
        *(lin(outcome) for outcome in outcomes),
        *balance(),
        *(two_stage(outcome) for outcome in [*outcomes, "unsupported_claim"]),
        *(two_stage(outcome, COVARIATES) for outcome in outcomes),
        *complier_means(),
        *(anderson_rubin(outcome) for outcome in [*outcomes, "unsupported_claim"]),
        anderson_rubin("resolved", 70),
        anderson_rubin("resolved", 2000, "language = de"),
        anderson_rubin("handle_minutes", 2000, "language = de"),
        lee_bounds("handle_minutes"),
    ]


# --- tea-tasting -----------------------------------------------------------------------------------------------------------------------------------


def tea(name, kind, metric, data, fields):
    result = tt.Experiment(metric=metric).analyze(data.rename(columns={"assigned_ai": "variant"}))["metric"]
    expected = {
        "n": len(data),
        "mean": {"control": result.control, "treatment": result.treatment},
        "value": result.effect_size,
        "standardError": result.effect_size / result.statistic,
        "statistic": result.statistic,
        "pValue": result.pvalue,
        "interval95": [result.effect_size_ci_lower, result.effect_size_ci_upper],
        "relative": {"value": result.rel_effect_size, "interval95": [result.rel_effect_size_ci_lower, result.rel_effect_size_ci_upper]},
    }
    return {"name": name, "kind": kind, **fields, "expected": expected}


TEA_OPTIONS = {"equal_var": False, "use_t": True, "confidence_level": 0.95, "alternative": "two-sided"}


def tea_cases():
    cases = []
    for outcome in ["resolved", "handle_minutes", "cost_usd"]:
        data = DATA[DATA[outcome].notna()]
        cases.append(tea(f"mean {outcome}", "mean", tt.Mean(outcome, **TEA_OPTIONS), data, {"outcome": outcome}))
    for outcome, covariate in [("resolved", "agent_experience"), ("handle_minutes", "case_complexity"), ("resolved", "pre_period_resolution")]:
        data = DATA[DATA[outcome].notna() & DATA[covariate].notna()]
        fields = {"outcome": outcome, "covariate": covariate}
        cases.append(tea(f"CUPED {outcome} on {covariate}", "cuped", tt.Mean(outcome, covariate, **TEA_OPTIONS), data, fields))
    fields = {"numerator": "cost_usd", "denominator": "resolved"}
    cases.append(tea("ratio cost_usd per resolved", "ratio", tt.RatioOfMeans("cost_usd", "resolved", **TEA_OPTIONS), DATA, fields))
    return cases


if __name__ == "__main__":
    write("scipy.json", "scipy", scipy.__version__, {"welch": "ttest_ind(equal_var=False)", "sampleRatio": "chisquare", "netValue": VALUES}, scipy_cases())
    write(
        "statsmodels.json",
        "statsmodels",
        statsmodels.__version__,
        {
            "linearmodels": linearmodels.__version__,
            "scipy": scipy.__version__,
            "newcombe": "confint_proportions_2indep(method='newcomb', compare='diff')",
            "ratios": "Table2x2, no shift of zeros",
            "regression": "OLS; HC0-HC3 with use_t=True",
            "twoStage": "linearmodels IV2SLS; unadjusted debiased: s^2 = e'e / (n - k); HC0: robust debiased=False; HC1: robust debiased=True",
        },
        statsmodels_cases(),
    )
    cuped = "one slope from all rows of both arms together, covariate centred at its mean over both arms; Welch on the adjusted outcome"
    write("tea-tasting.json", "tea-tasting", tt.__version__, {**TEA_OPTIONS, "cuped": cuped, "relative": "interval on the log scale of the ratio of means"}, tea_cases())
