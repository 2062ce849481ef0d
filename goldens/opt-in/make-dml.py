# Run: python goldens/opt-in/make-dml.py   (needs doubleml, econml, scikit-learn, numpy, scipy, pandas; rewrites dml.json)
# Cross-fitted estimators on users.csv by the folds of folds.csv: fold f is predicted from all other folds. Learners have a constant and the columns of `names`:
# OLS ("linear"), logit by maximum likelihood without a penalty ("logistic"), the logit that is the minimum of -log likelihood + |slopes|^2 / 2, of columns with
# deviation 1 among the rows it is fitted to (divided by their number), told on the columns' own scale ("ridge").
#   irm  the doubly robust effect: ate; att (DoubleML's ATTE); atc (its ATTE with the arms exchanged, sign changed back). m1, m0 are fitted by arm.
#        att's weights are m_hat = e of the other folds; its share of treated is that of all rows. Nothing is clipped, nothing normalised.
#   plr  partially linear: sum (D - m)(y - l) / sum (D - m)^2, l the mean of y given x ("partialling out"); or sum (D - m)(y - g) / sum (D - m) D
#        ("IV-type"), g = OLS of y - theta D with theta the first, averaged over all rows.
# One number over all rows, not the mean of the folds' numbers (DML2). error: sqrt(mean(psi^2) / n) / |J|: HC0, nothing subtracted.
# clusters: folds of whole workspaces. "plain" is the same estimate as without clusters, its error CR0 (psi added up in workspaces); CR1 = CR0 sqrt(G / (G - 1)).
# "scaled" is what DoubleML itself does: every fold counts by 1 / its workspaces, in the estimate and in its error (no G / (G - 1)).
# repeats: 3 foldings. value is the median; error by Chernozhukov et al. (2018), def. 3.3: sqrt(median(error^2 + (value - median)^2)); errorOfBounds is what DoubleML 0.11
# does instead: the median of the upper ends value + 1.96 error, less the median, over 1.96. It is not the same for an effect and its negative; taken by rows of atc too.
# predictionsOfFirst of atc are of the exchanged arms: ml_m is the chance of not opting in, ml_g1 is of the others.
import logging
import warnings

import doubleml as dml
import numpy as np
import pandas as pd
from doubleml.utils import PSProcessorConfig
from econml.dml import LinearDML
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LinearRegression

from stacked import HERE, NAMES, binary_score, errors, logistic, read, regression, solve, write

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)


class Logit(ClassifierMixin, BaseEstimator):
    """A logit to rounding; penalty on the slopes."""

    def __init__(self, penalty=0.0):
        self.penalty = penalty

    def fit(self, x, y):
        Z = np.column_stack([np.ones(len(x)), x])
        self.classes_ = np.unique(y)
        free = np.r_[0.0, np.asarray(x).var(axis=0)]
        start = regression("logistic", Z, y, np.ones(len(y)))
        self.beta_ = start if self.penalty == 0 else solve(lambda v: binary_score("logit", Z, y, v) - self.penalty * (free * v)[None, :] / len(y), start)
        return self

    def predict_proba(self, x):
        p = logistic(self.beta_[0] + np.asarray(x) @ self.beta_[1:])
        return np.column_stack([1 - p, p])

    def predict(self, x):
        return (self.predict_proba(x)[:, 1] > 0.5).astype(float)


LEARNER = {"linear": LinearRegression, "logistic": Logit, "ridge": lambda: Logit(1.0)}
users = read("users")
folds = pd.read_csv(HERE / "folds.csv")
assert folds.user.tolist() == users["user"]
X, D, cluster = users["X"][:, 1:], users["D"], users["cluster"]
n, groups = len(D), int(cluster.max()) + 1
columns = [f"x{j}" for j in range(X.shape[1])]


def splits(name):
    f = folds[name].to_numpy()
    return [(np.where(f != k)[0], np.where(f == k)[0]) for k in range(5)]


def of_clusters(name):
    f = pd.Series(folds[name].to_numpy()).groupby(cluster).first()
    return [([f.index[f != k].to_numpy()], [f.index[f == k].to_numpy()]) for k in range(5)]


def run(spec, names, clustered=False):
    estimand, y, d = spec["estimand"], users[spec["outcome"]], D if spec["estimand"] != "atc" else 1 - D
    frame = pd.DataFrame(X, columns=columns).assign(y=y, d=d, c=cluster)
    data = dml.DoubleMLData(frame, "y", "d", x_cols=columns, cluster_cols="c" if clustered else None)
    if spec["model"] == "irm":
        score = "ATE" if estimand == "ate" else "ATTE"
        model = dml.DoubleMLIRM(data, LEARNER[spec["outcomeLearner"]](), LEARNER[spec["chanceLearner"]](), n_folds=5, score=score, draw_sample_splitting=False,
                                ps_processor_config=PSProcessorConfig(clipping_threshold=1e-12))
    else:
        kinds = {"partialling out": {}, "IV-type": {"ml_g": LinearRegression()}}[spec["score"]]
        model = dml.DoubleMLPLR(data, LEARNER[spec["outcomeLearner"]](), LEARNER[spec["chanceLearner"]](), **kinds, n_folds=5, score=spec["score"], draw_sample_splitting=False)
    model.set_sample_splitting([splits(name) for name in names], [of_clusters(name) for name in names] if clustered else None)
    model.fit(store_predictions=True)
    return model, -1.0 if estimand == "atc" else 1.0


