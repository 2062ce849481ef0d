"""Run: python goldens/over-time/make.py   (numpy, pandas, scipy, statsmodels; rewrites log.csv and over-time.json)

A log of 300 users who come in over nine days of a study of sixteen, with a novelty effect on clicks and a ramp of the shares in the first days.
- by-exposure: a panel of users by whole days since their first row in pandas. Effects by day with scipy ttest_ind(equal_var=False); of the ratio by the delta method in numpy.
  Trends: of totals and events users' own least squares slopes (numpy polyfit) compared by ttest_ind; of the mean and the ratio a saturated regression by arm (statsmodels
  WLS on dummies of the day, errors by user without corrections), its variance times n / (n - 1), and Welch's degrees of freedom.
- by-day: the same by the day of the first row: ttest_ind a day; slope by statsmodels WLS of the effects of days on days, weights n1 n0 / (n1 + n0), its variance from those of the days
  with Satterthwaite's degrees of freedom; Welch's F written out in numpy; Holm by statsmodels.
- ramp-up: scipy chi2_contingency. segments: scipy binom tails, doubled; Holm by statsmodels.
- sequential: the Dirichlet mixture in closed form with scipy gammaln, at each of 20,000 units.
Tolerance 1e-9: closed forms on few rows; of the sequence 1e-9 on logarithms near 10.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import scipy.stats as st
import statsmodels
import statsmodels.api as sm
from scipy.special import gammaln
from statsmodels.stats.multitest import multipletests

HERE = Path(__file__).parent
SEED = 20261130
DAY = 86_400
START = pd.Timestamp("2026-11-02")
DAYS = 16


def data():
    rng = np.random.default_rng(SEED)
    rows = []
    for u in range(300):
        first = rng.integers(0, 9 * DAY)
        share = 0.25 if first < 3 * DAY else 0.65
        arm = int(rng.random() < share)
        level = rng.normal(0, 0.6)
        platform = ["web", "ios", "android"][rng.integers(3)]
        day = 0
        for day in range(DAYS):
            shows = 1 if day == 0 else rng.poisson(0.45)
            for r in range(shows):
                at = first + day * DAY + (0 if day == 0 and r == 0 else int(rng.integers(1, DAY)))
                if at > DAYS * DAY:
                    continue
                rows.append(
                    {
                        "user": f"u{u:03d}",
                        "arm": arm,
                        "platform": platform,
                        "came": START + pd.Timedelta(seconds=int(at)),
                        "clicks": int(rng.poisson(np.exp(0.5 + 0.4 * level + 0.6 * arm * np.exp(-day / 3)))),
                        "saved": int(rng.random() < 0.25),
                        "rating": round(float(3 + level + 0.2 * arm * day / 5 + rng.normal()), 2),
                        "minutes": round(float(rng.gamma(4, 1)), 2),
                    }
                )
    return pd.DataFrame(rows).sort_values(["came", "user"], kind="stable").reset_index(drop=True)


def welch(one, zero):
    one, zero = np.asarray(one, float), np.asarray(zero, float)
    test = st.ttest_ind(one, zero, equal_var=False)
    ci = test.confidence_interval(0.95)
    return {"value": one.mean() - zero.mean(), "low": ci.low, "high": ci.high, "pValue": test.pvalue, "df": test.df, "n": len(one) + len(zero)}


def by_moments(value, parts):
    """parts: (variance, df) of independent pieces."""
    variance = sum(v for v, _ in parts)
    df = variance**2 / sum(v**2 / d for v, d in parts)
    se = np.sqrt(variance)
    half = st.t.ppf(0.975, df) * se
    return {"value": value, "low": value - half, "high": value + half, "pValue": 2 * st.t.sf(abs(value / se), df), "df": df}


def by_exposure(log):
    end = log.came.max()
    first = log.groupby("user").came.transform("min")
    log = log.assign(age=((log.came - first).dt.total_seconds() // DAY).astype(int))
    users = log.groupby("user").agg(arm=("arm", "first"), first=("came", "min"))
    users["reach"] = ((end - users["first"]).dt.total_seconds() // DAY).astype(int)
    ages = range(users.reach.max())
    enough = [k for k in ages if all(((users.reach >= k + 1) & (users.arm == a)).sum() >= 20 for a in (0, 1))]
    bins = max(enough) + 1
    worth = {w: min(((users.reach >= w) & (users.arm == a)).sum() for a in (0, 1)) * w * (w * w - 1) for w in range(2, bins + 1)}
    window = max(worth, key=lambda w: (worth[w], -w))
    grid = pd.MultiIndex.from_product([users.index, range(bins)], names=["user", "age"])
    day = log[log.age < bins].groupby(["user", "age"])
    panel = pd.DataFrame(
        {
            "clicks": day.clicks.sum().reindex(grid, fill_value=0),
            "saved": day.saved.max().reindex(grid, fill_value=0),
            "rating": day.rating.mean().reindex(grid),
            "minutes": day.minutes.sum().reindex(grid, fill_value=0),
        }
    ).reset_index().merge(users.reset_index(), on="user")
    inside = panel[(panel.reach >= window) & (panel.age < window)]
    t = np.arange(window)
    result = {"window": window, "bins": bins}
    for name in ("clicks", "saved"):
        effects = [welch(p[p.arm == 1][name], p[p.arm == 0][name]) for p in (panel[(panel.age == k) & (panel.reach > k)] for k in range(bins))]
        slopes = inside.groupby(["arm", "user"])[name].apply(lambda y: np.polyfit(t, y.to_numpy(), 1)[0])
        result[name] = {"effects": effects, "trend": welch(slopes[1], slopes[0])}
    effects = [welch(p[p.arm == 1].rating, p[p.arm == 0].rating) for p in (panel[(panel.age == k) & (panel.reach > k)].dropna() for k in range(bins))]
    result["rating"] = {"effects": effects, "trend": saturated(inside.dropna(), inside, "rating", None, window)}

    def ratio(p):
        out = []
        for a in (1, 0):
            q = p[p.arm == a]
            r = q.clicks.sum() / q.minutes.sum()
            psi = (q.clicks - r * q.minutes) / q.minutes.mean()
            out.append((r, (psi**2).sum() / (len(q) - 1) / len(q), len(q)))
        (r1, v1, n1), (r0, v0, n0) = out
        return {**by_moments(r1 - r0, [(v1, n1 - 1), (v0, n0 - 1)]), "n": n1 + n0}

    result["rate"] = {
        "effects": [ratio(panel[(panel.age == k) & (panel.reach > k)]) for k in range(bins)],
        "trend": saturated(inside[inside.minutes > 0], inside, "clicks", "minutes", window),
    }
    return result


def saturated(rows, everybody, above, below, window):
    """Weights of the trend by the sizes of the arms at each age; errors of the arms' age means by user."""
    units = {a: everybody[everybody.arm == a].user.nunique() for a in (0, 1)}
    size = lambda a, k: rows[(rows.arm == a) & (rows.age == k)][below].sum() if below else ((rows.arm == a) & (rows.age == k)).sum()
    h = np.array([size(1, k) * size(0, k) / (size(1, k) + size(0, k)) for k in range(window)], float)
    t = np.arange(window)
    centred = t - (h * t).sum() / h.sum()
    c = h * centred / (h * centred**2).sum()
    parts, value = [], 0.0
    for a, sign in ((1, 1), (0, -1)):
        q = rows[rows.arm == a]
        x = pd.get_dummies(q.age).astype(float)
        y = q[above] / q[below] if below else q[above]
        fit = sm.WLS(y, x, weights=q[below] if below else np.ones(len(q))).fit(
            cov_type="cluster", cov_kwds={"groups": pd.factorize(q.user)[0], "use_correction": False}
        )
        value += sign * (c @ fit.params.to_numpy())
        parts.append((c @ fit.cov_params().to_numpy() @ c * units[a] / (units[a] - 1), units[a] - 1))
    return by_moments(value, parts)


