"""Values of routing policies from a log: every estimator of obp, standard errors by stacked influence functions in numpy, leave-one-out by refitting.

Run: PYTHON goldens/routing/make.py     with obp 0.5.5, numpy 1.26, pandas, pyarrow, scikit-learn installed

Reads ../shared/golden/notebook/logged.csv.gz beside the project; writes logged.parquet (full precision) and routing.json. obp imports torch for its gradient-based
learners only; where torch is missing an empty stand-in takes its place, since the estimators run on numpy arrays. obp has no standard errors but a bootstrap: those
here are of the influence functions that the seed's own reference states, with n - 1. Reward models are one least-squares regression an action (numpy lstsq)
on difficulty, risk and log(1 + customer_value), and are handed to obp as its estimated rewards.
"""
import json
import sys
import types
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd


def stand_in(name):
    module = types.ModuleType(name)
    module.__getattr__ = lambda attribute: type(attribute, (), {"data": types.SimpleNamespace(DataLoader=object, Dataset=object), "tensor": object})
    return module


try:
    import torch  # noqa: F401
except ModuleNotFoundError:
    for name in ("torch", "torch.nn", "torch.nn.functional", "torch.optim", "torch.utils", "torch.utils.data"):
        sys.modules[name] = stand_in(name)
from obp.ope import estimators as obp  # noqa: E402

here = Path(__file__).resolve().parent
shared = here.parents[2] / "shared" / "golden" / "notebook"
ACTIONS = ["small_model", "large_model", "human"]

raw = pd.read_csv(shared / "logged.csv.gz")
data = raw[["difficulty", "risk", "customer_value", "action", *[f"p_logged_{a}" for a in ACTIONS], "p_logged_action", "reward", "new_policy_action"]].copy()
data["log_value"] = np.log1p(data.customer_value)
# A stochastic policy: the logging policy turned sharper, and mixed with a coin among all.
sharp = data[[f"p_logged_{a}" for a in ACTIONS]].to_numpy() ** 2
soft = 0.9 * sharp / sharp.sum(1, keepdims=True) + 0.1 / 3
for j, a in enumerate(ACTIONS):
    data[f"soft_{a}"] = soft[:, j]
data.to_parquet(here / "logged.parquet", compression="zstd", index=False)

n = len(data)
action = data.action.map({a: j for j, a in enumerate(ACTIONS)}).to_numpy()
reward = data.reward.to_numpy()
pscore = data.p_logged_action.to_numpy()
context = np.column_stack([np.ones(n), data.difficulty, data.risk, data.log_value])
logged_p = data[[f"p_logged_{a}" for a in ACTIONS]].to_numpy()

fits = [np.linalg.lstsq(context[action == j], reward[action == j], rcond=None)[0] for j in range(3)]
grams = [np.linalg.inv(context[action == j].T @ context[action == j]) for j in range(3)]
predicted = np.column_stack([context @ b for b in fits])
own = predicted[np.arange(n), action]
residual = reward - own
leverage = np.array([x @ grams[a] @ x for x, a in zip(context, action)])

# Leave-one-out by refitting, on some rows: the closed form e / (1 - h) is what it must be.
for i in [0, 17, 400, 12345, 24999]:
    rest = (action == action[i]) & (np.arange(n) != i)
    refit = np.linalg.lstsq(context[rest], reward[rest], rcond=None)[0]
    assert abs((reward[i] - context[i] @ refit) - residual[i] / (1 - leverage[i])) < 1e-9
deleted = residual / (1 - leverage)

policies = {
    "new policy": np.column_stack([(data.new_policy_action == a).to_numpy(float) for a in ACTIONS]),
    "always small": np.tile([1.0, 0.0, 0.0], (n, 1)),
    "always human": np.tile([0.0, 0.0, 1.0], (n, 1)),
    "soft": soft,
}


def se(psi):
    return float(np.std(psi, ddof=1) / np.sqrt(n))


def stated(value, influence):
    """Value, its standard error, and the paired gain over the logged mean with its standard error. The influence need not be centred."""
    centred = influence - influence.mean()
    gain = centred - (reward - reward.mean())
    return {"value": float(value), "standardError": se(centred), "gain": float(value - reward.mean()), "gainError": se(gain)}


def influences(pi, left_out):
    w = pi[np.arange(n), action] / pscore
    e = deleted if left_out else residual
    m = (pi * predicted).sum(1) - (pi[np.arange(n), action] * (deleted - residual) if left_out else 0)
    psi = {}
    psi["ips"] = (np.mean(w * reward), w * reward)
    psi["clipped"] = (np.mean(np.minimum(w, 10) * reward), np.minimum(w, 10) * reward)
    snips = np.sum(w * reward) / w.sum()
    psi["snips"] = (snips, w * (reward - snips) / w.mean())
    g = [(pi[:, [j]] * context).mean(0) for j in range(3)]
    plain = (pi * predicted).sum(1)
    through = np.array([n * (g[a] @ grams[a] @ x) * r for x, a, r in zip(context, action, residual)])
    psi["dm"] = (plain.mean(), plain + through)
    psi["dr"] = (np.mean(m + w * e), m + w * e)
    corrected = np.sum(w * e) / w.sum()
    psi["sndr"] = (m.mean() + corrected, m + w * (e - corrected) / w.mean())
    psi["switch"] = (np.mean(m + (w <= 10) * w * e), m + (w <= 10) * w * e)
    shrunk = 100 * w / (w**2 + 100)
    psi["shrinkage"] = (np.mean(m + shrunk * e), m + shrunk * e)
    return w, psi


