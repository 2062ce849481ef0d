"""
Honest limits of event studies, by honestdid and scipy, at ends that no grid rounds. Run: python goldens/honest/make.py (some ten minutes)

honestdid tests effects on a grid and draws its least favourable value from 1,000 samples. Here its tests are asked at single effects, ends are found by
bisection, and the least favourable value is integrated: over all vertices of the dual of its linear program, enumerated. Intervals of fixed length are those of
its cone program, with the quantile of the noncentral chi-square distribution for its million draws.
"""
import itertools
import json
import pathlib
import platform
import sys
import warnings

import honestdid
import numpy
import pandas
import scipy
from honestdid import core
from scipy import optimize, stats

warnings.filterwarnings("ignore")
ALPHA = 0.05
KAPPA = ALPHA / 10


def vertices(x, sd):
    """All v >= 0 with v'x = 0 and v'sd = 1 that are no mixture of others."""
    equations = numpy.column_stack([sd, x]).T
    rows, size = equations.shape
    found = []
    for basis in itertools.combinations(range(size), rows):
        part = equations[:, basis]
        if abs(numpy.linalg.det(part)) < 1e-12 * numpy.prod(numpy.linalg.norm(part, axis=0)):
            continue
        weights = numpy.linalg.solve(part, numpy.eye(rows)[0])
        if weights.min() > -1e-10:
            v = numpy.zeros(size)
            v[list(basis)] = weights
            found.append(v)
    return numpy.array(found)


def least_favourable(x, sigma):
    """The value that the largest vertex exceeds with chance KAPPA: an integral over the directions of the plane that the vertices' noise lies in."""
    v = vertices(x if x is not None else numpy.zeros((len(sigma), 0)), numpy.sqrt(numpy.diag(sigma)))
    noise = v @ sigma @ v.T
    values, vectors = numpy.linalg.eigh(noise)
    assert len(values) < 3 or values[-3] < 1e-9 * values[-1], "noise of more than two dimensions"
    forms = vectors[:, -2:] * numpy.sqrt(numpy.maximum(values[-2:], 0))
    angles = (numpy.arange(2**17) + 0.5) * 2 * numpy.pi / 2**17
    height = numpy.maximum(forms @ numpy.vstack([numpy.cos(angles), numpy.sin(angles)]), 0).max(axis=0)
    height = height[height > 0]
    return optimize.brentq(lambda c: numpy.exp(-((c / height) ** 2) / 2).sum() / 2**17 - KAPPA, 1e-6 * height.max(), 10 * height.max(), xtol=1e-13)


def accepts_of(b, sigma, before, after, l, a, d):
    """The test of honestdid for one polyhedron, as a function of the effect."""
    rows = numpy.where((a[:, before:] != 0).any(axis=1))[0]
    a, d = a[rows], d[rows]
    turned = a[:, before:] @ numpy.linalg.inv(core._construct_Gamma(l))
    if after == 1:
        # A nuisance parameter that nothing depends on: without one, honestdid leaves the end that step one puts to step two out, and is wider by up to a
        # tenth of a standard error.
        turned = numpy.column_stack([turned, numpy.zeros(len(turned))])
    y, noise = a @ b - d, a @ sigma @ a.T
    hybrid = {"hybrid_kappa": KAPPA, "lf_cv": least_favourable(turned[:, 1:after], noise)}

    def accepts(theta):
        moments = y - turned[:, 0] * theta
        # A statistic that is not above zero is never rejected; honestdid stops there with an error where its variance is zero but for rounding.
        if core._test_delta_lp_fn(moments, turned[:, 1:], noise)["eta_star"] <= 0:
            return True
        return not core._lp_conditional_test_fn(theta, moments, turned[:, 1:], noise, ALPHA, "LF", hybrid)["reject"]

    return accepts


def outermost(accepts, centre, width, direction):
    """The farthest effect that is not rejected, by steps inwards and bisection."""
    grid = centre + direction * width * numpy.linspace(1, -1, 21)
    assert not accepts(grid[0]), "the grid is too narrow"
    for outer, inner in zip(grid, grid[1:]):
        if accepts(inner):
            return bisected(accepts, inner, outer)
    return None


def bisected(accepts, inner, outer):
    while abs(outer - inner) > 2e-8:
        middle = (inner + outer) / 2
        inner, outer = (middle, outer) if accepts(middle) else (inner, middle)
    return inner


def union(b, sigma, before, after, l, polyhedra):
    error = numpy.sqrt(l @ sigma[before:, before:] @ l)
    ends = []
    for a, d, centre, width in polyhedra:
        accepts = accepts_of(b, sigma, before, after, l, a, d)
        for direction in (1, -1):
            end = outermost(accepts, centre, width + 8 * error, direction)
            if end is not None:
                ends.append(end)
    return [min(ends), max(ends)]


