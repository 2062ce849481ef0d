# Sensitivity and specificity of a judge in two arms: z-tests of two shares with the pooled variance, by statsmodels.
# Counts are made up. Tolerance 1e-10: closed forms.
import json

import statsmodels
from statsmodels.stats.proportion import proportions_ztest

# Audited rows by arm, what people say, and what the judge says: cells[arm][human][judge].
cells = {"0": {"1": {"1": 88, "0": 12}, "0": {"1": 21, "0": 97}}, "1": {"1": {"1": 95, "0": 9}, "0": {"1": 38, "0": 83}}}
right = lambda arm, human: cells[arm][human][human]
rows = lambda arm, human: sum(cells[arm][human].values())
tests = {}
for name, human in [("sensitivity", "1"), ("specificity", "0")]:
    z, p = proportions_ztest([right("1", human), right("0", human)], [rows("1", human), rows("0", human)])
    tests[name] = {"z": float(z), "p": float(p)}
worst = min(tests, key=lambda name: tests[name]["p"])
found = {"worst": worst, "statistic": tests[worst]["z"], "pValue": min(1.0, 2 * tests[worst]["p"])}
out = {"statsmodels": statsmodels.__version__, "tolerance": 1e-10, "cells": cells, "tests": tests, "found": found}
json.dump(out, open(__file__.replace("make-pooled-errors.py", "pooled-errors.json"), "w"), indent=1)
