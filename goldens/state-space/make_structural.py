# Run: python goldens/state-space/make_structural.py   (needs statsmodels, scipy, numpy; rewrites structural.json beside it)
# Structural series by statsmodels UnobservedComponents with exact diffuse initial states, coefficients of regressors among the states (mle_regression=False),
# no observation left out of the likelihood (loglikelihood_burn 0); joint forecasts and predictions averaged over variances in numpy alone, by generalized least squares.
import json
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
from scipy.optimize import brentq, minimize
from scipy.stats import t as student
from statsmodels.datasets import nile
from statsmodels.tsa.statespace.structural import UnobservedComponents

here = Path(__file__).parent
seed = 20261130
rng = np.random.default_rng(seed)
after = 9
usual = {"irregular": 1, "level": 1, "slope": 0.1, "seasonal": 0.3}
trends = {
    "local-level": ("local level", ["irregular", "level"]),
    "local-linear-trend": ("local linear trend", ["irregular", "level", "slope"]),
    "smooth-trend": ("smooth trend", ["irregular", "slope"]),
    "level-with-drift": ("local linear deterministic trend", ["irregular", "level"]),
}


def names_of(trend, season):
    return trends[trend][1] + (["seasonal"] if season else [])


def simulate(trend, season, n, variances, gaps, regressors):
    """A series with effects of regressors, without the values at the gaps."""
    level, slope, effects = 50.0, 0.2, list(rng.normal(0, 3, (season or 1) - 1))
    # Near zero: exact diffuse filters lose digits where a regressor starts far from it, statsmodels' and others alike.
    x = rng.normal(size=(n + after, regressors)).cumsum(axis=0) * 0.5
    y = []
    for t in range(n):
        value = level + (effects[0] if season else 0) + rng.normal() * variances["irregular"] ** 0.5 + (0.7 * x[t]).sum()
        y.append(round(value, 4))
        level += (slope if trend != "local-level" else 0) + rng.normal() * variances.get("level", 0) ** 0.5
        slope += rng.normal() * variances.get("slope", 0) ** 0.5
        if season:
            effects = [-sum(effects) + rng.normal() * variances["seasonal"] ** 0.5] + effects[:-1]
    y = np.array(y)
    y[gaps] = np.nan
    return y, np.round(x, 4)


def model_of(trend, season, y, x):
    return UnobservedComponents(
        y, trends[trend][0], seasonal=season, exog=x[: len(y)] if x.shape[1] else None, mle_regression=False, use_exact_diffuse=True)


def design(trend, season, n, x):
    """y = D diffuse + sum over names of noise: D and one covariance a name, over n periods, from the definition of the model alone."""
    size = 2 if trend != "local-level" else 1
    s = (season or 1) - 1
    T = np.zeros((size + s, size + s))
    T[0, 0] = 1
    if size == 2:
        T[0, 1] = T[1, 1] = 1
    if s:
        T[size, size:] = -1
        T[size + 1:, size:-1] = np.eye(s - 1)
    z = np.zeros(size + s)
    z[0] = 1
    if s:
        z[size] = 1
    powers = [np.eye(size + s)]
    for _ in range(n):
        powers.append(T @ powers[-1])
    D = np.column_stack([np.array([z @ powers[t] for t in range(n)]), x[:n]])
    covariances = {"irregular": np.eye(n)}
    for name, at in {"level": 0, "slope": 1, "seasonal": size}.items():
        if name not in names_of(trend, season):
            continue
        # Noise of period u reaches period t > u after t - u - 1 moves.
        reach = np.array([[z @ powers[t - u - 1][:, at] if t > u else 0 for u in range(n)] for t in range(n)])
        covariances[name] = reach @ reach.T
    return D, covariances


def by_least_squares(y, D, V):
    """Restricted log-likelihood with the best scale (up to a constant), that scale, degrees of freedom; mean and covariance of the periods after y at scale one."""
    n = len(y)
    seen = np.where(~np.isnan(y))[0]
    later = np.arange(n, len(D))
    inverse = np.linalg.inv(V[np.ix_(seen, seen)])
    D1 = D[seen]
    information = D1.T @ inverse @ D1
    delta = np.linalg.solve(information, D1.T @ inverse @ y[seen])
    e = y[seen] - D1 @ delta
    freedom = len(seen) - D.shape[1]
    scale = e @ inverse @ e / freedom
    log = -0.5 * (np.linalg.slogdet(V[np.ix_(seen, seen)])[1] + np.linalg.slogdet(information)[1]) - freedom / 2 * np.log(scale)
    c = V[np.ix_(later, seen)] @ inverse
    G = D[later] - c @ D1
    mean = D[later] @ delta + c @ e
    covariance = V[np.ix_(later, later)] - c @ V[np.ix_(seen, later)] + G @ np.linalg.solve(information, G.T)
    return log, scale, freedom, mean, covariance