def steps(before, order, b):
    path = numpy.concatenate([b[:before], [0], b[before:]])
    return numpy.abs(numpy.diff(path, order)[: before + 1 - order]).max()


def relative(b, sigma, before, after, l, mbar, order):
    make = core._create_A_RM if order == 1 else core._create_A_SDRM
    # Wide enough: the largest change that noise leaves open, as often as the target adds it up.
    sums = l[::-1].cumsum()
    sums = (sums if order == 1 else sums.cumsum())
    noise = numpy.sqrt(numpy.diag(sigma).max()) * 2**order
    width = numpy.abs(sums).sum() * (mbar * (steps(before, order, b) + 6 * noise) + (0 if order == 1 else 6 * noise))
    centre = l @ b[before:] + (0 if order == 1 else sums[-1] * b[before - 1])
    polyhedra = []
    for s in range(order - before, 1):
        for positive in (True, False):
            a = make(before, after, Mbar=mbar, s=s, max_positive=positive)
            polyhedra.append((a, numpy.zeros(len(a)), centre, width))
    return union(b, sigma, before, after, l, polyhedra)


def smooth(b, sigma, before, after, l, m):
    a = core._create_A_SD(before, after)
    sums = l[::-1].cumsum().cumsum()
    noise = numpy.sqrt(numpy.diag(sigma).max()) * 4
    centre = l @ b[before:] + sums[-1] * b[before - 1]
    return union(b, sigma, before, after, l, [(a, numpy.full(len(a), m), centre, numpy.abs(sums).sum() * (m + 6 * noise))])


def fixed_length(b, sigma, before, after, l, m):
    def half(h):
        told = core._find_worst_case_bias_given_h(h, sigma, before, after, l)
        if told["status"] != "optimal":
            return numpy.inf, told
        return numpy.sqrt(stats.ncx2.ppf(1 - ALPHA, 1, (m * told["value"] / h) ** 2)) * h, told

    straight = core._find_h_for_minimum_bias(sigma, before, after, l) * (1 + 1e-9)
    if before == 1:
        # One weight is left, and no choice.
        return {"half": float(half(straight)[0]), "centre": float(l @ numpy.arange(1, after + 1) * b[0] + l @ b[1:])}
    lowest = core._find_lowest_h(sigma, before, after, l) * (1 + 1e-9)
    best = optimize.minimize_scalar(lambda h: min(half(h)[0], 1e9), bounds=(lowest, straight), method="bounded", options={"xatol": 1e-9 * straight})
    length, told = min((half(h) for h in (lowest, straight, best.x)), key=lambda end: end[0])
    return {"half": float(length), "centre": float(told["optimal_l"] @ b[:before] + l @ b[before:])}


def straight_line(b, sigma, before, after, l):
    """With no bends, least squares: of all weights before that take no straight line in, those of least noise. The cone program stops a little above them."""
    times = numpy.arange(-before, 0)
    some = numpy.zeros(before + after)
    some[before:] = l
    some[before - 1] = l @ numpy.arange(1, after + 1)
    free = numpy.zeros((before + after, before - 1))
    free[: before - 1] = numpy.eye(before - 1)
    free[before - 1] = times[:-1]
    weights = some - free @ numpy.linalg.solve(free.T @ sigma @ free, free.T @ sigma @ some) if before > 1 else some
    return {"half": float(stats.norm.ppf(1 - ALPHA / 2) * numpy.sqrt(weights @ sigma @ weights)), "centre": float(weights @ b)}


def random_study(random, before, after):
    size = before + after
    # Coefficients share the noise of the reference period, as they do.
    root = random.normal(size=(size, size + 2)) * 0.5
    sigma = root @ root.T / size + 0.5 + numpy.diag(random.uniform(0.2, 1, size))
    b = random.normal(size=size) * 0.8
    b[before:] += random.uniform(1, 4, after).cumsum() / 2
    return numpy.round(b, 6), numpy.round(sigma, 6)


def targets(random, after):
    yield numpy.eye(after)[0]
    if after > 1:
        yield numpy.round(numpy.full(after, 1 / after), 6)
        yield numpy.round(random.normal(size=after), 3)


