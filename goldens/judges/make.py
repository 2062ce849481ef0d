"""Judges and audits: what ppi-python, statsmodels, krippendorff and plain numpy say.

Run: python goldens/judges/make.py     (ppi-python 0.2.3, installed with --no-deps beside numpy, scipy, statsmodels, krippendorff)

Reads ../notebook/judge.parquet and the seed's numbers in ../shared/golden/notebook beside the project. Writes audits.parquet (3,000 of its rows, with a second judge, binary
labels, and audits drawn with known probabilities) and judges.json.

  prediction-powered   ppi_py, audited rows against the rest, intervals of 95 %, standard errors from their width
  measured             the pseudo-outcome by its formula in numpy, then a Welch comparison of its arm means
  calibrated           M-estimation stacked by numpy, without small-sample factors: the seed's own formula
  agreement            statsmodels cohens_kappa; krippendorff; DeLong in numpy; scipy pearsonr
  errors               statsmodels OLS and WLS of judge - human, HC2
"""
import json
from importlib.metadata import version
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
import statsmodels.api as sm
from ppi_py import ppi_mean_ci, ppi_mean_pointestimate, ppi_ols_ci, ppi_ols_pointestimate
from ppi_py.ppi import _calc_lam_glm, _ols_get_stats
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa

here = Path(__file__).resolve().parent
notebook = pd.read_parquet(here.parent / "notebook" / "judge.parquet")
seed = json.loads((here.parents[2] / "shared" / "golden" / "notebook" / "expected.json").read_text())["reference"]["judge"]
z = stats.norm.ppf(0.975)


def of_interval(value, low, high):
    return {"value": float(np.squeeze(value)), "standardError": float(np.squeeze(high - low) / (2 * z))}


def arm(frame, a):
    rows = frame[frame.new_model == a]
    audited, rest = rows[rows.audited == 1], rows[rows.audited == 0]
    return [x.to_numpy(float) for x in (audited.human_quality, audited.llm_judge_score, rest.llm_judge_score)]


def tuned(x, y, f, x_rest, f_rest):
    first = ppi_ols_pointestimate(x, y, f, x_rest, f_rest, lam=1)
    return _calc_lam_glm(*_ols_get_stats(first, x, y, f, x_rest, f_rest), None, clip=True)


def powered(lam):
    found = {}
    for a in (0, 1):
        args = arm(notebook, a)
        found[f"mean {a}"] = of_interval(ppi_mean_pointestimate(*args, lam=lam), *ppi_mean_ci(*args, alpha=0.05, lam=lam))
    found["difference"] = {
        "value": found["mean 1"]["value"] - found["mean 0"]["value"],
        "standardError": float(np.hypot(found["mean 1"]["standardError"], found["mean 0"]["standardError"])),
    }
    labelled, rest = notebook[notebook.audited == 1], notebook[notebook.audited == 0]
    design = lambda f: sm.add_constant(f[["new_model", "prompt_difficulty"]].to_numpy(float))
    args = [design(labelled), labelled.human_quality.to_numpy(), labelled.llm_judge_score.to_numpy(), design(rest), rest.llm_judge_score.to_numpy()]
    point = ppi_ols_pointestimate(*args, lam=lam)
    # Without a weight ppi_ols_ci takes one step more than ppi_ols_pointestimate: its interval is centred elsewhere. Here both have the weight of the estimate.
    low, high = ppi_ols_ci(*args, alpha=0.05, lam=tuned(*args) if lam is None else lam)
    found["regression"] = [of_interval(point[j], low[j], high[j]) for j in range(3)]
    return found


# Audits drawn with known probabilities: long answers more often, and a second judge.
rng = np.random.default_rng(20260907)
data = notebook.iloc[:3000].reset_index(drop=True).copy()
data["second_judge"] = 0.7 * data.human_quality + rng.normal(0, 0.9, len(data)) + 1.5
data["p"] = np.where(data.verbosity > 0.5, 0.4, 0.15)
data["drawn"] = (rng.uniform(size=len(data)) < data.p).astype(int)
data["good"] = (data.human_quality > 4.2).astype(int)
data["judged_good"] = (data.llm_judge_score > 4.2).astype(int)
data["stars"] = np.clip(np.round(data.human_quality), 2, 6).astype(int)
data["judged_stars"] = np.clip(np.round(data.llm_judge_score), 2, 6).astype(int)
data.to_parquet(here / "audits.parquet", compression="zstd", index=False)

arms_of = data.new_model.to_numpy()


def welch(psi, arms):
    one, zero = psi[arms == 1], psi[arms == 0]
    return {"value": float(one.mean() - zero.mean()), "standardError": float(np.sqrt(one.var(ddof=1) / len(one) + zero.var(ddof=1) / len(zero)))}


def slopes(f, y, w, known):
    """Regression of y on f over audited rows, weights w (w - 1) about the means by w; all alike for a simple random sample."""
    centre = lambda x: x - np.average(x, axis=0, weights=w)
    v = w * (w - 1) if known else np.ones(len(w))
    fc, yc = centre(f), centre(y)
    return np.linalg.solve(fc.T @ (v[:, None] * fc), fc.T @ (v * yc))


