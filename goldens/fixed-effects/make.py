"""Regressions with absorbed effects by pyfixest. Run: python goldens/fixed-effects/make.py

Writes panel.csv (seeded, 60 units x 8 periods, with rows of an unbalanced version and a chain of singletons) and pyfixest.json. The numbers of mpdta.csv are computed from the shared
data set, which is not committed.

Tolerance: 1e-8. Both sides solve the same equations; pyfixest demeans to 1e-12 here.
"""
import json
import pathlib
import platform
import warnings

import numpy as np
import pandas as pd
import pyfixest as pf
from pyfixest.demeaners import MapDemeaner
from pyfixest.estimation.models.feols_ import Feols

HERE = pathlib.Path(__file__).parent
SEED = 20261129
UNITS, PERIODS = 60, 8
TIGHT = MapDemeaner(fixef_tol=1e-12, fixef_maxiter=100_000)
SSC = pf.ssc(k_adj=True, k_fixef="nonnested", G_adj=True, G_df="min")


def data():
    """Cohorts first treated in periods 3, 4 and 6 or never (empty), effects that differ by cohort and grow, errors shared by region, an industry that changes."""
    rng = np.random.default_rng(SEED)
    rows = []
    starts = np.repeat([3, 4, 6, -1], [12, 16, 14, 18])
    region_shock = rng.normal(size=(10, PERIODS))
    for unit in range(UNITS):
        region = unit % 10
        base, slope, score = rng.normal(size=3)
        industry = rng.integers(0, 5)
        for period in range(PERIODS):
            if rng.random() < 0.15:
                industry = rng.integers(0, 5)
            start = starts[unit]
            since = period - start if start >= 0 else -1
            d = int(since >= 0)
            x1 = 0.5 * base + 0.3 * period + rng.normal()
            x2 = rng.normal() + 0.4 * d
            effect = d * (0.4 + 0.1 * (start == 4) + 0.15 * since)
            y = 2 * base + 0.2 * period + 0.5 * x1 - 0.3 * x2 + 0.1 * industry + effect + 0.3 * region_shock[region, period] + 0.5 * rng.normal()
            rows.append([unit, period, start, region, industry, d, x1, x2, score, rng.uniform(0.5, 2), y, int(rng.random() < 0.75)])
    # A unit of its own whose second row is alone in its period, which leaves the first alone.
    rows.append([UNITS, PERIODS - 1, -1, 3, 2, 0, 0.1, 0.2, 0.3, 1.1, 1.5, 2])
    rows.append([UNITS, PERIODS, -1, 3, 1, 0, 0.4, -0.2, 0.3, 0.9, 2.5, 2])
    names = ["unit", "period", "start", "region", "industry", "d", "x1", "x2", "score", "w", "y", "unbalanced"]
    frame = pd.DataFrame(rows, columns=names).round(6)
    # Units of one row each: their other rows are gone.
    for unit in (5, 17):
        frame.loc[(frame.unit == unit) & (frame.period != 2), "unbalanced"] = 0
        frame.loc[(frame.unit == unit) & (frame.period == 2), "unbalanced"] = 1
    return frame


PANEL = data()
PANEL.to_csv(HERE / "panel.csv", index=False)
PANEL = pd.read_csv(HERE / "panel.csv")
BALANCED = PANEL[PANEL.unbalanced < 2]
UNBALANCED = PANEL[PANEL.unbalanced > 0]
SETS = {"balanced": BALANCED, "unbalanced": UNBALANCED}


def fit(formula, frame, vcov, weights=None):
    return pf.feols(formula, frame.reset_index(drop=True), vcov=vcov, weights=weights, ssc=SSC, demeaner=TIGHT, collin_tol=1e-9, fixef_rm="singleton")


def vcov_of(errors):
    return {"classical": "iid", "HC1": "HC1"}[errors] if isinstance(errors, str) else {"CRV1": "+".join(errors)}


