"""Noncentral chi-square and F quantiles by scipy. Run: python goldens/instruments/make-distributions.py"""
import json
import pathlib
import platform

import scipy
from scipy import stats

tails = [1e-6, 0.01, 0.05, 0.2, 0.5, 0.9]
golden = {
    "made": {"package": "scipy", "version": scipy.__version__, "python": platform.python_version(), "seed": None},
    "tolerance": 1e-10,
    "why": "A mixture summed to 1e-18; scipy's own noncentral tail is good to some 1e-11.",
    "noncentralChiSquareTail": [[x, df, nc, float(stats.ncx2.sf(x, df, nc))] for x in [0.3, 2, 11, 40, 90] for df in [1, 2.35, 7] for nc in [0.5, 10, 36]],
    "noncentralChiSquareUpperQuantile": [[tail, df, nc, float(stats.ncx2.isf(tail, df, nc))] for tail in [0.01, 0.05, 0.5] for df in [1, 2.35, 7] for nc in [0.5, 10, 36]],
    "fUpperQuantile": [[tail, d1, d2, float(stats.f.isf(tail, d1, d2))] for tail in tails for d1 in [1, 3, 12] for d2 in [2.5, 30, 4000]],
}
path = pathlib.Path(__file__).with_name("distributions.json")
path.write_text(json.dumps(golden).replace("]], ", "]],\n").replace("}, ", "},\n") + "\n")
