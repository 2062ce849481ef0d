# Run: python goldens/opt-in/make-data.py   (needs numpy; rewrites users.csv, rare.csv and folds.csv)
# Users who switch a feature on by themselves: confounded by their tier (4 levels), score, tenure, plan, and by their workspace (1 to 8 users).
# users.csv: 900 rows, about a third treated. rare.csv: 2,000 rows, 5 % treated. No value is missing in either.
# minutes (continuous) has an effect that goes with score and tier, so that ATE, ATT, ATC and ATO differ; resolved is binary.
# folds.csv: 5 folds of the rows of users.csv, 3 times by row (row1..row3) and 3 times by workspace (workspace1..workspace3), dealt round after a shuffle.
from pathlib import Path

import numpy as np

here = Path(__file__).parent
seed = 20261129
logistic = lambda t: 1 / (1 + np.exp(-t))


def table(name, n, constant, strength):
    rng = np.random.default_rng([seed, n])
    sizes = []
    while sum(sizes) < n:
        sizes.append(min(int(rng.integers(1, 9)), n - sum(sizes)))
    group = np.repeat(np.arange(len(sizes)), sizes)
    shared = rng.normal(size=len(sizes))[group]
    tier = rng.choice(4, size=n, p=[0.4, 0.3, 0.2, 0.1])
    score = (rng.normal(size=n) + 0.3 * shared).round(4)
    tenure = (rng.gamma(2.0, 6.0, size=n)).round(2)
    paid = (rng.uniform(size=n) < logistic(-0.6 + 0.5 * (tier >= 2))).astype(int)
    eta = constant + strength * (0.7 * score + 0.03 * (tenure - 12) + 0.5 * paid + np.array([-0.4, 0, 0.5, 0.9])[tier] + 0.4 * shared)
    on = (rng.uniform(size=n) < logistic(eta)).astype(int)
    effect = -1.5 - 0.8 * score + np.array([0, -0.5, 0.4, -1.2])[tier]
    base = 20 + 1.8 * score + 0.15 * tenure - 1.2 * paid + np.array([0, 1.5, 2.5, 4.0])[tier] + 1.2 * shared
    minutes = (base + effect * on + rng.normal(size=n) * (2 + on)).round(3)
    risk = logistic(-0.4 + 0.6 * score - 0.02 * tenure + 0.4 * paid + np.array([0, 0.3, 0.6, 0.1])[tier] + (0.5 + 0.2 * score) * on + 0.4 * shared)
    resolved = (rng.uniform(size=n) < risk).astype(int)
    rows = {"user": [f"u{i}" for i in range(n)], "workspace": [f"w{g}" for g in group], "optin": on, "minutes": minutes, "resolved": resolved,
            "tier": np.array(["free", "light", "medium", "heavy"])[tier], "score": score, "tenure": tenure, "paid": paid}
    lines = [",".join(rows)] + [",".join(str(rows[c][i]) for c in rows) for i in range(n)]
    (here / f"{name}.csv").write_text("\n".join(lines) + "\n")
    print(name, n, "treated", on.mean(), "groups", len(sizes), "sizes", min(sizes), max(sizes))
    return rows


def dealt(rng, labels, k):
    seen = np.array(sorted(set(labels)))
    order = rng.permutation(len(seen))
    fold = {str(seen[j]): i % k for i, j in enumerate(order)}
    return [fold[str(label)] for label in labels]


users = table("users", 900, -0.75, 1.0)
table("rare", 2000, -3.6, 0.9)
rng = np.random.default_rng([seed, 5])
columns = {"user": users["user"]} | {f"{by if by == 'workspace' else 'row'}{r}": dealt(rng, users[by], 5) for by in ("user", "workspace") for r in (1, 2, 3)}
(here / "folds.csv").write_text("\n".join([",".join(columns)] + [",".join(str(columns[c][i]) for c in columns) for i in range(900)]) + "\n")