def rectified(names, human, flag, p=None, how="best", frame=data):
    """psi of each row, by the formula of docs/judges.md."""
    psi = np.full(len(frame), np.nan)
    for a in (0, 1):
        here_ = (frame.new_model == a).to_numpy()
        f, y, r = frame.loc[here_, names].to_numpy(float), frame.loc[here_, human].to_numpy(float), frame.loc[here_, flag].to_numpy() == 1
        w = (1 / frame.loc[here_, p].to_numpy()) if p else np.ones(here_.sum())
        n, N = r.sum(), len(r)
        if how == "best":
            s = slopes(f[r], y[r], w[r], p is not None)
            s = np.clip(s, 0, 1) if len(names) == 1 else s
        elif how == "none":
            s = np.zeros(len(names))
        else:
            s = np.full(len(names), 1 / len(names))
        k = len(names) if how == "best" and not (len(names) == 1 and s[0] in (0, 1)) else 0
        e = np.average((y - f @ s)[r], weights=w[r])
        scale = np.sqrt((N - 1) / N * n / (n - 1 - k))
        if k > 0:
            # A regression read away from the mean of its rows: the slopes' own error.
            c = f[r] - np.average(f[r], axis=0, weights=w[r])
            d = f.mean(0) - np.average(f[r], axis=0, weights=w[r])
            scale *= np.sqrt(1 + w[r].sum() * d @ np.linalg.solve(c.T @ (w[r][:, None] * c), d))
        psi[here_] = f @ s + e + scale * np.where(r, w * N / w[r].sum() * (y - f @ s - e), 0)
    return welch(psi, frame.new_model.to_numpy())


def common_slopes(names, human, flag, frame):
    """One regression with an arm indicator; the error of the slopes reaches the difference by what the arms' means move."""
    a = frame.new_model.to_numpy()
    x, y, r = frame[names].to_numpy(float), frame[human].to_numpy(float), frame[flag].to_numpy() == 1
    full = np.column_stack([np.ones(len(a)), a, x])
    beta = np.linalg.lstsq(full[r], y[r], rcond=None)[0]
    g = full[a == 1].mean(0) - full[a == 0].mean(0)
    reach = np.linalg.solve(full[r].T @ full[r], g)
    predicted, error = full @ beta, np.where(r, y - full @ beta, 0)
    psi = predicted.copy()
    for arm_, sign in ((0, -1), (1, 1)):
        rows = a == arm_
        n, N = (r & rows).sum(), rows.sum()
        scale = np.sqrt((N - 1) / N * n / (n - 1 - len(names) / 2))
        part = sign * N * scale * error[rows] * (full[rows] @ reach)
        psi[rows] += part - part.mean()
    return welch(psi, a)


def calibrated(names, frame):
    """M-estimation: the effect of the plug-in, and the error of the calibration stacked under it."""
    a = frame.new_model.to_numpy()
    y, r = frame.human_quality.to_numpy(float), frame.audited.to_numpy() == 1
    x = np.column_stack([np.ones(len(a)), frame[names].to_numpy(float), a])
    beta = np.linalg.lstsq(x[r], y[r], rcond=None)[0]
    predicted, n, share = x @ beta, len(a), a.mean()
    one, zero = predicted[a == 1].mean(), predicted[a == 0].mean()
    g = x[a == 1].mean(0) - x[a == 0].mean(0)
    bread = np.linalg.inv(x[r].T @ x[r] / n)
    influence = a / share * (predicted - one) - (1 - a) / (1 - share) * (predicted - zero) + np.where(r, (x @ (bread @ g)) * (y - predicted), 0)
    return {"value": float(one - zero), "standardError": float(influence.std() / np.sqrt(n)), "plugIn": welch(predicted, a)["standardError"]}


def rogan_gladen(pooled):
    a, j, y = arms_of, data.judged_good.to_numpy(float), data.good.to_numpy(float)
    r = data.drawn.to_numpy() == 1
    rows_of = lambda arm_: np.ones(len(a), bool) if pooled else a == arm_
    parts = {}
    for arm_ in (0, 1):
        at = r & rows_of(arm_)
        sens, spec = j[at & (y == 1)].mean(), 1 - j[at & (y == 0)].mean()
        parts[arm_] = (sens, spec, (at & (y == 1)).sum(), (at & (y == 0)).sum(), (j[a == arm_].mean() + spec - 1) / (sens + spec - 1))
    lift = parts[1][4] - parts[0][4]
    psi = np.zeros(len(a))
    for arm_, sign in ((0, -1), (1, 1)):
        sens, spec, ones, zeros, theta = parts[arm_]
        rows, D = a == arm_, sens + spec - 1
        N, n = rows.sum(), (r & rows).sum()
        freedom = (r.sum() / 2 if pooled else n) - 2
        scale = np.sqrt((N - 1) / N * n / freedom)
        on_one = -sign * lift / D if pooled else -theta / D
        on_zero = -sign * lift / D if pooled else (1 - theta) / D
        part = scale * N * np.where(r, on_one * y * (j - sens) / ones + on_zero * (1 - y) * (1 - j - spec) / zeros, 0)[rows]
        psi[rows] = theta + (j[rows] - j[rows].mean()) / D + part - part.mean()
    return {**welch(psi, a), "sensitivity": float(parts[1][0]), "specificity": float(parts[1][1])}


