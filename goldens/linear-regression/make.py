"""Linear regressions by statsmodels. Run: python goldens/linear-regression/make.py"""
import json
import pathlib
import platform

import numpy as np
import statsmodels
import statsmodels.api as sm

SEED = 20260901
ROWS = 60
KINDS = ["nonrobust", "HC0", "HC1", "HC2", "HC3"]

rng = np.random.default_rng(SEED)
language = np.array(["de", "en", "fr"])[rng.integers(0, 3, ROWS)]
tier = np.array(["basic", "pro"])[rng.integers(0, 2, ROWS)]
tenure = np.round(rng.gamma(2.0, 3.0, ROWS), 3)
complexity = np.round(rng.normal(100.0, 15.0, ROWS), 2)
noise = rng.normal(0, 1, ROWS) * (0.5 + 0.2 * tenure)
outcome = np.round(3 + 0.4 * tenure - 0.02 * complexity + 1.1 * (language == "en") + 0.3 * tenure * (tier == "pro") + noise, 4)
frequency = rng.integers(0, 5, ROWS)
precision = np.round(rng.uniform(0.2, 4.0, ROWS), 3)
sampling = np.round(1 / rng.uniform(0.05, 1.0, ROWS), 3)

design = {
    "(intercept)": np.ones(ROWS),
    "tenure": tenure,
    "complexity": complexity,
    "language=en": (language == "en") * 1.0,
    "language=fr": (language == "fr") * 1.0,
    "tier=pro": (tier == "pro") * 1.0,
    "language=en:tenure": (language == "en") * tenure,
    "language=fr:tenure": (language == "fr") * tenure,
    "tier=pro:language=en": ((tier == "pro") & (language == "en")) * 1.0,
    "tier=pro:language=fr": ((tier == "pro") & (language == "fr")) * 1.0,
}
x = np.column_stack(list(design.values()))


def expected(fit, kinds=KINDS):
    influence = None if not isinstance(fit.model, sm.OLS) else fit.get_influence().hat_matrix_diag.tolist()
    return {
        "coefficients": fit.params.tolist(),
        "residualSumOfSquares": float(fit.ssr),
        "dfResidual": float(fit.df_resid),
        "leverage": influence,
        "covariance": {kind: (fit.cov_params() if kind == "nonrobust" else getattr(fit, f"cov_{kind}")).ravel().tolist() for kind in kinds},
    }


repeated = np.repeat(np.arange(ROWS), frequency)
golden = {
    "made": {"package": "statsmodels", "version": statsmodels.__version__, "numpy": np.__version__, "python": platform.python_version(), "seed": SEED},
    "tolerance": 1e-9,
    "why": "Closed form; statsmodels solves by the pseudoinverse, some 1e3 roundings away at this condition number.",
    "rows": {
        "outcome": outcome.tolist(), "tenure": tenure.tolist(), "complexity": complexity.tolist(), "language": language.tolist(), "tier": tier.tolist(),
        "frequency": frequency.tolist(), "precision": precision.tolist(), "sampling": sampling.tolist(),
    },
    "names": list(design),
    "expected": {
        "unweighted": expected(sm.OLS(outcome, x).fit()),
        "frequency": expected(sm.OLS(outcome[repeated], x[repeated]).fit()),
        "precision": expected(sm.WLS(outcome, x, weights=precision).fit()),
        "sampling": expected(sm.WLS(outcome, x, weights=sampling).fit(), [kind for kind in KINDS if kind != "nonrobust"]),
    },
}
pathlib.Path(__file__).with_name("linear-regression.json").write_text(json.dumps(golden, separators=(",", ":")).replace("},", "},\n") + "\n")
