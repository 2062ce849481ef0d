"""Run by bench/routing.ts: values of a policy by obp, three linear reward models by scikit-learn; prints JSON. Reading counts, importing does not; no standard errors."""
import json
import resource
import sys
import time
import types


def stand_in(name):
    module = types.ModuleType(name)
    module.__getattr__ = lambda attribute: type(attribute, (), {"data": types.SimpleNamespace(DataLoader=object, Dataset=object), "tensor": object})
    return module


try:
    import torch  # noqa: F401
except ModuleNotFoundError:
    for name in ("torch", "torch.nn", "torch.nn.functional", "torch.optim", "torch.utils", "torch.utils.data"):
        sys.modules[name] = stand_in(name)

import numpy as np
import pandas as pd
from obp.ope import DirectMethod, DoublyRobust, InverseProbabilityWeighting, SelfNormalizedInverseProbabilityWeighting
from sklearn.linear_model import LinearRegression

started = time.perf_counter()
d = pd.read_parquet(sys.argv[1])
n = len(d)
names = ["small_model", "large_model", "human"]
action = d.action.map({a: j for j, a in enumerate(names)}).to_numpy()
x = d[["difficulty", "risk", "customer_value"]].to_numpy()
reward = d.reward.to_numpy()
predicted = np.column_stack([LinearRegression().fit(x[action == j], reward[action == j]).predict(x) for j in range(3)])
wanted = np.where((d.risk > 1) | (d.difficulty > 1.4), 2, np.where(d.difficulty > -0.3, 1, 0))
pi = np.zeros((n, 3, 1))
pi[np.arange(n), wanted, 0] = 1
given = dict(reward=reward, action=action, action_dist=pi, position=np.zeros(n, int))
models = dict(given, estimated_rewards_by_reg_model=predicted[:, :, None])
values = [
    DirectMethod().estimate_policy_value(**models),
    InverseProbabilityWeighting().estimate_policy_value(pscore=d.p.to_numpy(), **given),
    SelfNormalizedInverseProbabilityWeighting().estimate_policy_value(pscore=d.p.to_numpy(), **given),
    DoublyRobust().estimate_policy_value(pscore=d.p.to_numpy(), **models),
]
computing = time.perf_counter() - started
print(json.dumps({"value": float(values[3]), "standardError": 0, "computing": computing, "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
