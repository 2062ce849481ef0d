"""
Synthetic controls of simulated panels and of Proposition 99, by pysyncon, augsynth-py and scipy. Run: python goldens/synthetic/make_controls.py (some minutes)

pysyncon searches weights by SLSQP with slopes from differences, which leaves them uncertain to 1e-4. Weights are therefore those of exact searches (non-negative least squares
of scipy, or Clarabel to 1e-12 with costs or constraints), and the maker stops where pysyncon or augsynth-py find other ones. Errors that a search for the weights of predictors
must not exceed are those of pysyncon's. The data of Proposition 99 are not part of this repository, its results are.
"""
import json
import pathlib
import platform
import warnings
from importlib.metadata import version

import clarabel
import numpy
import pandas
import scipy
from augsynth_py.synth.augmented import _ridge_augment
from augsynth_py.synth.classical import Synth as ClassicalSynth
from pysyncon import AugSynth, PenalizedSynth, Synth
from scipy.optimize import nnls

warnings.filterwarnings("ignore")
SEED = 20261201
PROP99 = pathlib.Path(__file__).parents[2].parent / "shared" / "datasets" / "prop99.csv"


def simplex(x0, x1, v=None):
    """x0: rows by donors."""
    root = numpy.sqrt(numpy.ones(len(x1)) if v is None else v)
    points = (x0 - x1[:, None]) * root[:, None]
    size = numpy.median(numpy.linalg.norm(points, axis=0))
    found, _ = nnls(numpy.vstack([points / size, numpy.ones(x0.shape[1])]), numpy.append(numpy.zeros(len(x1)), 1.0), maxiter=10000)
    return found / found.sum()


def conic(p, q, equal=None):
    """Least w'pw/2 + q'w on the simplex, with equal[0] w = equal[1]."""
    n = len(q)
    a = numpy.vstack([numpy.ones(n)] + ([] if equal is None else [equal[0]]))
    b = numpy.append(1.0, [] if equal is None else equal[1])
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-13
    solver = clarabel.DefaultSolver(
        scipy.sparse.csc_matrix(numpy.triu(p)), q, scipy.sparse.csc_matrix(numpy.vstack([a, -numpy.eye(n)])), numpy.append(b, numpy.zeros(n)),
        [clarabel.ZeroConeT(len(b)), clarabel.NonnegativeConeT(n)], settings,
    )
    return numpy.array(solver.solve().x)


def polished(w, p, q, equal=None):
    """The same weights in use, their equations solved."""
    n = len(q)
    used = numpy.flatnonzero(w > 1e-7)
    a = numpy.vstack([numpy.ones(n)] + ([] if equal is None else [equal[0]]))[:, used]
    b = numpy.append(1.0, [] if equal is None else equal[1])
    system = numpy.block([[p[numpy.ix_(used, used)], a.T], [a, numpy.zeros((len(b), len(b)))]])
    solved = numpy.linalg.lstsq(system, numpy.append(-q[used], b), rcond=None)[0]
    out = numpy.zeros(n)
    out[used] = solved[: len(used)]
    assert out.min() > -1e-9 and abs(out - w).max() < 1e-4, (out.min(), abs(out - w).max())
    return out


def effect(y, w, donors, before, moved):
    treated = y[donors:].mean(0)
    gap = treated - w @ y[:donors]
    return float(gap[before:].mean() - (gap[:before].mean() if moved else 0))


def centred(x0, x1, moved):
    if moved:
        x0, x1 = x0 - x0.mean(0), x1 - x1.mean()
    mean = x0.mean(1)
    return x0 - mean[:, None], x1 - mean


def augmented(x0, x1, penalty, moved):
    c0, c1 = centred(x0, x1, moved)
    w = simplex(c0, c1)
    mine = w + _ridge_augment(w, c0, c1, penalty)[0]
    theirs = w + AugSynth.solve_ridge(c1, c0, w, penalty)
    assert abs(mine - theirs).max() < 1e-6 * max(1, abs(theirs).max()), abs(mine - theirs).max()
    assert abs(w - ClassicalSynth._solve_simplex_qp(c1, c0)).max() < 1e-4
    return theirs


