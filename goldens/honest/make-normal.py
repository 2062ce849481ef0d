"""Tails of truncated normal variables and critical values of folded ones, by mpmath in 60 digits. Run: python goldens/honest/make-normal.py"""
import json
import pathlib
import platform

import mpmath

mpmath.mp.dps = 60


def mass(low, high):
    return mpmath.ncdf(-low) - mpmath.ncdf(-high) if low > 0 else mpmath.ncdf(high) - mpmath.ncdf(low)


def truncated(z, low, high):
    z, low, high = (mpmath.mpf(x) for x in (z, low, high))
    return float(mass(z, high) / mass(low, high))


def critical(shift, alpha):
    shift, alpha = mpmath.mpf(shift), mpmath.mpf(alpha)
    beyond = lambda c: mpmath.ncdf(shift - c) + mpmath.ncdf(-shift - c) - alpha
    low, high = shift, shift + 10
    for _ in range(180):
        middle = (low + high) / 2
        low, high = (middle, high) if beyond(middle) > 0 else (low, middle)
    return float(low)


ends = [
    (0, -1, 1), (0.5, -1, 2), (1.6, 0, 2.8), (2.7, -40, 2.8), (2.5, 2.4, "inf"), (1, "-inf", "inf"), (-3, "-inf", -2.5), (-3, -3.5, 8), (9, 8, 10), (30, 29.9, 31), (30, -5, 31),
    (38, 37.5, 45), (60, 59.99, 70), (-60, -70, -59.99), (2.00001, 2, 2.00003), (1e-9, -1e-9, 2e-9), (5.0000001, 5, 5.0000003), (20.001, 20, 20.003), (0.2, -0.1, 0.3), (-0.05, -0.1, 0.001),
]
golden = {
    "made": {"package": "mpmath", "version": mpmath.__version__, "python": platform.python_version()},
    "tolerance": {"truncated": 1e-11, "folded": 1e-12},
    "why": "Relative. The log of a tail of exp(-z^2 / 2) loses z^2 / 2 ulps, two thousand at z = 60, and a ratio takes two; critical values are roots to 1e-13 of a chance.",
    "truncated": {"columns": ["z", "low", "high", "chance"], "rows": [[z, str(low), str(high), truncated(z, low, high)] for z, low, high in ends]},
    "folded": {"columns": ["shift", "alpha", "critical"], "rows": [[s, a, critical(s, a)] for s in (0, 1e-6, 0.1, 0.5, 1, 2, 5, 50, 1e6) for a in (0.05, 0.1, 0.01, 0.4)]},
}
pathlib.Path(__file__).with_name("normal.json").write_text(json.dumps(golden, separators=(",", ":")).replace("],[", "],\n[") + "\n")
