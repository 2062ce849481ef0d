"""Anderson-Rubin sets of Card's returns to schooling by their definition. Needs the data. Run: python goldens/instruments/make-card.py [card.csv]"""
import json
import pathlib
import platform
import sys

import numpy as np
import pandas as pd
import scipy
from scipy import optimize, stats

HERE = pathlib.Path(__file__).parent
CARD = pd.read_csv(sys.argv[1] if len(sys.argv) > 1 else HERE / "../../../shared/datasets/card.csv")
CONTROLS = ["exper", "expersq", "black", "south", "smsa", *(f"reg{code}" for code in range(661, 669)), "smsa66"]


def one(instruments, kind):
    y, d = CARD.lwage.to_numpy(float), CARD.educ.to_numpy(float)
    design = np.column_stack([CARD[instruments].to_numpy(float), np.ones(len(CARD)), CARD[CONTROLS].to_numpy(float)])
    n, k = design.shape
    m = len(instruments)
    inverse = np.linalg.inv(design.T @ design)
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)

    def statistic(b):
        u = y - b * d
        coefficients = np.linalg.lstsq(design, u, rcond=None)[0]
        residual = u - design @ coefficients
        if kind == "nonrobust":
            covariance = residual @ residual / (n - k) * inverse
        else:
            scores = design * (residual / np.sqrt(1 - leverage) ** (kind == "HC2"))[:, None]
            covariance = inverse @ (scores.T @ scores) @ inverse
        return coefficients[:m] @ np.linalg.solve(covariance[:m, :m], coefficients[:m]) / m

    critical = stats.f.isf(0.05, m, n - k)
    grid = np.linspace(-2, 2, 801)
    values = np.array([statistic(b) - critical for b in grid])
    roots = [optimize.brentq(lambda b: statistic(b) - critical, grid[i], grid[i + 1], xtol=1e-15) for i in np.flatnonzero(values[:-1] * values[1:] < 0)]
    assert len(roots) == 2 and values[0] > 0 and values[-1] > 0, roots
    return {"instruments": instruments, "covariance": kind, "low": roots[0], "high": roots[1], "statistic": statistic(0.0)}


sets = {f"{' and '.join(z)}, {kind}": one(z, kind) for z in (["nearc4"], ["nearc2", "nearc4"]) for kind in ("nonrobust", "HC0", "HC2")}
golden = {
    "made": {"package": "numpy", "version": np.__version__, "scipy": scipy.__version__, "python": platform.python_version(), "seed": None},
    "tolerance": 1e-8,
    "why": "Roots polished by Brent to rounding; the regression of experience and its square loses some digits.",
    "sets": sets,
}
(HERE / "card.json").write_text(json.dumps(golden, indent=1) + "\n")
