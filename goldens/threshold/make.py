# Run: python goldens/threshold/make.py [shared]   (needs rdrobust, rdrobust-rust, numpy, pandas; rewrites threshold.json and three tables beside it)
# Effects at a cutoff, bandwidths and plots by rdrobust, on simulated tables and, their numbers only, on data that lie beside the project: the U.S.
# Senate elections of Cattaneo, Frandsen and Titiunik (2015), and the log of a router that sends uncertain queries to a larger model.
#
# Where the bias order is not one above the order, rdrobust of Python takes the last coefficient of a pilot for the derivative of order p + 1;
# its R and Stata siblings take the coefficient of that order. Cases `patched` are computed with that one line as R has it, and by rdrobust-rust,
# a port of the R package (`ported`: it agrees to some 3e-8).
# In cases `direct`, the robust CR2 error of polynomials of order three is computed here: rdrobust takes eigenvalues of cross-products of raw powers,
# and its error moves by 4e-4 with the unit of the score (`byUnit`), where by rights it does not at all.
# Where scores repeat, neighbours are in the order that the rows happen to have: `shuffled` has the mean counts over 400 orders of the rows.
import contextlib
import inspect
import io
import json
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import rdrobust
import rdrobust.funs as funs
import rdrobust.rdbwselect  # noqa: F401
import rdrobust_rust

warnings.filterwarnings("ignore")
here = Path(__file__).parent
seed = 20261130
bwselect_module = sys.modules["rdrobust.rdbwselect"]
as_printed = funs.rdrobust_bw
source = inspect.getsource(as_printed)
for printed, right in [("invG_B)[-1,-1]", "invG_B)[o+1,o+1]"), ("beta_B[-1,:]", "beta_B[o+1,:]"), ("beta_B[-1]", "beta_B[o+1]")]:
    assert printed in source
    source = source.replace(printed, right)
scope = dict(vars(funs))
exec(source, scope)
patched = scope["rdrobust_bw"]


def bent(x):
    """The first design of Calonico, Cattaneo and Titiunik (2014), without its jump."""
    below = 0.48 + 1.27 * x + 7.18 * x**2 + 20.21 * x**3 + 21.54 * x**4 + 7.33 * x**5
    above = 0.48 + 0.84 * x - 3.00 * x**2 + 7.99 * x**3 - 9.01 * x**4 + 3.56 * x**5
    return np.where(x < 0, below, above)


def tables():
    rng = np.random.default_rng(seed)
    x = (2 * rng.beta(2, 4, 500) - 1).round(8)
    yield "continuous", pd.DataFrame({"score": x, "outcome": (bent(x) + 0.04 * (x >= 0) + (0.13 + 0.1 * np.abs(x)) * rng.normal(size=500)).round(6)})
    x = (np.round(2 * rng.beta(3, 3, 2000) / 0.05) * 0.05 - 1.2).round(2)
    yield "rounded", pd.DataFrame({"score": x, "outcome": (3 + bent(x / 1.5) + 0.3 * (x >= 0) + 0.3 * rng.normal(size=2000)).round(4)})
    n = 2000
    cluster = rng.integers(0, 60, n)
    shared = rng.normal(size=60)
    x = (20 * rng.normal(size=n)).round(2)
    z1 = rng.normal(size=n).round(4)
    z2 = rng.binomial(1, 0.3, n)
    taken = (rng.uniform(size=n) < 0.2 + 0.5 * (x >= 0) + 0.002 * x.clip(-50, 50)).astype(int)
    y = 50 + 0.3 * x - 0.004 * x**2 + 6 * taken + 2 * z1 - 3 * z2 + 2 * shared[cluster] + 4 * rng.normal(size=n)
    yield "fuzzy", pd.DataFrame({"score": x, "outcome": y.round(4), "treatment": taken, "z1": z1, "z2": z2, "z3": (3 * z1 - z2).round(4), "cluster": cluster})


def numbers(values):
    return [float(v) for v in np.asarray(values, dtype=float).reshape(-1)]


