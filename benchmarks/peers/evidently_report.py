"""A window judged by evidently's own Report: KS, PSI and Jensen-Shannon on numbers, chi-square in place of KS on categories."""

import sys
import warnings

from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset

from serve import Shared, serve

warnings.simplefilter("ignore")
shared = Shared(sys.argv[1])
windows = [shared.frame(f"window{k}") for k in range(shared.layout["windows"])]
numeric = list(shared.layout["reference"]["doubles"])
categorical = list(shared.layout["reference"]["codes"])
definition = DataDefinition(numerical_columns=numeric, categorical_columns=categorical)
state = {}


def prepare():
    state["reference"] = Dataset.from_pandas(shared.frame("reference"), data_definition=definition)
    return 0


def window(k):
    current = Dataset.from_pandas(windows[k], data_definition=definition)
    report = Report(
        [
            DataDriftPreset(num_method="ks", cat_method="chisquare"),
            DataDriftPreset(num_method="psi", cat_method="psi"),
            DataDriftPreset(num_method="jensenshannon", cat_method="jensenshannon"),
        ]
    )
    metrics = report.run(current, state["reference"]).dict()["metrics"]
    return sum("ValueDrift" in str(metric.get("metric_name", metric.get("metric_id"))) for metric in metrics)


serve("evidently", {"prepare": prepare, "window": window})
