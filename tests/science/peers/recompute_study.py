"""Computes a study's figures again, from what its runs stored of each user, by NumPy, SciPy and statsmodels alone.

    studio study export STUDY --format json --to study.json
    python tests/science/peers/recompute_study.py study.json WORKSPACE

Prints each hypothesis as computed here, and the largest deviation from the file's figures; exits with 1 where one is more than
1e-6 of its size off. Nothing is shared with the studio but the layout of a run's files (src/shared/training/protocol.ts).
"""

import json
import sys
from pathlib import Path

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.multitest import multipletests

METRICS = ["recall", "ndcg", "precision", "map", "hitrate", "mrr"]
CUTOFFS = [5, 10, 20, 50]
COLUMNS = [f"{metric}@{cutoff}" for metric in METRICS for cutoff in CUTOFFS]
TOLERANCE = 1e-6


def main(file, workspace):
    export = json.loads(Path(file).read_text())
    study, results = export["study"], export["results"]
    values = stored_values(study, Path(workspace))
    found = [hypothesis(study["plan"], values, each) for each in study["plan"]["hypotheses"]]
    adjust(found)
    deviations = {}
    for arm in results["arms"]:
        compare_arm(arm, study["plan"], values, deviations)
    for ours, theirs in zip(found, results["hypotheses"], strict=True):
        compare_hypothesis(ours, theirs, deviations)
        print(sentence(ours))
    where, worst = max(deviations.items(), key=lambda item: item[1], default=("nothing", 0))
    versions = f"SciPy {scipy.__version__}, statsmodels {statsmodels.__version__}, NumPy {np.__version__}"
    print(f"{len(deviations)} figures by {versions}; the largest relative deviation is {worst:.1e}, of {where}.")
    return 0 if deviations and worst <= TOLERANCE else 1


def stored_values(study, workspace):
    """The study's metric of each test user, by (replication, arm) and seed."""
    column = COLUMNS.index(study["plan"]["metric"])
    values = {}
    for trial in study["trials"]:
        users = workspace / "runs" / str(trial["run"]) / "output" / "test_metrics.npy"
        if trial["stage"] == "final" and trial["run"] is not None and users.exists():
            key = (trial["replication"], trial["arm"])
            values.setdefault(key, {})[trial["seed"]] = np.load(users)[:, column].astype(float)
    return values


def differences(plan, values, replication, arm, against):
    """[seeds][users]; an arm that was tested once, where the plan has several seeds, counts for each of them."""
    ours, theirs = values.get((replication, arm), {}), values.get((replication, against), {})
    once = [len(side) == 1 and len(plan["seeds"]) > 1 for side in (ours, theirs)]
    if all(once):
        return np.array([next(iter(ours.values())) - next(iter(theirs.values()))])
    of = lambda side, is_once, seed: next(iter(side.values())) if is_once else side.get(seed)
    pairs = [(of(ours, once[0], seed), of(theirs, once[1], seed)) for seed in plan["seeds"]]
    return np.array([a - b for a, b in pairs if a is not None and b is not None])


def hypothesis(plan, values, stated):
    arm, against = stated["arm"], stated["against"]
    all_rows = [differences(plan, values, place, arm, against) for place in range(len(plan["replications"]))]
    # Trainings that draw nothing come out alike at every seed, and are one.
    rows = [each[:1] if (each == each[0]).all() else each for each in all_rows if len(each) > 0]
    tests, candidates = [], []
    several_users = all(each.shape[1] > 1 for each in rows)
    several_seeds = all(each.shape[0] > 1 for each in rows)
    users, seeds = [each.mean(axis=0) for each in rows], [each.mean(axis=1) for each in rows]
    worlds = np.array([each.mean() for each in rows])
    if rows and several_users:
        candidates.append(student("paired t", "users", users, [paired(each) for each in users], tests))
        tests.append(wilcoxon("users", np.concatenate(users)))
    if rows and several_seeds:
        candidates.append(student("paired t", "seeds", seeds, [paired(each) for each in seeds], tests))
    if rows and several_users and several_seeds:
        flat = [each.ravel() for each in rows]
        parts = [crossed(each) for each in rows]
        candidates.append(student("crossed random effects", "users and seeds", flat, parts, tests))
    if len(worlds) >= 3:
        candidates.append(student("paired t", "worlds", [worlds], [paired(worlds)], tests))
        tests.append(wilcoxon("worlds", worlds))
    order = ["worlds", "users and seeds", "users", "seeds"]
    leading = min(candidates, key=lambda each: order.index(each["speaksOf"]), default=None)
    return {
        "text": stated["text"],
        "difference": worlds.mean() if len(worlds) else None,
        "tests": {(test["test"], test["speaksOf"]): test for test in tests},
        "leading": leading,
    }


def paired(d):
    return d.mean(), stats.sem(d) ** 2, len(d) - 1


def crossed(d):
    """Two-way random effects without replication; Satterthwaite's degrees of freedom."""
    seeds, users = d.shape
    grand, by_seed, by_user = d.mean(), d.mean(axis=1, keepdims=True), d.mean(axis=0, keepdims=True)
    of_seeds = users * ((by_seed - grand) ** 2).sum() / (seeds - 1)
    of_users = seeds * ((by_user - grand) ** 2).sum() / (users - 1)
    rest = ((d - by_seed - by_user + grand) ** 2).sum() / ((seeds - 1) * (users - 1))
    total = max(of_seeds - rest, 0) + max(of_users - rest, 0) + rest
    spread = of_seeds**2 / (seeds - 1) + of_users**2 / (users - 1) + rest**2 / ((seeds - 1) * (users - 1))
    return grand, total / (seeds * users), total**2 / spread if spread > 0 else 1


