"""Writes the values that the studio's statistics are tested against, computed by SciPy and statsmodels.

    python tests/science/peers/scipy_references.py src/main/statistics/testing/scipy-references.json

The differences are drawn here and rounded, and the file holds them, so that nobody has to draw them again. The crossed
estimate has its mean squares from an analysis of variance by statsmodels; where no component of variance is negative, its
standard error is that of a mixed model by REML as well, which is checked before anything is written.
"""

import itertools
import json
import sys

import numpy as np
import pandas
import scipy
import statsmodels
from scipy import stats
from statsmodels.formula.api import mixedlm, ols
from statsmodels.stats.anova import anova_lm
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(20261124)


def paired(differences):
    test = stats.ttest_1samp(differences, 0)
    low, high = test.confidence_interval(0.95)
    return {
        "differences": list(differences),
        "mean": np.mean(differences),
        "standardError": stats.sem(differences),
        "degreesOfFreedom": test.df,
        "statistic": test.statistic,
        "p": test.pvalue,
        "interval": [low, high],
    }


def signed_rank(differences):
    left = np.array([d for d in differences if d != 0])
    if len(left) > 50:
        p = stats.wilcoxon(left, correction=True, method="asymptotic").pvalue
    elif len(np.unique(np.abs(left))) == len(left):
        p = stats.wilcoxon(left, method="exact").pvalue
    else:
        p = by_enumeration(left)
    ranks = stats.rankdata(np.abs(left))
    return {"differences": list(differences), "statistic": ranks[left > 0].sum(), "p": p}


def by_enumeration(left):
    ranks = stats.rankdata(np.abs(left))
    sums = np.array([ranks @ signs for signs in itertools.product([0, 1], repeat=len(left))])
    smaller = min(ranks[left > 0].sum(), ranks[left < 0].sum())
    return min(1, 2 * np.mean(sums <= smaller))


def crossed(differences):
    seeds, users = differences.shape
    long = pandas.DataFrame(
        [(s, u, differences[s, u]) for s in range(seeds) for u in range(users)], columns=["seed", "user", "d"]
    )
    squares = anova_lm(ols("d ~ C(seed) + C(user)", long).fit()).eval("sum_sq / df")
    of_seeds, of_users, rest = squares["C(seed)"], squares["C(user)"], squares["Residual"]
    combined = max(of_users - rest, 0) + max(of_seeds - rest, 0) + rest
    error = np.sqrt(combined / (users * seeds))
    df = combined**2 / (
        of_users**2 / (users - 1) + of_seeds**2 / (seeds - 1) + rest**2 / ((users - 1) * (seeds - 1))
    )
    mean = differences.mean()
    negative = [name for name, square in (("users", of_users), ("seeds", of_seeds)) if square < rest]
    if not negative:
        parts = {"seed": "0 + C(seed)", "user": "0 + C(user)"}
        model = mixedlm("d ~ 1", long, groups=np.ones(len(long)), vc_formula=parts).fit(reml=True, method=["lbfgs"])
        assert abs(model.bse_fe["Intercept"] / error - 1) < 1e-3, (model.bse_fe, error)
    half = stats.t.ppf(0.975, df) * error
    return {
        "differences": [list(row) for row in differences],
        "negativeComponents": negative,
        "mean": mean,
        "standardError": error,
        "degreesOfFreedom": df,
        "statistic": mean / error,
        "p": 2 * stats.t.sf(abs(mean / error), df),
        "interval": [mean - half, mean + half],
    }


def drawn(seeds, users, of_seeds, of_users, of_rest, mean=0.02):
    d = mean + of_seeds * rng.normal(size=(seeds, 1)) + of_users * rng.normal(size=(1, users))
    return (d + of_rest * rng.normal(size=(seeds, users))).round(4)


def without_main_effect(d, axis):
    """Takes nearly all of an effect away, so that its component of variance is estimated below 0."""
    effect = d.mean(axis=axis, keepdims=True) - d.mean()
    return (d - 0.97 * effect).round(4)


ps = [0.0004, 0.03, 0.012, 0.51, 0.012, 0.9, 0.0125]
recalls = rng.choice([0, 0.5, 1, 1 / 3, 0.25], size=(2, 120), p=[0.6, 0.1, 0.1, 0.1, 0.1])
references = {
    "versions": {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "numpy": np.__version__},
    "paired": [
        paired(rng.normal(0.02, 0.05, 4).round(4)),
        paired(rng.normal(0.01, 0.2, 40).round(4)),
        paired(rng.normal(0.2, 0.1, 60).round(4)),
    ],
    "signedRank": [
        signed_rank(rng.normal(0.4, 1, 8).round(4)),
        signed_rank(rng.normal(-0.3, 1, 18).round(4)),
        signed_rank(rng.integers(-4, 6, 14) / 100),
        signed_rank(rng.normal(0.5, 1, 50).round(4)),
        signed_rank(rng.normal(0.2, 1, 80).round(4)),
        signed_rank((recalls[1] - recalls[0]).round(6)),
    ],
    "holm": {"ps": ps, "adjusted": list(multipletests(ps, method="holm")[1])},
    "crossed": [
        crossed(drawn(3, 12, 0.06, 0.05, 0.05)),
        crossed(drawn(5, 30, 0.05, 0.02, 0.06)),
        crossed(without_main_effect(drawn(3, 20, 0.02, 0.08, 0.05), axis=1)),
        crossed(without_main_effect(drawn(4, 10, 0.05, 0.05, 0.05), axis=0)),
        crossed(without_main_effect(without_main_effect(drawn(3, 9, 0.01, 0.01, 0.05), axis=1), axis=0)),
    ],
}
print([case["negativeComponents"] for case in references["crossed"]])
with open(sys.argv[1], "w") as file:
    json.dump(references, file, default=float)