def area(score, label, w):
    one, zero = score[label == 1], score[label == 0]
    placed = lambda x, others: np.array([((others < v).mean() + (others <= v).mean()) / 2 for v in x])
    v10, v01 = placed(one, zero), placed(zero, one)
    return {"value": float(v10.mean()), "standardError": float(np.sqrt(v10.var(ddof=1) / len(v10) + v01.var(ddof=1) / len(v01)))}


drawn = data[data.drawn == 1]
table = pd.crosstab(drawn.judged_stars, drawn.stars).reindex(index=range(2, 7), columns=range(2, 7), fill_value=0).to_numpy()
kappa = cohens_kappa(table)
pearson = stats.pearsonr(drawn.llm_judge_score, drawn.human_quality)


def alpha_of_stars():
    pair = drawn[["judged_stars", "stars"]].to_numpy().T
    value = krippendorff.alpha(reliability_data=pair, level_of_measurement="interval")
    return {"value": float(value)}


def errors(columns, weights):
    difference = drawn.llm_judge_score - drawn.human_quality
    x = sm.add_constant(drawn[["new_model", *columns]].to_numpy(float))
    fit = sm.WLS(difference, x, weights=weights).fit(cov_type="HC2") if weights is not None else sm.OLS(difference, x).fit(cov_type="HC2")
    return [{"value": float(b), "standardError": float(s)} for b, s in zip(np.asarray(fit.params)[1:], np.asarray(fit.bse)[1:])]


def effect(row):
    return {"value": row["difference"], "standardError": row["se_welch"], "df": row["df"]}


expected = {
    "seed": {
        "ppi++": 0.3557451340518338,
        "audit": effect(seed["welch"]["human_quality_audit_only"]),
        "judge": effect(seed["welch"]["llm_judge_score_full"]),
        "calibrated": {
            "value": seed["calibrated_effect_with_calibration_uncertainty"]["m_estimation_plugin"]["estimate"],
            "standardError": seed["calibrated_effect_with_calibration_uncertainty"]["m_estimation_plugin"]["se"],
            "plugIn": seed["calibrated_effect_with_calibration_uncertainty"]["document_naive_se"],
        },
        "rest": seed["ppi_raw_judge"],
    },
    "predictionPowered": {"best": powered(None), "1": powered(1), "0.4": powered(0.4)},
    "calibrated": {
        "all": calibrated(["llm_judge_score", "verbosity", "prompt_difficulty"], notebook),
        "without verbosity": calibrated(["llm_judge_score", "prompt_difficulty"], notebook),
    },
    "measured": {
        "notebook ppi++": rectified(["llm_judge_score"], "human_quality", "audited", frame=notebook),
        "notebook ppi": rectified(["llm_judge_score"], "human_quality", "audited", how="fixed", frame=notebook),
        "notebook audit": rectified(["llm_judge_score"], "human_quality", "audited", how="none", frame=notebook),
        "notebook calibration": common_slopes(["llm_judge_score", "verbosity", "prompt_difficulty"], "human_quality", "audited", notebook),
        "drawn ppi++": rectified(["llm_judge_score"], "human_quality", "drawn", "p"),
        "drawn ppi": rectified(["llm_judge_score"], "human_quality", "drawn", "p", how="fixed"),
        "drawn two judges": rectified(["llm_judge_score", "second_judge"], "human_quality", "drawn", "p"),
        "drawn audit": rectified(["llm_judge_score"], "human_quality", "drawn", "p", how="none"),
        "drawn binary": rectified(["judged_good"], "good", "drawn", "p"),
    },
    "roganGladen": {"by-arm": rogan_gladen(False), "pooled": rogan_gladen(True)},
    "agreement": {
        "correlation": {"value": float(pearson.statistic)},
        "alpha": alpha_of_stars(),
        "kappa": {"value": float(kappa.kappa), "standardError": float(kappa.std_kappa)},
        "area": area(drawn.llm_judge_score.to_numpy(), drawn.good.to_numpy(), None),
    },
    "errors": {"by-arm": errors([], None), "biases": errors(["verbosity", "prompt_difficulty"], None), "weighted": errors(["verbosity", "prompt_difficulty"], 1 / drawn.p)},
}
packages = {name: version(name) for name in ("ppi-python", "numpy", "scipy", "statsmodels", "krippendorff", "pandas")}
(here / "judges.json").write_text(
    json.dumps(
        {
            "made": {"by": "goldens/judges/make.py", "seed": 20260907, "packages": packages},
            "tolerance": 1e-8,
            "why": "closed forms; ppi-python solves regressions and inverts a Hessian, which keeps ten digits",
            "expected": expected,
        },
        indent=1,
    )
    + "\n"
)
