"""Normal mixtures by confseq. Run: python goldens/sequential/make-confseq.py   (confseq 0.0.11 builds with: pip install pybind11 scikit-build cmake ninja; pip install --no-build-isolation confseq)

Writes confseq.json: for sums s with intrinsic time v, log of the mixture supermartingale and its bound, two-sided and one-sided, at the width rho of confseq's own rule.
"""
import importlib.metadata
import json
import math
import pathlib

import confseq.boundaries as boundaries

HERE = pathlib.Path(__file__).parent
cases = []
for v_opt, alpha in [(100, 0.05), (1000, 0.01), (50, 0.2)]:
    rho = v_opt / (2 * math.log(1 / alpha) + math.log(1 + 2 * math.log(1 / alpha)))
    rho_one = v_opt / (2 * math.log(1 / (2 * alpha)) + math.log(1 + 2 * math.log(1 / (2 * alpha))))
    for v in [2, 30, 100, 2500]:
        for z in [0.0, 1.2, 2.9, 4.5]:
            s = z * math.sqrt(v)
            cases.append({
                "z": z, "mixture": v / rho, "alpha": alpha,
                "log": float(boundaries.normal_log_mixture(s, v, v_opt, alpha, False)),
                "critical": float(boundaries.normal_mixture_bound(v, alpha, v_opt, alpha, False)) / math.sqrt(v),
                "oneSided": {"mixture": v / rho_one, "critical": float(boundaries.normal_mixture_bound(v, alpha, v_opt, alpha, True)) / math.sqrt(v)},
            })

made = {"package": "confseq", "version": importlib.metadata.version("confseq"), "by": "make-confseq.py"}
(HERE / "confseq.json").write_text(json.dumps({"made": made, "tolerance": 1e-9, "cases": cases}, indent=1) + "\n")
