"""The Python side of a comparison: runs a task for each line read, and answers with its times and what it found."""

import json
import os
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np

# Whatever a package prints goes elsewhere: the answers have this stream for themselves.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def say(answer):
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def serve(package, tasks):
    say({"version": version(package)})
    for line in sys.stdin:
        task, *given = line.split()
        clock, processor = time.perf_counter(), time.process_time()
        found = tasks[task](*map(int, given))
        say(
            {
                "clock": 1000 * (time.perf_counter() - clock),
                "processor": 1000 * (time.process_time() - processor),
                "found": found,
            }
        )


class Shared:
    """The tables that both sides read: columns of doubles one after the other, and of codes, as `shared-data.ts` wrote them."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.layout = json.loads((self.folder / "layout.json").read_text())

    def doubles(self, name):
        columns = self.layout[name]["doubles"]
        values = np.fromfile(self.folder / f"{name}.f64", dtype="<f8").reshape(len(columns), -1)
        return dict(zip(columns, values))

    def codes(self, name):
        columns = self.layout[name]["codes"]
        values = np.fromfile(self.folder / f"{name}.i32", dtype="<i4").reshape(len(columns), -1)
        return dict(zip(columns, values))

    def frame(self, name):
        import pandas as pd

        coded = {
            column: pd.Categorical.from_codes(codes, self.layout["categories"][column])
            for column, codes in self.codes(name).items()
        }
        return pd.DataFrame({**self.doubles(name), **coded})
