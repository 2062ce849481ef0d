"""Uplift and Qini curves of raw arms as scikit-uplift defines them. Run: python goldens/benefit/make_scikit_uplift.py (scikit-uplift, numpy)"""
import json
import pathlib
from importlib.metadata import version

import numpy as np
from sklift import metrics

SEED = 20261201


def cases():
    rng = np.random.default_rng(SEED)
    for name, n, chance, digits in [("distinct", 60, 0.5, 12), ("tied", 80, 0.5, 1), ("few treated", 70, 0.2, 12), ("coarse, few controls", 64, 0.8, 0)]:
        treated = (rng.random(n) < chance).astype(int)
        priorities = np.round(rng.normal(size=n), digits) + 0.0
        outcome = (rng.random(n) < np.clip(0.4 + 0.2 * treated * priorities, 0, 1)).astype(int)
        yield name, outcome, treated, priorities


def curve(pair):
    return {"units": [float(x) for x in pair[0]], "values": [float(y) for y in pair[1]]}


def found(name, y, t, s):
    shares = [0.1, 0.3, 0.55]
    return {
        "name": name,
        "outcome": y.tolist(),
        "treated": t.tolist(),
        "priorities": s.tolist(),
        "upliftCurve": curve(metrics.uplift_curve(y, s, t)),
        "qiniCurve": curve(metrics.qini_curve(y, s, t)),
        "perfectUpliftCurve": curve(metrics.perfect_uplift_curve(y, t)),
        "perfectQiniCurve": {
            "with-harm": curve(metrics.perfect_qini_curve(y, t, negative_effect=True)),
            "without-harm": curve(metrics.perfect_qini_curve(y, t, negative_effect=False)),
        },
        "upliftAucScore": float(metrics.uplift_auc_score(y, s, t)),
        "qiniAucScore": {
            "with-harm": float(metrics.qini_auc_score(y, s, t, negative_effect=True)),
            "without-harm": float(metrics.qini_auc_score(y, s, t, negative_effect=False)),
        },
        "upliftAtK": [
            {"share": k, "strategy": {"overall": "overall", "by_group": "by-group"}[strategy], "value": float(metrics.uplift_at_k(y, s, t, strategy=strategy, k=k))}
            for k in shares
            for strategy in ("overall", "by_group")
            if k > 0.2
        ],
    }


golden = {
    "made": {"scikit-uplift": version("scikit-uplift"), "numpy": version("numpy"), "seed": SEED},
    "tolerance": 1e-10,
    "cases": [found(*case) for case in cases()],
}
pathlib.Path(__file__).with_name("scikit-uplift.json").write_text(json.dumps(golden) + "\n")
