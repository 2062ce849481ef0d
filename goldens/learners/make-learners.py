"""
Base learners by scikit-learn; S-, T-, X-, R- and DR-learners over them by econml; doubly robust scores by numpy. Run: python goldens/learners/make-learners.py

Folds are given. Columns are coded by hand: numbers, and indicators of levels but the first. Ridge and lasso stand on columns with mean zero and deviation one among the rows
(weighted where rows are), with alpha = penalty times the sum of weights, and alpha = penalty. Chances of several arms: one logistic regression an arm, divided by their sum.
econml passes no weights to its S-, T- and X-learners: those with weights are written out.
"""
import json
import pathlib
import platform
import warnings
from importlib.metadata import version

import numpy as np
from econml.dml import NonParamDML
from econml.dr import DRLearner
from econml.metalearners import SLearner, TLearner, XLearner
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin, clone
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Lasso, LassoCV, LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import PredefinedSplit
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
seed = 20260915
rng = np.random.default_rng(seed)
n, count, shown = 360, 3, 24
levels = ["free", "plus", "team"]

numbers = rng.normal(size=(n, 3)).round(3)
numbers[:, 1] = np.exp(numbers[:, 1] / 2).round(3)
plan = rng.choice(3, size=n, p=[0.5, 0.3, 0.2])
X = np.column_stack([numbers, plan == 1, plan == 2]).astype(float)
utility = np.column_stack([np.zeros(n), 0.4 * X[:, 0] - 0.2, 0.3 * X[:, 3] - 0.3 * X[:, 1]])
arm = (utility + rng.gumbel(size=(n, 3))).argmax(1)
tau = np.column_stack([np.zeros(n), 0.5 + 0.4 * X[:, 0], -0.2 + 0.5 * X[:, 4] + 0.3 * X[:, 1]])
mean = X @ [0.6, 0.3, -0.2, 0.5, -0.4] + tau[np.arange(n), arm]
y = (mean + rng.normal(size=n)).round(3)
binary = (rng.uniform(size=n) < 1 / (1 + np.exp(-mean + 0.4))).astype(int)
weights = rng.uniform(0.4, 2.5, size=n).round(2)
known = np.exp(utility) / np.exp(utility).sum(1, keepdims=True)
known = known.round(4)
known[:, 0] = 1 - known[:, 1] - known[:, 2]
fold = rng.permutation(np.arange(n) % count)
splits = lambda f: [(np.flatnonzero(f != k), np.flatnonzero(f == k)) for k in range(count)]


def ml():
    return LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-14, max_iter=500)


class Chance(RegressorMixin, BaseEstimator):
    """The logistic regression as a regression: it predicts the chance."""

    def fit(self, X, y, sample_weight=None):
        self.model_ = ml().fit(X, y, sample_weight=sample_weight)
        return self

    def predict(self, X):
        return self.model_.predict_proba(X)[:, 1]


class Penalised(RegressorMixin, BaseEstimator):
    def __init__(self, kind, penalty):
        self.kind = kind
        self.penalty = penalty

    def fit(self, X, y, sample_weight=None):
        w = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight)
        self.scaler_ = StandardScaler().fit(X, sample_weight=w)
        model = Ridge(alpha=self.penalty * w.sum(), solver="cholesky") if self.kind == "ridge" else Lasso(alpha=self.penalty, tol=1e-15, max_iter=10**6)
        self.model_ = model.fit(self.scaler_.transform(X), np.asarray(y).ravel(), sample_weight=w)
        return self

    def predict(self, X):
        return self.model_.predict(self.scaler_.transform(X))


class PerArm(RegressorMixin, BaseEstimator):
    """A regression of its own for each arm; the last columns tell which."""

    def __init__(self, base, arms):
        self.base = base
        self.arms = arms

    def fit(self, XT, y, sample_weight=None):
        X, T = self.apart(XT)
        w = np.ones(len(y)) if sample_weight is None else sample_weight
        self.models_ = [clone(self.base).fit(X[T == k], y[T == k], sample_weight=w[T == k]) for k in range(self.arms)]
        return self

    def predict(self, XT):
        X, T = self.apart(XT)
        return np.choose(T, [m.predict(X) for m in self.models_])

    def apart(self, XT):
        k = self.arms - 1
        return XT[:, :-k], (XT[:, -k:] @ np.arange(1, self.arms)).round().astype(int)


