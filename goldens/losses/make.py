# Run: python goldens/losses/make.py   (needs numpy, scipy, mpmath, pyleebounds; rewrites data.csv, fisher.json and bounds.json; a minute)
# Fisher's exact test with many and few losses; Lee's and worst-case bounds with their errors, computed here in another way and bootstrapped; Imbens-Manski limits.
import csv
import importlib.metadata as metadata
import json
from pathlib import Path

import mpmath as mp
import numpy as np
import pandas as pd
import scipy
from pyleebounds import LeeBounds
from scipy import optimize, stats

HERE = Path(__file__).parent
mp.mp.dps = 30
LEVEL = 0.95
SEED = 20_260_917
versions = {name: metadata.version(name) for name in ("numpy", "scipy", "mpmath", "pyleebounds")}


def write(name, options, **parts):
    made = {"package": "numpy, scipy, mpmath, pyleebounds", "version": versions, "by": "make.py"}
    (HERE / name).write_text(json.dumps({"made": made, "options": options, **parts}, indent=1, default=float) + "\n")


# Fisher's exact test


def exact(lost1, kept1, lost0, kept0):
    """The sum of the chances no larger than 1 + 1e-7 times the one seen, in 30 digits, outwards from the likeliest count until a chance is below 1e-40 of the sum."""
    marked, drawn, total = lost1 + lost0, lost1 + kept1, lost1 + kept1 + lost0 + kept0
    low, high = max(0, marked + drawn - total), min(marked, drawn)

    def up(x):
        return mp.mpf(marked - x) * (drawn - x) / (mp.mpf(x + 1) * (total - marked - drawn + x + 1))

    start = min(high, max(low, (marked + 1) * (drawn + 1) // (total + 2)))
    chances = {start: mp.mpf(1)}
    for step, end in ((1, high), (-1, low)):
        x, chance = start, mp.mpf(1)
        while x != end and (chance > mp.mpf(10) ** -60 or (lost1 - x) * step > 0):
            chance = chance * up(x) if step == 1 else chance / up(x - 1)
            x += step
            chances[x] = chance
    limit = chances[lost1] * (1 + mp.mpf(10) ** -7)
    whole = mp.fsum(chances.values())
    return mp.fsum(c for c in chances.values() if c <= limit) / whole


def fisher():
    tables = [
        (8, 2, 1, 5), (3, 17, 9, 11), (0, 20, 0, 20), (20, 0, 20, 0), (5, 0, 0, 7), (0, 50, 12, 60), (1, 9, 2, 18), (10, 90, 10, 90), (2, 38, 11, 989), (1, 9, 0, 991),
        (3, 37, 60, 3900), (1000, 9000, 1200, 8800), (52, 948, 21, 979), (500, 9500, 200, 9800), (12, 9988, 30, 9970), (17, 99983, 41, 899959), (40, 60, 6000, 4000),
        (5000, 995000, 5350, 994650), (100, 10**8 - 100, 150, 10**8 - 150), (50_000_100, 49_999_900, 49_990_000, 50_010_000), (10_000_000, 90_000_000, 10_015_000, 89_985_000),
    ]
    cases = []
    for table in tables:
        a, b, c, d = table
        cases.append({"table": table, "exact": mp.nstr(exact(*table), 17), "scipy": stats.fisher_exact([[a, b], [c, d]]).pvalue})
    write(
        "fisher.json",
        {"table": "lost and kept of the treatment arm, then of control", "ties": "1 + 1e-7 times the chance seen, as R"},
        tolerances={"exact": 1e-10, "scipy": 1e-6},
        why="The exact value is summed in 30 digits; 300,000 products in doubles leave 1e-11. scipy takes chances from log-gamma functions, of which 1e8 leaves some 1e-7.",
        cases=[{**c, "exact": float(c["exact"])} for c in cases],
    )


# Data


def data():
    """Three arms of 15 clusters each, of unequal sizes. In b more outcomes are observed than in a, in c fewer; the highest are lost first."""
    random = np.random.default_rng(SEED)
    rows = []
    for g in range(45):
        arm = "abc"[g % 3]
        shared = random.normal(scale=0.5)
        for _ in range(int(random.integers(4, 30))):
            latent = 0.6 * shared + random.normal() + {"a": 0, "b": 0.25, "c": -0.1}[arm]
            chance = {"a": 0.15, "b": 0.07, "c": 0.3}[arm] * (1.6 if latent > 0.5 else 0.7)
            lost = random.uniform() < chance
            minutes = round(float(np.exp(1 + 0.7 * latent)), 3)
            score = int(np.clip(np.round(3 + latent), 1, 5))
            rating = round(float(np.clip(5 + 2 * latent, 0, 10)), 1)
            event = int(latent > 1)
            values = ["", "", "", ""] if lost else [minutes, score, rating, event]
            rows.append([arm, f"g{g:02d}", *values])
    with open(HERE / "data.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["arm", "cluster", "minutes", "score", "rating", "event"])
        writer.writerows(rows)
    return pd.read_csv(HERE / "data.csv")


# Bounds


def imbens_manski(low, se_low, high, se_high, reference):
    ratio = max(0, high - low) / max(se_low, se_high)
    c = optimize.brentq(lambda x: reference.cdf(x + ratio) - reference.cdf(-x) - LEVEL, 0, 50, xtol=1e-14, rtol=1e-14)
    return {"critical": c, "low": low - c * se_low, "high": high + c * se_high}


def kept_weights(y, kept, lowest):
    """Of values in order: how much of each is kept. Equal values share what is left for them equally."""
    order = np.argsort(y if lowest else -y, kind="stable")
    weights = np.zeros(len(y))
    left = kept
    for value in np.unique(y)[:: 1 if lowest else -1]:
        same = y == value
        take = min(same.sum(), left)
        weights[same] = take / same.sum()
        left -= take
        if left <= 1e-12:
            return weights, value
    return weights, y[order[-1]]


def trimmed(y, q, lowest):
    """Trimmed mean of the share q, the value where it ends, and the first two terms of Lee's variance, as he writes them, times n / (n - 1)."""
    n = len(y)
    w, t = kept_weights(y, q * n, lowest)
    mean = (w * y).sum() / w.sum()
    v = (w * (y - mean) ** 2).sum() / w.sum()
    variance = (v / (q * n) + (1 - q) * (t - mean) ** 2 / (q * n)) * n / (n - 1)
    return mean, t, variance


def beyond_cut(yf, q, lowest, of_share):
    """The value one standard error of the share kept beyond the cut."""
    n = len(yf)
    rank = min(n, int(np.ceil((q * n + np.sqrt(n * q * (1 - q) + (n * q) ** 2 * of_share)) * (1 - 1e-12))))
    return np.sort(yf)[rank - 1] if lowest else np.sort(yf)[n - rank]


def lee_ends(y1, n1, y0, n0):
    """Ends for the effect of the first arm: y observed, n assigned. `lee`: the error at the cut, by his formula; `standardError`: one standard error beyond it."""
    s1, s0 = len(y1) / n1, len(y0) / n0
    flip = s1 < s0
    (yf, nf, sf), (yo, no, so) = ((y0, n0, s0), (y1, n1, s1)) if flip else ((y1, n1, s1), (y0, n0, s0))
    q = so / sf
    of_share = (1 - sf) / len(yf) + (1 - so) / len(yo)
    base = yo.var(ddof=1) / len(yo)
    ends = []
    for lowest in (True, False):
        mean, t, variance = trimmed(yf, q, lowest)
        end = {"value": (-1 if flip else 1) * (mean - yo.mean()), "lee": np.sqrt(variance + base + (t - mean) ** 2 * of_share)}
        t = beyond_cut(yf, q, lowest, of_share)
        variance = (np.minimum(yf, t) if lowest else np.maximum(yf, t)).var(ddof=1) / (q * q * len(yf))
        total = variance + base + (t - mean) ** 2 * of_share
        ends.append({**end, "standardError": np.sqrt(total), "df": total**2 / (variance**2 / (q * len(yf) - 1) + base**2 / (len(yo) - 1))})
    return (ends[::-1] if flip else ends), 1 - q, flip


def bootstrap_errors(y1, y0, draws=20_000):
    """Resampled within arms, lost units (NaN) included."""
    random = np.random.default_rng(SEED)
    found = np.empty((draws, 2))
    for d in range(draws):
        a, b = random.choice(y1, len(y1)), random.choice(y0, len(y0))
        found[d] = fast_ends(a[~np.isnan(a)], len(a), b[~np.isnan(b)], len(b))
    return found.std(axis=0, ddof=1)


def fast_ends(y1, n1, y0, n0):
    s1, s0 = len(y1) / n1, len(y0) / n0
    flip = s1 < s0
    yf, yo, q = (y0, y1, s1 / s0) if flip else (y1, y0, s0 / s1)
    means = []
    for ordered in (np.sort(yf), np.sort(yf)[::-1]):
        kept = q * len(yf)
        whole = int(np.floor(kept + 1e-12))
        part = (kept - whole) * ordered[whole] if whole < len(yf) else 0
        means.append((ordered[:whole].sum() + part) / kept)
    ends = [m - yo.mean() for m in means]
    return (-ends[1], -ends[0]) if flip else tuple(ends)


def cr2_difference(r, treated, cluster):
    """Regression of r on the two arms by hand: variance of the difference by CR2 and Bell-McCaffrey degrees of freedom, with whole matrices."""
    n = len(r)
    X = np.column_stack([treated, 1 - treated]).astype(float)
    inverse = np.linalg.inv(X.T @ X)
    hat = X @ inverse @ X.T
    e = r - hat @ r
    contrast = np.array([1.0, -1.0])
    vectors, variance = [], 0
    for g in np.unique(cluster):
        at = np.flatnonzero(cluster == g)
        values, turn = np.linalg.eigh(np.eye(len(at)) - hat[np.ix_(at, at)])
        adjust = turn @ np.diag(np.where(values > 1e-10, 1 / np.sqrt(np.maximum(values, 1e-10)), 0)) @ turn.T
        load = adjust @ X[at] @ inverse @ contrast
        variance += (load @ e[at]) ** 2
        vectors.append((np.eye(n) - hat)[:, at] @ load)
    G = np.array(vectors)
    P = G @ G.T
    return np.sqrt(variance), np.trace(P) ** 2 / (P**2).sum()


def lee_clustered(frame, column, arm):
    """Errors of the ends from the influence of every row, added up by cluster."""
    both = frame[frame.arm.isin([arm, "a"])].reset_index(drop=True)
    y, seen = both[column].to_numpy(float), both[column].notna().to_numpy()
    treated = (both.arm == arm).to_numpy().astype(float)
    arms = {name: (both.arm == name).to_numpy() for name in (arm, "a")}
    share = {name: seen[rows].mean() for name, rows in arms.items()}
    fuller, other = (arm, "a") if share[arm] >= share["a"] else ("a", arm)
    q = share[other] / share[fuller]
    result = []
    for lowest in (True, False):
        mean, _, _ = trimmed(y[arms[fuller] & seen], q, lowest)
        of_share = sum((1 - share[name]) / (arms[name] & seen).sum() for name in arms)
        t = beyond_cut(y[arms[fuller] & seen], q, lowest, of_share)
        r = np.zeros(len(y))
        clipped = np.minimum(y, t) if lowest else np.maximum(y, t)
        rows = arms[fuller]
        r[rows] = np.where(seen[rows], (clipped[rows] - clipped[rows & seen].mean()) / (q * share[fuller]), 0) - (t - mean) * (seen[rows] / share[fuller] - 1)
        rows = arms[other]
        r[rows] = np.where(seen[rows], (y[rows] - y[rows & seen].mean()) / share[other], 0) - (t - mean) * (seen[rows] / share[other] - 1)
        error, df = cr2_difference(r, treated, both.cluster.to_numpy())
        result.append({"standardError": error, "df": df})
    return result if fuller == arm else result[::-1]


def wilson(events, n, z):
    centre, half = (events + z * z / 2) / (n + z * z), z / (n + z * z) * np.sqrt(events * (n - events) / n + z * z / 4)
    return max(0, min(events / n, centre - half)), min(1, max(events / n, centre + half))


def ratio_limits(events, n, observed, assigned, z):
    """Newcombe's ratios: those for which the interval of one share less the ratio times the other holds zero."""
    p, s = events / n, observed / assigned
    (l1, u1), (l0, u0) = wilson(events, n, z), wilson(observed, assigned, z)
    low = optimize.brentq(lambda r: p - r * s - np.hypot(p - l1, r * (u0 - s)), 0, 10, xtol=1e-15) if p > 0 else 0
    high = optimize.brentq(lambda r: p - r * s + np.hypot(u1 - p, r * (s - l0)), 0, 10, xtol=1e-15)
    return p / s, low, high


def binary_limits(y1, n1, y0, n0, ends, flip):
    c = imbens_manski(ends[0]["value"], ends[0]["standardError"], ends[1]["value"], ends[1]["standardError"], stats.norm)["critical"]
    (yf, nf), (yo, no) = ((y0, n0), (y1, n1)) if flip else ((y1, n1), (y0, n0))
    most, mostLow, mostHigh = (min(1, x) for x in ratio_limits(yf.sum(), nf, len(yo), no, c))
    least, leastHigh, leastLow = (1 - min(1, x) for x in ratio_limits((1 - yf).sum(), nf, len(yo), no, c))
    p, (l, u) = yo.mean(), wilson(yo.sum(), len(yo), c)
    if flip:
        return {"critical": c, "low": p - most - np.hypot(p - l, mostHigh - most), "high": p - least + np.hypot(u - p, least - leastLow)}
    return {"critical": c, "low": least - p - np.hypot(least - leastLow, u - p), "high": most - p + np.hypot(mostHigh - most, p - l)}


def worst(frame, column, arm, lo, hi):
    groups = {name: frame.loc[frame.arm == name, column] for name in (arm, "a")}
    ends = []
    for one, zero in ((lo, hi), (hi, lo)):
        x, y = groups[arm].fillna(one).to_numpy(float), groups["a"].fillna(zero).to_numpy(float)
        found = stats.ttest_ind(x, y, equal_var=False)
        ends.append({"value": x.mean() - y.mean(), "standardError": np.sqrt(x.var(ddof=1) / len(x) + y.var(ddof=1) / len(y)), "df": found.df})
    clustered = []
    both = frame[frame.arm.isin([arm, "a"])].reset_index(drop=True)
    for one, zero in ((lo, hi), (hi, lo)):
        filled = both[column].astype(float).fillna(pd.Series(np.where(both.arm == arm, one, zero), index=both.index)).to_numpy()
        error, df = cr2_difference(filled, (both.arm == arm).to_numpy().astype(float), both.cluster.to_numpy())
        clustered.append({"standardError": error, "df": df})
    if set(frame[column].dropna()) == {0, 1}:
        c = imbens_manski(ends[0]["value"], ends[0]["standardError"], ends[1]["value"], ends[1]["standardError"], stats.norm)["critical"]
        limits = {"critical": c}
        for name, one, zero, sign in (("low", 0, 1, -1), ("high", 1, 0, 1)):
            x, y = groups[arm].fillna(one), groups["a"].fillna(zero)
            (l1, u1), (l0, u0) = wilson(x.sum(), len(x), c), wilson(y.sum(), len(y), c)
            reach = np.hypot(x.mean() - l1, u0 - y.mean()) if sign < 0 else np.hypot(u1 - x.mean(), y.mean() - l0)
            limits[name] = x.mean() - y.mean() + sign * reach
    else:
        df = min(e["df"] for e in ends)
        limits = imbens_manski(ends[0]["value"], ends[0]["standardError"], ends[1]["value"], ends[1]["standardError"], stats.t(df))
    return {"arm": arm, "outcome": column, "possible": [lo, hi], "low": ends[0], "high": ends[1], "limits": limits, "clustered": {"low": clustered[0], "high": clustered[1]}}


def bounds(frame):
    lee = []
    for column in ("minutes", "score", "event"):
        for arm in ("b", "c"):
            y1, y0 = (frame.loc[frame.arm == name, column].to_numpy(float) for name in (arm, "a"))
            s1, s0 = y1[~np.isnan(y1)], y0[~np.isnan(y0)]
            ends, share, flip = lee_ends(s1, len(y1), s0, len(y0))
            boot = bootstrap_errors(y1, y0)
            if column == "event":
                limits = binary_limits(s1, len(y1), s0, len(y0), ends, flip)
            else:
                df = min(e["df"] for e in ends)
                limits = imbens_manski(ends[0]["value"], ends[0]["standardError"], ends[1]["value"], ends[1]["standardError"], stats.t(df))
            clustered = lee_clustered(frame, column, arm)
            lee.append({
                "arm": arm, "outcome": column, "trimmed": {"arm": "a" if flip else arm, "share": share}, "low": ends[0], "high": ends[1], "limits": limits,
                "bootstrap": {"low": boot[0], "high": boot[1]}, "clustered": {"low": clustered[0], "high": clustered[1]},
            })
    totals = frame.assign(lost=frame.minutes.isna().astype(int)).groupby(["arm", "cluster"]).lost.agg(["size", "sum"]).reset_index()
    clusters = []
    for arm in ("b", "c"):
        both = frame[frame.arm.isin([arm, "a"])]
        lost, treated = both.minutes.isna().to_numpy(float), (both.arm == arm).to_numpy().astype(float)
        error, df = cr2_difference(lost, treated, both.cluster.to_numpy())
        clusters.append({"arm": arm, "difference": lost[treated == 1].mean() - lost[treated == 0].mean(), "standardError": error, "df": df, "permutation": permutation(both, arm)})
    critical = []
    for low, se_low, high, se_high in [(0, 1, 0, 1), (0, 1, 0.001, 1), (-1, 0.2, 0.3, 0.5), (2, 0.1, 2.05, 0.02), (0, 1, 100, 1), (-0.1, 1e-3, -0.0995, 2e-3)]:
        critical.append({"ends": [[low, se_low], [high, se_high]], **imbens_manski(low, se_low, high, se_high, stats.norm)})
    write(
        "bounds.json",
        {"level": LEVEL, "seed": SEED, "control": "a", "lee": "ties share equally; n / (n - 1) with the first two terms of the variance", "bootstrap": 20_000},
        tolerances={"closed": 1e-9, "critical": 1e-10, "bootstrap": {"minutes": 0.025, "event": 0.025, "score": 0.12}, "permutation": 0.04},
        why="Closed forms on 771 rows; critical values are roots to 1e-13. Bootstrapped errors scatter by 0.5 % and differ from Lee's formula by what is of smaller order, by a tenth for scores, where resampling moves the cut from one value to the next: they see that both mean the same. Permutations that stop at 100 hits scatter by a tenth of the p-value, 0.014 where it is 0.135.",
        lee=lee, worst=[worst(frame, c, a, lo, hi) for c, lo, hi in (("rating", 0, 10), ("event", 0, 1)) for a in ("b", "c")],
        clusters={"units": {a: list(map(int, t["size"])) for a, t in totals.groupby("arm")}, "lost": {a: list(map(int, t["sum"])) for a, t in totals.groupby("arm")}, "tests": clusters},
        imbensManski=critical, pyleebounds=published(),
    )


def permutation(both, arm):
    totals = both.assign(lost=both.minutes.isna()).groupby("cluster").agg(units=("lost", "size"), lost=("lost", "sum"), arm=("arm", "first"))
    random = np.random.default_rng(SEED)
    units, lost, treated = totals.units.to_numpy(), totals.lost.to_numpy(), (totals.arm == arm).to_numpy()

    def apart(t):
        return abs(lost[t].sum() / units[t].sum() - lost[~t].sum() / units[~t].sum())

    seen = apart(treated) * (1 - 1e-9)
    return np.mean([apart(random.permutation(treated)) >= seen for _ in range(100_000)])


def published():
    """A package that trims whole units, on arms of one size, where whole units are exact. It counts the units to cut with int, which rounding can make one too few: data where it does not."""
    random = np.random.default_rng(SEED)
    n = 200
    y = np.round(random.normal(size=2 * n), 6)
    d = np.repeat([0, 1], n)
    s = np.r_[np.arange(n) < 140, np.arange(n) < 175].astype(int)
    fitted = LeeBounds(n_bootstrap=2).fit(pd.DataFrame({"y": y, "d": d, "s": s}), "y", "d", "s")
    ours = fast_ends(y[(d == 1) & (s == 1)], n, y[(d == 0) & (s == 1)], n)
    assert np.allclose([fitted.lower_bound, fitted.upper_bound], ours, atol=1e-12), (fitted.lower_bound, fitted.upper_bound, ours)
    return {"z": d.tolist(), "y": [float(v) if seen else None for v, seen in zip(y, s)], "low": fitted.lower_bound, "high": fitted.upper_bound}


fisher()
bounds(data())
