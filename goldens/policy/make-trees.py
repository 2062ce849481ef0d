"""Policy trees by looking at all of them. Run: python goldens/policy/make-trees.py [--econml]

Writes trees.json: small data, and for each case the largest sum of scores that any tree of the class reaches, by enumeration in numpy (no sorting, no running sums: each tree's
partition is built as masks). Also what econml's greedy PolicyTree reaches on the same scores (`greedy`), which an exact tree may not fall short of.

Tolerance: 1e-9 of the sum of the largest scores in size: ties are broken by a hair of 2^-32 of it.
"""
import importlib.metadata
import itertools
import json
import pathlib
import platform

import numpy as np
from econml.policy import PolicyTree

HERE = pathlib.Path(__file__).parent


def cuts_of(column, levels):
    """All subsets that a cut may send to the left, once each: unknown values to either side, or by themselves."""
    unknown = np.isnan(column)
    masks = []
    if levels:
        for level in range(levels):
            masks.append(column == level)
        masks.append(unknown)
    else:
        for value in np.unique(column[~unknown]):
            below = np.where(unknown, False, column <= value)
            masks.append(below)
            masks.append(below | unknown)
        masks.append(unknown)
    return [m for m in masks if m.any() and not m.all()]


def leaf(scores, mask):
    return scores[:, mask].sum(1).max()


def best(scores, masks, mask, depth, least):
    value = leaf(scores, mask)
    if depth == 0:
        return value
    for cut in masks:
        left, right = mask & cut, mask & ~cut
        if left.sum() >= least and right.sum() >= least:
            value = max(value, best(scores, masks, left, depth - 1, least) + best(scores, masks, right, depth - 1, least))
    return value


def best_at_two(scores, masks, least):
    """Depth two: sums of all pairs of masks at once."""
    m = np.array(masks, dtype=float)
    everyone = np.ones(m.shape[1])

    def one_cut(inside):
        counts = m @ inside
        sums = np.stack([m @ (s * inside) for s in scores])
        total = np.array([s @ inside for s in scores])
        both = sums.max(0) + (total[:, None] - sums).max(0)
        allowed = (counts >= least) & (inside.sum() - counts >= least)
        return max(total.max(), both[allowed].max() if allowed.any() else -np.inf)

    value = one_cut(everyone)
    for cut in m:
        if cut.sum() >= least and (1 - cut).sum() >= least:
            value = max(value, one_cut(cut) + one_cut(1 - cut))
    return value


def case(name, seed, n, numbers, arms, *, ties=0, unknown=0.0, levels=(), least=1, depths=(0, 1, 2), weights=False):
    rng = np.random.default_rng(seed)
    columns = [rng.normal(size=n).round(6) for _ in range(numbers)]
    if ties:
        columns = [np.round(c * ties) / ties for c in columns]
    columns += [rng.integers(0, k, size=n).astype(float) for k in levels]
    effect = columns[0] + np.where(columns[-1] > 0, 0.5, -0.5)
    scores = np.stack([rng.normal(size=n) * 2 + (k > 0) * effect * k for k in range(arms)]).round(6)
    if unknown:
        for c in columns:
            c[rng.random(n) < unknown] = np.nan
    w = (rng.integers(1, 4, size=n) if weights else np.ones(n)).astype(float)
    weighted = scores * w
    kinds = [0] * numbers + list(levels)
    masks = [m for c, k in zip(columns, kinds) for m in cuts_of(c, k)]
    everyone = np.ones(n, dtype=bool)
    expected = {}
    for depth in depths:
        expected[depth] = best_at_two(weighted, masks, least) if depth == 2 else best(weighted, masks, everyone, depth, least)
    found = {
        "name": name, "least": least, "scores": scores.tolist(),
        "columns": [{"values": [None if np.isnan(v) else v for v in c], "levels": k} for c, k in zip(columns, kinds)],
        "expected": {str(d): float(v) for d, v in expected.items()},
    }
    if weights:
        found["weights"] = w.tolist()
    if not unknown and not levels and not weights:
        x = np.column_stack(columns)
        greedy = {}
        for depth in (1, 2, 3):
            tree = PolicyTree(max_depth=depth, min_samples_leaf=least, min_samples_split=2, honest=False, min_balancedness_tol=0.5, random_state=1).fit(x, scores.T)
            greedy[str(depth)] = float(scores[tree.predict(x), np.arange(n)].sum())
        found["greedy"] = greedy
    return found


cases = [
    case("two arms", 1, 200, 4, 2),
    case("four arms", 2, 200, 4, 4),
    case("ties", 3, 200, 4, 3, ties=3),
    case("leaves of twenty", 4, 200, 4, 2, least=20),
    case("leaves of fifteen, ties, three arms", 5, 200, 3, 3, ties=4, least=15),
    case("unknown values", 6, 120, 3, 2, unknown=0.2),
    case("levels and unknown values", 7, 150, 2, 3, unknown=0.1, levels=(4, 2)),
    case("weights", 8, 150, 3, 2, weights=True),
    case("three cuts", 9, 24, 2, 2, ties=2, depths=(0, 1, 2, 3)),
    case("three cuts, three arms, leaves of two", 10, 20, 2, 3, ties=2, least=2, depths=(0, 1, 2, 3)),
]
versions = {p: importlib.metadata.version(p) for p in ("numpy", "econml")}
(HERE / "trees.json").write_text(json.dumps({"made": {"python": platform.python_version(), **versions}, "tolerance": 1e-9, "cases": cases}))
for c in cases:
    print(c["name"], c["expected"], c.get("greedy"))