class Known(ClassifierMixin, BaseEstimator):
    """Chances that were drawn: looked up by the features of the unit."""

    def fit(self, X, y, sample_weight=None):
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X_):
        return known[[int(np.flatnonzero((X == x).all(1))[0]) for x in X_]]

    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(1)]


bases = {
    "ols": LinearRegression(),
    "ridge": Penalised("ridge", 0.3),
    "lasso": Penalised("lasso", 0.03),
    "logistic": Chance(),
}


class OneAgainstRest(ClassifierMixin, BaseEstimator):
    """A logistic regression for each arm, so that chances add up to one."""

    def fit(self, X, y, sample_weight=None):
        self.classes_ = np.unique(y)
        self.models_ = [Chance().fit(X, y == k, sample_weight=sample_weight) for k in self.classes_]
        return self

    def predict_proba(self, X):
        each = np.column_stack([m.predict(X) for m in self.models_])
        return each / each.sum(1, keepdims=True)

    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(1)]


def effects(est):
    return est.const_marginal_effect(X[:shown]).reshape(shown, -1).T.tolist()


learners = []
for base in bases:
    outcome = binary if base == "logistic" else y
    final = bases["ols"] if base == "logistic" else bases[base]
    of = {"outcome": base, "effect": "ols" if base == "logistic" else base}
    add = lambda learner, found, weighted=False, **more: learners.append(
        {"learner": learner, **of, "weighted": weighted, **more, "effects": found}
    )
    if base == "ols":
        s = SLearner(overall_model=clone(bases[base]))
        s.fit(outcome, arm, X=X)
        add("s", effects(s))
    for w in (None, weights):
        # econml has an indicator of control too, which penalties are shared with.
        under = lambda k: np.column_stack([X, np.broadcast_to(k, n) == 1, np.broadcast_to(k, n) == 2])
        joint = clone(bases[base]).fit(under(arm), outcome, sample_weight=w)
        add("s", [(joint.predict(under(k)) - joint.predict(under(0)))[:shown].tolist() for k in (1, 2)], weighted=w is not None)
    t = TLearner(models=clone(bases[base]))
    t.fit(outcome, arm, X=X)
    add("t", effects(t))
    x = XLearner(models=clone(bases[base]), cate_models=clone(final), propensity_model=ml())
    x.fit(outcome, arm, X=X)
    add("x", effects(x))
    for w in (None, weights):
        pairs = []
        for k in (1, 2):
            own = (arm == 0) | (arm == k)
            r = NonParamDML(
                model_y=clone(bases[base]),
                model_t=ml(),
                model_final=clone(final),
                discrete_treatment=True,
                cv=splits(fold[own]),
                random_state=1,
            )
            r.fit(outcome[own], (arm[own] == k).astype(int), X=X[own], sample_weight=None if w is None else w[own])
            pairs.append(r.const_marginal_effect(X[:shown]).ravel().tolist())
        add("r", pairs, weighted=w is not None)
        dr = DRLearner(
            model_propensity=OneAgainstRest(),
            model_regression=PerArm(bases[base], 3),
            model_final=clone(final),
            cv=splits(fold),
            min_propensity=1e-6,
            random_state=1,
        )
        dr.fit(outcome, arm, X=X, sample_weight=w)
        add("dr", effects(dr), weighted=w is not None)
    if base == "ols":
        drawn = DRLearner(
            model_propensity=Known(), model_regression=PerArm(bases[base], 3), model_final=clone(final), cv=splits(fold), min_propensity=1e-6, random_state=1
        )
        drawn.fit(outcome, arm, X=X)
        add("dr", effects(drawn), known=True)

    fit = lambda target, rows, model=base: clone(bases[model]).fit(X[rows], target[rows], sample_weight=weights[rows])
    by_arm = [fit(outcome, np.flatnonzero(arm == k)) for k in range(3)]
    add("t", [(by_arm[k].predict(X) - by_arm[0].predict(X))[:shown].tolist() for k in (1, 2)], weighted=True)
    crossed = []
    for k in (1, 2):
        treated, control = np.flatnonzero(arm == k), np.flatnonzero(arm == 0)
        imputed = np.where(arm == 0, by_arm[k].predict(X) - outcome, outcome - by_arm[0].predict(X))
        tau0, tau1 = (fit(imputed, rows, of["effect"]).predict(X) for rows in (control, treated))
        both = np.concatenate([control, treated])
        e = ml().fit(X[both], arm[both] == k, sample_weight=weights[both]).predict_proba(X)[:, 1]
        crossed.append((e * tau0 + (1 - e) * tau1)[:shown].tolist())
    add("x", crossed, weighted=True)


