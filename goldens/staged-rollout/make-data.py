"""Three simulated tables of a rollout in waves. Run: python goldens/staged-rollout/make-data.py

panel.csv: 300 workspaces x 8 periods, cohorts 4, 5 and 7 and a group that is never reached (empty start).
unbalanced.csv: the same with 8 % of the rows taken out at random.
cross-section.csv: 2,400 units, each seen in one period.
"""
import pathlib

import numpy as np
import pandas as pd

HERE = pathlib.Path(__file__).parent
SEED = 20261129
UNITS, PERIODS, REGIONS = 300, 8, 30
STARTS = np.array([0, 4, 5, 7])


def cohorts(rng, x1, x2):
    """The cohort depends on both covariates, through a multinomial logit, so trends without covariates are not parallel."""
    scores = np.column_stack([np.full(len(x1), 0.5), -0.7 + 0.6 * x1, 0.1 + 0.4 * x1 - 0.3 * x2, -0.1 - 0.2 * x1 + 0.4 * x2])
    chances = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    return STARTS[(rng.random(len(x1))[:, None] > chances.cumsum(1)).sum(1)]


def effect(start, period):
    """Effects differ by cohort and grow: at once and steep for 4, slow for 5, flat for 7."""
    event = period - start
    level = np.select([start == 4, start == 5, start == 7], [0.8 + 0.5 * event, 0.3 + 0.25 * event, 0.6 + 0.0 * event], 0.0)
    return np.where((start > 0) & (event >= 0), level, 0.0)


def errors(rng, n, sd):
    """AR(1) with coefficient 0.5, stationary."""
    e = np.empty((n, PERIODS))
    e[:, 0] = rng.normal(size=n) * sd / np.sqrt(1 - 0.5**2)
    for t in range(1, PERIODS):
        e[:, t] = 0.5 * e[:, t - 1] + sd * rng.normal(size=n)
    return e


def units(rng, n):
    x1 = rng.normal(size=n).round(4)
    x2 = (rng.random(n) < 0.4).astype(int)
    start = cohorts(rng, x1, x2)
    weights = np.arange(1, REGIONS + 1) + 5.0
    region = rng.choice(REGIONS, n, p=weights / weights.sum())
    # Two small regions lie within one cohort each; the others span cohorts.
    region[np.flatnonzero(start == 4)[:4]] = 0
    region[np.flatnonzero(start == 0)[:3]] = 1
    region[(region == 0) & (start != 4)] = 2
    region[(region == 1) & (start != 0)] = 3
    # About a dozen teams within every cohort, none across cohorts.
    team = np.array([f"{s}-{rng.integers(0, 12):02d}" for s in start])
    return x1, x2, start, region, team


def outcome(rng, start, period, x1, x2, fixed, shock):
    trend = 0.3 * period + 0.12 * x1 * period + 0.05 * x2 * period + 0.02 * x2 * period**2 / 4
    return 5 + fixed + trend + effect(start, period) + shock


def frame(workspace, period, start, region, team, x1, x2, y):
    names = np.array([f"r{r:02d}" for r in range(REGIONS)])
    starts = np.where(start > 0, start.astype(str), "")
    return pd.DataFrame({"workspace": workspace, "period": period, "start": starts, "region": names[region], "team": team, "x1": x1, "x2": x2, "y": y.round(6)})


def panel(rng):
    x1, x2, start, region, team = units(rng, UNITS)
    fixed = rng.normal(size=UNITS) + 0.5 * x1 + 0.3 * (start == 4)
    shock = errors(rng, UNITS, 0.6) + errors(rng, REGIONS, 0.25)[region]
    i, t = np.repeat(np.arange(UNITS), PERIODS), np.tile(np.arange(1, PERIODS + 1), UNITS)
    y = outcome(rng, start[i], t, x1[i], x2[i], fixed[i], shock.ravel())
    return frame(1001 + i, t, start[i], region[i], team[i], x1[i], x2[i], y)


def cross_section(rng, n=2400):
    x1, x2, start, region, team = units(rng, n)
    t = rng.integers(1, PERIODS + 1, n)
    fixed = 0.7 * rng.normal(size=n) + 0.5 * x1 + 0.3 * (start == 4)
    y = outcome(rng, start, t, x1, x2, fixed, 0.6 * rng.normal(size=n) + errors(rng, REGIONS, 0.25)[region, t - 1])
    return frame(5001 + np.arange(n), t, start, region, team, x1, x2, y).drop(columns="team")


rng = np.random.default_rng(SEED)
full = panel(rng)
full.to_csv(HERE / "panel.csv", index=False)
kept = np.sort(rng.permutation(len(full))[: round(0.92 * len(full))])
full.iloc[kept].to_csv(HERE / "unbalanced.csv", index=False)
cross_section(rng).to_csv(HERE / "cross-section.csv", index=False)