def held_out(x0, x1, penalties, moved):
    """Squared errors of each period, a row a penalty; everything fitted anew without it."""
    out = numpy.empty((len(penalties), len(x1)))
    for t in range(len(x1)):
        rest = numpy.arange(len(x1)) != t
        levels = (x0[rest].mean(0), x1[rest].mean()) if moved else (0, 0)
        y0, y1 = x0 - levels[0], x1 - levels[1]
        mean = y0.mean(1)
        y0, y1 = y0 - mean[:, None], y1 - mean
        w = simplex(y0[rest], y1[rest])
        for k, penalty in enumerate(penalties):
            full = w + AugSynth.solve_ridge(y1[rest], y0[rest], w, penalty)
            out[k, t] = (y1[t] - y0[t] @ full) ** 2
    return out


def augmented_case(y, donors, before, moved):
    x0, x1 = y[:donors, :before].T, y[donors:, :before].mean(0)
    c0, _ = centred(x0, x1, moved)
    top = numpy.linalg.svd(c0, compute_uv=False)[0] ** 2
    penalties = top * 1e-8 ** (numpy.arange(21) / 20)
    errors = held_out(x0, x1, penalties, moved)
    means = errors.mean(1)
    best = means.argmin()
    within = means[best] + errors[best].std(ddof=1) / numpy.sqrt(before)
    chosen = penalties[means <= within].max()
    w = augmented(x0, x1, chosen, moved)
    small = penalties[12]
    ws = augmented(x0, x1, small, moved)
    return {
        "penalties": penalties.tolist(), "errors": means.tolist(), "chosen": chosen, "weights": w.tolist(), "effect": effect(y, w, donors, before, moved),
        "given": {"penalty": small, "weights": ws.tolist(), "effect": effect(y, ws, donors, before, moved)},
    }


def penalized(y, donors, before, penalty):
    x0, x1 = y[:donors, :before].T, y[donors:, :before].mean(0)
    points = x0 - x1[:, None]
    size = (points**2).sum(0).mean()
    p, q = 2 * points.T @ points / size, penalty * (points**2).sum(0) / size
    w = polished(conic(p, q), p, q)
    theirs = PenalizedSynth.w_optimize(V_mat=numpy.eye(before), X0=x0 / numpy.sqrt(size), X1=x1 / numpy.sqrt(size), lambda_=penalty, qp_options={"maxiter": 2000, "ftol": 1e-12})[0]
    assert abs(w - theirs).max() < 1e-3, abs(w - theirs).max()
    return {"penalty": penalty, "weights": w.tolist(), "effect": effect(y, w, donors, before, False)}


def chosen_penalty(y, donors, before, held):
    """The last `held` periods before the change predicted for the treated units; or, where it is none, each donor after the change by the others."""
    if held is None:
        trials = [(numpy.delete(y[:donors], own, 0), y[own], before, y.shape[1]) for own in range(donors)]
    else:
        trials = [(y[:donors], y[donors:].mean(0), before - held, before)]
    tried = 10.0 ** (2 - numpy.arange(25) / 4)
    errors = numpy.zeros(25)
    for others, own, start, end in trials:
        points = (others - own)[:, :start]
        size = (points**2).sum(1).mean()
        for k, penalty in enumerate(tried):
            w = conic(2 * points @ points.T / size, penalty * (points**2).sum(1) / size)
            errors[k] += ((own - w @ others)[start:end] ** 2).sum()
    # Large penalties may leave one donor alone, and then the same error; the largest is taken.
    best = numpy.flatnonzero(errors <= errors.min() * (1 + 1e-7))[0]
    apart = numpy.delete(errors, numpy.flatnonzero(errors <= errors.min() * (1 + 1e-7))) / errors.min() - 1
    assert apart.min() > 1e-6, apart.min()
    return penalized(y, donors, before, tried[best])