def repaired(covariance):
    """Negative eigenvalues at zero (Cameron, Gelbach & Miller), which pyfixest leaves; None where none is negative."""
    values, vectors = np.linalg.eigh(covariance)
    return None if values[0] >= -1e-12 * abs(values[-1]) else ((vectors * np.maximum(values, 0)) @ vectors.T).flatten().tolist()


def regressions():
    errors = ["classical", "HC1", ["unit"], ["region"], ["region", "period"], ["unit", "period"], ["region", "industry"]]
    models = [
        ("balanced", ["d"], ["unit", "period"], None),
        ("balanced", ["d", "x1", "x2"], ["unit", "period"], None),
        ("unbalanced", ["d"], ["unit", "period"], None),
        ("unbalanced", ["d", "x1", "x2"], ["unit", "period"], "w"),
        ("unbalanced", ["d", "x1"], ["unit", "period", "industry"], None),
        ("unbalanced", ["d", "x1"], ["period", "industry"], "w"),
        ("unbalanced", ["d", "x1"], ["unit"], None),
        ("unbalanced", ["d", "score", "x1"], ["unit", "period"], None),
    ]
    out = []
    for name, regressors, effects, weights in models:
        for error in errors:
            found = fit(f"y ~ {' + '.join(regressors)} | {' + '.join(effects)}", SETS[name], vcov_of(error), weights)
            out.append(
                {
                    "data": name,
                    "regressors": regressors,
                    "effects": effects,
                    "weights": weights,
                    "errors": error,
                    "kept": list(found._coefnames),
                    "coefficients": found._beta_hat.tolist(),
                    "covariance": np.asarray(found._vcov).flatten().tolist(),
                    "repaired": repaired(np.asarray(found._vcov)),
                    "n": int(found._N),
                    "df": float(found._df_t),
                    "parameters": int(found._df_k),
                }
            )
    return out


def cells_of(frame, comparison):
    """Dummies of cohort and period: all but the one before the start for `never`, from the start on for `not-yet`."""
    frame = frame.copy()
    names = []
    for start in sorted(frame.start.unique()):
        if start < 0:
            continue
        for period in sorted(frame.period.unique()):
            since = period - start
            if since == -1 or (comparison == "not-yet" and since < 0):
                continue
            name = f"c{start}p{period}"
            frame[name] = ((frame.start == start) & (frame.period == period)).astype(float)
            if frame[name].sum() > 0:
                names.append((name, int(start), int(period)))
    return frame, names


def interactions():
    """Saturated in cohort and relative period, controls never treated; aggregated by shares of rows, taken as given."""
    out = []
    for name, weights, extra in [("balanced", None, []), ("unbalanced", None, []), ("unbalanced", "w", ["x1"])]:
        frame, cells = cells_of(SETS[name], "never")
        found = fit(f"y ~ {' + '.join([c for c, _, _ in cells] + extra)} | unit + period", frame, {"CRV1": "unit"}, weights)
        names = list(found._coefnames)
        assert names == [c for c, _, _ in cells] + extra
        kept = frame.groupby("unit").unit.transform("size") > 1
        kept &= frame.period < PERIODS
        mass = frame[weights] if weights else pd.Series(1.0, index=frame.index)
        size = [float(mass[kept & (frame[c] == 1)].sum()) for c, _, _ in cells]
        by = {}
        for i, (_, start, period) in enumerate(cells):
            by.setdefault(period - start, []).append(i)
        averages = []
        groups = [("relative", since, index) for since, index in sorted(by.items())]
        groups.append(("treated", None, [i for i, (_, start, period) in enumerate(cells) if period >= start]))
        for kind, since, index in groups:
            weight = np.zeros(len(names))
            weight[index] = [size[i] for i in index]
            weight /= weight.sum()
            averages.append({"kind": kind, "relative": since, "estimate": float(weight @ found._beta_hat), "standardError": float(np.sqrt(weight @ found._vcov @ weight))})
        out.append(
            {
                "data": name,
                "weights": weights,
                "covariates": extra,
                "cells": [{"cohort": s, "period": p, "estimate": float(found._beta_hat[i]), "standardError": float(found._se[i])} for i, (_, s, p) in enumerate(cells)],
                "averages": averages,
                "n": int(found._N),
            }
        )
    return out