def mpdta():
    """Universal base, never treated, no covariates; errors from influence."""
    import moderndid

    data = pandas.read_csv("/work/shared/datasets/mpdta.csv")
    data = data.rename(columns={"first.treat": "first"}).astype({"first": float})
    groups = moderndid.att_gt(data, yname="lemp", tname="year", idname="countyreal", gname="first", base_period="universal", est_method="reg")
    dynamic = moderndid.aggte(groups, type="dynamic")
    times = numpy.asarray(dynamic.event_times)
    influence = numpy.asarray(dynamic.influence_func)
    keep = times != -1
    sigma = influence[:, keep].T @ influence[:, keep] / len(influence) ** 2
    return times[keep], numpy.asarray(dynamic.att_by_event)[keep], sigma


def study(b, sigma, before, after, l):
    return {"before": before, "after": after, "estimates": list(b), "covariance": [list(row) for row in sigma], "target": list(l)}


def rows_of(b, sigma, before, after, l, mbars, ms):
    rows = []
    if before >= 1:
        rows += [["relative-magnitudes", mbar, *relative(b, sigma, before, after, l, mbar, 1)] for mbar in mbars]
    if before >= 2:
        rows += [["relative-smoothness", mbar, *relative(b, sigma, before, after, l, mbar, 2)] for mbar in mbars if mbar > 0]
    rows += [["smoothness-hybrid", m, *smooth(b, sigma, before, after, l, m)] for m in ms]
    # honestdid counts a bias twice where the weights of a straight line's effect add up to less than zero: the same target upside down has the same interval.
    sign = -1 if l @ numpy.arange(1, after + 1) < 0 else 1
    for m in ms:
        told = (fixed_length(b, sigma, before, after, sign * l, m) if m > 0 else straight_line(b, sigma, before, after, sign * l))
        rows.append(["smoothness", m, sign * told["centre"] - told["half"], sign * told["centre"] + told["half"]])
    return rows


here = pathlib.Path(__file__).parent
random = numpy.random.default_rng(20261129)
cases = []
for before, after in itertools.product(range(1, 6), range(1, 6)):
    if (before + after) % 2:
        continue
    b, sigma = random_study(random, before, after)
    choices = list(targets(random, after))
    # Every number of periods before and after, targets in turn: linear programs take their time.
    l = choices[(before + after) % len(choices)]
    large = before + after > 5
    mbars = [[0.3, 0.7, 1.2][(before + 2 * after) % 3]] if large else [0, 0.5, 1.5]
    ms = [[0.4], [0.1]][before % 2] if large else [[0, 0.4], [0.1, 1.5]][before % 2]
    cases.append({"study": study(b, sigma, before, after, l), "rows": rows_of(b, sigma, before, after, l, mbars, ms)})
    print(before, after, cases[-1]["rows"], file=sys.stderr, flush=True)

bc = json.loads((here / "benzarti-carloni.json").read_text())
b, sigma = numpy.array(bc["estimates"]), numpy.array(bc["covariance"])
for l in (numpy.eye(4)[0], numpy.full(4, 0.25)):
    # In units of a hundredth: the tolerances of honestdid's programs are absolute.
    rows = rows_of(100 * b, 1e4 * sigma, 4, 4, l, [1], [0, 1, 10])
    cases.append({"name": "benzarti-carloni", "study": study(100 * b, 1e4 * sigma, 4, 4, l), "rows": rows})

times, b, sigma = mpdta()
before, after = int((times < -1).sum()), int((times >= 0).sum())
for l in (numpy.eye(after)[0], numpy.full(after, 1 / after)):
    rows = rows_of(100 * b, 1e4 * sigma, before, after, l, [0.5], [0, 1])
    cases.append({"name": "mpdta", "study": study(100 * b, 1e4 * sigma, before, after, l), "rows": rows})

golden = {
    "made": {"package": "honestdid", "version": honestdid.__version__, "scipy": scipy.__version__, "numpy": numpy.__version__, "python": platform.python_version(), "seed": 20261129},
    "options": {"alpha": ALPHA, "kappa": KAPPA},
    "tolerance": {"hybrid": 2e-6, "half": 1e-6, "centre": 2e-4},
    "why": "In standard errors of the target. With one period after, honestdid's test without nuisance parameters is replaced by its test with one that does nothing: the former does not end step two where step one rejects, and R's does not either. Hybrid: honestdid bisects the ends of truncation to 1e-6 and holds programs to be solved within 1e-6, and bisection of ends stops at 2e-8. Half: the cone program is solved to 1e-8; without bends, least squares. Centre: the half is flat where it is shortest, so that a standard deviation chosen to 1e-6 leaves it uncertain to a tenth of the root of that.",
    "columns": ["restriction", "size", "low", "high"],
    "cases": cases,
}
(here / "honest.json").write_text(json.dumps(golden, separators=(",", ":")).replace('{"study"', '\n{"study"').replace('{"name"', '\n{"name"').replace('"rows"', '\n"rows"') + "\n")