def scores(w, chances=None):
    found = np.zeros((3, n))
    for train, test in splits(fold):
        if chances is None:
            each = np.array([Chance().fit(X[train], arm[train] == k, sample_weight=w[train]).predict(X[test]) for k in range(3)])
            e = each / each.sum(0)
        else:
            e = chances[test].T
        for k in range(3):
            own = train[arm[train] == k]
            design = np.column_stack([np.ones(n), X])
            root = np.sqrt(w[own])
            beta = np.linalg.lstsq(design[own] * root[:, None], y[own] * root, rcond=None)[0]
            mu = design[test] @ beta
            found[k, test] = mu + (arm[test] == k) / e[k] * (y[test] - mu)
    return found[:, :shown].tolist(), (found @ w / w.sum()).tolist()


ones = np.ones(n)
scored = [
    {"weighted": w is not None, "known": chances is not None, "scores": (s := scores(ones if w is None else w, chances))[0], "means": s[1]}
    for w, chances in ((None, None), (weights, None), (None, known), (weights, known))
]

gaps = numbers.copy()
gaps[rng.uniform(size=(n, 3)) < [0.15, 0, 0.1]] = np.nan
filled = np.column_stack([SimpleImputer(add_indicator=True).fit_transform(gaps), plan == 1, plan == 2])
based = []
for base in bases:
    outcome = binary if base == "logistic" else y
    for w in (None, weights):
        for name, design in (("complete", X), ("gaps", filled)):
            based.append(
                {"base": base, "weighted": w is not None, "features": name, "predicted": clone(bases[base]).fit(design, outcome, sample_weight=w).predict(design)[:shown].tolist()}
            )

Z = StandardScaler().fit_transform(X)
cv = LassoCV(alphas=100, eps=1e-3, cv=PredefinedSplit(fold), tol=1e-13, max_iter=10**6).fit(Z, y)
grid = 10.0 ** np.linspace(3, -4, 100)
left = [
    np.mean([((y[b] - Ridge(alpha=g * len(a), solver="cholesky").fit(Z[a], y[a]).predict(Z[b])) ** 2).mean() for a, b in splits(fold)]) for g in grid
]
best = grid[int(np.argmin(left))]
chosen = {
    "lasso": {"penalty": cv.alpha_, "predicted": cv.predict(Z)[:shown].tolist()},
    "ridge": {"penalty": best, "predicted": Ridge(alpha=best * n, solver="cholesky").fit(Z, y).predict(Z)[:shown].tolist()},
}

made = {name: version(name) for name in ("numpy", "scikit-learn", "econml")} | {"python": platform.python_version(), "seed": seed}
data = {
    "numbers": numbers.T.tolist(),
    "gaps": [[None if np.isnan(v) else v for v in column] for column in gaps.T.tolist()],
    "levels": levels,
    "plan": plan.tolist(),
    "arm": arm.tolist(),
    "outcome": y.tolist(),
    "binary": binary.tolist(),
    "weights": weights.tolist(),
    "known": known[:, 1:].T.tolist(),
    "fold": fold.tolist(),
}
why = "Closed forms and maxima that both find to rounding; scikit-learn's lasso stops by its duality gap, here at 1e-15 of the sum of squares: some 1e-8 of a slope."
golden = {"made": made, "tolerance": {"closed": 1e-8, "lasso": 1e-8}, "why": why, "data": data, "bases": based, "chosen": chosen, "learners": learners, "scores": scored}
text = json.dumps(golden, separators=(",", ":")).replace('},{"', '},\n{"').replace(',"bases"', ',\n"bases"').replace(',"learners"', ',\n"learners"')
pathlib.Path(__file__).with_name("learners.json").write_text(text + "\n")
