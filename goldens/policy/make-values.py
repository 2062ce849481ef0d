"""Values of rules with their errors, from whole matrices. Run: python goldens/policy/make-values.py

Writes values.json. A mean is a regression on a constant: HC2 and CR2 and their Bell-McCaffrey degrees of freedom are computed here by their definitions, with hat matrices, inverse roots
by eigenvalues and the eigenvalues of the quadratic form, none of which the code under test has. Where weights are equal, statsmodels' HC2 is asserted to be the same. The gain over
random is held to a jackknife of whole clusters instead, in a test of its own.

Tolerance: closed forms, 1e-9.
"""
import importlib.metadata
import json
import pathlib
import platform

import numpy as np
import statsmodels.api as sm

HERE = pathlib.Path(__file__).parent


def robust_mean(y, w, cluster):
    """Weighted least squares on a constant: HC2 and, where weights are the working model, CR2, which scale a cluster by one less its share of all weights; Satterthwaite's degrees of
    freedom where variances are equal."""
    n = len(y)
    x = np.ones((n, 1))
    bread = np.linalg.inv(x.T @ (w[:, None] * x))
    beta = bread @ (x.T @ (w * y))
    hat = x @ bread @ (x.T * w)
    left = np.eye(n) - hat
    form = np.zeros((n, n))
    for g in np.unique(cluster):
        inside = cluster == g
        # A of Bell and McCaffrey for a weighted mean: what the cluster's weighted sum of residuals is scaled by.
        share = w[inside].sum() / w.sum()
        loading = (bread @ (x[inside].T * w[inside]))[0] / np.sqrt(1 - share)
        p = loading @ left[inside]
        form += np.outer(p, p)
    variance = y @ form @ y
    values = np.linalg.eigvalsh(form)
    return float(beta[0]), float(np.sqrt(variance)), float(values.sum() ** 2 / (values**2).sum())


def case(name, seed, n, arms, clusters, weighted):
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(arms, n)).round(6)
    rule = rng.integers(0, arms, size=n)
    other = rng.dirichlet(np.ones(arms), size=n).round(4)
    other[:, 0] = 1 - other[:, 1:].sum(1)
    w = rng.integers(1, 6, size=n).astype(float) if weighted else np.ones(n)
    cluster = rng.integers(0, clusters, size=n) if clusters else np.arange(n)
    chosen = scores[rule, np.arange(n)]
    mixed = (scores * other.T).sum(0)
    found = {
        "name": name, "scores": scores.tolist(), "rule": rule.tolist(), "chances": other.T.tolist(),
        "value": robust_mean(chosen, w, cluster), "mixed": robust_mean(mixed, w, cluster), "gain": robust_mean(chosen - mixed, w, cluster),
        "overNobody": robust_mean(chosen - scores[0], w, cluster),
    }
    if weighted:
        found["weights"] = w.tolist()
    if clusters:
        found["clusters"] = cluster.tolist()
    if not weighted and not clusters:
        fit = sm.OLS(chosen, np.ones(n)).fit(cov_type="HC2")
        assert abs(fit.bse[0] - found["value"][1]) < 1e-12 and abs(found["value"][2] - (n - 1)) < 1e-8
    return found


cases = [
    case("rows alike", 1, 60, 2, 0, False),
    case("weights", 2, 60, 3, 0, True),
    case("clusters", 3, 80, 2, 12, False),
    case("weights and clusters", 4, 80, 4, 9, True),
]
versions = {p: importlib.metadata.version(p) for p in ("numpy", "statsmodels")}
(HERE / "values.json").write_text(json.dumps({"made": {"python": platform.python_version(), **versions}, "tolerance": 1e-9, "cases": cases}))
for c in cases:
    print(c["name"], c["value"], c["gain"])