def influence(model, sign, r):
    """psi over minus its mean derivative: centred at the estimate by itself."""
    return sign * model.psi[:, r, 0] / -model.psi_deriv[:, r, 0].mean()


def repeats(values, errs):
    value = np.median(values)
    return {"value": value, "error": np.sqrt(np.median(errs**2 + (values - value) ** 2)), "errorOfBounds": (np.median(values + 1.96 * errs) - value) / 1.96}


def case(spec):
    model, sign = run(spec, ["row1", "row2", "row3"])
    values, errs = sign * model.all_coef[0], model.all_se[0]
    phi = influence(model, sign, 0)
    assert np.isclose(np.sqrt((phi**2).mean() / n), errs[0], rtol=1e-12)
    theirs = repeats(values, errs)
    if sign > 0:  # with the arms exchanged the upper ends are lower ends
        assert np.isclose(theirs["errorOfBounds"], model.se[0], rtol=1e-10) and np.isclose(theirs["value"], model.coef[0], rtol=1e-12)
    first = {key: value[:5, 0, 0] for key, value in model.predictions.items() if value is not None and np.isfinite(value).all()}
    out = {**spec, "rows": {"values": values, "errors": errs, "repeats": theirs, "influenceOfFirst": phi[:5], "predictionsOfFirst": first}}
    names = ["workspace1", "workspace2", "workspace3"]
    model, sign = run(spec, names)
    plain = [errors(influence(model, sign, r), cluster) for r in range(3)]
    values = sign * model.all_coef[0]
    scaled, _ = run(spec, names, clustered=True)
    crs = np.array([e["CR1"] for e in plain])
    out["clusters"] = {"values": values, "errors": plain, "repeatsOfCR1": repeats(values, crs), "scaled": {"values": sign * scaled.all_coef[0], "errors": scaled.all_se[0]}}
    if spec["model"] == "plr" and spec.get("score") == "partialling out":
        out["econml"] = econml(spec, out["rows"])
    return out


def econml(spec, rows):
    discrete = spec["chanceLearner"] != "linear"
    other = LinearDML(model_y=LEARNER[spec["outcomeLearner"]](), model_t=LEARNER[spec["chanceLearner"]](), discrete_treatment=discrete, discrete_outcome=spec["outcomeLearner"] != "linear",
                      cv=splits("row1"), fit_cate_intercept=True)
    other.fit(users[spec["outcome"]], D.astype(int) if discrete else D, X=None, W=X, inference="statsmodels")
    value, error = float(np.ravel(other.intercept_)[0]), float(np.ravel(other.intercept__inference().stderr)[0])
    distances = {"value": abs(value - rows["values"][0]) / error, "error": abs(error / np.sqrt(n / (n - 1)) / rows["errors"][0] - 1)}
    assert max(distances.values()) < 1e-8, distances
    return {key: float(f"{v:.1e}") for key, v in distances.items()}


def sensitivity(spec, cf_y, cf_d, rho):
    """Omitted-variable bounds of Chernozhukov, Cinelli, Newey, Sharma and Syrgkanis (2022), at the first folding."""
    model, _ = run(spec, ["row1"])
    model.sensitivity_analysis(cf_y=cf_y, cf_d=cf_d, rho=rho)
    p = model.sensitivity_params
    el = model.sensitivity_elements
    bare = lambda v: float(np.ravel(v)[0])
    return {**spec, "cfY": cf_y, "cfD": cf_d, "rho": rho, "sigma2": bare(el["sigma2"]), "nu2": bare(el["nu2"]),
            "bounds": [bare(p["theta"]["lower"]), bare(p["theta"]["upper"])], "errorsOfBounds": [bare(p["se"]["lower"]), bare(p["se"]["upper"])],
            "limits": [bare(p["ci"]["lower"]), bare(p["ci"]["upper"])], "robustness": bare(p["rv"]), "robustnessOfLimit": bare(p["rva"])}


irm = lambda outcome, learner, estimand, chances="logistic": {"model": "irm", "outcome": outcome, "estimand": estimand, "outcomeLearner": learner, "chanceLearner": chances}
plr = lambda outcome, chances, score: {"model": "plr", "outcome": outcome, "estimand": "partially linear", "outcomeLearner": "linear", "chanceLearner": chances, "score": score}
specs = [irm(outcome, learner, estimand) for outcome, learner in (("minutes", "linear"), ("resolved", "logistic")) for estimand in ("ate", "att", "atc")]
specs += [irm("resolved", "ridge", "ate", "ridge"), irm("minutes", "linear", "att", "ridge")]
specs += [plr("minutes", "linear", "partialling out"), plr("minutes", "logistic", "partialling out"), plr("minutes", "ridge", "partialling out"), plr("resolved", "logistic", "partialling out"),
          plr("minutes", "logistic", "IV-type")]
cases = [case(spec) for spec in specs]
bounds = [sensitivity(spec, *at) for spec in (specs[0], specs[1], specs[9]) for at in ((0.03, 0.03, 1.0), (0.1, 0.05, 0.7))]
write("dml.json", ["doubleml", "econml", "scikit-learn", "scipy"], 1e-8,
      "Values 1e-8 of an error, errors 1e-8 of themselves: given folds leave nothing to chance, learners go to rounding. econml: distance of its LinearDML at the first folding, of the value "
      "in errors, of the error relative (econml multiplies the variance by n / (n - 1)). Robustness values 1e-4: DoubleML searches for them numerically.",
      names=NAMES, workspaces=groups, cases=cases, sensitivity=bounds)