class ExactSynth(Synth):
    """pysyncon's search over weights of predictors, with exact weights of donors within it."""

    @staticmethod
    def w_optimize(V_mat, X0, X1, qp_method=None, qp_options=None):
        return simplex(X0, X1, numpy.diag(V_mat)), 0.0


def validated_errors(y, donors, before, training, split):
    """Errors from `split` until the change that pysyncon reaches with predictors from before it."""
    names = [f"d{j}" for j in range(donors)]
    z0, z1 = y[:donors, split:before].T, y[donors:, split:before].mean(0)
    errors = []
    for start in ("equal", "ols"):
        found = ExactSynth()
        found.fit(
            X0=pandas.DataFrame(training[:, :donors], columns=names), X1=pandas.Series(training[:, donors:].mean(1), name="t"),
            Z0=pandas.DataFrame(z0, columns=names), Z1=pandas.Series(z1, name="t"), optim_initial=start, optim_options={"maxiter": 1000},
        )
        errors.append(found.loss_V)
    return errors


def predicted(y, donors, before, x, training, split):
    """x, training: predictors by units."""
    pooled = numpy.column_stack([x[:, :donors], x[:, donors:].mean(1)])
    pooled = pooled / pooled.std(axis=1, ddof=1, keepdims=True)
    x0, x1 = pooled[:, :donors], pooled[:, -1]
    z0, z1 = y[:donors, :before].T, y[donors:, :before].mean(0)
    v = numpy.arange(1, len(x) + 1) / (len(x) * (len(x) + 1) / 2)
    w = simplex(x0, x1, v)
    out = {"predictors": x.ravel().tolist()}
    if numpy.abs(x1 - x0 @ w).max() < 1e-9:
        points = z0 - z1[:, None]
        p = 2 * points.T @ points / (points**2).sum(0).mean()
        equal = (x0 - x1[:, None], numpy.zeros(len(x1)))
        w = polished(conic(p, numpy.zeros(donors), equal), p, numpy.zeros(donors), equal)
        out["matched"] = True
    else:
        theirs = Synth.w_optimize(V_mat=numpy.diag(v), X0=x0, X1=x1, qp_options={"maxiter": 5000, "ftol": 1e-14})[0]
        assert abs(w - theirs).max() < 1e-3, abs(w - theirs).max()
    out["given"] = {"weights": v.tolist(), "donors": w.tolist(), "effect": effect(y, w, donors, before, False)}
    frame = lambda a, names: pandas.DataFrame(a, columns=names)
    names = [f"d{j}" for j in range(donors)]
    losses = []
    # Its own weights within the search where that takes seconds, exact ones elsewhere.
    searches = [("equal", ExactSynth), ("ols", ExactSynth)] + ([("equal", Synth)] if donors <= 20 else [])
    for start, kind in searches:
        found = kind()
        found.fit(X0=frame(x[:, :donors], names), X1=pandas.Series(x[:, donors:].mean(1), name="t"), Z0=frame(z0, names), Z1=pandas.Series(z1, name="t"), optim_initial=start, optim_options={"maxiter": 1000})
        losses.append(found.loss_V)
    out["nested"] = {"errors": losses}
    out["validated"] = {"training": training.ravel().tolist(), "split": split, "errors": validated_errors(y, donors, before, training, split)}
    return out


