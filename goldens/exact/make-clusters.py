"""Permutation tests of clusters with few events: python goldens/exact/make-clusters.py, with numpy.

`cases`: no difference, every way to choose the treated clusters, by itertools. `added`: a null that is not zero. Events are added to units of the lower arm (or, of a ratio, left
out of the higher one) by numpy's own binomial draws, 400,000 times, and each time the arms are drawn anew by numpy's permutation; the mean over draws is the p-value. The
package adds by geometric gaps and has another stream: they agree in distribution only.

Tolerance of `added`: 0.03. The package makes 999 draws (standard error below 0.014) or enumerates 20 additions (about as much); 400,000 draws add 0.0006.
"""
import itertools
import json
from pathlib import Path

import numpy as np


def apart(events, units, first):
    first = np.asarray(first)
    n, e = units[first].sum(), events[first].sum()
    return e / n - (events.sum() - e) / (units.sum() - n)


def exact(treatment, control):
    rows = np.array(treatment + control, float)
    events, units = rows[:, 0], rows[:, 1]
    k = len(treatment)
    seen = apart(events, units, range(k)) - 1e-12
    ways = list(itertools.combinations(range(len(rows)), k))
    return sum(apart(events, units, w) >= seen for w in ways) / len(ways)


def added(treatment, control, measure, null, draws=400_000):
    random = np.random.default_rng(14)
    rows = np.array(treatment + control, int)
    events, units = rows[:, 0], rows[:, 1]
    k = len(treatment)
    first = np.arange(len(rows)) < k
    if measure == "difference":
        changed = ~first if null > 0 else first
        chance = abs(null) / (1 - events[changed].sum() / units[changed].sum())
    else:
        changed = first if null > 1 else ~first
        chance = 1 / null if null > 1 else null
    drawn = np.tile(events, (draws, 1))
    for g in np.flatnonzero(changed):
        if measure == "difference":
            drawn[:, g] += random.binomial(units[g] - events[g], chance, draws)
        else:
            drawn[:, g] = random.binomial(events[g], chance, draws)
    order = random.permuted(np.tile(np.arange(len(rows)), (draws, 1)), axis=1)

    def statistic(where):
        e = np.take_along_axis(drawn, where[:, :k], 1).sum(1)
        n = units[where[:, :k]].sum(1)
        return e / n - (drawn.sum(1) - e) / (units.sum() - n)

    own = np.tile(np.arange(len(rows)), (draws, 1))
    return float(np.mean(statistic(order) >= statistic(own) - 1e-12))


cases = [
    ([[3, 20], [1, 12], [2, 30]], [[0, 15], [1, 25], [0, 18], [0, 22]]),
    ([[1, 10], [0, 10], [1, 10], [0, 10]], [[0, 10]] * 6),
    ([[0, 40], [2, 9]], [[1, 30], [0, 11], [0, 35], [1, 8], [0, 20]]),
]
ten = [[1, 10]] * 9 + [[0, 10]] * 31
others = [
    (ten, [[0, 10]] * 10, "difference", 0.005),
    ([[1, 12], [0, 8], [2, 15], [0, 9]] * 4, [[0, 10], [1, 14]] * 3, "difference", -0.02),
    ([[2, 20], [0, 25], [1, 15]] * 4, [[1, 20], [0, 20], [0, 25]] * 5, "ratio", 1.3),
    ([[2, 20], [0, 25], [1, 15]], [[0, 20], [0, 20], [1, 25]], "ratio", 0.7),
]
out = {
    "made": {"numpy": np.__version__},
    "tolerance": {"added": 0.03},
    "cases": [{"treatment": t, "control": c, "pValue": exact(t, c)} for t, c in cases],
    "added": [{"treatment": t, "control": c, "measure": m, "null": v, "pValue": added(t, c, m, v)} for t, c, m, v in others],
}
Path(__file__).with_name("clusters.json").write_text(json.dumps(out, indent=1) + "\n")
