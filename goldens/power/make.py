# Run: python goldens/power/make.py   (needs statsmodels, scipy, mpmath; rewrites power.json, margins.json and noncentral-t.json)
# Power, sample sizes and smallest effects of two-arm comparisons; margin tests on simulated samples; the noncentral t distribution.
import json
from pathlib import Path

import mpmath as mp
import numpy as np
import scipy
import statsmodels
from scipy import optimize, stats
from statsmodels.stats.power import NormalIndPower, TTestIndPower, normal_power_het
from statsmodels.stats.proportion import power_proportions_2indep, proportion_effectsize, test_proportions_2indep, tost_proportions_2indep
from statsmodels.stats.weightstats import ttest_ind, ttost_ind

HERE = Path(__file__).parent
mp.mp.dps = 40


def write(name, package, version, options, **parts):
    made = {"package": package, "version": version, "by": "make.py"}
    (HERE / name).write_text(json.dumps({"made": made, "options": options, **parts}, indent=1, default=float) + "\n")


def t_power(d, n1, alpha, ratio):
    """Where scipy's noncentral t is NaN in the far tail, that tail is below 1e-15 and left out."""
    both = TTestIndPower().power(d, n1, alpha, ratio)
    return both if np.isfinite(both) else TTestIndPower().power(abs(d), n1, alpha / 2, ratio, alternative="larger")


def means():
    cases = []
    for effect, sd, n1, ratio, alpha in [
        (0.2, 1, 100, 1, 0.05), (0.02, 0.5, 6000, 1, 0.05), (-1.2, 8, 900, 3, 0.05), (0.5, 1, 12, 1, 0.01), (3, 2, 5, 0.5, 0.05), (0, 1, 40, 1, 0.05),
        (0.01, 1, 250_000, 0.25, 0.1),
    ]:
        d = effect / sd
        power = t_power(d, n1, alpha, ratio)
        case = {"effect": effect, "sd": sd, "n1": n1, "ratio": ratio, "alpha": alpha, "t": power, "normal": NormalIndPower().power(d, n1, alpha, ratio)}
        if effect != 0:
            for target in (0.8, 0.9):
                z = stats.norm.isf(alpha / 2) + stats.norm.ppf(target)
                case[f"n1For{target}"] = solve(lambda n: t_power(abs(d), n, alpha, ratio) - target, max(2, (1 + 1 / ratio) * (z / d) ** 2), 2)
                case[f"effectFor{target}"] = sd * solve(lambda e: t_power(e, n1, alpha, ratio) - target, z * np.sqrt((1 + 1 / ratio) / n1), 2)
        cases.append(case)
    return cases


def solve(f, guess, within):
    """statsmodels' own solve_power stops at 1e-8 of power; here the root is taken to the last digits, between guess / within and guess x within."""
    return np.exp(optimize.brentq(lambda x: f(np.exp(x)), np.log(guess / within), np.log(guess * within), xtol=1e-15, rtol=1e-15))


def proportions():
    cases = []
    for p0, effect, n1, ratio, alpha in [
        (0.45, 0.02, 6000, 1, 0.05), (0.03, -0.005, 9000, 1, 0.05), (0.9, 0.05, 300, 2, 0.01), (0.2, 0.1, 150, 0.5, 0.05), (0.5, 0, 100, 1, 0.05), (0.002, 0.001, 40_000, 1, 0.1),
    ]:
        p1 = p0 + effect
        std = np.sqrt(p1 * (1 - p1) + p0 * (1 - p0) / ratio)
        h = proportion_effectsize(p1, p0)
        cases.append(
            {
                "control": p0, "effect": effect, "n1": n1, "ratio": ratio, "alpha": alpha,
                "unpooled": normal_power_het(effect, n1, alpha, std_null=std, std_alternative=std),
                "pooled": power_proportions_2indep(effect, p0, n1, ratio, alpha, return_results=False),
                "arcsine": NormalIndPower().power(h, n1, alpha, ratio),
                **({} if effect == 0 else {
                    "n1For0.8": {
                        "unpooled": solve(lambda n: normal_power_het(effect, n, alpha, std_null=std, std_alternative=std) - 0.8, 1e4, 1e4),
                        "pooled": solve(lambda n: power_proportions_2indep(effect, p0, n, ratio, alpha, return_results=False) - 0.8, 1e4, 1e4),
                        "arcsine": solve(lambda n: NormalIndPower().power(h, n, alpha, ratio) - 0.8, 1e4, 1e4),
                    }
                }),
            }
        )
    return cases