def effect(data, options):
    """`options` are rdrobust's; cluster and treatment are flags. None where rdrobust finds no bandwidth."""
    o = dict(options)
    given = {}
    if o.pop("fuzzy", False):
        given["fuzzy"] = data["treatment"].to_numpy(float)
    names = o.pop("covs", None)
    if names:
        given["covs"] = data[names]
    if o.pop("cluster", False):
        given["cluster"] = data["cluster"].to_numpy()
    use = o.pop("patched", False)
    for module in (funs, bwselect_module):
        module.rdrobust_bw = patched if use else as_printed
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            fit = rdrobust.rdrobust(data["outcome"].to_numpy(float), data["score"].to_numpy(float), **given, **o)
    except Exception as error:
        assert "Not enough variability" in str(error)
        return None
    found = {
        "h": numbers(fit.bws.iloc[0]), "b": numbers(fit.bws.iloc[1]),
        "conventional": [float(fit.coef.iloc[0, 0]), float(fit.se.iloc[0, 0])],
        "robust": [float(fit.coef.iloc[2, 0]), float(fit.se.iloc[2, 0])],
        "intercepts": numbers(fit.tau_cl), "corrected": numbers(fit.tau_bc),
        "withinH": [int(v) for v in fit.N_h], "withinB": [int(v) for v in fit.N_b], "values": [int(v) for v in fit.M],
    }
    if fit.tau_T is not None:
        found["firstStage"] = [float(fit.tau_T.iloc[0, 0]), float(fit.se_T.iloc[0, 0]), float(fit.tau_T.iloc[2, 0]), float(fit.se_T.iloc[2, 0])]
    if fit.n_clust is not None:
        found["clusters"] = [int(fit.n_clust), int(fit.n_clust_l), int(fit.n_clust_r)]
    if names and "z3" not in names:
        found["slopes"] = np.asarray(fit.coef_covs, dtype=float).T.tolist()
    return found


def cr2(data, h, b, p, q):
    """The robust error of a sharp design by side, triangular: projections in an orthonormal basis from a QR decomposition."""
    x, y, cluster = (data[name].to_numpy() for name in ("score", "outcome", "cluster"))
    variance = 0
    for side, wide, wider in [(x < 0, h[0], b[0]), (x >= 0, h[1], b[1])]:
        u, out, of = x[side] / wider, y[side], cluster[side]
        weights = np.maximum(1 - np.abs(x[side]) / wide, 0)
        bias_weights = np.maximum(1 - np.abs(u), 0)
        main = np.vander(x[side] / wide, p + 1, increasing=True)
        powers = np.vander(u, q + 1, increasing=True)
        counts = np.linalg.pinv(np.sqrt(weights)[:, None] * main)[0] * np.sqrt(weights)
        triangle = np.linalg.qr(np.sqrt(bias_weights)[:, None] * powers)[1]
        turn = np.linalg.inv(triangle)
        unit = powers @ turn
        next_counts = (turn[p + 1] @ unit.T) * bias_weights
        counts = counts - counts @ (x[side] / wide) ** (p + 1) * (wide / wider) ** (p + 1) * next_counts
        residuals = out - unit @ (unit.T @ (bias_weights * out))
        for g in np.unique(of):
            own = of == g
            share, vectors = np.linalg.eigh((unit[own] * bias_weights[own, None]).T @ unit[own])
            share = np.clip(share, 0, None)
            more = np.where(share < 1e-12, 0.5, (1 / np.sqrt(1 - share) - 1) / np.where(share < 1e-12, 1, share))
            drawn = vectors.T @ (unit[own].T @ (bias_weights[own] * residuals[own]))
            variance += (counts[own] @ residuals[own] + ((counts[own] @ unit[own]) @ vectors * more) @ drawn) ** 2
    return float(np.sqrt(variance))


def direct(data, options):
    units = [1, 12, 20]
    return {
        "robust": cr2(data, options["h"], options["b"], options["p"], options["q"]),
        "byUnit": [effect(data.assign(score=data["score"] / u), {**options, "h": [v / u for v in options["h"]], "b": [v / u for v in options["b"]]})["robust"][1] for u in units],
    }


