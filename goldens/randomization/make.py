"""Randomization tests by enumeration of every assignment, and the effects that they do not reject.

    python goldens/randomization/make.py

Needs numpy and scipy. Every assignment is listed by itertools; under an effect t the outcomes without treatment are filled in, given to the assignment and compared by Welch's t
from the raw numbers, again for every t. Nothing is shared with the formulas of the package. One-sided p-values of two independent samples are also those of scipy.stats.permutation_test.
"""

import itertools
import json
import pathlib

import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(20261130)


def choices(labels):
    """Every distinct order of the labels of one block."""
    n, k = len(labels), int(sum(labels))
    for chosen in itertools.combinations(range(n), k):
        drawn = np.zeros(n, dtype=int)
        drawn[list(chosen)] = 1
        yield drawn


def assignments(case):
    """By unit."""
    arm = np.array(case["arm"])
    cluster = np.array(case.get("cluster", list(range(len(arm)))))
    block = np.array(case.get("block", [0] * len(arm)))
    lots = sorted(set(cluster.tolist()))
    first = {g: int(np.argmax(cluster == g)) for g in lots}
    blocks = sorted(set(block.tolist()))
    own = [[g for g in lots if block[first[g]] == b] for b in blocks]
    for parts in itertools.product(*[list(choices([arm[first[g]] for g in gs])) for gs in own]):
        of = {g: int(d) for gs, drawn in zip(own, parts) for g, d in zip(gs, drawn)}
        w = np.array([of[g] for g in cluster.tolist()])
        if "on" in case and distance(case, w) > case["most"] + 1e-9:
            continue
        yield w


def distance(case, w):
    """Morgan and Rubin's."""
    x = np.array(case["on"]).T
    d = x[w == 1].mean(0) - x[w == 0].mean(0)
    n1, n0 = (w == 1).sum(), (w == 0).sum()
    return float(n1 * n0 / len(w) * d @ np.linalg.inv(np.cov(x.T)) @ d)


def statistic(case, y, w):
    """The studentised difference, block by block by units."""
    cluster = np.array(case.get("cluster", list(range(len(w)))))
    block = np.array(case.get("block", [0] * len(w)))
    effects, variances, shares = [], [], []
    for b in sorted(set(block.tolist())):
        here = block == b
        means, parts = [], []
        for a in (1, 0):
            chosen = here & (w == a)
            groups = [y[chosen & (cluster == g)] for g in sorted(set(cluster[chosen].tolist()))]
            units, lots = sum(map(len, groups)), len(groups)
            mean = sum(g.sum() for g in groups) / units
            means.append(mean)
            parts.append(lots / (lots - 1) * sum((g.sum() - len(g) * mean) ** 2 for g in groups) / units**2 if lots > 1 else np.nan)
        effects.append(means[0] - means[1])
        variances.append(sum(parts))
        shares.append(here.mean())
    effects, shares = np.array(effects), np.array(shares)
    value = float(shares @ effects)
    if case["statistic"] == "difference":
        return value
    if np.isnan(variances).any():
        count = len(effects)
        variance = count / (count - 1) * float(shares**2 @ (effects - value) ** 2)
    else:
        variance = float(shares**2 @ np.array(variances))
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.nan_to_num(value / np.sqrt(variance), nan=0.0, posinf=1e12, neginf=-1e12))


def p_values(case, ways, effect):
    y, arm = np.array(case["y"]), np.array(case["arm"])
    without = y - effect * arm
    seen = statistic(case, without, arm)
    all_ = np.array([statistic(case, without, w) for w in ways])
    slack = 1e-12 * abs(seen) + 1e-13
    return {
        "twoSided": float(np.mean(np.abs(all_) >= abs(seen) - slack)),
        "greater": float(np.mean(all_ >= seen - slack)),
        "less": float(np.mean(all_ <= seen + slack)),
    }


def end(p, start, step, alpha):
    """The furthest effect that is not rejected, from the estimate on."""
    far, at = None, start
    for _ in range(400):
        if p(at) > alpha:
            far = at
        at += step
    if far is None or far == at - step:
        return None
    low, high = far, far + step
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if p(middle) > alpha else (low, middle)
    return low


def solved(case, level):
    ways = list(assignments(case))
    y, arm = np.array(case["y"]), np.array(case["arm"])
    plain = {**case, "statistic": "difference"}
    estimate = statistic(plain, y, arm)
    spread = max(1e-9, abs(estimate / statistic(case, y, arm)) if case["statistic"] != "difference" else np.std(y) * 2 / np.sqrt(len(y)))
    step = 0.1 * spread
    # A p-value of just one less the level rejects, whatever floating point makes of it.
    one = 1 - level + 1e-9
    return {
        "assignments": len(ways),
        "estimate": estimate,
        "pValue": p_values(case, ways, 0.0),
        "atEffect": {"effect": estimate / 2 + spread / 3, "pValue": p_values(case, ways, estimate / 2 + spread / 3)},
        "level": level,
        "set": {
            "low": end(lambda t: p_values(case, ways, t)["twoSided"], estimate, -step, one),
            "high": end(lambda t: p_values(case, ways, t)["twoSided"], estimate, step, one),
        },
        "bounds": {
            "low": end(lambda t: p_values(case, ways, t)["greater"], estimate, -step, one),
            "high": end(lambda t: p_values(case, ways, t)["less"], estimate, step, one),
        },
    }


