"""Event studies with their whole covariance, for the honest bounds: estimates and influence by csdid. Run: python goldens/staged-rollout/make-event-study.py"""
import numpy as np
from csdid.att_gt import ATTgt

from tables import number, quiet, read, whole, write


def study(name, control, method, covariates, cluster):
    table = read(name)
    fit = ATTgt(
        yname="y", tname="period", idname="workspace", gname="start", data=table, control_group={"never": "nevertreated", "not-yet": "notyettreated"}[control],
        xformla="y ~ " + (" + ".join(covariates) or "1"), panel=True, clustervar=cluster, cband=False,
    ).fit(est_method="dr" if method == "none" else method, base_period="universal", bstrap=False)
    result = fit.aggte(typec="dynamic").atte
    psi = np.asarray(result["inf_function"]["dynamic_inf_func_e"])
    n = len(psi)
    if cluster:
        code = table.drop_duplicates("workspace").sort_values("workspace")[cluster].to_numpy()
        psi = np.array([np.bincount(code, psi[:, j]) for j in range(psi.shape[1])]).T
    events = [whole(e) for e in result["egt"]]
    kept = [i for i, e in enumerate(events) if e != -1]
    sigma = psi.T @ psi / n**2
    return {
        "data": name, "control": control, "method": method, "covariates": covariates, "cluster": cluster or "unit", "base": "universal", "reference": -1,
        "events": [events[i] for i in kept], "beta": [number(result["att_egt"][i]) for i in kept], "sigma": [[float(sigma[i, j]) for j in kept] for i in kept],
    }


with quiet():
    cases = [study("panel", c, m, x, k) for c in ["never", "not-yet"] for m, x in [("none", []), ("dr", ["x1", "x2"])] for k in [None, "region"]]
    cases += [study("mpdta", "never", m, x, None) for m, x in [("none", []), ("dr", ["lpop"])]]
write("event-study.json", ["csdid", "drdid"], "The covariance is the sum of outer products of the influence by cluster, over n squared.", 1e-8, cases=cases)
