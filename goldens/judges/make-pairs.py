# A judge and its audit in pairs and blocks: row by row in numpy, labels alone by scipy's paired t. Run: python goldens/judges/make-pairs.py (numpy, scipy, pandas).
# Data: goldens/cases/paired-judge/d.csv (made up), and goldens/cases/judged-passages and judged-runs, which this script draws (seed 20261129).
# Tolerance 1e-9: closed forms.
import json
import os

import numpy as np
import pandas as pd
import scipy
from scipy import stats

here = os.path.dirname(os.path.abspath(__file__))
cases = os.path.join(here, "..", "cases", "paired-judge")


def draw():
    rng = np.random.default_rng(20261129)
    passages, runs = [], []
    for g in range(15):
        effect = 0.4 + 0.5 * rng.normal()
        for q in range(1 + rng.integers(7)):
            level, seen = rng.normal(), rng.uniform() < 0.5
            for z in (0, 1):
                y = level + z * effect + 0.5 * rng.normal()
                passages.append((f"p{g}", f"p{g}q{q}", z, round(0.8 * y + 0.2 * z + 0.4 * rng.normal(), 3), round(y, 3) if seen else None))
    for b in range(24):
        level, effect = rng.normal(), 0.3 + 0.4 * rng.normal()
        for k in range(6):
            y = level + (k % 2) * effect + 0.5 * rng.normal()
            runs.append((f"b{b}", k % 2, round(0.8 * y + 0.3 * rng.normal(), 3), round(y, 3) if rng.uniform() < 0.4 else None))
    pd.DataFrame(passages, columns=["passage", "item", "arm", "judge", "human"]).to_csv(os.path.join(cases, "..", "judged-passages", "d.csv"), index=False)
    pd.DataFrame(runs, columns=["item", "arm", "judge", "human"]).to_csv(os.path.join(cases, "..", "judged-runs", "d.csv"), index=False)


def spread(values, rows, cluster=None):
    """Variance of a mean of blocks, each weighed by its rows, and its degrees of freedom: blocks, or CR2 and Bell-McCaffrey by clusters."""
    w = rows / rows.sum()
    centred = values - (w * values).sum()
    B = len(values)
    if cluster is None:
        return B / (B - 1) * ((w * centred) ** 2).sum(), B - 1
    names = sorted(set(cluster))
    G = np.array([(cluster == g) for g in names], dtype=float)
    share = G @ w
    score = (G @ (w * centred)) / np.sqrt(1 - share)
    # Weighted least squares on a constant: working errors of a block have variance one over its weight.
    # P = V-orthogonal residual maker; q_g = A_g w_g'(I - 1 w')_g, df = tr(QVQ')^2 / ||QVQ'||^2
    I = np.eye(B) - np.outer(np.ones(B), w)
    Q = (G * w) @ I / np.sqrt(1 - share)[:, None]
    M = Q @ np.diag(1 / w) @ Q.T
    return (score**2).sum(), np.trace(M) ** 2 / (M**2).sum()


def kish(counts):
    counts = np.asarray(counts, float)
    return counts.sum() ** 2 / (counts**2).sum()