def clusters():
    """Design effect by Eldridge et al. (2006), then the power of t with clusters - 2 degrees of freedom from scipy's noncentral t."""
    cases = []
    for effect, sd, units, m, cv, icc, alpha in [(0.3, 1, 2000, 40, 0, 0.03, 0.05), (0.3, 1, 2000, 40, 0.6, 0.03, 0.05), (0.05, 0.5, 12_000, 60, 0.5, 0.05, 0.05), (1, 3, 160, 20, 0.3, 0.1, 0.05)]:
        deff = 1 + ((1 + cv**2) * m - 1) * icc
        df, nc = units / m - 2, effect / np.sqrt(4 * sd**2 * deff / units)
        crit = stats.t.isf(alpha / 2, df)
        cases.append({"effect": effect, "sd": sd, "units": units, "size": m, "sizeVariation": cv, "icc": icc, "alpha": alpha, "designEffect": deff, "power": stats.nct.sf(crit, df, nc) + stats.nct.cdf(-crit, df, nc)})
    return cases


def ratios():
    """Delta method by hand: variance of N - R D per unit over the squared mean of D."""
    cases = []
    for mn, vn, md, vd, cov, effect, units in [(3.2, 4.1, 0.45, 0.2475, 0.3, 0.4, 8000), (10, 25, 4, 6, 5, 0.05, 20_000)]:
        r = mn / md
        variance = (vn - 2 * r * cov + r * r * vd) / md**2
        power = NormalIndPower().power(effect / np.sqrt(variance), units / 2, 0.05, 1)
        cases.append({"numerator": {"mean": mn, "variance": vn}, "denominator": {"mean": md, "variance": vd}, "covariance": cov, "effect": effect, "units": units, "power": power})
    return cases


def unequal():
    """Welch: noncentral t with Satterthwaite's degrees of freedom."""
    cases = []
    for effect, s1, s0, n1, n0 in [(0.5, 1.5, 1, 60, 80), (2, 9, 3, 200, 100)]:
        v1, v0 = s1**2 / n1, s0**2 / n0
        df = (v1 + v0) ** 2 / (v1**2 / (n1 - 1) + v0**2 / (n0 - 1))
        crit, nc = stats.t.isf(0.025, df), effect / np.sqrt(v1 + v0)
        cases.append({"effect": effect, "sd": {"treatment": s1, "control": s0}, "n": {"treatment": n1, "control": n0}, "power": stats.nct.sf(crit, df, nc) + stats.nct.cdf(-crit, df, nc)})
    return cases


def density(s, df):
    x = mp.mpf(df) / 2
    return 2 * mp.exp(x * mp.log(x) - mp.loggamma(x) + (df - 1) * mp.log(s) - x * s * s)


def tost(effect, margin, se, df, alpha):
    """Both one-sided tests at once: the two t statistics share estimate and scale; the bivariate integral is over the scale, the rest is normal."""
    if df is None:
        z = mp.sqrt(2) * mp.erfinv(1 - 2 * mp.mpf(alpha))
        return max(0, mp.ncdf((margin - effect) / se - z) - mp.ncdf(z - (margin + effect) / se))
    t = mp.mpf(float(stats.t.isf(alpha, df)))
    top = margin / se / t
    inside = lambda s: (mp.ncdf((margin - effect) / se - t * s) - mp.ncdf(t * s - (margin + effect) / se)) * density(s, df)
    spread = 1 / mp.sqrt(2 * df)
    points = sorted({mp.mpf(0), top, *(min(max(1 + k * spread, mp.mpf(0)), top) for k in range(-12, 13, 2))})
    return mp.quad(inside, points)


def margins():
    cases = []
    for kind, effect, margin, se, df, alpha in [
        ("non-inferiority", 0, 0.01, 0.004, None, 0.05), ("non-inferiority", -0.005, 0.01, 0.004, 200, 0.05), ("superiority", 0.05, 0.02, 0.012, None, 0.025), ("superiority", 0.05, 0.02, 0.012, 58, 0.05),
    ]:
        limit = margin if kind == "superiority" else -margin
        nc = (effect - limit) / se
        power = stats.norm.sf(stats.norm.isf(alpha) - nc) if df is None else stats.nct.sf(stats.t.isf(alpha, df), df, nc)
        cases.append({"kind": kind, "effect": effect, "margin": margin, "standardError": se, "df": df, "alpha": alpha, "power": power})
    for effect, margin, se, df, alpha in [(0, 0.01, 0.003, None, 0.05), (0.002, 0.01, 0.003, None, 0.05), (0, 0.01, 0.007, None, 0.05), (0, 1, 0.3, 10, 0.05), (0.2, 1, 0.4, 6, 0.05), (0, 1, 0.6, 18, 0.05), (0, 1, 0.35, 4000, 0.025), (0.9, 1, 0.2, 28, 0.05), (0, 1, 0.45, 3, 0.1)]:
        cases.append({"kind": "equivalence", "effect": effect, "margin": margin, "standardError": se, "df": df, "alpha": alpha, "power": tost(effect, margin, se, df, alpha)})
    return cases


