"""In-space placebos and conformal intervals of synthetic controls. Run: python goldens/synthetic/make-inference.py [prop99.csv]

Weights are solved by Clarabel through cvxpy; tests and intervals are pysyncon's (PlaceboTest, ConformalInference) on these fits. The p-value of a path of effects is plain numpy:
pysyncon has none. With the path of the data of Proposition 99 its numbers are made too; the data are not kept here.
"""
import json
import pathlib
import sys
from importlib.metadata import version

import cvxpy as cp
import numpy as np
import pandas as pd
from pysyncon.base import BaseSynth
from pysyncon.inference import ConformalInference
from pysyncon.utils import PlaceboTest

FOLDER = pathlib.Path(__file__).parent
# Not one that a count of permutations meets exactly.
LEVEL = 0.88
TOLERANCE = 1e-5


class Mix(BaseSynth):
    """Least squares on the simplex over all rows given, with a constant or without."""

    def __init__(self, intercept):
        super().__init__()
        self.intercept = intercept
        self.level = 0.0

    def fit(self, Z0, Z1):
        x, y = np.asarray(Z0, float), np.asarray(Z1, float)
        scale = np.abs(x - y[:, None]).max()
        weights, level = cp.Variable(x.shape[1]), cp.Variable()
        constraints = [weights >= 0, cp.sum(weights) == 1] + ([] if self.intercept else [level == 0])
        problem = cp.Problem(cp.Minimize(cp.sum_squares((x - y[:, None]) @ weights / scale + level)), constraints)
        problem.solve(solver=cp.CLARABEL, tol_gap_abs=1e-14, tol_gap_rel=1e-14, tol_feas=1e-14)
        self.W = np.maximum(weights.value, 0) / np.maximum(weights.value, 0).sum()
        self.level = float((y - x @ self.W).mean()) if self.intercept else 0.0

    def _synthetic(self, Z0):
        return super()._synthetic(Z0) + self.level

    def summary(self, *_):
        raise NotImplementedError


def gaps_of(values, unit, donors, before, intercept):
    frame = pd.DataFrame(values.T)
    mix = Mix(intercept)
    mix.fit(frame.iloc[:before][donors], frame.iloc[:before][unit])
    return mix._gaps(frame[donors], frame[unit]).rename(unit)


def placebos(values, before, intercept):
    treated = len(values) - 1
    test = PlaceboTest()
    test.treated_gap = gaps_of(values, treated, list(range(treated)), before, intercept)
    test.gaps = pd.concat([gaps_of(values, u, [v for v in range(treated) if v != u], before, intercept) for u in range(treated)], axis=1)
    # A time between two periods: pysyncon counts that of the change on both sides. It counts placebos alone.
    ratio = test.pvalue(before - 0.5) + 1 / len(values)
    return {
        "treated": test.treated_gap.tolist(),
        "effects": test.gaps.iloc[before:].mean().tolist(),
        "rmspeBefore": np.sqrt((test.gaps.iloc[:before] ** 2).mean()).tolist(),
        "pValueOfRatio": float(ratio),
    }


def pointwise(values, before, intercept):
    frame = pd.DataFrame(values.T)
    treated = len(values) - 1
    mix = Mix(intercept)
    donors = frame[list(range(treated))]
    mix.fit(donors.iloc[:before], frame[treated].iloc[:before])
    found = ConformalInference().confidence_intervals(
        1 - LEVEL, mix, donors, frame[treated], list(range(before)), list(range(before, values.shape[1])), tol=TOLERANCE, step_sz=0.5, max_iter=400, verbose=False
    )
    return [[float(low), float(high)] for low, high in zip(found["lower_ci"], found["upper_ci"], strict=True)]


def path_p_value(values, before, intercept, effect):
    values = values.copy()
    values[-1, before:] -= effect
    left = gaps_of(values, len(values) - 1, list(range(len(values) - 1)), values.shape[1], intercept).to_numpy()
    size = [np.abs(np.roll(left, shift)[before:]).mean() for shift in range(len(left))]
    return float(np.mean([s >= size[0] - 1e-9 for s in size]))


def case(values, before, effects):
    return [
        {
            "intercept": intercept,
            "placebos": placebos(values, before, intercept),
            "pointwise": pointwise(values, before, intercept),
            "path": [{"effect": effect, "pValue": path_p_value(values, before, intercept, effect)} for effect in effects],
        }
        for intercept in (False, True)
    ]


rng = np.random.default_rng(20261130)
factors = np.cumsum(rng.normal(size=(2, 18)), axis=1) * 0.5
drawn = rng.uniform(size=(22, 2)) @ factors + rng.normal(size=(22, 1)) + 0.3 * rng.normal(size=(22, 18))
drawn[-1, 12:] += 1
drawn = np.round(drawn, 4)

golden = {
    "made": {name: version(name) for name in ("pysyncon", "cvxpy", "clarabel", "numpy", "pandas")},
    "tolerance": {
        "fits": 1e-6,
        "ends": 10 * TOLERANCE,
        "why": "the interior point leaves gaps off by some 1e-8 of outcomes; pysyncon's search ends within its tol of an end, and moves by steps that grow",
    },
    "level": LEVEL,
    "drawn": {"values": drawn.tolist(), "before": 12, "found": case(drawn, 12, [0, 0.5, 1, 1.5])},
}
if len(sys.argv) > 1:
    table = pd.read_csv(sys.argv[1], sep=";").pivot(index="State", columns="Year", values="PacksPerCapita")
    values = table.loc[[s for s in table.index if s != "California"] + ["California"]].to_numpy()
    golden["prop99"] = {"before": 19, "found": case(values, 19, [0, -10, -15, -20])}
(FOLDER / "inference.json").write_text(json.dumps(golden, indent=1) + "\n")