def case(name, y, donors, before, x, training, split, keep=True):
    x0, x1 = y[:donors, :before].T, y[donors:, :before].mean(0)
    kept = simplex(x0, x1)
    moved = simplex(x0 - x0.mean(0), x1 - x1.mean())
    print(name, flush=True)
    return {
        "name": name,
        "panel": {**({"values": y.ravel().tolist()} if keep else {}), "units": len(y), "periods": y.shape[1], "donors": donors, "before": before},
        "kept": {"weights": kept.tolist(), "effect": effect(y, kept, donors, before, False)},
        "moved": {"weights": moved.tolist(), "effect": effect(y, moved, donors, before, True)},
        "augmented": {"kept": augmented_case(y, donors, before, False), "moved": augmented_case(y, donors, before, True)},
        "penalized": [penalized(y, donors, before, penalty) for penalty in (0.05, 0.5, 5.0)],
        "chosenPenalty": {"holdout": {"periods": before // 4, **chosen_penalty(y, donors, before, before // 4)}, "donors": chosen_penalty(y, donors, before, None)},
        "predicted": predicted(y, donors, before, x, training, split),
    }


rng = numpy.random.default_rng(SEED)


def panel(units, donors, periods, before, predictors, collinear=None, noise=1.0):
    loads, factors = rng.normal(size=(units, 4)), numpy.cumsum(rng.normal(size=(4, periods)), axis=1)
    y = 100 + 5 * rng.normal(size=(units, 1)) + loads @ factors + noise * rng.normal(size=(units, periods))
    if collinear:
        y[1:donors:2] = y[0 : donors - 1 : 2] + collinear * rng.normal(size=y[1:donors:2].shape)
    y[donors:, before:] += 3
    y = y.round(4)
    windows = lambda until: [y[:, : until // 2].mean(1), y[:, until // 2 : until].mean(1), y[:, until - 1]]
    told = [loads[:, k % 4] + 0.3 * rng.normal(size=units) for k in range(max(0, predictors - 3))]
    split = before // 2
    x, training = (numpy.array((windows(until) + told)[:predictors]).round(4) for until in (before, split))
    return y, donors, before, x, training, split


shapes = [
    ("20 donors, 30 periods", dict(units=21, donors=20, periods=30, before=22, predictors=5)),
    ("40 units, 30 periods", dict(units=40, donors=39, periods=30, before=22, predictors=7)),
    ("more donors than periods", dict(units=61, donors=60, periods=12, before=8, predictors=6)),
    ("donors in pairs that are nearly the same", dict(units=17, donors=16, periods=24, before=18, predictors=4, collinear=0.02)),
    ("three treated units", dict(units=28, donors=25, periods=26, before=20, predictors=7)),
    ("two predictors, which can be matched", dict(units=26, donors=25, periods=20, before=14, predictors=2)),
]
cases = [case(name, *panel(**shape)) for name, shape in shapes]

rows = pandas.read_csv(PROP99, sep=";")
wide = rows.pivot(index="State", columns="Year", values="PacksPerCapita")
wide = wide.loc[[s for s in wide.index if s != "California"] + ["California"]]
y = wide.to_numpy()
lags = [wide[1975], wide[1980], wide[1988], wide.loc[:, 1970:1974].mean(axis=1), wide.loc[:, 1976:1979].mean(axis=1), wide.loc[:, 1981:1984].mean(axis=1), wide.loc[:, 1985:1987].mean(axis=1)]
early = [wide[1970], wide[1973], wide[1976], wide[1979], wide.loc[:, 1970:1974].mean(axis=1), wide.loc[:, 1975:1979].mean(axis=1)]
prop99 = case("Proposition 99", y, 38, 19, numpy.array(lags), numpy.array(early), 10, keep=False)
del prop99["predicted"]["predictors"], prop99["predicted"]["validated"]["training"]

golden = {
    "made": {
        **{package: version(package) for package in ("pysyncon", "augsynth-py", "scipy", "clarabel", "numpy", "pandas")},
        "python": platform.python_version(), "seed": SEED,
    },
    "tolerance": {"weights": 1e-6, "effect": 1e-6, "errors": 1e-6},
    "why": "Weights absolute, effects and errors relative. Exact searches agree to 1e-9; ridge weights lose the digits of a condition number of up to 1e8, in reference and here.",
    "prop99": prop99,
}
text = json.dumps(golden)[:-1] + ',"cases":[\n' + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]}\n"
pathlib.Path(__file__).with_name("controls.json").write_text(text)