def samples():
    """Margin tests of statsmodels on drawn samples, with the Welch pieces that reproduce them."""
    rng = np.random.default_rng(20260901)
    cases = []
    for shift, margin, n1, n0, s1 in [(0, 0.3, 120, 150, 1), (-0.2, 0.3, 80, 60, 1.5), (0.5, 0.2, 200, 200, 1), (-0.9, 0.4, 100, 100, 1.2)]:
        x, y = rng.normal(shift, s1, n1), rng.normal(0, 1, n0)
        v1, v0 = x.var(ddof=1) / n1, y.var(ddof=1) / n0
        df = (v1 + v0) ** 2 / (v1**2 / (n1 - 1) + v0**2 / (n0 - 1))
        tost_p, lower, upper = ttost_ind(x, y, -margin, margin, usevar="unequal")
        ni = ttest_ind(x, y, alternative="larger", usevar="unequal", value=-margin)
        sup = ttest_ind(x, y, alternative="larger", usevar="unequal", value=margin)
        cases.append({"value": x.mean() - y.mean(), "standardError": np.sqrt(v1 + v0), "df": df, "margin": margin, "nonInferiority": ni[1], "superiority": sup[1], "equivalence": tost_p, "worse": lower[1], "better": upper[1]})
    for c1, n1, c0, n0, margin in [(420, 1000, 400, 1000, 0.05), (30, 900, 45, 850, 0.02)]:
        p1, p0 = c1 / n1, c0 / n0
        se = np.sqrt(p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0)
        both = tost_proportions_2indep(c1, n1, c0, n0, -margin, margin, method="wald", compare="diff")
        ni = test_proportions_2indep(c1, n1, c0, n0, value=-margin, method="wald", compare="diff", alternative="larger")
        sup = test_proportions_2indep(c1, n1, c0, n0, value=margin, method="wald", compare="diff", alternative="larger")
        cases.append({"value": p1 - p0, "standardError": se, "df": None, "margin": margin, "nonInferiority": ni.pvalue, "superiority": sup.pvalue, "equivalence": both.pvalue, "worse": both.results_larger.pvalue, "better": both.results_smaller.pvalue})
    return cases


def noncentral_t():
    """scipy's tail to 1e-10 absolute (its far tails are good to about 1e-16 and no better), and far tails by integration with 40 digits."""
    grid = [[t, df, nc, stats.nct.sf(t, df, nc)] for df in [1, 2.5, 5, 9, 30, 98.3, 1000, 1e5] for nc in [-3, 0.5, 2.8, 10, 50, 200] for t in [-4, -0.3, 0.7, 2, 5, 12, 45, 60, 190, 220]]
    # scipy gives NaN where the probability is beyond its series.
    grid = [row for row in grid if np.isfinite(row[3])]
    far = []
    for t, df, nc in [(12, 30, -3), (45, 30, -3), (5, 98.3, -3), (5, 1000, -3), (3, 2.5, 0.5), (60, 5, 2.8), (-4, 30, 2.8), (-2, 9, 6)]:
        sign = 1 if t > 0 else -1
        tail = lambda u: mp.ncdf(sign * (nc - t * mp.e**u)) * density(mp.e**u, df) * mp.e**u
        far.append([sign * t, df, sign * nc, mp.quad(tail, list(mp.linspace(-30, -12, 60)) + list(mp.linspace(-12, 2, 400))[1:])])
    return grid, far


if __name__ == "__main__":
    write("power.json", "statsmodels", statsmodels.__version__, {"scipy": scipy.__version__, "means": "TTestIndPower, NormalIndPower", "proportions": "normal_power_het, power_proportions_2indep, NormalIndPower"},
          tolerance=1e-8, tolerances={"power": 1e-8, "units": 1e-6, "why": "closed forms; roots are taken where power is flat to 1e-15, which leaves 1e-8 of units"},
          means=means(), unequal=unequal(), proportions=proportions(), clusters=clusters(), ratios=ratios())
    write("margins.json", "statsmodels", statsmodels.__version__, {"scipy": scipy.__version__, "mpmath": mp.__version__, "samples": "ttost_ind, ttest_ind(value=margin), usevar='unequal'; tost_proportions_2indep(method='wald')", "power": "mpmath quadrature, 40 digits"},
          tolerance=1e-8, power=margins(), samples=samples())
    grid, far = noncentral_t()
    write("noncentral-t.json", "scipy", scipy.__version__, {"grid": "stats.nct.sf", "far": "mpmath quadrature, 40 digits"}, tolerance=1e-10, grid=grid, far=far)
