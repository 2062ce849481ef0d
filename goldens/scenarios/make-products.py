"""Run: python goldens/scenarios/make-products.py   (numpy; about a minute; rewrites the JSON of the other scenarios)

Draws 10,000,000 units of each scenario by rules written here independently of src/scenarios, with numpy's own random numbers, and stores the mean of
every truth with its Monte Carlo standard error (delta method where a mean is divided by a share). The feedback loop draws as many requests a period.
"""

import json
import platform
import sys
from pathlib import Path
from statistics import NormalDist

import numpy as np

DRAWS, CHUNK, SEED = 10_000_000, 100_000, 20260901


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def means(draw, p):
    """Of `draw(rng, n, p)`, a truth's values by its id, or (values, rows that count or how much they do)."""
    rng = np.random.default_rng(SEED)
    sums = {}
    for _ in range(DRAWS // CHUNK):
        for name, values in draw(rng, CHUNK, p).items():
            y, w = values if isinstance(values, tuple) else (values, np.ones(CHUNK))
            y, w = np.where(w, y, 0).astype(float), w.astype(float)
            shift = sums.setdefault(name, [(w * y).sum() / w.sum(), 0, 0, 0])
            d = w * (y - shift[0])
            shift[1] += w.sum()
            shift[2] += d.sum()
            shift[3] += (d**2).sum()
    result = []
    for name, (shift, count, total, squares) in sums.items():
        variance = max(squares / count - (total / count) ** 2, 0) / count
        result.append({"id": name, "value": shift + total / count, "standardError": float(np.sqrt(variance))})
    return result


def contrasts(by_arm, ids):
    """Means by arm and effects against the first; `ids`: name of the mean and of the effect, by arm."""
    result = {}
    for arm, (mean, effect) in enumerate(ids):
        for outcome, y in by_arm[arm].items():
            result[f"{mean}/{outcome}"] = y
            if arm > 0:
                result[f"{effect}/{outcome}"] = y - by_arm[0][outcome]
    return result


TWO_ARMS = [("control-mean", None), ("treatment-mean", "itt")]


def multi_arm(rng, n, p):
    complexity = rng.standard_normal(n)
    value = rng.lognormal(1.6, 0.6, n)
    u, v = rng.random((2, n))
    slow, extra = 1.5 * rng.standard_normal(n), rng.gamma(1, 0.01, n)
    effects = {"baseline": (0, 0, 0, 0), "chat": (0.04, 0.4, 0.03, 0.01), "rag": (0.07, 1.2, 0.06, -0.02), "agent": (0.10, 3.5, 0.18, 0.03)}
    by_arm = []
    for success, latency, cost, risk in effects.values():
        y = {
            "task_success": 1.0 * (u < sigmoid(-0.2 - 0.9 * complexity + 0.08 * np.log1p(value) + 4 * p["successEffect"] * success)),
            "latency_seconds": 7 + 1.7 * complexity + p["latencyEffect"] * latency + slow,
            "cost_dollars": 0.04 + p["costEffect"] * cost + extra,
            "unsafe_or_bad": 1.0 * (v < np.clip(0.035 + p["riskEffect"] * risk + 0.012 * complexity, 0.002, 0.25)),
        }
        y["net_value"] = 14 * y["task_success"] - 0.8 * y["latency_seconds"] - 20 * y["unsafe_or_bad"] - y["cost_dollars"]
        by_arm.append(y)
    return contrasts(by_arm, [(f"{arm}-mean", arm) for arm in effects])


def rag_search(rng, n, p):
    difficulty, slow, good = rng.standard_normal((3, n))
    u, v = rng.random((2, n))
    by_arm = []
    for rag in (0, 1):
        hit = 1.0 * (u < sigmoid(-0.4 + p["hitEffect"] * rag - 0.7 * difficulty))
        latency = 4 + p["latencyEffect"] * rag + 0.8 * difficulty + 0.8 * slow
        quality = 3.2 + p["qualityEffect"] * rag + p["hitQuality"] * hit - 0.6 * difficulty + 0.9 * good
        success = 1.0 * (v < sigmoid(-1 + 0.8 * quality + p["latencyHarm"] * latency - 0.35 * difficulty))
        by_arm.append({"retrieval_hit": hit, "latency_seconds": latency, "answer_quality": quality, "task_success": success})
    return contrasts(by_arm, TWO_ARMS)


def judge_scores(rng, n, p):
    difficulty, length, good, noise = rng.standard_normal((4, n))
    by_arm = []
    for new in (0, 1):
        verbosity = length + p["verbosityEffect"] * new
        human = 4 + p["modelEffect"] * new - 0.55 * difficulty + 0.9 * good
        judge = human + p["verbosityBias"] * verbosity + p["modelBias"] * new + 0.75 * noise
        by_arm.append({"verbosity": verbosity, "human_score": human, "llm_judge_score": judge})
    return contrasts(by_arm, TWO_ARMS)


def logged_routing(rng, n, p):
    d, r = rng.standard_normal((2, n))
    value = rng.lognormal(1.4, 0.7, n)
    logits = np.stack([1.2 - 1.1 * d - 0.8 * r, 0.2 + 0.5 * d + 0.1 * r, -0.9 + 0.8 * d + 1.2 * r]) / p["temperature"]
    chances = np.exp(logits - logits.max(axis=0))
    chances /= chances.sum(axis=0)
    success = np.stack([sigmoid(1 - 1.2 * d - r), sigmoid(1.3 - 0.55 * d - 0.55 * r), sigmoid(1.7 - 0.25 * d - 0.25 * r)])
    reward = (10 + 0.35 * value) * success - np.array([[0.03], [0.18], [2.5]])
    new = np.where((r > 1) | (d > 1.4), reward[2], np.where(d > -0.3, reward[1], reward[0]))
    logged = (chances * reward).sum(axis=0)
    values = {"new-policy": new, "logging-policy": logged, "small_model": reward[0], "large_model": reward[1], "human": reward[2], "gain": new - logged}
    return {f"{name}/reward": y for name, y in values.items()}


def product_log(rng, n, p):
    tier = rng.choice(3, n, p=[0.55, 0.30, 0.15])
    first_wave = rng.integers(0, 50, n) < 25
    week = rng.integers(0, 52, n)
    confidence = rng.beta(5, 2, n)
    agent = rng.random(n) < np.array([0.12, 0.35, 0.65])[tier]
    prompt = rng.random(n) < 0.5
    # A path of the weeks of its own for every user: the population is over paths too.
    path = np.zeros((52, n))
    for w in range(1, 52):
        path[w] = 0.75 * path[w - 1] + 0.010 * rng.standard_normal(n)
    signal = path[week, np.arange(n)] - path.mean(axis=0)
    noise, u = 0.015 * rng.standard_normal(n), rng.random(n)
    got = {"prompt": prompt, "agent": agent, "premium": confidence < 0.85, "launch": week >= np.where(first_wave, 20, 30)}

    def completed(changes):
        added = sum(p[f"{name}Effect"] * changes[name] for name in got)
        return 1.0 * (u < np.clip(np.array([0.35, 0.55, 0.70])[tier] + 0.04 * first_wave + added + signal + noise, 0.01, 0.99))

    effect = {name: completed({**got, name: 1}) - completed({**got, name: 0}) for name in got}
    return {
        "prompt/task_completed": effect["prompt"],
        "agent-mode/task_completed": effect["agent"],
        "agent-mode-of-users/task_completed": (effect["agent"], agent),
        "premium-model/task_completed": effect["premium"],
        "launch/task_completed": effect["launch"],
    }


def staged_launch(rng, n, p):
    """A workspace and one of its weeks each; only the treated count. Waves by thresholds on a score that goes with log seats."""
    seats = rng.standard_normal(n)
    score = 0.5 * seats + np.sqrt(0.75) * rng.standard_normal(n)
    # Shares of 0.20, 0.25, 0.25 and 0.30 from the top of a standard normal.
    wave = 1 + np.searchsorted([NormalDist().inv_cdf(share) for share in (0.2, 0.45, 0.7)], -score)
    start = np.array([0, 6, 10, 14, 99])[wave]
    responds = 1 + p["spread"] * rng.standard_normal(n)
    week = rng.integers(0, 20, n)
    since = week - start
    grown = np.clip((since + 1) / p["growth"], 0, 1) * (1 + p["waveSpread"] * np.array([0, 1, 0, -1, 0])[wave]) * responds
    effect = {"resolved_rate": p["rateEffect"] * grown, "handle_minutes": p["minutesEffect"] * grown, "cost_usd": p["costEffect"] * grown}
    effect["net_value"] = 600 * effect["resolved_rate"] - 10 * effect["handle_minutes"] - effect["cost_usd"]
    rows = {"effect": since >= 0, **{f"wave-{w}": (wave == w) & (since >= 0) for w in (1, 2, 3)}}
    rows |= {f"since-{s:02d}": since == s for s in range(14)}
    monday = np.datetime64("2026-01-05")
    rows |= {f"week-{monday + 7 * w}": (since >= 0) & (week == w) for w in range(6, 20)}
    result = {f"{name}/{outcome}": (y, where) for name, where in rows.items() for outcome, y in effect.items()}
    # Every workspace once, whatever time it was treated for: a row of so many counts one over them.
    for outcome, y in effect.items():
        result[f"effect-of-waves/{outcome}"] = (y, np.where(since >= 0, 1 / (20.0 - start), 0))
    return result


def opt_in_summaries(rng, n, p):
    skill, drive, noise = rng.standard_normal((3, n))
    tier = rng.choice(3, n, p=[0.5, 0.3, 0.2])
    chance = sigmoid(-0.7 + p["pull"] * skill + np.array([-0.5, 0.1, 0.8])[tier] + p["hidden"] * drive)
    chose, u = rng.random(n) < chance, rng.random(n)
    ready = 0.1 + 0.5 * skill + np.array([-0.2, 0, 0.3])[tier] + p["hidden"] * drive
    took = 42 - 3 * skill + np.array([2, 0, -3])[tier] - 2 * p["hidden"] * drive + 7 * noise
    effect = {
        "finished": 1.0 * (u < sigmoid(ready + p["finishedEffect"] + 0.2 * skill)) - (u < sigmoid(ready)),
        "minutes": (took + p["minutesEffect"] * (1 + 0.3 * skill)) - took,
    }
    # Of those who could have done either at most one a user, so that errors are not too small.
    among = {"ate": np.ones(n), "att": chose, "atc": ~chose, "ato": 4 * chance * (1 - chance)}
    return {f"{name}/{outcome}": (y, where) for name, where in among.items() for outcome, y in effect.items()}


def confidence_routing(rng, n, p):
    """At the cutoff: of tickets drawn so near to it that nothing changes between them."""
    language = rng.choice(3, n, p=[0.5, 0.3, 0.2])
    long = rng.random(n) < 1 / 3
    odds = 1.1 - 0.5 * long + np.array([0, -0.1, -0.3])[language] + rng.standard_normal(n)
    cutoff = p["cutoff"] + np.array([0, -p["spread"], p["spread"]])[language]
    near = np.abs(sigmoid(odds) - cutoff) < 0.005
    served = rng.random(n) >= p["fuzz"] * np.where(long, 1.5, 0.75)
    u = rng.random(n)
    ready = -0.55 + 0.9 * odds - 0.5 * long + np.array([0, -0.1, -0.2])[language]
    gain = p["effect"] + 0.3 * long - 0.4 * (odds - np.log(0.7 / 0.3))
    effect = {"resolved": 1.0 * (u < sigmoid(ready + gain)) - (u < sigmoid(ready)), "minutes": p["minutesEffect"] * (1 + 0.3 * long)}
    among = {"at-cutoff": near, "decided": near & served, "all": np.ones(n)}
    among |= {f"at-cutoff-{name}": near & (language == i) for i, name in enumerate(["en", "de", "ja"])}
    return {f"{name}/{outcome}": (y, where) for name, where in among.items() for outcome, y in effect.items()}


def global_upgrade(rng, n, p):
    """A treated workspace and a donor in a world of their own, by means over the weeks before the launch and since it; means of tickets have no error, which no truth knows."""
    usual = {
        "resolved": (0.6, 0.04, 0.002, 0.025, 0.025, 0.005, p["rateEffect"]),
        "minutes": (14, 1.2, -0.025, -0.4, -0.4, 0.08, p["minutesEffect"]),
        "cost_usd": (0.42, 0.04, 0.0008, 0.015, 0.015, 0.003, p["costEffect"]),
    }
    weeks = np.arange(60) - 48
    average = np.stack([(weeks < 0) / 48, (weeks >= 0) / 12])
    since, wave = average @ weeks, average @ np.cos(2 * np.pi * weeks / p["season"])
    grown = np.where(weeks < 0, 0, np.clip((weeks + 1) / p["growth"], 0, 1))

    def lasting(rho):
        """Two means of a series of variance one, of which so much lasts until the next week."""
        covariance = average @ rho ** np.abs(np.subtract.outer(weeks, weeks)) @ average.T
        return np.linalg.cholesky(covariance) @ rng.standard_normal((2, n))

    treated = np.array([[1.2], [1.8], [1.8], [0.2]]) + 0.05 * rng.standard_normal((4, n))
    donor = 1 + 0.4 * rng.standard_normal((4, n))
    first, second = lasting(0.85), lasting(0.85)
    monday, result = np.datetime64("2026-03-02"), {}
    for name, (level, workspaces, trend, season, factor, noise, effect) in usual.items():

        def means(stands, loads):
            course = level + workspaces * stands + trend * p["trend"] * np.outer(since, loads[0]) + season * np.outer(wave, loads[1])
            return course + factor * (loads[2] * first + loads[3] * second) + noise * lasting(0.4)

        got, without = means(p["level"] + 0.05 * rng.standard_normal(n), treated), means(rng.standard_normal(n), donor)
        late = got[1] + effect * (average[1] @ grown + p["coincidence"])
        result[f"effect/{name}"] = np.full(n, effect * (average[1] @ grown))
        result[f"cumulative/{name}"] = np.full(n, effect * grown.sum())
        for week in range(48, 60):
            result[f"week-{monday + 7 * weeks[week]}/{name}"] = np.full(n, effect * grown[week])
        result[f"before-after/{name}"] = late - got[0]
        result[f"against-donors/{name}"] = late - without[1]
        result[f"differences/{name}"] = late - got[0] - without[1] + without[0]
    return result


def targeted_help(rng, n, p):
    along, u = rng.random((2, n))
    plan = rng.choice(3, n, p=[0.6, 0.3, 0.1])
    without = 0.3 + 0.25 * along + np.array([0, 0.04, 0.06])[plan]
    expected = p["effect"] + p["difference"] * (0.4 * (0.5 - along) + np.array([0, 0, -0.08])[plan])
    gain = 1.0 * (u < without + expected) - (u < without)
    cost = p["price"] * (0.5 + 0.5 * rng.exponential(size=n))
    pays = 4 * expected > p["price"]
    low, high = np.quantile(expected, [0.25, 0.75])
    return {
        "itt/solved": gain,
        "itt/cost_dollars": cost,
        "itt/net_value": 4 * gain - cost,
        "most/solved": (gain, expected > high),
        "least/solved": (gain, expected < low),
        "rule/share": 1.0 * pays,
        "rule/net_value": (4 * gain - cost) * pays,
    }


def weekly_review(rng, n, p):
    """A user and the 14 days since coming; with and without drafts apart from each other, with chance of their own."""
    along, drive = rng.random((2, n))
    plan = rng.choice(3, n, p=[0.6, 0.3, 0.1])
    new = rng.random(n) < 0.5
    alone = (0.22 + 0.12 * along + np.array([0, 0.05, 0.1])[plan]) * (0.7 + 0.6 * drive)
    result, total, spent, sessions, took, bad = {}, np.zeros(n), np.zeros(n), np.zeros(n), np.zeros((2, n)), np.zeros((2, n), dtype=bool)
    with_editor = [np.zeros(n), np.zeros(n)]
    for day in range(14):
        chance = np.ones(n) if day == 0 else np.array([0.25, 0.4, 0.4])[plan]
        comes = rng.random(n) < chance
        added = p["effect"] + p["novelty"] * np.exp2(-day / 3)

        def gain(editor):
            usual = alone + 0.03 * editor
            return comes * (rng.poisson((usual + added + p["interaction"] * editor) / chance) - rng.poisson(usual / chance))

        of_day = gain(1.0 * new)
        total += of_day
        result[f"day-{day:02d}/finished"] = of_day
        for editor in (0, 1):
            with_editor[editor] += gain(np.full(n, float(editor)))
        spent += comes * p["price"] * (0.5 + 0.5 * rng.exponential(size=n))
        sessions += comes
        minutes = 4 + 6 * rng.exponential(size=n)
        took += comes * np.stack([minutes, minutes + p["minutesEffect"]])
        temper = rng.random(n)
        bad |= comes & np.stack([temper < 0.003, temper < 0.003 + p["complaintEffect"]])
    return {
        "itt/finished": total,
        "itt/minutes": (took[1] - took[0]) / sessions,
        "itt/complaint": 1.0 * bad[1] - bad[0],
        "itt/cost_usd": spent,
        "itt/net_value": total - spent,
        **result,
        "with-old-editor/finished": with_editor[0],
        "with-new-editor/finished": with_editor[1],
        "interaction/finished": with_editor[1] - with_editor[0],
    }


def feedback_loop(p):
    """Errors of earlier periods reach a later one by its strength, where they hardly count: a period's standard errors are its own, its strength's from the period before."""
    result, learned, strength, error, labels = [], 0.0, 0.0, 0.0, []
    for period in range(16):
        def draw(rng, n, _):
            difficulty = rng.standard_normal(n)
            served = rng.random(n) < sigmoid(0.8 + strength - p["selection"] * difficulty)
            u = rng.random(n)
            zero = u < sigmoid(0.4 - 1.1 * difficulty)
            one = u < sigmoid(0.4 + p["promptEffect"] - 1.6 * difficulty)
            mean, effect = (1.0 * zero + one) / 2, 1.0 * one - zero
            # All requests have mean zero, so the labelled mean is the gap.
            return {
                f"share-{period:02d}/served": 1.0 * served,
                f"gap-{period:02d}/difficulty": (difficulty, served),
                "mean/resolved": mean,
                "itt/resolved": effect,
                "labelled-mean/resolved": (mean, served),
                "labelled-itt/resolved": (effect, served),
            }

        share, gap, *outcomes = means(draw, p)
        labels.append((share["value"], outcomes))
        result += [{"id": f"strength-{period:02d}/served", "value": strength, "standardError": error}, share, gap]
        learned = p["memory"] * learned + (1 - p["memory"]) * gap["value"]
        strength, error = 0.2 - p["loopStrength"] * learned, p["loopStrength"] * gap["standardError"]
    # Periods are drawn from the same seed, so that means over them err as one of them does.
    for i in range(4):
        weights = [1 if i < 2 else share for share, _ in labels]
        values, errors = zip(*[(outcomes[i]["value"], outcomes[i]["standardError"]) for _, outcomes in labels])
        result.append({"id": labels[0][1][i]["id"], "value": float(np.average(values, weights=weights)), "standardError": float(np.average(errors, weights=weights))})
    return result


CASES = {
    "multi-arm": (multi_arm, {"successEffect": 1, "latencyEffect": 1, "costEffect": 1, "riskEffect": 1}, {"successEffect": -2, "latencyEffect": 3, "costEffect": 0, "riskEffect": 1.5}),
    "rag-search": (
        rag_search,
        {"hitEffect": 1.4, "latencyEffect": 1.3, "qualityEffect": 0.25, "hitQuality": 1.1, "latencyHarm": -0.18},
        {"hitEffect": 3, "latencyEffect": 6, "hitQuality": 2, "latencyHarm": -1.5},
    ),
    "judge-scores": (
        judge_scores,
        {"modelEffect": 0.32, "verbosityEffect": 0.75, "verbosityBias": 0.38, "modelBias": 0.1},
        {"modelEffect": -0.2, "verbosityEffect": 1.5, "modelBias": 0},
    ),
    "logged-routing": (logged_routing, {"temperature": 1}, {"temperature": 0.1}),
    "feedback-loop": (None, {"loopStrength": 0.35, "selection": 0.9, "memory": 0.75, "promptEffect": 0.3}, {"loopStrength": 3, "selection": 4, "memory": 0.2, "promptEffect": -0.5}),
    "product-log": (
        product_log,
        {"promptEffect": 0.04, "agentEffect": 0.08, "premiumEffect": 0.06, "launchEffect": 0.05},
        {"promptEffect": -0.1, "agentEffect": 0.3, "premiumEffect": -0.4},
    ),
    "staged-launch": (
        staged_launch,
        {"rateEffect": 0.06, "minutesEffect": -0.6, "costEffect": 9, "growth": 5, "waveSpread": 0.35, "spread": 0.4},
        {"rateEffect": -0.1, "minutesEffect": 2, "growth": 9, "waveSpread": -0.8, "spread": 1.5},
    ),
    "opt-in-summaries": (
        opt_in_summaries,
        {"pull": 0.7, "finishedEffect": 0.6, "minutesEffect": -3, "hidden": 0},
        {"pull": -1.5, "finishedEffect": -1, "minutesEffect": 5, "hidden": 1.2},
    ),
    "confidence-routing": (
        confidence_routing,
        {"cutoff": 0.7, "effect": 0.6, "minutesEffect": -0.8, "fuzz": 0, "spread": 0},
        {"cutoff": 0.6, "effect": -1.2, "minutesEffect": 5, "fuzz": 0.5, "spread": 0.1},
    ),
    "targeted-help": (
        targeted_help,
        {"effect": 0.04, "difference": 1, "price": 0.2},
        {"effect": -0.05, "difference": -0.7, "price": 0.05},
    ),
    "weekly-review": (
        weekly_review,
        {"effect": 0.02, "novelty": 0.13, "interaction": -0.04, "minutesEffect": -0.8, "complaintEffect": 0.0005, "price": 0.02},
        {"effect": 0.1, "novelty": -0.05, "interaction": 0.06, "minutesEffect": 3, "complaintEffect": 0.02, "price": 0.3},
    ),
    "global-upgrade": (
        global_upgrade,
        {"rateEffect": 0.06, "minutesEffect": -0.6, "costEffect": 0.04, "growth": 4, "level": 2, "trend": 1, "season": 13, "coincidence": 0},
        {"rateEffect": -0.1, "minutesEffect": 2, "growth": 9, "level": -1, "trend": -2, "season": 26, "coincidence": 0.5},
    ),
}

if __name__ == "__main__":
    for scenario in sys.argv[1:] or CASES:
        draw, defaults, changed = CASES[scenario]
        cases = []
        for name, parameters in [("defaults", {}), ("other parameters", changed)]:
            p = {**defaults, **parameters}
            cases.append({"name": name, "parameters": parameters, "expected": means(draw, p) if draw else feedback_loop(p)})
        golden = {
            "made": {"package": "numpy", "version": np.__version__, "python": platform.python_version(), "by": "goldens/scenarios/make-products.py"},
            "options": {"draws": DRAWS, "seed": SEED},
            "tolerance": {"standardErrors": 4, "why": "Monte Carlo means; 4 standard errors are passed once in 16,000 comparisons"},
            "cases": cases,
        }
        path = Path(__file__).parent / f"{scenario}.json"
        path.write_text(json.dumps(golden, indent=1) + "\n")
        print(path, flush=True)
