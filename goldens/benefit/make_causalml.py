"""
Cumulative lift, gain and Qini curves of raw arms, and targeting curves of scores, as causalml defines them. Run: python goldens/benefit/make_causalml.py (causalml, numpy, pandas)

causalml sorts by pandas' unstable sort, so with ties its answer depends on how that happens to order them: rows are kept here in the order that it gave.
"""
import json
import pathlib
from importlib.metadata import version

import numpy as np
import pandas as pd
from causalml.metrics import auuc_score, get_cumgain, get_cumlift, get_qini, qini_score
from causalml.metrics.rate import get_toc

SEED = 20261202


def cases():
    rng = np.random.default_rng(SEED)
    for name, n, chance, digits in [("distinct", 60, 0.5, 12), ("tied", 80, 0.5, 1), ("few treated", 70, 0.15, 12), ("few controls", 64, 0.85, 12)]:
        treated = (rng.random(n) < chance).astype(int)
        priorities = np.round(rng.normal(size=n), digits) + 0.0
        outcome = np.round(1 + treated * priorities + rng.normal(size=n), 6)
        frame = pd.DataFrame({"y": outcome, "w": treated, "model": priorities})
        yield name, frame.sort_values("model", ascending=False).reset_index(drop=True)


def numbers(frame):
    return [float(x) for x in frame["model"]]


def found(name, df):
    assert df.equals(df.sort_values("model", ascending=False).reset_index(drop=True)) or name == "tied"
    again = df.sort_values("model", ascending=False).reset_index(drop=True)
    rng = np.random.default_rng(SEED)
    scores = np.round(rng.normal(size=len(again)), 6)
    distinct = again["model"].is_unique
    return {
        "name": name,
        "outcome": again["y"].tolist(),
        "treated": again["w"].tolist(),
        "priorities": again["model"].tolist(),
        "lift": numbers(get_cumlift(df)),
        "gain": numbers(get_cumgain(df)),
        "qini": numbers(get_qini(df)),
        "areaUnderUplift": {scale: float(auuc_score(df, normalize=scale == "normalized")["model"]) for scale in ("raw", "normalized")},
        "qiniScore": {scale: float(qini_score(df, normalize=scale == "normalized")["model"]) for scale in ("raw", "normalized")},
        **({"scores": scores.tolist(), "targeting": numbers(get_toc(again.assign(tau=scores)))[1:]} if distinct else {}),
    }


golden = {
    "made": {"causalml": version("causalml"), "pandas": version("pandas"), "numpy": version("numpy"), "seed": SEED},
    "tolerance": 1e-10,
    "cases": [found(*case) for case in cases()],
}
pathlib.Path(__file__).with_name("causalml.json").write_text(json.dumps(golden) + "\n")
