"""Reads cases, calls one function per method on each, writes the results: numbers, or the error it raised."""
import hashlib
import json
import math
import sys
import warnings
from pathlib import Path


def plain(value):
    value = float(value)
    return value if math.isfinite(value) else str(value)


def answer(function, case):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = function(case)
        except Exception as error:  # noqa: BLE001 -- whatever a package raises is its answer
            return {"error": f"{type(error).__name__}: {error}"[:200]}
        if isinstance(result, list):
            return result
        values = [plain(value) for value in (result if isinstance(result, tuple) else (result,))]
    fell_back = any("Switching to `method=asymp`" in str(w.message) or "ks_2samp: Exact calculation" in str(w.message) for w in caught)
    return {"error": "fell back to another method"} if fell_back else values


def run(name, methods):
    """`methods`: name of the method -> (kind of case, function of a case giving a number, a tuple, or a list of rows)."""
    folder = Path(sys.argv[1])
    cases = {kind: json.loads((folder / "cases" / f"{kind}.json").read_text()) for kind in {kind for kind, _ in methods.values()}}
    results = {
        "cases": {kind: hashlib.sha256((folder / "cases" / f"{kind}.json").read_bytes()).hexdigest() for kind in cases}
    } | {method: [answer(function, case) for case in cases[kind]] for method, (kind, function) in methods.items()}
    (folder / "results" / f"{name}.json").write_text(json.dumps(results))