def measured(d, cluster=None):
    d = d.copy()
    seen = d.human.notna().to_numpy()
    arm = d.arm.to_numpy()
    blocks = d.item.unique()
    rows = np.array([(d.item == b).sum() for b in blocks], float)
    of_block = d.drop_duplicates("item").set_index("item")
    cl = None if cluster is None else of_block.loc[blocks, cluster].to_numpy()

    def differences(column):
        mean = pd.Series(column).groupby([d.item.to_numpy(), arm]).mean().unstack()
        return (mean[1] - mean[0]).loc[blocks].to_numpy()

    def expanded(name):
        x = d[name].to_numpy(float)
        out = np.zeros(len(d))
        for a in (0, 1):
            here_ = seen & (arm == a)
            out[here_] = (arm == a).sum() / here_.sum() * (x[here_] - x[here_].mean())
        return out

    U, S, V = (differences(c) for c in (expanded("human"), expanded("judge"), d.judge.to_numpy(float)))
    var = lambda x: spread(x, rows, cl)[0]
    cov = lambda x, y: (var(x + y) - var(x - y)) / 4
    slope = -cov(U, V - S) / var(V - S)
    free = 0 <= slope <= 1
    slope = min(1.0, max(0.0, slope))
    k = 1 if free else 0
    labels = d[seen].groupby(d[seen].item if cluster is None else d[seen][cluster]).size()
    n = kish(labels)
    N = len(blocks) if cluster is None else d[cluster].nunique()
    m = {a: d[seen & (arm == a)] for a in (0, 1)}
    shift = ((rows / rows.sum()) * (V - S)).sum() - (m[1].judge.mean() - m[0].judge.mean())
    error = shift**2 / (n * var(S)) if free else 0.0
    scale = np.sqrt((N - 1) / N * n / (n - 1 - k) * (1 + error))
    psi = slope * V + scale * (U - slope * S)
    constant = [(m[a].human - slope * m[a].judge).mean() for a in (0, 1)]
    variance, df_all = spread(psi, rows, cl)
    audit = min(variance, var(scale * (U - slope * S)))
    judge = max(0.0, variance - audit)
    df = variance**2 / (audit**2 / (n - 1 - k) + judge**2 / df_all)
    half = stats.t.ppf(0.975, df) * np.sqrt(variance)
    value = ((rows / rows.sum()) * psi).sum() + constant[1] - constant[0]
    # Labels alone, in blocks that have them in both arms.
    lab = d[seen]
    mean = lab.groupby(["item", "arm"]).human.mean().unstack()
    both = mean.dropna()
    size = lab.groupby("item").size().loc[both.index].to_numpy(float)
    t = (both[1] - both[0]).to_numpy()
    alone, alone_df = spread(t, size, None if cluster is None else of_block.loc[both.index, cluster].to_numpy())
    return {
        "slope": slope, "value": value, "standardError": np.sqrt(variance), "df": df, "half": half,
        "alone": {"value": (size / size.sum() * t).sum(), "standardError": np.sqrt(alone), "df": alone_df},
        "gain": alone / variance, "complete": len(both), "oneSided": int(len(lab) - size.sum()),
        "auditVariance": audit, "judgeVariance": judge, "auditFreedom": n - 1 - k,
    }


def plan(found, pairs, half):
    """Fewest complete pairs for a half-width, one after the other."""
    n, sigma2 = found["complete"], found["auditVariance"] * found["complete"]
    for m in range(n, pairs + 1):
        free = found["auditFreedom"] + (m - n) * min(1, (found["auditFreedom"] + 1) / n)
        a, j = sigma2 / m, found["judgeVariance"]
        df = (a + j) ** 2 / (a**2 / free + j**2 / (pairs - 1))
        if stats.t.ppf(0.975, df) * np.sqrt(a + j) <= half:
            return m


draw()
d = pd.read_csv(os.path.join(cases, "d.csv"))
items, rows = (measured(d.rename(columns={"human_" + of: "human"})[["item", "arm", "judge", "human"]]) for of in ("items", "rows"))
wide = d.dropna(subset=["human_items"]).pivot(index="item", columns="arm", values="human_items")
paired = stats.ttest_rel(wide[1], wide[0])
interval = paired.confidence_interval(0.95)
# PPI++ as it is usually written, on differences of pairs: the slope is that of a regression over audited pairs.
full = d.pivot(index="item", columns="arm")
Y, J = (full[c][1] - full[c][0] for c in ("human_items", "judge"))
ok = Y.notna()
lam = np.cov(Y[ok], J[ok])[0, 1] / J[ok].var()
r = Y[ok] - lam * J[ok]
usual = {
    "slope": lam,
    "value": lam * J.mean() + r.mean(),
    "standardError": np.sqrt(r.var(ddof=2) / ok.sum() + (lam**2 * J.var() + 2 * lam * np.cov(J[ok], r)[0, 1]) / len(J)),
}
out = {
    "numpy": np.__version__, "scipy": scipy.__version__, "pandas": pd.__version__, "tolerance": 1e-9,
    "items": items | {"plan": {"half": 0.08, "pairs": plan(items, 300, 0.08)}},
    "pairedT": {"value": float((wide[1] - wide[0]).mean()), "low": interval.low, "high": interval.high, "p": paired.pvalue},
    "usual": usual,
    "rows": rows,
    "passages": measured(pd.read_csv(os.path.join(cases, "..", "judged-passages", "d.csv")), "passage"),
    "runs": measured(pd.read_csv(os.path.join(cases, "..", "judged-runs", "d.csv"))),
}
json.dump(out, open(os.path.join(here, "pairs.json"), "w"), indent=1, default=float)
print(json.dumps(out, indent=1, default=float))
