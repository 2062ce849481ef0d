"""Thresholds of SWITCH and strengths of shrinkage, tuned by obp on the log of make.py: the score of every candidate, which one it takes, and the value by it.

Run: PYTHON goldens/routing/make-tuned.py     with obp 0.5.5, numpy 1.26, pandas, pyarrow, scikit-learn installed

Reads logged.parquet beside it, writes tuned.json. obp imports torch for its gradient-based learners only; where torch is missing an empty stand-in takes its place.
Candidates are 30 numbers, evenly spaced on the scale of logarithms, between the 5 % and the 95 % quantile of the weights above zero (numpy, type 7; for shrinkage between
a hundredth of the square of the one and a hundred times the square of the other), and one that leaves the largest weight nearly as it is. obp's score of a candidate is
its sample variance (over n) over n, plus its squared bias: the direct estimate for `reward`, and for `high`, which is 0 or 1, the upper bound on it that obp takes from the appendix
of Su et al. (2020), which presumes outcomes from 0 to 1. Reward models are one least-squares regression an action (numpy lstsq), handed to obp as its estimated rewards.
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
from obp.ope import estimators_tuning as obp  # noqa: E402
from obp.ope.estimators import DoublyRobust, DoublyRobustWithShrinkage, SwitchDoublyRobust  # noqa: E402

obp.SwitchDoublyRobustTuning.base = SwitchDoublyRobust
obp.DoublyRobustWithShrinkageTuning.base = DoublyRobustWithShrinkage

here = Path(__file__).resolve().parent
ACTIONS = ["small_model", "large_model", "human"]
data = pd.read_parquet(here / "logged.parquet")
n = len(data)
action = data.action.map({a: j for j, a in enumerate(ACTIONS)}).to_numpy()
pscore = data.p_logged_action.to_numpy()
context = np.column_stack([np.ones(n), data.difficulty, data.risk, data.log_value])
policies = {
    "new policy": np.column_stack([(data.new_policy_action == a).to_numpy(float) for a in ACTIONS]),
    "always small": np.tile([1.0, 0.0, 0.0], (n, 1)),
    "soft": data[[f"soft_{a}" for a in ACTIONS]].to_numpy(),
}
outcomes = {"reward": data.reward.to_numpy(), "high": (data.reward > 8).to_numpy(float)}


def spaced(low, high):
    return [float(x) for x in np.geomspace(high, low, 30)]


def tuned(tuning, cuts, bound, given):
    rounds = [tuning.base(lambda_=cut)._estimate_round_rewards(**given) for cut in cuts]
    # obp sorts the list that it is given.
    method = tuning(lambdas=list(cuts), tuning_method="mse", use_bias_upper_bound=bound, delta=0.1)
    value = method.estimate_policy_value_with_tuning(**given)
    scores = [float(method.estimated_mse_score_dict[cut]) for cut in cuts]
    ordered = sorted(set(scores))
    return {
        "candidates": len(cuts),
        "best": float(method.best_hyperparam),
        "value": float(value),
        "score": min(scores),
        # How far the choice is from another one, so that the reader sees that no rounding decides it.
        "margin": float(ordered[1] / ordered[0] - 1),
        "scores": scores,
        "values": [float(r.mean()) for r in rounds],
        "variances": [float(r.var() / n) for r in rounds],
    }


found = {}
for outcome, y in outcomes.items():
    fits = [np.linalg.lstsq(context[action == j], y[action == j], rcond=None)[0] for j in range(3)]
    predicted = np.column_stack([context @ b for b in fits])
    found[outcome] = {}
    for name, pi in policies.items():
        w = pi[np.arange(n), action] / pscore
        low, high = np.quantile(w[w > 0], [0.05, 0.95])
        most = float(w.max())
        given = dict(reward=y, action=action, pscore=pscore, action_dist=pi[:, :, None], estimated_rewards_by_reg_model=predicted[:, :, None], position=np.zeros(n, int))
        found[outcome][name] = {
            "unbiased": float(DoublyRobust().estimate_policy_value(**given)),
            "weights": {"meanSquare": float((w**2).mean()), "largest": most},
            "switch": tuned(obp.SwitchDoublyRobustTuning, [most, *spaced(low, high)], outcome == "high", given),
            "shrinkage": tuned(obp.DoublyRobustWithShrinkageTuning, [1e4 * most**2, *spaced(0.01 * low**2, 100 * high**2)], outcome == "high", given),
        }

(here / "tuned.json").write_text(
    json.dumps(
        {
            "made": {"by": "goldens/routing/make-tuned.py", "package": f"obp {version('obp')}, numpy {np.__version__}", "data": "goldens/routing/logged.parquet"},
            "options": {"obp": "tuning_method='mse', delta=0.1; use_bias_upper_bound=False for reward, True for high"},
            "tolerance": {"closed": 1e-8, "why": "closed forms; the reference's least squares keep some 1e-12"},
            "n": n,
            "outcomes": found,
        },
        indent=1,
    )
    + "\n"
)
