"""Three more products of the seed notebook: many arms, retrieval, and a judge; what its own reference says of their randomized comparisons.

Run: python goldens/notebook/make-products.py

Reads ../shared/golden/notebook beside the project; writes multi.parquet, rag.parquet, judge.parquet (full precision) and products.json. The numbers are the
seed's own reference (statsmodels 0.13.5, scipy 1.10.1). Max-t p-values are computed here by high-precision integration: contrasts with a shared control have a
correlation of product form, so that P(max |Z| > z) is one integral over the control's share.
"""
import json
from pathlib import Path

import mpmath
import pyarrow
from pyarrow import csv, parquet
from scipy import stats

here = Path(__file__).resolve().parent
shared = here.parents[2] / "shared" / "golden" / "notebook"
known = json.loads((shared / "expected.json").read_text())["reference"]
for name in ("multi", "rag", "judge"):
    parquet.write_table(csv.read_csv(shared / f"{name}.csv.gz"), here / f"{name}.parquet", compression="zstd")

welch = ("difference", "se_welch", "df", "p", "ci95_t", "mean_treated", "mean_control", "n_treated", "n_control")
arms = ("chat", "rag", "agent")


def picked(table):
    return {key: table[key] for key in welch}


def coefficients(fit, terms):
    kinds = ("nonrobust", "HC0", "HC1", "HC2", "HC3")
    return {name: {"value": fit["params"][term], "standardErrors": {kind: fit[kind]["bse"][term] for kind in kinds}} for name, term in terms.items()}


def max_t(outcome):
    """Adjusted p-values of the contrasts with baseline, normal scores of the Welch t tails, correlation from the variances of the arm means."""
    tables = known["multi"]["welch_vs_baseline"][outcome]
    control = tables["chat"]["var_control"] / tables["chat"]["n_control"]
    loads = [mpmath.sqrt(control / (control + tables[a]["var_treated"] / tables[a]["n_treated"])) for a in arms]
    found = []
    for a in arms:
        p = 2 * stats.t.sf(abs(tables[a]["t"]), tables[a]["df"])
        z = -stats.norm.ppf(p / 2)

        def inside(u):
            product = mpmath.npdf(u)
            for load in loads:
                spread = mpmath.sqrt(1 - load**2)
                product *= mpmath.ncdf((z - load * u) / spread) - mpmath.ncdf((-z - load * u) / spread)
            return product

        found.append(float(1 - mpmath.quad(inside, [-12, -6, -3, -1, 0, 1, 3, 6, 12])))
    return found


multi = known["multi"]
formula = "C(variant, Treatment('baseline'))[T.{}]"
expectations = {
    "multi": {
        "welch": {outcome: {arm: picked(table[arm]) for arm in arms} for outcome, table in multi["welch_vs_baseline"].items()},
        "adjusted": multi["adjusted_p (order chat,rag,agent; within metric)"],
        "adjustedAll": multi["adjusted_p_all_15"],
        "maxT": {outcome: max_t(outcome) for outcome in ("task_success", "unsafe_or_bad", "net")},
        "sampleRatio": multi["srm_chi2_equal_split"],
        "ancova": {
            outcome: coefficients(fit, {arm: formula.format(arm) for arm in arms}) for outcome, fit in multi["ols"].items()
        },
    },
    "rag": {
        "welch": {outcome: picked(table) for outcome, table in known["rag"]["welch"].items()},
        "controlled": coefficients(known["rag"]["ols"]["adjust_for_mediator"], {"rag_enabled": "rag_enabled"}),
    },
    "judge": {"welch": {outcome: picked(table) for outcome, table in known["judge"]["welch"].items() if outcome in ("human_quality_full", "llm_judge_score_full")}},
}
made = {"by": "goldens/notebook/make-products.py", "seed": json.loads((shared / "expected.json").read_text())["meta"], "pyarrow": pyarrow.__version__, "mpmath": mpmath.__version__}
golden = {"made": made, "tolerance": 1e-8, "why": "closed forms of float64 data", "expectations": expectations}
(here / "products.json").write_text(json.dumps(golden, indent=2) + "\n")
