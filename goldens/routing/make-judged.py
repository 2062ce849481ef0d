"""Policies valued by an outcome that a judge scores and people label in part: rows corrected by the labels of their action, then IPS, SNIPS and the doubly robust gain.

What a row counts as: psi = s f + e + k (w N / sum w) (Y - s f - e) on labelled rows, e the weighted mean of Y - s f over labels of the action, s the pooled slope of Y on f within
actions held within 0 and 1 (1 of `ppi`), k^2 = (N - 1) / N n / (n - 1 - d) (1 + 1 / n), d judges per group. Errors come twice: by the rows' influence, and by a bootstrap of all rows
in which everything is computed anew (2,000 draws: the error itself is known to 2 %). Degrees of freedom 1 / df = 1 / v + (a / V)^2 (1 / f - 1 / v), a the labels' part of the
variance V, f = (sum c^2)^2 / sum c^4 - 1, c the factor of a label's residual.

Run: python make-judged.py (numpy 2.x). Writes judged.csv and judged.json. Tolerance 1e-9 for what is computed row by row; the bootstrap within 12 %: it draws the number of labels too, and
the smallest group has 40.
"""
import json
import numpy as np

seed = 20261129
rng = np.random.default_rng(seed)
n = 900
x = np.round(rng.normal(size=n), 4)
odds = np.stack([np.ones(n), np.exp(0.8 * x), 0.25 * np.exp(-0.5 * x)], 1)
P = odds / odds.sum(1, keepdims=True)
P = np.round(P, 6)
P[:, 0] = np.round(1 - P[:, 1] - P[:, 2], 6)
u = rng.random(n)
action = (u[:, None] > np.cumsum(P, 1)).sum(1)
p = P[np.arange(n), action]
y = np.round(x + np.array([0.0, 0.5, 1.0])[action] + 0.4 * x * (action == 1) + rng.normal(size=n), 4)
judge = np.round(0.7 * y + 0.5 * (action == 1) + 0.4 * x * (action == 1) + 0.6 * rng.normal(size=n), 4)
drawn = rng.random(n) < 0.3
q = np.where(judge > 0.3, 0.5, 0.2)
picked = rng.random(n) < q
human = np.where(drawn, y, np.nan)
chosen = np.where(picked, y, np.nan)

with open('judged.csv', 'w') as out:
    out.write('x,action,p,judge,human,chosen,q\n')
    for i in range(n):
        cell = lambda v: '' if np.isnan(v) else repr(float(v))
        out.write(f"{x[i]},{'abc'[action[i]]},{p[i]},{judge[i]},{cell(human[i])},{cell(chosen[i])},{q[i]}\n")

wants = np.where(x > 0, 1, 0)


def corrected(Y, Q, by, f, a):
    """What each row counts as, and how much its label counts and adds."""
    w = np.ones(len(f)) if Q is None else 1 / Q
    looked = ~np.isnan(Y)
    num = den = 0.0
    for g in range(3):
        m = looked & (a == g)
        k = np.ones(m.sum()) if Q is None else w[m] ** 2 - w[m]
        df, dy = f[m] - w[m] @ f[m] / w[m].sum(), Y[m] - w[m] @ Y[m] / w[m].sum()
        num += (k * df) @ dy
        den += (k * df) @ df
    slope = {'ppi++': min(1, max(0, num / den)), 'ppi': 1.0, 'labels': 0.0}[by]
    d = 1 / 3 if by == 'ppi++' else 0
    psi, counts, adds = np.full(len(f), np.nan), np.zeros(len(f)), np.zeros(len(f))
    for g in range(3):
        whole, m = a == g, looked & (a == g)
        r = Y[m] - slope * f[m]
        e = w[m] @ r / w[m].sum()
        N, k = whole.sum(), m.sum()
        scale = np.sqrt((N - 1) / N * k / (k - 1 - d) * (1 + 1 / k))
        psi[whole] = slope * f[whole] + e
        counts[m] = scale * N / w[m].sum() * w[m]
        adds[m] = counts[m] * (r - e)
    return slope, psi + adds, counts, adds


def valued(psi, x, a, p, wants):
    """Influence of each value: the change from what was logged, doubly robust without the row itself, and values by IPS and SNIPS."""
    m = len(x)
    X = np.stack([np.ones(m), x], 1)
    weight = np.where(wants == a, 1 / p, 0.0)
    plain, residual, own = np.zeros(m), np.zeros(m), np.zeros(m)
    for g in range(3):
        of = a == g
        inverse = np.linalg.inv(X[of].T @ X[of])
        fit = X @ (inverse @ (X[of].T @ psi[of]))
        leverage = np.einsum('ij,jk,ik->i', X, inverse, X)
        residual[of] = ((psi - fit) / (1 - leverage))[of]
        mine = np.where(of, psi - (psi - fit) / (1 - leverage), fit)
        plain[wants == g] = mine[wants == g]
    c = psi.mean()
    snips = (weight * psi).sum() / weight.sum()
    return {
        'gain': ((plain + weight * residual - psi).mean(), plain + weight * residual - psi, weight - 1),
        'ips': ((weight * psi).mean(), weight * psi, weight),
        'snips': (snips, weight * (psi - snips) / weight.mean(), weight),
    }


found = []
for column, Y, Q in (('human', human, None), ('chosen', chosen, q)):
    for by in ('ppi++', 'ppi', 'labels'):
        slope, psi, counts, adds = corrected(Y, Q, by, judge, action)
        values = valued(psi, x, action, p, wants)
        draws = {name: [] for name in values}
        boot = np.random.default_rng(seed + 1)
        for _ in range(2000):
            i = boot.integers(0, n, n)
            _, again, _, _ = corrected(Y[i], None if Q is None else Q[i], by, judge[i], action[i])
            for name, (value, _, _) in valued(again, x[i], action[i], p[i], wants[i]).items():
                draws[name].append(value)
        for name, (value, influence, weight) in values.items():
            variance = influence.var(ddof=1) / n
            part = ((weight * adds) ** 2).sum() / n**2
            c = weight * counts
            freedom = max(1, (c**2).sum() ** 2 / (c**4).sum() - 1)
            whole = max(variance, part)
            freedom = min(n - 1, freedom)
            df = whole**2 / (whole**2 / (n - 1) + part**2 * (1 / freedom - 1 / (n - 1)))
            found.append(dict(human=column, sampling=None if Q is None else 'q', by=by, what=name, slope=slope, estimate=value, error=float(np.sqrt(variance)), df=df, bootstrap=float(np.std(draws[name], ddof=1))))

with open('judged.json', 'w') as out:
    json.dump(dict(made=dict(package='numpy', version=np.__version__, seed=seed), tolerance=1e-9, bootstrap_within=0.12, found=found), out, indent=1)
for f in found:
    print(f['human'], f['by'], f['what'], round(f['estimate'], 4), round(f['error'], 4), round(f['bootstrap'], 4), round(f['bootstrap'] / f['error'], 3), round(f['df'], 1))
