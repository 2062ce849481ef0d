"""The support tickets of the seed notebook and what independent packages say about them.

Run: python goldens/notebook/make.py      (then: Rscript goldens/notebook/make.R)

Reads ../shared/golden/notebook beside the project; writes support.parquet (full precision) and support.json. The numbers under `seed` are the
seed's own reference (statsmodels 0.13.5, scipy 1.10.1, printed there); those under `checked` are computed here from their formulas.
"""
import json
from pathlib import Path

import numpy as np
import pyarrow
from pyarrow import csv, parquet
from scipy import stats

here = Path(__file__).resolve().parent
shared = here.parents[2] / "shared" / "golden" / "notebook"
table = csv.read_csv(shared / "support.csv.gz")
parquet.write_table(table, here / "support.parquet", compression="zstd")
data = table.to_pandas()
known = json.loads((shared / "expected.json").read_text())
printed, support = known["full_precision_of_printed"]["4_support_rollout"], known["reference"]["support"]


def picked(source, *keys):
    return {key: source[key] for key in keys}


def regression(name, term):
    fit = support["ols"][name]
    errors = {kind: fit[kind]["bse"][term] for kind in ("nonrobust", "HC0", "HC1", "HC2", "HC3")}
    return {"formula": fit["formula"], "value": fit["params"][term], "dfResidual": fit["df_resid"], "standardErrors": errors}


def two_stage(name):
    fit = support["tsls"][name]
    return {"value": fit["params"]["uses_ai"], "HC0": fit["bse_HC0"]["uses_ai"]}


welch = ("difference", "se_welch", "df", "p", "ci95_t", "mean_treated", "mean_control", "n_treated", "n_control")
lin = "lin_interacted_{} (covariates centred on full-sample mean)"
outcomes = ("resolved", "handle_minutes")
seed = {
    "printed": printed,
    "welch": {name: picked(support["welch"][name], *welch) for name in (*outcomes, "uses_ai", "as_treated_resolved")},
    "newcombe": {name: support["proportions"][name]["newcombe_statsmodels_ci95"] for name in ("resolved", "uses_ai")},
    "ancova": {"resolved": regression("cuped_resolved", "Z_assigned_ai"), "handle_minutes": regression("adjusted_handle_minutes", "Z_assigned_ai")},
    "lin": {name: regression(lin.format(name), "Z_assigned_ai") for name in outcomes},
    "cuped": {name: picked(support[f"cuped_single_covariate[{name}]"], "theta", *welch) for name in outcomes},
    "twoStage": {name: two_stage(f"{name}_no_covariates") for name in outcomes},
    "firstStageF": support["first_stage_F"]["first_stage_unadjusted"]["HC2"],
    "standardizedDifferences": support["smd_balance"],
    "sampleRatio": support["srm_test_50_50"],
}


def lin_population(outcome, covariates):
    """Interacted regression by arm; HC2 plus the sampling of the covariates."""
    z, y = data["Z_assigned_ai"].to_numpy(), data[outcome].to_numpy(float)
    x = data[covariates].to_numpy(float)
    centred = x - x.mean(axis=0)
    design = np.column_stack([np.ones(len(z)), z, centred, z[:, None] * centred])
    gram = np.linalg.inv(design.T @ design)
    beta = gram @ design.T @ y
    residual = y - design @ beta
    leverage = np.einsum("ij,jk,ik->i", design, gram, design)
    meat = (design * (residual**2 / (1 - leverage))[:, None]).T @ design
    sample = (gram @ meat @ gram)[1, 1]
    d = beta[2 + x.shape[1] :]
    sampling = d @ np.atleast_2d(np.cov(x, rowvar=False)) @ d / len(z)
    return {"covariates": covariates, "value": beta[1], "sample": float(np.sqrt(sample)), "population": float(np.sqrt(sample + sampling))}


def joint_balance(covariates):
    """Hotelling's test of all mean differences, as the F test of the assignment regressed on the covariates."""
    z = data["Z_assigned_ai"].to_numpy(float)
    design = np.column_stack([np.ones(len(z)), data[covariates].to_numpy(float)])
    residual = z - design @ np.linalg.lstsq(design, z, rcond=None)[0]
    total, left, k, freedom = ((z - z.mean()) ** 2).sum(), (residual**2).sum(), len(covariates), len(z) - len(covariates) - 1
    statistic = float((total - left) / k / (left / freedom))
    return {"covariates": covariates, "statistic": statistic, "p": float(stats.f.sf(statistic, k, freedom))}



covariates = ["agent_experience", "case_complexity", "pre_period_resolution"]
checked = {
    "jointBalance": joint_balance(covariates),
    "lin": {
        **{f"{name}, three covariates": {"outcome": name, **lin_population(name, covariates)} for name in outcomes},
        **{f"{name}, pre-period": {"outcome": name, **lin_population(name, ["pre_period_resolution"])} for name in outcomes},
    }
}
made = {"by": "goldens/notebook/make.py", "seed": known["meta"], "numpy": np.__version__, "pyarrow": pyarrow.__version__}
golden = {"made": made, "tolerance": 1e-8, "why": "closed forms of float64 data", "expectations": {"seed": seed, "checked": checked}}
(here / "support.json").write_text(json.dumps(golden, indent=2) + "\n")
