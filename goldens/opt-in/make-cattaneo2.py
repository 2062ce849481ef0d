# Run: python goldens/opt-in/make-cattaneo2.py   (needs numpy, scipy, pandas, statsmodels, and cattaneo2.csv and nsw.csv in ../shared/datasets; rewrites cattaneo2.json)
# Numbers alone: the tables are not committed. 4,642 births; did the mother smoke; grams at birth. Outcome models by OLS on prenatal1, mmarried, mage, fbaby, apart by arm;
# chance by probit on mmarried, mage, mage^2, fbaby, medu. Names of methods as in make-doubly-robust.py; ipw as in make-weighting.py.
# stata: what Stata's teffects prints (manual entries [CAUSAL] teffects ra, ipw, aipw, ipwra, https://www.stata.com/manuals/causalteffectsaipw.pdf and its siblings), in the
# digits that statsmodels keeps of it (statsmodels/treatment/tests/results/results_teffects.py); atet is its word for att. Errors: HC0 of the whole stack.
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd

from statsmodels.treatment.tests.results import results_teffects

from stacked import HERE, binary_score, chance, covariances, solve, write

robust = import_module("make-doubly-robust")
weights = import_module("make-weighting").WEIGHTS
SHARED = next(p for p in (HERE.parents[2] / "shared", Path("/work/shared")) if p.exists()) / "datasets"

t = pd.read_csv(SHARED / "cattaneo2.csv")
number = lambda *names: np.column_stack([np.ones(len(t)), *(t[name].to_numpy(float) for name in names)])
Z, X = number("prenatal1_", "mmarried_", "mage", "fbaby_"), number("mmarried_", "mage", "mage2", "fbaby_", "medu")
y, D = t.bweight.to_numpy(float), t.mbsmoke_.to_numpy(float)


def effect(psi, theta, at):
    covariance, influence = covariances(psi, theta)
    phi = influence[:, at] - influence[:, at + 1]
    return {"effect": theta[at] - theta[at + 1], "error": np.sqrt((phi**2).sum()) / len(phi), "means": theta[at : at + 2],
            "errorsOfMeans": np.sqrt(np.diag(covariance["HC0"])[at : at + 2])}


def modelled(y, D, X, Z, method, estimand, chances):
    psi, theta, q, k = robust.fitted(X, D, y, method, estimand, chances, "linear", Z)
    at = q + 2 * k
    out = {"method": method, "estimand": estimand, "chance": chances} | effect(psi, theta, at)
    if method in ("aipw", "wls"):
        rows = psi(theta)[:, at:] / robust.TARGET[estimand](D).mean()
        out["influence"] = np.sqrt(((rows[:, 0] - rows[:, 1]) ** 2).sum()) / len(y)
    return out


def weighted(y, D, X, estimand, chances):
    q = X.shape[1]

    def psi(v):
        w = weights[estimand](D, chance(chances, X @ v[:q]))
        return np.column_stack([binary_score(chances, X, D, v[:q]), D * w * (y - v[q]), (1 - D) * w * (y - v[q + 1])])

    beta = solve(lambda v: binary_score(chances, X, D, v), np.zeros(q))
    w = weights[estimand](D, chance(chances, X @ beta))
    theta = solve(psi, np.r_[beta, (D * w * y).sum() / (D * w).sum(), ((1 - D) * w * y).sum() / ((1 - D) * w).sum()])
    return {"method": "ipw", "estimand": estimand, "chance": chances} | effect(psi, theta, q)


def stata(case):
    """Stata's printed effect and error of the same, and the error's distance."""
    name = {"ra": "ra", "ipw": "ipw", "aipw": "aipw", "wls": "aipw_wls", "ipwra": "ipwra"}[case["method"]]
    table = getattr(results_teffects, f"results_{name}").get("table" if case["estimand"] == "ate" else "table_t")
    if table is None or case["chance"] == "logit" or case["estimand"] not in ("ate", "att"):
        return {}
    far = {"effect": abs(table[0, 0] - case["effect"]) / table[0, 1], "error": abs(table[0, 1] / case["error"] - 1)}
    assert far["effect"] < 1e-12 and far["error"] < 1e-9, (case, far)
    return {"stata": {"effect": table[0, 0], "error": table[0, 1], "mean0": table[1, 0], "errorOfMean0": table[1, 1]}, "distance": {k: float(f"{v:.1e}") for k, v in far.items()}}


def every(y, D, X, Z, kinds):
    cases = [modelled(y, D, X, Z, "ra", e, None) for e in ("ate", "att", "atc")]
    for chances in kinds:
        cases += [weighted(y, D, X, e, chances) for e in weights]
        cases += [modelled(y, D, X, Z, m, e, chances) for m in ("aipw", "ipwra") for e in ("ate", "att", "atc")]
        cases.append(modelled(y, D, X, Z, "wls", "ate", chances))
    return cases


births = [case | stata(case) for case in every(y, D, X, Z, ("probit", "logit"))]
n = pd.read_csv(SHARED / "nsw.csv")
W = np.column_stack([np.ones(len(n)), *(n[c].to_numpy(float) for c in ("age", "educ", "black", "hisp", "marr", "nodegree"))] + [n[c].to_numpy(float) / 1000 for c in ("re74", "re75")])
training = every(n.re78.to_numpy(float), n.treat.to_numpy(float), W, W, ("logit",))
write("cattaneo2.json", ["statsmodels", "scipy"], 1e-8,
      "Effects 1e-8 of an error, errors 1e-8 of themselves: mage^2 is not scaled, its column runs to 2,025. distance: of Stata's effect in errors, and of its error, relative: "
      "it has no small-sample factor. nsw: the randomized table of Dehejia and Wahba, columns as listed (re74 and re75 in thousands): its plain difference is 1794.34.",
      columns={"outcome": ["prenatal1", "mmarried", "mage", "fbaby"], "chance": ["mmarried", "mage", "mage^2", "fbaby", "medu"],
               "nsw": ["age", "educ", "black", "hisp", "marr", "nodegree", "re74 / 1000", "re75 / 1000"]}, births=births, nsw=training)
for case in births[:16]:
    print(case["method"], case["estimand"], case["chance"], case["effect"], case["error"], case.get("influence"), case.get("stata"), case.get("distance"))
