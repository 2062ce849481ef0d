"""A staged rollout whose outcome a judge scores and people label in part: cells corrected by their own labels, and averages of effects from them.

Estimates come from the means of cells alone: m = s mean(f over all) + mean(Y - s f over labels, by their weights), s the pooled slope of Y on f within cells, held within 0 and 1.
Their errors come twice. Once row by row: what a row counts as, brought to one path a unit, whose covariance by cohort is that of the means (n - 1), with the shares of cohorts by complex
steps; degrees of freedom 1 / df = 1 / v + sum of (a / V)^2 (1 / f - 1 / v) over cohorts, f by Satterthwaite over cells. And once without any of that: the whole estimate without each unit in turn (jackknife), slope included.

Run: python make-judged.py (numpy 2.x, pandas). Writes judged.csv and judged.json. Tolerance 1e-9 for what is computed row by row; the jackknife within 10 %, since it is another estimator of the same error, which leans up where cells have few labels.
"""
import json
import numpy as np
import pandas as pd

rng = np.random.default_rng(20261129)
rows = []
for unit in range(120):
    start = [3, 5, np.inf][unit % 3]
    level = rng.normal() + (0 if np.isinf(start) else 0.4)
    for t in range(1, 7):
        effect = 0 if t < start else 1 + 0.4 * (t - start)
        y = 5 + level + 0.3 * t + effect + rng.normal()
        judge = 1 + 0.8 * y + (0.7 if t >= start else 0) + 0.05 * t * (start == 5) + 0.8 * rng.normal()
        p = 0.35 if judge > 6 else 0.2
        rows.append(dict(unit=unit, period=t, start='' if np.isinf(start) else int(start), judge=round(judge, 4), label=round(y, 4), p=p, drawn=int(rng.random() < 0.28), picked=int(rng.random() < p)))
data = pd.DataFrame(rows)
data['human'] = data['label'].where(data['drawn'] == 1)
data['chosen'] = data['label'].where(data['picked'] == 1)
data.drop(columns=['label', 'drawn', 'picked']).to_csv('judged.csv', index=False)
data['start'] = pd.to_numeric(data['start']).fillna(np.inf)

units = np.sort(data['unit'].unique())
times = np.sort(data['period'].unique())
starts = np.array([3.0, 5.0, np.inf])
shape = (len(units), len(times))
grid = lambda name: data.pivot(index='unit', columns='period', values=name).to_numpy()
F, S = grid('judge'), data.groupby('unit')['start'].first().to_numpy()


def measure(Y, P, by, keep):
    """Means of cells, and what each row counts as."""
    W = np.ones(shape) if P is None else 1 / P
    looked = ~np.isnan(Y) & keep[:, None]
    cells = [(g, t) for g in range(3) for t in range(len(times))]
    of = {(g, t): (S == starts[g]) & keep for g, t in cells}
    num = den = 0.0
    for g, t in cells:
        a = of[g, t] & looked[:, t]
        w, f, y = W[a, t], F[a, t], Y[a, t]
        k = np.ones(len(w)) if P is None else w**2 - w
        df, dy = f - w @ f / w.sum(), y - w @ y / w.sum()
        num += (k * df) @ dy
        den += (k * df) @ df
    slope = {'ppi++': min(1, max(0, num / den)), 'ppi': 1.0, 'labels': 0.0}[by]
    estimated = 1 / len(cells) if by == 'ppi++' else 0
    means = np.zeros((3, len(times)))
    psi = np.full(shape, np.nan)
    samples = {}
    for g, t in cells:
        all_, a = of[g, t], of[g, t] & looked[:, t]
        w = W[a, t]
        r = Y[a, t] - slope * F[a, t]
        e = w @ r / w.sum()
        N, n = all_.sum(), a.sum()
        means[g, t] = slope * F[all_, t].mean() + e
        inflation = n / (n - 1 - estimated)
        psi[all_, t] = slope * F[all_, t] + e
        psi[a, t] += np.sqrt((N - 1) / N * inflation) * N / w.sum() * w * (r - e)
        samples[g, t] = (inflation * (w**2 @ (r - e) ** 2) / w.sum() ** 2, max(1, min(w.sum() ** 2 / (w @ w), n) - 1 - estimated))
    labelled = [looked[S == starts[g]].sum(axis=1) for g in range(3)]
    together = [c.sum() ** 2 / (c @ c) - 1 for c in labelled]
    return slope, means, psi, samples, together


def effect(shares, means, kind):
    value = weight = 0
    for g in range(2):
        base = np.where(times < starts[g])[0][-1]
        for t, time in enumerate(times):
            if kind == 'simple' and time < starts[g]:
                continue
            if kind != 'simple' and time - starts[g] != kind:
                continue
            free = [h for h in range(3) if h != g and starts[h] > max(time, times[base])]
            p = shares[free] / shares[free].sum()
            value = value + shares[g] * (means[g, t] - means[g, base] - p @ (means[free, t] - means[free, base]))
            weight = weight + shares[g]
    return value / weight


def told(Y, P, by, kind):
    everybody = np.ones(len(units), bool)
    slope, means, psi, samples, together = measure(Y, P, by, everybody)
    shares = np.array([(S == s).mean() for s in starts])
    estimate = effect(shares, means, kind)
    A = np.zeros_like(means)
    for g in range(3):
        for t in range(len(times)):
            moved = means.copy()
            moved[g, t] += 1
            A[g, t] = effect(shares, moved, kind) - estimate
    between = np.array([effect(shares + 1j * 1e-30 * (np.arange(3) == g), means, kind).imag / 1e-30 for g in range(3)])
    parts = []
    for g in range(3):
        own = psi[S == starts[g]] @ A[g]
        if np.any(A[g] != 0):
            parts.append((own.var(ddof=1) / len(own), len(own) - 1))
    shifted = shares @ between**2 / len(units)
    variance = sum(v for v, _ in parts) + shifted
    every = [*parts, (shifted, len(units) - 1)]
    own = variance**2 / sum(v**2 / df for v, df in every)
    grouped = []
    for g in range(3):
        a = [(A[g, t] ** 2 * samples[g, t][0], samples[g, t][1]) for t in range(len(times)) if A[g, t] != 0]
        trace = sum(v for v, _ in a)
        if trace > 0:
            grouped.append((trace, min(own, trace**2 / sum(v**2 / df for v, df in a), together[g])))
    whole = max(variance, sum(v for v, _ in grouped))
    freedom = 1 / (1 / own + sum((v / whole) ** 2 * (1 / df - 1 / own) for v, df in grouped))
    without = []
    for i in range(len(units)):
        keep = everybody.copy()
        keep[i] = False
        m = measure(Y, P, by, keep)[1]
        without.append(effect(np.array([(S[keep] == s).mean() for s in starts]), m, kind))
    without = np.array(without)
    n = len(units)
    jackknife = np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
    return dict(kind=kind, slope=slope, estimate=estimate, error=float(np.sqrt(variance)), df=float(freedom), jackknife=float(jackknife))


found = []
for human, sampling in [('human', None), ('chosen', 'p')]:
    for by in ['ppi++', 'ppi', 'labels']:
        for kind in ['simple', 0, 1, -2]:
            own = told(grid(human), None if sampling is None else grid(sampling), by, kind)
            found.append(dict(human=human, sampling=sampling, by=by, **own))
            print(found[-1])
json.dump(dict(made_with=f'numpy {np.__version__}', tolerance=1e-9, jackknife_within=0.1, found=found), open('judged.json', 'w'), indent=1)