def by_day(log):
    first = log.groupby("user").came.min()
    users = log.groupby("user").agg(arm=("arm", "first"), clicks=("clicks", "sum"), rating=("rating", "mean"))
    users["day"] = (first.dt.floor("D") - START.floor("D")).dt.days
    n_days = users.day.max() + 1
    out = {}
    for name in ("clicks", "rating"):
        least = {}
        for a in (0, 1):
            y = users[users.arm == a][name].to_numpy(float)
            d = y - y.mean()
            least[a] = max(20, 10 * (d**3).mean() ** 2 / (d**2).mean() ** 3)
        spells, start, have = [], 0, {0: 0, 1: 0}
        for k in range(n_days):
            for a in (0, 1):
                have[a] += ((users.arm == a) & (users.day == k)).sum()
            if all(have[a] >= least[a] for a in (0, 1)):
                spells.append([start, k + 1])
                start, have = k + 1, {0: 0, 1: 0}
        spells[-1][1] = int(n_days)
        cells = [users[(users.day >= f) & (users.day < to)] for f, to in spells]
        effects = [welch(p[p.arm == 1][name], p[p.arm == 0][name]) for p in cells]
        sizes = np.array([(p.arm == 1).sum() * (p.arm == 0).sum() / len(p) for p in cells], float)
        times = np.array([(f + to - 1) / 2 for f, to in spells])
        values = np.array([e["value"] for e in effects])
        variances = np.array([sum(p[p.arm == a][name].var(ddof=1) / (p.arm == a).sum() for a in (0, 1)) for p in cells])
        dfs = np.array([e["df"] for e in effects])
        slope = sm.WLS(values, sm.add_constant(times), weights=sizes).fit().params[1]
        centred = times - (sizes * times).sum() / sizes.sum()
        c = sizes * centred / (sizes * centred**2).sum()
        trend = by_moments(slope, [(w * w * v, d) for w, v, d in zip(c, variances, dfs)])
        k, w = len(values), 1 / variances
        mean = (w * values).sum() / w.sum()
        lam = ((1 - w / w.sum()) ** 2 / dfs).sum()
        f = (w * (values - mean) ** 2).sum() / (k - 1) / (1 + 2 * (k - 2) * lam / (k * k - 1))
        equal = st.f.sf(f, k - 1, (k * k - 1) / (3 * lam))
        out[name] = {"effects": effects, "trend": trend, "equal": equal, "holm": multipletests([trend["pValue"], equal], method="holm")[1].min(), "spells": spells}
    return out


