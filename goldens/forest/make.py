"""Errors of econml's causal forests on set-ups whose effects are known.

npx tsx goldens/forest/make-data.ts /tmp/forest-data 21 40
python goldens/forest/make.py /tmp/forest-data 21 40

Needs econml and scikit-learn. Learns from all but the last 1,000 units of each file and takes the mean squared error of the effects of these, for CausalForestDML of 500 trees
- `default`: with the nuisance models that it chooses itself;
- `forests`: with random forests of 100 trees, cross-fitted by three folds, for outcome and treatment.
A run that was interrupted goes on where it was. Tests of the project grow its own forest on the same units.
"""
import json
import pathlib
import sys

import econml
import warnings

import numpy as np
import sklearn
from econml.dml import CausalForestDML
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

warnings.filterwarnings("ignore")
folder, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
only = sys.argv[4:]
columns = {"atw-heterogeneous": 10, "atw-confounded": 20, "nw-a": 6, "nw-b": 6, "nw-c": 12, "nw-d": 12}
out = pathlib.Path(__file__).parent / "econml.json"
part = pathlib.Path(folder) / ("-".join(["errors", *only]) + ".json")
errors = json.loads(part.read_text()) if part.exists() else {}


def models(kind, seed):
    if kind == "default":
        return {}
    return {
        "model_y": RandomForestRegressor(n_estimators=100, min_samples_leaf=5, random_state=seed),
        "model_t": RandomForestClassifier(n_estimators=100, min_samples_leaf=5, random_state=seed),
        "cv": 3,
    }


for seed in range(first, last + 1):
    for name, width in columns.items():
        for kind in only or ["forests", "default"]:
            key = f"{name} {kind}"
            if len(errors.setdefault(key, [])) > seed - first:
                continue
            rows = np.fromfile(f"{folder}/{name}-{seed}.f64").reshape(-1, width + 3)
            learnt, judged = rows[:-1000], rows[-1000:]
            forest = CausalForestDML(n_estimators=500, discrete_treatment=True, random_state=seed, n_jobs=1, inference=False, **models(kind, seed))
            forest.fit(learnt[:, width + 1], learnt[:, width], X=learnt[:, :width])
            errors[key].append(float(np.mean((forest.effect(judged[:, :width]) - judged[:, width + 2]) ** 2)))
            part.write_text(json.dumps(errors))
            print(seed, key, errors[key][-1], flush=True)

every = {}
for file in sorted(pathlib.Path(folder).glob("errors*.json")):
    every |= json.loads(file.read_text())
out.write_text(
    json.dumps(
        {
            "made": {"package": "econml", "version": econml.__version__, "scikit-learn": sklearn.__version__, "trees": 500, "judgedBy": 1000, "firstSeed": first},
            "meanSquaredErrors": {key: [round(e, 6) for e in values] for key, values in sorted(every.items())},
        },
        indent=1,
    )
    + "\n"
)