def by_obp(pi):
    given = dict(reward=reward, action=action, pscore=pscore, action_dist=pi[:, :, None], position=np.zeros(n, int))
    models = dict(given, estimated_rewards_by_reg_model=predicted[:, :, None])
    return {
        "dm": obp.DirectMethod().estimate_policy_value(**{k: v for k, v in models.items() if k not in ("pscore",)}),
        "ips": obp.InverseProbabilityWeighting().estimate_policy_value(**given),
        "clipped": obp.InverseProbabilityWeighting(lambda_=10).estimate_policy_value(**given),
        "snips": obp.SelfNormalizedInverseProbabilityWeighting().estimate_policy_value(**given),
        "dr": obp.DoublyRobust().estimate_policy_value(**models),
        "sndr": obp.SelfNormalizedDoublyRobust().estimate_policy_value(**models),
        "switch": obp.SwitchDoublyRobust(lambda_=10).estimate_policy_value(**models),
        "shrinkage": obp.DoublyRobustWithShrinkage(lambda_=100).estimate_policy_value(**models),
    }


expectations = {}
contrast = {}
for name, pi in policies.items():
    w, plain = influences(pi, False)
    theirs = by_obp(pi)
    for key, (value, _) in plain.items():
        assert abs(value - theirs[key]) < 1e-10 * max(1, abs(value)), (name, key, value, theirs[key])
    expectations[name] = {
        "obp": {key: float(value) for key, value in theirs.items()},
        "none": {key: stated(*pair) for key, pair in plain.items()},
        "out-of-fold": {key: stated(*pair) for key, pair in influences(pi, True)[1].items()},
        "weights": {
            "mean": float(w.mean()),
            "meanError": se(w),
            "largest": float(w.max()),
            "effective": float(w.sum() ** 2 / (w**2).sum()),
            "matched": int((w > 0).sum()),
            "topShare": float(np.sort(w)[-n // 100:].sum() / w.sum()),
            "byAction": {
                a: {"rows": int((action == j).sum()), "effective": float(w[action == j].sum() ** 2 / max((w[action == j] ** 2).sum(), 1e-300))}
                for j, a in enumerate(ACTIONS)
            },
        },
    }
for left_out in (False, True):
    a, b = (influences(policies[name], left_out)[1] for name in ("new policy", "soft"))
    contrast["out-of-fold" if left_out else "none"] = {
        key: {"value": float(b[key][0] - a[key][0]), "standardError": se((b[key][1] - b[key][1].mean()) - (a[key][1] - a[key][1].mean()))} for key in a
    }

# Probabilities estimated: multinomial logistic regression by Newton's method, and influence functions as residuals from the scores (outer products).
def multinomial(x):
    theta = np.zeros((2, x.shape[1]))
    taken = np.column_stack([action == 1, action == 2]).astype(float)
    for _ in range(50):
        odds = np.exp(np.column_stack([np.zeros(n), x @ theta[0], x @ theta[1]]))
        p = odds / odds.sum(1, keepdims=True)
        scores = np.hstack([(taken[:, [b]] - p[:, [b + 1]]) * x for b in range(2)])
        hessian = np.block([[(x * (p[:, [b + 1]] * ((b == c) - p[:, [c + 1]]))).T @ x for c in range(2)] for b in range(2)])
        step = np.linalg.solve(hessian, scores.sum(0))
        theta += step.reshape(2, -1)
        if np.abs(step).max() < 1e-13:
            break
    return theta, p, scores, hessian


estimated = {}
_, phat, scores, hessian = multinomial(context)
for name in ("new policy", "soft"):
    pi = policies[name]
    w = pi[np.arange(n), action] / phat[np.arange(n), action]
    m = (pi * predicted).sum(1)
    snips = np.sum(w * reward) / w.sum()
    corrected = np.sum(w * residual) / w.sum()
    parts = {
        "ips": (np.mean(w * reward), 0, w * reward),
        "snips": (snips, 0, w * (reward - snips) / w.mean()),
        "dr": (np.mean(m + w * residual), m, w * residual),
        "sndr": (m.mean() + corrected, m, w * (residual - corrected) / w.mean()),
    }
    estimated[name] = {}
    centred = scores - scores.mean(0)
    for key, (value, fixed, weighted) in parts.items():
        slopes = np.linalg.solve(centred.T @ centred, centred.T @ (weighted - weighted.mean()))
        estimated[name][key] = stated(value, fixed + weighted - scores @ slopes)
        # The textbook's way, by the derivative and the information: the same to first order.
        derivative = -(weighted[:, None] * scores).mean(0)
        textbook = se(fixed + weighted + scores @ np.linalg.solve(hessian / n, derivative))
        assert abs(textbook / estimated[name][key]["standardError"] - 1) < 0.05, (name, key, textbook)

# Logistic reward models of a binary outcome, no cross-fitting: by Newton's method in numpy; obp takes their shares.
high = (reward > 8).astype(float)


def logit(x, y):
    b = np.zeros(x.shape[1])
    for _ in range(60):
        q = 1 / (1 + np.exp(-x @ b))
        step = np.linalg.solve((x * (q * (1 - q))[:, None]).T @ x, x.T @ (y - q))
        b += step
        if np.abs(step).max() < 1e-14:
            break
    q = 1 / (1 + np.exp(-x @ b))
    return b, np.linalg.inv((x * (q * (1 - q))[:, None]).T @ x)


logits = [logit(context[action == j], high[action == j]) for j in range(3)]
shares = np.column_stack([1 / (1 + np.exp(-context @ b)) for b, _ in logits])
logistic = {}
for name in ("new policy", "soft"):
    pi = policies[name]
    w = pi[np.arange(n), action] / pscore
    e = high - shares[np.arange(n), action]
    m = (pi * shares).sum(1)
    gradients = [(pi[:, [j]] * (shares[:, [j]] * (1 - shares[:, [j]])) * context).sum(0) for j in range(3)]
    through = np.array([(gradients[a] @ logits[a][1] @ x) * r for x, a, r in zip(context, action, e)])
    given = dict(reward=high, action=action, action_dist=pi[:, :, None], estimated_rewards_by_reg_model=shares[:, :, None], position=np.zeros(n, int))
    theirs = {"dm": obp.DirectMethod().estimate_policy_value(**given), "dr": obp.DoublyRobust().estimate_policy_value(pscore=pscore, **given)}
    assert abs(theirs["dr"] - np.mean(m + w * e)) < 1e-12 and abs(theirs["dm"] - m.mean()) < 1e-12
    logistic[name] = {"dm": {"value": float(m.mean()), "standardError": se(m + through)}, "dr": {"value": float(np.mean(m + w * e)), "standardError": se(m + w * e)}}

# Calibration: times taken less the sum of probabilities, by bin of probability.
cuts = np.array([0.02, 0.1, 0.3, 0.7, 0.9])
calibration = []
for j, a in enumerate(ACTIONS):
    bins = (logged_p[:, [j]] > cuts).sum(1)
    for k in range(6):
        rows = bins == k
        spread = (logged_p[rows, j] * (1 - logged_p[rows, j])).sum()
        if spread >= 10:
            z = ((action[rows] == j).sum() - logged_p[rows, j].sum()) / np.sqrt(spread)
            calibration.append({"action": a, "rows": int(rows.sum()), "z": float(z)})

seed = json.loads((shared / "expected.json").read_text())["reference"]["logged"]
for key, known in {"ips": "ips", "snips": "snips", "dm": "dm_full", "dr": "dr", "sndr": "self_normalised_dr", "clipped": "clipped_ips_10"}.items():
    ours = expectations["new policy"]["none"][key]
    assert abs(ours["value"] - seed["values"][known]["estimate"]) < 1e-10 * 9, key
    assert abs(ours["standardError"] - seed["values"][known]["se_ddof1"]) < 1e-9, (key, ours["standardError"], seed["values"][known]["se_ddof1"])

known = next(v for k, v in json.loads((shared / "expected.json").read_text())["reference"]["logged"].items() if k.startswith("multinomial_logit"))
(here / "routing.json").write_text(
    json.dumps(
        {
            "made": {"by": "goldens/routing/make.py", "package": f"obp {version('obp')}, numpy {np.__version__}", "data": "goldens/routing/logged.parquet"},
            "tolerance": {"closed": 1e-8, "why": "closed forms; the reference's least squares keep some 1e-12"},
            "clip": 10,
            "threshold": 10,
            "shrinkage": 100,
            "logged": {"value": float(reward.mean()), "standardError": se(reward)},
            "policies": expectations,
            "softAgainstNew": contrast,
            "estimated": estimated,
            "logistic": logistic,
            "calibration": calibration,
            "multinomial": {"coefficients": multinomial(context[:, :3])[0].tolist()},
            "truth": {"always small": seed["naive_action_means"]["small_model"]["true_mean_if_all_got_it"]},
            "notebook": {key: seed["values"][key] for key in ("logged_policy", "ips", "snips", "dm_full", "dr", "dr_minus_logged", "ips_minus_logged", "snips_minus_logged")}
            | {"weights": seed["weights"], "by_new_action": seed["by_new_action"]},
        },
        indent=1,
    )
    + "\n"
)