def plot(data, binselect, masspoints):
    with contextlib.redirect_stdout(io.StringIO()):
        fit = rdrobust.rdplot(data["outcome"].to_numpy(float), data["score"].to_numpy(float), binselect=binselect, masspoints=masspoints, hide=True)
    bins = fit.vars_bins
    return {
        "count": [int(v) for v in fit.J], "optimal": numbers(fit.J_IMSE), "mimicking": numbers(fit.J_MV),
        "coefficients": np.asarray(fit.coef, dtype=float).T.tolist(),
        "rows": [int(v) for v in bins["rdplot_N"]], "score": numbers(bins["rdplot_mean_x"]), "outcome": numbers(bins["rdplot_mean_y"]),
        "low": numbers(bins["rdplot_ci_l"]), "high": numbers(bins["rdplot_ci_r"]),
    }


kernels = ["triangular", "uniform", "epanechnikov"]
selectors = [t + k for t in ("mse", "cer") for k in ("rd", "two", "sum", "comb1", "comb2")]


def cases():
    for i, selector in enumerate(selectors):
        for j, kernel in enumerate(kernels):
            yield "continuous", {"bwselect": selector, "kernel": kernel, "vce": ["nn", "hc0", "hc1", "hc2", "hc3"][(i + j) % 5]}
    for vce in ["hc0", "hc1", "hc2", "hc3", "nn"]:
        for p in [0, 1, 2, 3]:
            yield "continuous", {"vce": vce, "p": p, "q": p + 1, "kernel": kernels[p % 3]}
    yield "continuous", {"p": 1, "q": 3, "h": 0.3, "b": 0.5}
    yield "continuous", {"p": 1, "q": 3, "patched": True}
    yield "continuous", {"p": 0, "q": 2, "patched": True, "vce": "hc2"}
    yield "continuous", {"h": [0.2, 0.3], "b": [0.35, 0.25]}
    yield "continuous", {"h": [0.2, 0.3], "b": [0.35, 0.25], "vce": "hc1"}
    yield "continuous", {"h": 0.25}
    yield "continuous", {"h": 0.25, "vce": "hc3", "kernel": "uniform"}
    for more in [{"scaleregul": 0}, {"scaleregul": 0.5}, {"bwcheck": 40}, {"bwrestrict": False, "p": 2, "q": 3}, {"stdvars": False}, {"nnmatch": 5}, {"nnmatch": 1}]:
        yield "continuous", more
    for masspoints in ["adjust", "check", "off"]:
        for kernel, selector, vce in zip(kernels, ["mserd", "msetwo", "cercomb2"], ["nn", "hc1", "hc3"]):
            yield "rounded", {"masspoints": masspoints, "kernel": kernel, "bwselect": selector, "vce": vce}
        yield "rounded", {"masspoints": masspoints, "bwselect": "msesum", "bwcheck": 12}
    yield "rounded", {"p": 2, "q": 3, "bwselect": "msecomb2"}
    yield "rounded", {"h": 0.3, "b": 0.5, "vce": "nn"}
    for i, (fuzzy, covs, cluster) in enumerate([(f, c, g) for f in (False, True) for c in (None, ["z1", "z2"], ["z1", "z2", "z3"]) for g in (False, True)]):
        for j, selector in enumerate(["mserd", "msetwo", "certwo", "msecomb2"]):
            o = {"fuzzy": fuzzy, "cluster": cluster, "bwselect": selector, "kernel": kernels[(i + j) % 3],
                 "vce": ["cr1", "cr2", "cr3", "cr1"][j] if cluster else ["nn", "hc1", "hc2", "hc3"][(i + j) % 4]}
            yield "fuzzy", {**o, "covs": covs} if covs else o
    for vce in ["cr1", "cr2", "cr3"]:
        yield "fuzzy", {"fuzzy": True, "cluster": True, "covs": ["z1", "z2"], "vce": vce, "h": 15, "b": 15}
        yield "fuzzy", {"cluster": True, "vce": vce, "h": [12, 14], "b": [20, 10], "p": 2, "q": 3}
    yield "fuzzy", {"fuzzy": True, "covs": ["z1", "z2"], "h": [12, 15], "b": [22, 26]}


