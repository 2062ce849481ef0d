"""Run: python goldens/mediation/make-notebook.py

The regressions of section 6 (retrieval) of the seed notebook as the seed's own reference has them (statsmodels 0.13.5): every coefficient, and the errors of the
coefficient of retrieval. Reads ../shared/golden/notebook beside the project; the rows are goldens/notebook/rag.parquet.
"""

import json
from pathlib import Path

here = Path(__file__).resolve().parent
known = json.loads((here.parents[2] / "shared" / "golden" / "notebook" / "expected.json").read_text())
rag = known["reference"]["rag"]
kinds = ("nonrobust", "HC0", "HC1", "HC2", "HC3")


def regression(fit):
    errors = {kind: fit[kind]["bse"]["rag_enabled"] for kind in kinds}
    return {"formula": fit["formula"], "params": fit["params"], "dfResidual": fit["df_resid"], "standardErrors": errors}


golden = {
    "made": {"by": "goldens/mediation/make-notebook.py", "package": "statsmodels", "version": "0.13.5"},
    "tolerance": {"relative": 1e-8, "why": "closed forms in double precision on both sides"},
    "printed": known["full_precision_of_printed"]["6_rag"],
    "ols": {name: regression(fit) for name, fit in rag["ols"].items()},
    "newcombe": {name: table["newcombe_statsmodels_ci95"] for name, table in rag["proportions"].items()},
}
(here / "notebook.json").write_text(json.dumps(golden, indent=1) + "\n")