def likeliest(model):
    best = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        count = len(model.param_names)
        spread = np.nanvar(np.diff(model.endog[:, 0]))
        for start in [None] + [rng.uniform(0.05, 1, count) * spread for _ in range(5)]:
            found = model.fit(start_params=start, disp=0, maxiter=2000)
            polished = minimize(lambda s: -model.loglike(s**2), np.sqrt(found.params), method="Nelder-Mead",
                                options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 20000, "maxfev": 20000})
            if best is None or -polished.fun > best[1]:
                best = polished.x**2, -polished.fun
    return best


def listed(values):
    return [None if np.isnan(v) else float(v) for v in np.asarray(values, float)]


def case(name, trend, season, y, x, given):
    model = model_of(trend, season, y, x)
    names = names_of(trend, season)
    at = model.smooth([given[k] for k in names])
    assert at.loglikelihood_burn == 0
    f = at.filter_results
    d = f.nobs_diffuse
    V = lambda covariances, v: sum(v[k] * covariances[k] for k in names)
    D, covariances = design(trend, season, len(y) + after, x)
    _, _, _, mean, covariance = by_least_squares(y, D, V(covariances, given))
    params, log = likeliest(model)
    best = model.smooth(params)
    later = x[len(y):] if x.shape[1] else None
    ahead = best.get_forecast(after, exog=later)
    given_ahead = at.get_forecast(after, exog=later)
    assert np.allclose(given_ahead.predicted_mean, mean, rtol=1e-6), name
    assert np.allclose(given_ahead.var_pred_mean, np.diag(covariance), rtol=1e-5), name
    return {
        "name": name, "trend": trend, "season": season, "values": listed(y), "regressors": [listed(c) for c in x.T],
        "given": {
            "variances": given, "logLikelihood": float(at.llf), "diffusePeriods": int(d),
            "errors": listed(f.forecasts_error[0, d:]), "errorVariances": listed(f.forecasts_error_cov[0, 0, d:]),
            # statsmodels says 0 for missing periods.
            "standardized": listed(np.where(np.isnan(y), np.nan, f.standardized_forecasts_error[0])[d:]),
            "predictedStates": [listed(s) for s in f.predicted_state[:, d:len(y)].T],
            "predictedVariances": [listed(np.diag(f.predicted_state_cov[:, :, t])) for t in range(d, len(y))],
            "smoothedStates": [listed(s) for s in at.smoothed_state.T],
            "smoothedVariances": [listed(np.diag(at.smoothed_state_cov[:, :, t])) for t in range(len(y))],
            "forecast": {"mean": listed(given_ahead.predicted_mean), "variance": listed(given_ahead.var_pred_mean)},
            "jointForecast": {"mean": listed(mean), "covariance": [listed(row) for row in covariance]},
        },
        "best": {
            "variances": dict(zip(names, map(float, params))), "logLikelihood": float(log),
            "forecast": {"mean": listed(ahead.predicted_mean), "variance": listed(ahead.var_pred_mean)},
        },
    }


def averaged(name, trend, values, before, points):
    """The mean of the periods after the launch, predicted over all directions of the standard deviations: a grid of their angles, weighed by likelihood."""
    names = names_of(trend, None)
    y = values[:before].copy()
    D, covariances = design(trend, None, len(values), np.zeros((len(values), 0)))
    seen = ~np.isnan(values[before:])
    w = seen / seen.sum()
    middle = (np.arange(points) + 0.5) / points
    if len(names) == 2:
        grid = [(np.array([np.cos(a), np.sin(a)]), 1.0) for a in middle * np.pi / 2]
    else:
        # Angles in squares of evenly spaced numbers: finer where slopes are small.
        grid = [(np.array([np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)]), np.cos(a) * u * v)
                for u in middle for v in middle for a, b in [(u * u * np.pi / 2, v * v * np.pi / 2)]]
    logs, means, deviations = [], [], []
    for direction, _ in grid:
        V = sum((usual[k] * s) ** 2 * covariances[k] for k, s in zip(names, direction))
        log, scale, freedom, mean, covariance = by_least_squares(y, D, V)
        logs.append(log)
        means.append(w @ mean)
        deviations.append(np.sqrt(scale * (w @ covariance @ w)))
    logs, means, deviations = map(np.array, (logs, means, deviations))
    weights = np.array([g for _, g in grid]) * np.exp(logs - logs.max())
    weights /= weights.sum()
    cdf = lambda v: weights @ student.cdf((v - means) / deviations, freedom)
    wide = 50 * deviations.max()
    mean = weights @ means
    quantile = lambda p: brentq(lambda v: cdf(v) - p, mean - wide, mean + wide, xtol=1e-12)
    observed = np.nansum(np.where(seen, values[before:], 0) * w)
    standard_error = np.sqrt(weights @ ((means - mean) ** 2 + deviations**2 * freedom / (freedom - 2)))
    below = cdf(observed)
    return {
        "name": name, "trend": trend, "values": listed(values), "before": before,
        "average": {"value": observed - mean, "standardError": standard_error, "low": observed - quantile(0.975), "high": observed - quantile(0.025),
                    "pValue": 2 * min(below, 1 - below)},
    }


