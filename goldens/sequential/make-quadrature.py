"""Group-sequential chances by another way of summing. Run: python goldens/sequential/make-quadrature.py   (numpy, scipy; writes quadrature.json)

The sub-density of the score S_k = Z_k sqrt(t_k) is carried from look to look under the drift itself, on 600 Gauss-Legendre points over the whole region (the library carries
the chance of not having been stopped, given Z, which no drift changes, on panels of ten points). Bounds are found by Brent's method. Doubling the points changes nothing
beyond 5e-13, which is asserted. For three looks the chances also agree with scipy's multivariate normal integral (Genz) to 2e-6, asserted too.
"""
import json
import pathlib

import numpy as np
import scipy
from scipy import optimize, stats

HERE = pathlib.Path(__file__).parent


def spent(kind, t, alpha):
    t = min(t, 1)
    return alpha * np.log(1 + (np.e - 1) * t) if kind == "pocock" else 2 * stats.norm.sf(stats.norm.isf(alpha / 2) / np.sqrt(t))


class Path:
    def __init__(self, drift, points):
        self.drift, self.nodes, self.t = drift, np.polynomial.legendre.leggauss(points), 0.0
        self.s, self.mass = np.array([0.0]), np.array([1.0])

    def above(self, t, z):
        d = t - self.t
        return float(self.mass @ stats.norm.sf((z * np.sqrt(t) - self.s - self.drift * d) / np.sqrt(d)))

    def below(self, t, z):
        d = t - self.t
        return float(self.mass @ stats.norm.cdf((z * np.sqrt(t) - self.s - self.drift * d) / np.sqrt(d)))

    def go_on(self, t, low, high):
        x, w = self.nodes
        a, b = max(low * np.sqrt(t), self.drift * t - 9 * np.sqrt(t)), min(high * np.sqrt(t), self.drift * t + 9 * np.sqrt(t))
        s, w = (a + b) / 2 + (b - a) / 2 * x, (b - a) / 2 * w
        d = t - self.t
        density = stats.norm.pdf((s[:, None] - self.s[None, :] - self.drift * d) / np.sqrt(d)) @ self.mass / np.sqrt(d)
        self.s, self.mass, self.t = s, w * density, t


def bounds(fractions, kind, alpha, points=600):
    path, before, found = Path(0, points), 0.0, []
    for t in fractions:
        chance = spent(kind, t, alpha) - before
        c = optimize.brentq(lambda z: np.log(path.above(t, z) / chance), stats.norm.isf(spent(kind, t, alpha)) - 1e-9, stats.norm.isf(chance) + 1e-9, xtol=1e-14, rtol=1e-14)
        found.append(c)
        before = spent(kind, t, alpha)
        path.go_on(t, -np.inf, c)
    return found


def chances(fractions, upper, lower, drift, points=600):
    path, up, down = Path(drift, points), [], []
    for t, a, b in zip(fractions, lower, upper):
        up.append(path.above(t, b))
        down.append(path.below(t, a))
        path.go_on(t, a, b)
    return up, down


def genz(fractions, upper, lower, drift):
    t = np.array(fractions)
    cov = np.minimum.outer(t, t) / np.sqrt(np.outer(t, t))
    on = stats.multivariate_normal(drift * np.sqrt(t), cov, maxpts=5_000_000, abseps=1e-8, releps=1e-8)
    return on.cdf(np.array(upper), lower_limit=np.array(lower))


found = []
for fractions in [[0.5, 1], [0.2, 0.4, 0.6, 0.8, 1], [0.1, 0.35, 0.8, 1], [0.3, 0.31, 0.9, 1], [0.4, 0.7, 1.08], [0.5, 0.9, 1.4]]:
    for kind in ["obrien-fleming", "pocock"]:
        for alpha in [0.025, 0.05]:
            c = bounds(fractions, kind, alpha)
            assert np.allclose(c, bounds(fractions, kind, alpha, 1200), rtol=1e-12, atol=0)
            crossed = []
            for drift in [0, 1.5, 3.2, -2]:
                up, down = chances(fractions, c, [-x for x in c], drift)
                assert np.allclose(up + down, sum(chances(fractions, c, [-x for x in c], drift, 1200), []), atol=5e-13, rtol=0)
                if len(fractions) == 3:
                    assert abs(genz(fractions, c, [-x for x in c], drift) - (1 - sum(up) - sum(down))) < 2e-6
                crossed.append({"drift": drift, "upper": up, "lower": down})
            found.append({"fractions": fractions, "spending": kind, "alpha": alpha, "bounds": c, "crossed": crossed})

made = {"by": "make-quadrature.py", "numpy": np.__version__, "scipy": scipy.__version__}
(HERE / "quadrature.json").write_text(json.dumps({"made": made, "tolerance": {"bounds": 1e-10, "chances": 1e-12}, "cases": found}, indent=1) + "\n")
