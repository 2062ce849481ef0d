"""Run: python goldens/scenarios/make.py   (numpy; about half a minute; rewrites support-rollout.json)

Draws 10,000,000 tickets of the scenario support-rollout by rules written here independently of src/scenarios, with numpy's own random numbers, and
stores the mean of every truth with its Monte Carlo standard error (delta method).
"""

import json
import platform
from pathlib import Path

import numpy as np

DRAWS, CHUNK, SEED = 10_000_000, 200_000, 20260901
VALUES = {"resolved": 14, "handle_minutes": -0.8, "unsupported_claim": -20, "cost_usd": -1}
OUTCOMES = ["used_ai", "retrieval_hit", *VALUES, "net_value"]
PER_OUTCOME = ["control", "treatment", "effect", "users", "others"]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def chunk(rng, n, p):
    """One row a ticket: used, used if control, used if treatment, then PER_OUTCOME of every outcome."""
    experience, complexity, pre = rng.standard_normal((3, n))
    assigned = rng.random(n) < p["assignmentShare"]
    use = rng.random(n)
    hit_draw = rng.random(n)
    resolve = rng.random(n)
    claim = rng.random(n)
    minutes_noise = 6 * rng.standard_normal(n)
    cost_noise = rng.gamma(1, 0.01, n)

    def uses(z):
        return use < sigmoid(-0.6 + p["compliance"] * z + 0.5 * experience + p["usageByComplexity"] * complexity)

    def potential(d):
        hit = (hit_draw < sigmoid(0.9 - 0.5 * complexity)) * d
        effect = p["usageEffect"] + p["usageEffectSlope"] * complexity
        saved = p["minutesSaved"] + p["minutesSavedSlope"] * complexity
        y = {
            "used_ai": np.full(n, float(d)),
            "retrieval_hit": hit * 1.0,
            "resolved": 1.0 * (resolve < sigmoid(-0.1 + effect * d + 0.55 * experience - 0.75 * complexity + 0.25 * pre)),
            "handle_minutes": 24 - saved * d - 2.5 * experience + 5 * complexity + minutes_noise,
            "unsupported_claim": 1.0 * (claim < sigmoid(-3.45 + 0.25 * complexity + d * (0.3 - 0.4 * hit))),
            "cost_usd": 0.02 + 0.05 * d + cost_noise,
        }
        y["net_value"] = sum(value * y[name] for name, value in VALUES.items())
        return y

    used0, used1 = uses(0), uses(1)
    used = np.where(assigned, used1, used0)
    without, with_use = potential(0), potential(1)
    rows = [used, used0, used1]
    for name in OUTCOMES:
        y0, y1 = without[name], with_use[name]
        rows += [np.where(used0, y1, y0), np.where(used1, y1, y0), y1 - y0, np.where(used, y1, 0), np.where(used, 0, y0)]
    return np.stack([np.asarray(row, dtype=float) for row in rows], axis=1)


def simulate(p):
    rng = np.random.default_rng(SEED)
    names = ["used", "used0", "used1"] + [f"{name}.{part}" for name in OUTCOMES for part in PER_OUTCOME]
    shift = chunk(rng, CHUNK, p).mean(axis=0)
    total, cross = np.zeros(len(names)), np.zeros((len(names), len(names)))
    for _ in range(DRAWS // CHUNK):
        x = chunk(rng, CHUNK, p) - shift
        total += x.sum(axis=0)
        cross += x.T @ x
    mean = total / DRAWS
    covariance = (cross / DRAWS - np.outer(mean, mean)) / DRAWS
    return dict(zip(names, mean + shift)), covariance, names


def truths(p):
    m, covariance, names = simulate(p)
    at = {name: i for i, name in enumerate(names)}

    def truth(contrast, outcome, value, gradient):
        g = np.zeros(len(names))
        for name, slope in gradient.items():
            g[at[name]] += slope
        return {"id": f"{contrast}/{outcome}", "value": value, "standardError": float(np.sqrt(max(g @ covariance @ g, 0)))}

    result = []
    for y in OUTCOMES:
        control, treatment, effect, users, others = (f"{y}.{part}" for part in PER_OUTCOME)
        itt, first = m[treatment] - m[control], m["used1"] - m["used0"]
        late, share = itt / first, m["used"]
        result += [
            truth("control-mean", y, m[control], {control: 1}),
            truth("treatment-mean", y, m[treatment], {treatment: 1}),
            truth("itt", y, itt, {treatment: 1, control: -1}),
        ]
        if y == "used_ai":
            continue
        result += [
            truth("complier", y, late, {treatment: 1 / first, control: -1 / first, "used1": -late / first, "used0": late / first}),
            truth("use", y, m[effect], {effect: 1}),
            truth(
                "as-treated",
                y,
                m[users] / share - m[others] / (1 - share),
                {users: 1 / share, others: -1 / (1 - share), "used": -m[users] / share**2 - m[others] / (1 - share) ** 2},
            ),
        ]
    return result


DEFAULTS = {"usageEffect": 0.36, "usageEffectSlope": 0, "minutesSaved": 3.2, "minutesSavedSlope": 0, "compliance": 1.8, "usageByComplexity": -0.8, "assignmentShare": 0.5}
CASES = [
    {"name": "defaults", "parameters": {}},
    {
        "name": "strong heterogeneity, weak compliance, one in five assigned",
        "parameters": {"usageEffect": 0.5, "usageEffectSlope": 1.2, "minutesSavedSlope": 4, "compliance": 0.7, "assignmentShare": 0.2},
    },
    {"name": "hard cases use it more", "parameters": {"usageByComplexity": 2}},
]

if __name__ == "__main__":
    golden = {
        "made": {"package": "numpy", "version": np.__version__, "python": platform.python_version(), "by": "goldens/scenarios/make.py"},
        "options": {"draws": DRAWS, "seed": SEED, "values": VALUES},
        "tolerance": {"standardErrors": 4, "why": "Monte Carlo means; 4 standard errors are passed once in 16,000 comparisons"},
        "cases": [{**case, "expected": truths({**DEFAULTS, **case["parameters"]})} for case in CASES],
    }
    path = Path(__file__).parent / "support-rollout.json"
    path.write_text(json.dumps(golden, indent=1) + "\n")
    print(path)
