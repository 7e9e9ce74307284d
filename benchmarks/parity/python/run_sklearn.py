"""scikit-learn's metrics, statsmodels' corrections and McNemar test, numpy's rule for a mean error."""
import numpy as np
from exchange import run
from sklearn import metrics as m
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests


def adjusted(method):
    return lambda p: tuple(multipletests(p, method=method)[1])


def confusion(c):
    (tn, fp), (fn, tp) = m.confusion_matrix(c["labels"], c["guesses"], labels=[0, 1])
    return tn, fp, fn, tp


def multiclass_loss(c):
    classes = range(6)
    scores = np.array([[1 + (g == k) for k in classes] for g in c["classGuesses"]], float)
    return m.log_loss(c["classes"], scores / scores.sum(axis=1, keepdims=True), labels=list(classes))


def of_numbers(f):
    return ("scored", lambda c: f(np.array(c["numbers"]), np.array(c["predictions"])))


run(
    "run_sklearn",
    {
        "accuracy": ("scored", lambda c: m.accuracy_score(c["classes"], c["classGuesses"])),
        "macro f1": ("scored", lambda c: m.f1_score(c["classes"], c["classGuesses"], average="macro", zero_division=0)),
        "confusion": ("scored", confusion),
        "auc": ("scored", lambda c: m.roc_auc_score(c["labels"], c["scores"])),
        "average precision": ("scored", lambda c: m.average_precision_score(c["labels"], c["scores"])),
        "brier": ("scored", lambda c: m.brier_score_loss(c["labels"], c["scores"], pos_label=1)),
        "log loss": ("scored", lambda c: m.log_loss(c["labels"], c["scores"], labels=[0, 1])),
        "multiclass log loss": ("scored", multiclass_loss),
        "mae": of_numbers(m.mean_absolute_error),
        "rmse": of_numbers(m.root_mean_squared_error),
        "r squared": of_numbers(m.r2_score),
        "bias": of_numbers(lambda y, p: np.mean(p - y)),
        "bonferroni": ("p_values", adjusted("bonferroni")),
        "holm": ("p_values", adjusted("holm")),
        "bh": ("p_values", adjusted("fdr_bh")),
        "by": ("p_values", adjusted("fdr_by")),
        "hochberg": ("p_values", adjusted("simes-hochberg")),
        "simes": ("p_values", lambda p: min(multipletests(p, method="fdr_bh")[1])),
        "mcnemar": ("small_counts", lambda c: (lambda r: (r.statistic, r.pvalue))(mcnemar([[0, c["a"][0]], [c["a"][1], 0]], exact=True))),
    },
)