def senate_cases():
    yield {}
    yield {"kernel": "uniform"}
    yield {"bwselect": "msetwo"}
    yield {"p": 2, "q": 3}
    for selector in selectors:
        yield {"bwselect": selector, "kernel": "epanechnikov"}
    for vce in ["hc0", "hc1", "hc2", "hc3"]:
        yield {"vce": vce}
    yield {"covs": ["class", "termshouse", "termssenate"]}
    yield {"covs": ["class", "termshouse", "termssenate"], "cluster": True, "vce": "cr1"}
    yield {"cluster": True, "vce": "cr1"}
    yield {"cluster": True, "vce": "cr2", "bwselect": "certwo"}


made = {"by": "goldens/threshold/make.py", "seed": seed, "packages": {p: version(p) for p in ("rdrobust", "rdrobust-rust", "numpy", "pandas", "scipy")}}
tolerance = {"effects": 1e-8, "ported": 1e-6, "plots": 1e-8}
reason = ("rdrobust inverts cross-products of raw powers, which costs it digits: most agree to 1e-11, order 3 with bias order 4 to 5e-10, "
          "coefficients of curves of order 4 in raw scores to 4e-9")
golden = {"made": made, "tolerance": tolerance, "reason": reason, "cases": [], "senate": [], "plots": [], "shuffled": [], "senatePlots": [], "seed": []}
data = dict(tables())
for name, table in data.items():
    table.to_csv(here / f"{name}.csv", index=False)
    data[name] = pd.read_csv(here / f"{name}.csv")
for table, options in cases():
    case = {"table": table, "options": options, "found": effect(data[table], options)}
    if options.get("vce") == "cr2" and options.get("q") == 3:
        case["direct"] = direct(data[table], options)
    if options.get("patched"):
        own = {k: v for k, v in options.items() if k != "patched"}
        port = rdrobust_rust.rdrobust(data[table]["outcome"].to_numpy(float), data[table]["score"].to_numpy(float), **own)
        case["ported"] = {"h": port["bws"][0][0], "b": port["bws"][1][0], "value": port["coef"][2], "standardError": port["se"][2]}
    golden["cases"].append(case)
for table in data:
    for binselect in ["es", "espr", "esmv", "esmvpr", "qs", "qspr", "qsmv", "qsmvpr"]:
        if table != "fuzzy" or binselect.endswith("pr"):
            golden["plots"].append({"table": table, "bins": binselect, "found": plot(data[table], binselect, "adjust")})
for binselect in ["esmv", "qsmv"]:
    counts = [plot(data["fuzzy"].sample(frac=1, random_state=i), binselect, "adjust")["count"] for i in range(400)]
    golden["shuffled"].append({"bins": binselect, "mean": np.mean(counts, axis=0).tolist(), "deviation": np.std(counts, axis=0).tolist()})
shared = Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent.parent.parent / "shared"
senate = pd.read_csv(shared / "datasets/senate.csv").rename(columns={"margin": "score", "vote": "outcome", "state": "cluster"})
senate = senate[senate["score"].notna() & senate["outcome"].notna()]
for options in senate_cases():
    rows = senate.dropna(subset=options.get("covs", []))
    golden["senate"].append({"options": options, "found": effect(rows, options)})
for binselect in ["es", "espr", "esmv", "esmvpr", "qs", "qspr", "qsmv", "qsmvpr"]:
    golden["senatePlots"].append({"bins": binselect, "found": plot(senate, binselect, "adjust")})
logs = pd.read_csv(shared / "golden/toolset/synthetic_llm_logs_50000.csv.gz")
logs = pd.DataFrame({"score": logs["query_confidence"] - 0.85, "outcome": logs["task_completed"], "treatment": logs["routed_to_premium"]})
for options in [{}, {"fuzzy": True}, {"bwselect": "cerrd", "vce": "hc3"}]:
    golden["seed"].append({"options": options, "found": effect(logs, options)})
(here / "threshold.json").write_text(json.dumps(golden, indent=1) + "\n")
print(len(golden["cases"]), len(golden["senate"]), len(golden["plots"]))
