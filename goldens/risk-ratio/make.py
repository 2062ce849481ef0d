# Run: python goldens/risk-ratio/make.py   (needs statsmodels; rewrites risk-ratio.json)
# Tables of events and non-events, treatment first; risk ratio with log standard error, interval and p-value.
import json
from pathlib import Path

import numpy
import statsmodels
from statsmodels.stats.contingency_tables import Table2x2

tables = [(3265, 5998, 2970, 6002), (40, 400, 25, 380), (1, 50, 3, 60), (999, 1000, 990, 1000), (12, 900, 30, 300)]
cases = []
for a, n1, b, n0 in tables:
    table = Table2x2(numpy.array([[a, n1 - a], [b, n0 - b]]), shift_zeros=False)
    row = {"treatment": {"events": a, "n": n1}, "control": {"events": b, "n": n0}, "riskRatio": table.riskratio, "logStandardError": table.log_riskratio_se}
    row["pValue"] = table.riskratio_pvalue()
    for level in (0.9, 0.95, 0.99):
        row[f"interval{level}"] = list(table.riskratio_confint(alpha=1 - level))
    cases.append(row)
made = {"package": "statsmodels", "version": statsmodels.__version__, "by": "make.py"}
out = {"made": made, "options": {"method": "normal", "shift_zeros": False}, "tolerance": 1e-10, "cases": cases}
Path(__file__).with_name("risk-ratio.json").write_text(json.dumps(out, indent=1, default=float) + "\n")
