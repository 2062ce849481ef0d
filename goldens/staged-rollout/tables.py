"""Reads the tables of this folder (and mpdta, where it is there) and writes records: what the makers here share."""
import contextlib
import importlib.metadata
import io
import json
import math
import pathlib
import platform
import warnings

import numpy as np
import pandas as pd

HERE = pathlib.Path(__file__).parent
SHARED = next((p for p in (HERE.parents[2] / "shared", pathlib.Path("/work/shared")) if p.exists()), None)


def read(name):
    """Columns: workspace, period, start (0 = never), region, y, x1, x2. Clusters are numbered: some packages take nothing else."""
    if name == "mpdta":
        table = pd.read_csv(SHARED / "datasets" / "mpdta.csv")
        table = table.rename(columns={"countyreal": "workspace", "year": "period", "first.treat": "start", "lemp": "y"})
        return table.drop(columns="treat").sort_values(["workspace", "period"]).reset_index(drop=True)
    table = pd.read_csv(HERE / f"{name}.csv")
    table["start"] = table["start"].fillna(0).astype(int)
    for column in ("region", "team"):
        if column in table:
            table[column] = table[column].astype("category").cat.codes.astype(int)
    return table


@contextlib.contextmanager
def quiet():
    """Packages print tables and warn of small groups; the numbers stand in the records."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def number(value):
    """A plain number, or null where the package says that there is none."""
    if value is None:
        return None
    value = float(np.asarray(value).reshape(-1)[0])
    return value if math.isfinite(value) else None


def whole(value):
    return int(round(float(value)))


def write(file, packages, why, tolerance, **parts):
    made = {p: importlib.metadata.version(p) for p in packages} | {"numpy": np.__version__, "pandas": pd.__version__, "python": platform.python_version()}
    body = {"made": made, "tolerance": tolerance, "why": why} | parts
    lines = []
    for key, value in body.items():
        if isinstance(value, list):
            rows = ",\n".join("  " + json.dumps(item) for item in value)
            lines.append(f" {json.dumps(key)}: [\n{rows}\n ]")
        else:
            lines.append(f" {json.dumps(key)}: {json.dumps(value)}")
    (HERE / file).write_text("{\n" + ",\n".join(lines) + "\n}\n")