def heavy(n):
    return [round(float(v), 6) for v in np.exp(1.2 * rng.normal(size=n))]


arm10 = [1, 0, 1, 1, 0, 0, 1, 0, 0, 1]
cases = [
    {"name": "complete, five a side", "arm": arm10, "y": heavy(10), "statistic": "studentized", "level": 0.9},
    {"name": "complete, three against six", "arm": [1, 0, 0, 1, 0, 0, 0, 1, 0], "y": heavy(9), "statistic": "studentized", "level": 0.85},
    {"name": "complete, difference of means", "arm": arm10, "y": heavy(10), "statistic": "difference", "level": 0.9},
    {
        "name": "three blocks",
        "arm": [1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0],
        "block": [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2],
        "y": [round(v + 5 * b, 6) for v, b in zip(heavy(13), [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2])],
        "statistic": "studentized",
        "level": 0.9,
    },
    {
        "name": "eight pairs",
        "arm": [1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1],
        "block": [i // 2 for i in range(16)],
        "y": heavy(16),
        "statistic": "studentized",
        "level": 0.9,
    },
    {
        "name": "nine clusters",
        "cluster": [0, 0, 1, 1, 1, 2, 3, 3, 4, 4, 4, 4, 5, 5, 6, 6, 6, 7, 7, 8],
        "arm": [[1, 0, 0, 1, 1, 0, 0, 1, 0][g] for g in [0, 0, 1, 1, 1, 2, 3, 3, 4, 4, 4, 4, 5, 5, 6, 6, 6, 7, 7, 8]],
        "y": heavy(20),
        "statistic": "studentized",
        "level": 0.9,
    },
    {
        "name": "clusters in two blocks",
        "cluster": [0, 0, 1, 2, 2, 3, 3, 3, 4, 4, 5, 6, 6, 7, 7],
        "block": [0 if g < 4 else 1 for g in [0, 0, 1, 2, 2, 3, 3, 3, 4, 4, 5, 6, 6, 7, 7]],
        "arm": [[1, 0, 0, 1, 0, 1, 1, 0][g] for g in [0, 0, 1, 2, 2, 3, 3, 3, 4, 4, 5, 6, 6, 7, 7]],
        "y": heavy(15),
        "statistic": "studentized",
        "level": 0.8,
    },
    {
        "name": "again until alike in two covariates",
        "arm": None,
        "y": heavy(10),
        "on": [[round(float(v), 6) for v in rng.normal(size=10)] for _ in range(2)],
        "acceptance": 0.4,
        "statistic": "studentized",
        "level": 0.85,
    },
]
balanced = cases[-1]
balanced["most"] = float(stats.chi2.ppf(balanced["acceptance"], 2))
balanced["arm"] = next(w for w in choices(arm10) if w[0] == 1 and distance(balanced, w) < balanced["most"]).tolist()

for case in cases:
    case["expected"] = solved(case, case["level"])

# Fisher (1935): a lady tells four of eight cups; and Darwin's maize, fifteen pairs of crossed and self-fertilised plants, in eighths of an inch.
darwin = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
signs = np.array(list(itertools.product([1, -1], repeat=15)))
published = {
    "tea": {"arm": [1, 1, 1, 1, 0, 0, 0, 0], "y": [1, 1, 1, 1, 0, 0, 0, 0], "greater": 1 / 70},
    "darwin": {"differences": darwin, "greater": 863 / 32768, "counted": float(np.mean(signs @ np.array(darwin) >= sum(darwin))), "twoSided": 1726 / 32768},
}

first = cases[0]
welch = lambda a, b, axis=-1: stats.ttest_ind(a, b, equal_var=False, axis=axis).statistic
ys, ws = np.array(first["y"]), np.array(first["arm"])
by_scipy = {
    side: float(stats.permutation_test((ys[ws == 1], ys[ws == 0]), welch, permutation_type="independent", alternative=side, n_resamples=np.inf, vectorized=True).pvalue)
    for side in ("greater", "less")
}

golden = {
    "made": {"package": "numpy, scipy", "versions": {"numpy": np.__version__, "scipy": scipy.__version__}, "seed": 20261130},
    "tolerance": {"pValue": 1e-12, "ends": 1e-8, "why": "p-values are counts; ends were halved forty times from a tenth of an error"},
    "scipy": by_scipy,
    "published": published,
    "cases": cases,
}
path = pathlib.Path(__file__).parent / "randomization.json"
path.write_text(json.dumps(golden, indent=1) + "\n")