def student(test, speaks_of, groups, estimates, tests):
    means, variances, freedoms = (np.array(part, dtype=float) for part in zip(*estimates))
    mean, error = means.mean(), np.sqrt(variances.sum()) / len(means)
    df = variances.sum() ** 2 / (variances**2 / freedoms).sum() if len(means) > 1 else freedoms[0]
    within = sum(((group - group.mean()) ** 2).sum() for group in groups)
    deviation = np.sqrt(within / sum(len(group) - 1 for group in groups))
    own = {"test": test, "speaksOf": speaks_of, "n": sum(map(len, groups)), "df": df}
    if error == 0:
        # Differences that are all alike: certain, by definition.
        own |= {"statistic": np.sign(mean) * sys.float_info.max, "p": float(mean == 0)}
        tests.append(own)
        return {**own, "interval": [mean, mean], "effectSize": None}
    own |= {"statistic": mean / error, "p": 2 * stats.t.sf(abs(mean / error), df)}
    tests.append(own)
    low, high = stats.t.interval(0.95, df, mean, error)
    return {**own, "interval": [low, high], "effectSize": mean / deviation}


def wilcoxon(speaks_of, d):
    d = d.round(6)
    left = d[d != 0]
    ranks = stats.rankdata(abs(left))
    if len(left) == 0:
        p = 1
    elif len(left) > 50:
        p = stats.wilcoxon(left, correction=True, method="asymptotic").pvalue
    elif len(np.unique(abs(left))) == len(left):
        p = stats.wilcoxon(left, method="exact").pvalue
    else:
        p = exact_with_ties(left, ranks)
    return {"test": "wilcoxon", "speaksOf": speaks_of, "n": len(d), "statistic": ranks[left > 0].sum(), "p": p}


def exact_with_ties(left, ranks):
    """The distribution of the sum over all choices of signs, by polynomial multiplication."""
    chances = np.ones(1)
    for doubled in (2 * ranks).astype(int):
        chances = np.convolve(chances, np.eye(doubled + 1)[0] / 2 + np.eye(doubled + 1)[doubled] / 2)
    smaller = int(2 * min(ranks[left > 0].sum(), ranks[left < 0].sum()))
    return min(1, 2 * chances[: smaller + 1].sum())


def adjust(found):
    kinds = {kind for each in found for kind in each["tests"]}
    for kind in kinds:
        family = [each["tests"][kind] for each in found if kind in each["tests"]]
        for test, adjusted in zip(family, multipletests([test["p"] for test in family], method="holm")[1]):
            test["pAdjusted"] = adjusted


def compare_arm(arm, plan, values, deviations):
    metric = plan["metric"]
    for place, replication in enumerate(arm["replications"]):
        if replication is None:
            continue
        means = [each.mean() for each in values[(place, arm["arm"])].values()]
        where = f"{arm['arm']} in replication {place}"
        note(deviations, f"mean of {where}", np.mean(means), replication["mean"][metric])
        if replication["deviation"] is not None:
            note(deviations, f"deviation of {where}", np.std(means, ddof=1), replication["deviation"][metric])


def compare_hypothesis(ours, theirs, deviations):
    name = ours["text"]
    if theirs["difference"] is not None:
        note(deviations, f"difference of {name}", ours["difference"], theirs["difference"])
    if theirs["interval"] is not None:
        leading = ours["leading"]
        assert leading["speaksOf"] == theirs["intervalSpeaksOf"], name
        size = max(map(abs, theirs["interval"]))
        for side in (0, 1):
            own = leading["interval"][side]
            deviations[f"interval of {name}, {side}"] = abs(own - theirs["interval"][side]) / (size or 1)
            assert np.isfinite(own), name
        if theirs["effectSize"] is not None:
            note(deviations, f"effect size of {name}", leading["effectSize"], theirs["effectSize"])
    assert len(ours["tests"]) == len(theirs["tests"]), name
    for test in theirs["tests"]:
        own = ours["tests"][(test["test"], test["speaksOf"])]
        where = f"{test['test']} over {test['speaksOf']} of {name}"
        assert own["n"] == test["n"], where
        for figure in ("statistic", "p", "pAdjusted"):
            note(deviations, f"{figure} of {where}", own[figure], test[figure])
        if test["degreesOfFreedom"] is not None:
            note(deviations, f"degrees of freedom of {where}", own["df"], test["degreesOfFreedom"])


def note(deviations, where, ours, theirs):
    """Below 1e-12 both count as 0: a p as small as that is rounding."""
    assert np.isfinite(ours), where
    deviations[where] = abs(ours - theirs) / max(abs(ours), abs(theirs), 1e-12)


def sentence(found):
    leading = found["leading"]
    if leading is None:
        return f"{found['text']}: not tested"
    low, high = leading["interval"]
    p = found["tests"][(leading["test"], leading["speaksOf"])]["pAdjusted"]
    return (
        f"{found['text']}: {found['difference']:+.4f} [{low:+.4f}, {high:+.4f}], d_z {leading['effectSize'] or 0:.2f}, "
        f"p {p:.4g} by Holm, for further {leading['speaksOf']}"
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