def saturated():
    """pyfixest's own event study, as a check of the one above: its aggregation by relative period."""
    frame = BALANCED.assign(g=np.where(BALANCED.start < 0, 0, BALANCED.start + 1), t=BALANCED.period + 1)
    found = pf.event_study(data=frame[["y", "unit", "t", "g"]], yname="y", idname="unit", tname="t", gname="g", estimator="saturated", cluster="unit")
    table = found.aggregate()
    return [{"relative": float(r), "estimate": float(v["Estimate"]), "standardError": float(v["Std. Error"])} for r, v in table.iterrows() if v["Std. Error"] > 0]


def extended():
    """Wooldridge: cohort by period dummies, a baseline covariate less its cohort's mean with each of them, and with periods."""
    out = []
    for name, comparison, covariate in [("balanced", "not-yet", None), ("balanced", "never", None), ("balanced", "not-yet", "score"), ("unbalanced", "not-yet", "score")]:
        frame, cells = cells_of(SETS[name], comparison)
        frame = frame[(frame.groupby("unit").unit.transform("size") > 1) & (frame.period < PERIODS)]
        terms = [c for c, _, _ in cells]
        if covariate:
            treated = frame.start >= 0
            mean = frame[treated].groupby("start")[covariate].mean()
            frame["centred"] = np.where(treated, frame[covariate] - frame.start.map(mean).fillna(0), 0)
            for c, _, _ in cells:
                frame[f"{c}x"] = frame[c] * frame.centred
            for period in range(1, PERIODS):
                frame[f"px{period}"] = (frame.period == period) * frame[covariate]
            terms += [f"{c}x" for c, _, _ in cells] + [f"px{period}" for period in range(1, PERIODS)]
        found = fit(f"y ~ {' + '.join(terms)} | unit + period", frame, {"CRV1": "unit"})
        at = {c: i for i, c in enumerate(found._coefnames)}
        out.append(
            {
                "data": name,
                "comparison": comparison,
                "covariates": [covariate] if covariate else [],
                "cells": [{"cohort": s, "period": p, "estimate": float(found._beta_hat[at[c]]), "standardError": float(found._se[at[c]])} for c, s, p in cells if c in at],
                "n": int(found._N),
            }
        )
    return out


def did2s():
    """Gardner's two stages: the average over treated rows; its errors are Gardner's. pyfixest solves for the effects to 1e-6 here, and takes no other tolerance: its default is set."""
    Feols.fixef.__defaults__ = (1e-14, 1e-14)
    MapDemeaner.__init__.__defaults__ = tuple(1e-12 if value == 1e-6 else value for value in MapDemeaner.__init__.__defaults__)
    out = []
    for name, covariates in [("balanced", None), ("unbalanced", None), ("unbalanced", "x1")]:
        frame = SETS[name]
        frame = frame[frame.period < PERIODS].copy()
        # Units with two untreated rows or more: pyfixest leaves singletons out of the first stage, and then cannot predict them.
        frame = frame[(1 - frame.d).groupby(frame.unit).transform("sum") > 1].reset_index(drop=True)
        frame["treated"] = frame.d.astype(bool)
        found = pf.did2s(
            frame, yname="y", first_stage=f"~ {covariates or 0} | unit + period", second_stage="~ 0 + d", treatment="treated", cluster="unit"
        )
        out.append({"data": name, "covariates": [covariates] if covariates else [], "estimate": float(found._beta_hat[0]), "standardError": float(np.sqrt(found._vcov[0, 0])), "n": len(frame)})
    return out