def ramp_up(log):
    users = log.groupby("user").agg(arm=("arm", "first"), first=("came", "min"))
    table = pd.crosstab((users["first"].dt.floor("D") - START.floor("D")).dt.days, users.arm).to_numpy()
    joined, have = [], np.zeros(2, int)
    for row in table:
        have = have + row
        if (have >= 10).all():
            joined.append(have)
            have = np.zeros(2, int)
    joined[-1] = joined[-1] + have
    test = st.chi2_contingency(np.array(joined), correction=False)
    return {"statistic": test.statistic, "pValue": test.pvalue, "days": len(joined)}


def segments(log):
    users = log.groupby("user").agg(arm=("arm", "first"), platform=("platform", "first"))
    p = []
    names = sorted(users.platform.unique())
    for name in names:
        own = users[users.platform == name]
        x, n = int((own.arm == 0).sum()), len(own)
        p.append(min(1, 2 * min(st.binom.cdf(x, n, 0.5), st.binom.sf(x - 1, n, 0.5))))
    return {"levels": names, "holm": list(multipletests(p, method="holm")[1])}


def sequential():
    rng = np.random.default_rng(SEED)
    shares = np.array([0.5, 0.3, 0.2])
    arms = rng.choice(3, size=20_000, p=[0.48, 0.31, 0.21])
    counts = np.cumsum(np.eye(3)[arms], axis=0)
    looks = [1, 2, 10, 100, 1_000, 5_000, 10_000, 20_000]
    odds = {}
    every = []
    for k in (100, 1_000, 10_000, 100_000):
        a = k * shares
        n = counts.sum(axis=1)
        log = (gammaln(a + counts) - gammaln(a)).sum(axis=1) - (gammaln(k + n) - gammaln(k)) - counts @ np.log(shares)
        odds[str(k)] = [float(log[i - 1]) for i in looks]
        every.append(log)
    mixed = np.logaddexp.reduce(np.array(every), axis=0) - np.log(len(every))
    running = np.minimum(1, np.exp(-np.maximum.accumulate(np.maximum(mixed, 0))))
    return {
        "shares": shares.tolist(),
        "looks": looks,
        "counts": [counts[i - 1].astype(int).tolist() for i in looks],
        "logOdds": odds,
        "pAtLooks": float(np.exp(-max(0, max(mixed[i - 1] for i in looks)))),
        "pAtEveryUnit": float(running[-1]),
        "arms": "".join(str(a) for a in arms),
    }


log = data()
log.assign(came=log.came.dt.strftime("%Y-%m-%dT%H:%M:%SZ")).to_csv(HERE / "log.csv", index=False)
json.dump(
    {
        "made": {"by": "goldens/over-time/make.py", "seed": SEED, "numpy": np.__version__, "pandas": pd.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
        "tolerance": {"relative": 1e-9, "reason": "closed forms on few rows"},
        "byExposure": by_exposure(log),
        "byDay": by_day(log),
        "rampUp": ramp_up(log),
        "segments": segments(log),
        "sequential": sequential(),
    },
    open(HERE / "over-time.json", "w"),
    indent=1,
    default=float,
)
