# Run: python goldens/power/make-paired.py   (needs statsmodels; rewrites paired.json)
# Power of the t test of paired differences, and the pairs it takes; one-sided, it is that of a margin.
import json
from pathlib import Path

import statsmodels
from statsmodels.stats.power import TTestPower

cases = []
for effect, sd, units, alpha in [(0.05, 2.65, 20_000, 0.05), (0.3, 2.0, 120, 0.05), (-0.8, 1.5, 12, 0.1), (0.02, 0.4, 900, 0.0253)]:
    size = effect / sd
    cases.append(
        {
            "effect": effect,
            "sd": sd,
            "units": units,
            "alpha": alpha,
            "difference": TTestPower().power(abs(size), units, alpha, alternative="two-sided"),
            # A margin as large as the effect, when nothing changes.
            "margin": TTestPower().power(abs(size), units, alpha, alternative="larger"),
            "unitsFor0.8": TTestPower().solve_power(abs(size), None, alpha, 0.8, alternative="two-sided"),
        }
    )
made = {"package": "statsmodels", "version": statsmodels.__version__, "by": "make-paired.py"}
options = "TTestPower: power and solve_power for 80 %"
tolerances = {"power": 1e-8, "units": 1e-6, "why": "closed forms; statsmodels finds units by a root to some 1e-8"}
(Path(__file__).parent / "paired.json").write_text(json.dumps({"made": made, "options": options, "tolerances": tolerances, "cases": cases}, indent=1, default=float) + "\n")