def mpdta():
    frame = pd.read_csv("/work/shared/datasets/mpdta.csv")
    frame = frame.rename(columns={"first.treat": "first"})
    frame["d"] = ((frame["first"] > 0) & (frame.year >= frame["first"])).astype(int)
    found = fit("lemp ~ d | countyreal + year", frame, {"CRV1": "countyreal"})
    return {"estimate": float(found._beta_hat[0]), "standardError": float(found._se[0]), "n": int(found._N), "published": -0.036549}


def residual(column, frame):
    """Of a regression on dummies of units and periods, by numpy."""
    dummies = pd.get_dummies(frame[["unit", "period"]].astype(str), dtype=float).to_numpy()
    return column - dummies @ np.linalg.lstsq(dummies, column, rcond=None)[0]


def bacon(frame, periods):
    """Goodman-Bacon's theorem 1 by running each two by two: its estimate by dummies, its weight from the variance of its treatment; nothing is normalised."""
    units = frame.unit.nunique()
    whole = residual(frame.d.to_numpy(float), frame)
    out = []
    starts = sorted(frame.start.unique(), key=lambda start: start if start >= 0 else periods)
    for k in starts:
        for l in starts:
            if k < 0 or k == l:
                continue
            later = l < 0 or l > k
            low, high = (0, l if l >= 0 else periods) if later else (l, periods)
            part = frame[frame.start.isin([k, l]) & (frame.period >= low) & (frame.period < high)]
            d = ((part.start == k) & (part.period >= k)).to_numpy(float)
            left = residual(d, part)
            share = part.unit.nunique() / units * (high - low) / periods
            out.append(
                {
                    "kind": "treated-never" if l < 0 else "earlier-later" if later else "later-earlier",
                    "treated": int(k),
                    "control": int(l),
                    "weight": float(share**2 * (left @ left / len(part)) / (whole @ whole / len(frame))),
                    "estimate": float(left @ part.y.to_numpy() / (left @ left)),
                }
            )
    treated = frame.d.to_numpy() == 1
    weight = frame[treated].assign(weight=whole[treated] / whole[treated].sum()).groupby(["start", "period"]).weight.sum()
    means = frame.groupby(["start", "period"]).y.mean().unstack()
    assert abs(sum(c["weight"] for c in out) - 1) < 1e-10
    return {
        "periods": periods,
        "cohorts": [None if start < 0 else int(start) for start in means.index],
        "sizes": [int((frame.start == start).sum() / periods) for start in means.index],
        "means": means.to_numpy().tolist(),
        "estimate": float(whole @ frame.y.to_numpy() / (whole @ whole)),
        "comparisons": out,
        "treatedWeights": [{"cohort": int(g), "period": int(t), "weight": float(w)} for (g, t), w in weight.items()],
    }


def mpdta_bacon():
    frame = pd.read_csv("/work/shared/datasets/mpdta.csv").rename(columns={"first.treat": "first", "countyreal": "unit", "lemp": "y"})
    frame = frame.assign(period=frame.year - 2003, start=np.where(frame["first"] > 0, frame["first"] - 2003, -1))
    return bacon(frame.assign(d=((frame.start >= 0) & (frame.period >= frame.start)).astype(int)), 5)


warnings.filterwarnings("ignore")
OUT = {
    "made_by": "goldens/fixed-effects/make.py",
    "versions": {"python": platform.python_version(), "pyfixest": pf.__version__, "numpy": np.__version__, "pandas": pd.__version__},
    "options": {"ssc": "k_adj=True, k_fixef='nonnested', G_adj=True, G_df='min'", "fixef_rm": "singleton", "fixef_tol": 1e-12, "collin_tol": 1e-9},
    "seed": SEED,
    "tolerance": 1e-8,
    "why": "closed forms; pyfixest demeans to 1e-12",
    "regressions": regressions(),
    "interactions": interactions(),
    "saturated": saturated(),
    "extended": extended(),
    "did2s": did2s(),
    "mpdta": mpdta(),
    "bacon": [bacon(BALANCED, PERIODS), mpdta_bacon()],
}
(HERE / "pyfixest.json").write_text(json.dumps(OUT, indent=1) + "\n")