specs = [
    ("level", "local-level", None, 40, {"irregular": 1, "level": 0.3}, [], 0),
    ("level with gaps", "local-level", None, 60, {"irregular": 2, "level": 0.2}, [0, 7, 8, 9, 59], 0),
    ("level and regressor", "local-level", None, 50, {"irregular": 1, "level": 0.5}, [], 1),
    ("level and two regressors with gaps", "local-level", None, 80, {"irregular": 1, "level": 0.1}, [1, 2, 30], 2),
    ("trend", "local-linear-trend", None, 80, {"irregular": 1, "level": 0.2, "slope": 0.02}, [], 0),
    ("trend with gaps", "local-linear-trend", None, 60, {"irregular": 0.5, "level": 0.4, "slope": 0.05}, [0, 2, 3, 40], 0),
    ("trend and regressor", "local-linear-trend", None, 70, {"irregular": 1, "level": 0.3, "slope": 0.01}, [], 1),
    ("smooth trend", "smooth-trend", None, 60, {"irregular": 1, "slope": 0.03}, [], 0),
    ("drift", "level-with-drift", None, 50, {"irregular": 1, "level": 0.4}, [12], 0),
    ("level and week", "local-level", 7, 70, {"irregular": 1, "level": 0.2, "seasonal": 0.05}, [], 0),
    ("level and week with gaps and regressor", "local-level", 7, 90, {"irregular": 1, "level": 0.2, "seasonal": 0.03}, [3, 4, 5, 20], 1),
    ("trend and quarters with gaps", "local-linear-trend", 4, 80, {"irregular": 1, "level": 0.3, "slope": 0.02, "seasonal": 0.1}, [1, 33], 0),
    ("smooth trend, week and regressor", "smooth-trend", 7, 100, {"irregular": 1, "slope": 0.01, "seasonal": 0.02}, [], 1),
]
cases = []
for name, trend, season, n, variances, gaps, regressors in specs:
    y, x = simulate(trend, season, n, variances, gaps, regressors)
    cases.append(case(name, trend, season, y, x, variances))

flow = nile.load_pandas().data["volume"].to_numpy(float)
cases.append(case("Nile", "local-level", None, flow, np.zeros((100 + after, 0)), {"irregular": 15099.0, "level": 1469.1}))

level, _ = simulate("local-level", None, 44, {"irregular": 1, "level": 0.2}, [5, 36], 0)
trend, _ = simulate("local-linear-trend", None, 47, {"irregular": 1, "level": 0.1, "slope": 0.01}, [9], 0)
means = [
    averaged("Nile, the dam of 1899", "local-level", flow, 28, 3000),
    averaged("level", "local-level", level, 32, 3000),
    averaged("trend", "local-linear-trend", trend, 35, 70),
]

out = {
    "made": {"by": "make_structural.py", "seed": seed, **{p: version(p) for p in ("statsmodels", "scipy", "numpy")}},
    "options": "use_exact_diffuse=True, mle_regression=False, loglikelihood_burn=0: every observation counts; diffuse ones by log(2 pi F), F the infinite part. Filter output from the first period after the diffuse ones.",
    "tolerance": {
        "fixed": 1e-8, "fixedReason": "the same recursions in double precision",
        "best": 1e-4, "bestReason": "variances at the largest likelihood, which is flat there: statsmodels polished by Nelder-Mead; the likelihood itself to 1e-6",
        "averaged": 0.1, "averagedReason": "weights of random draws against a grid: in standard errors of the reference",
    },
    "cases": cases, "averaged": means,
}
(here / "structural.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
for c in cases:
    print(c["name"], c["best"]["variances"], c["best"]["logLikelihood"], c["given"]["diffusePeriods"])
print([m["average"] for m in means])
