"Simulated studies: how many votes each design needs, and how often the intervals hold the truth. Nothing here is a person's vote."
import argparse
from pathlib import Path

import numpy as np
from tqdm.auto import tqdm

from mdf_nb.files import read_json, write_json
from mdf_nb.measuring import pedigree
from mdf_nb.people import observers_table, scale_people, simulate_votes
from mdf_nb.study_design import DESIGNS, Simulated, votes_needed

CASES = {"close: 6 within 0.5 JOD": (0, .5, 6), "spread: 8 over 4 JOD": (0, 4, 8)}
WIDTHS = .5, .25


def designs(out, runs):
    "Votes until the widest interval is narrow enough"
    todo = [(d, c, s) for s in range(runs) for c in CASES for d in DESIGNS]
    rows = [dict(design=d, case=c, seed=s, found=votes_needed(d, np.linspace(*CASES[c]), WIDTHS, seed=s)) for d, c, s in tqdm(todo)]
    write_json(out/"study_designs.json", dict(simulated=True, cases=list(CASES), widths=list(WIDTHS), rows=rows) | pedigree())


TRUTH = dict(zip("ABCDEF", (0., .2, .4, .7, 1., 1.4), strict=True))
CAREFUL = Simulated(tuple(TRUTH.values()))
CLICKER = Simulated(CAREFUL.values, lapse=1.)
COLOUR_BLIND = Simulated((0., .2, .4, .4, 1., .9))   # does not see what D and F do better, which is colour
KINDS = {   # what: observers, pairs of each, options of the scale, leave out who is flagged?
    "15 careful observers, 60 pairs each": ([CAREFUL]*15, 60, {}, False),
    "5 careful observers, 60 pairs each": ([CAREFUL]*5, 60, {}, False),
    "12 careful, 2 clickers, 1 colour-blind": ([CAREFUL]*12 + [CLICKER]*2 + [COLOUR_BLIND], 60, {}, False),
    "the same without who is flagged": ([CAREFUL]*12 + [CLICKER]*2 + [COLOUR_BLIND], 60, {}, True),
    "15 that answer 20 % by chance": ([Simulated(CAREFUL.values, .2)]*15, 60, {}, False),
    "the same, and that is known": ([Simulated(CAREFUL.values, .2)]*15, 60, dict(lapse=.2), False),
    "15 that say cannot tell below 0.5 JOD": ([Simulated(CAREFUL.values, tie=.5)]*15, 60, {}, False),
}


def one_study(what, seed, draws=200):
    "Does each interval hold the truth; its width; is the scale too short; who was flagged"
    observers, each, options, leave = KINDS[what]
    votes = simulate_votes(dict(enumerate(observers, 1)), list(TRUTH), each=each, checks=4, seed=seed)
    flagged = set()
    if CLICKER in observers:
        seen = observers_table(votes, dict(simulated=list(TRUTH)))
        flagged = set(seen.observer[seen.flagged != ""])
    scale = scale_people(votes, list(TRUTH), draws, seed, leave_out=flagged if leave else (), **options)
    t = scale.table().set_index("condition").loc[list(TRUTH)]
    low, high = t.low.to_numpy(), t.high.to_numpy()
    true = np.array(list(TRUTH.values())); true = true - true.mean()
    careful = {i for i, o in enumerate(observers, 1) if o.lapse < 1}
    short = (scale.value[-1] - scale.value[0]) - (true[-1] - true[0])
    return (low <= true) & (true <= high), high - low, short, len(flagged - careful), len(flagged & careful)


def coverage(out, runs):
    "How often the intervals hold the truth"
    path = out/"study_coverage.json"
    rows = [r for r in read_json(path)["rows"] if r["studies"] == runs] if path.exists() else []   # what is there is not done again
    for what, (observers, *_) in KINDS.items():
        if any(r["what"] == what for r in rows): continue
        found = [one_study(what, s) for s in tqdm(range(runs), desc=what)]
        covered = np.array([f[0] for f in found])
        clickers, careful = sum(o.lapse == 1 for o in observers)*runs, sum(o.lapse < 1 for o in observers)*runs
        flagged = f"{sum(f[3] for f in found)} of {clickers} clickers, {sum(f[4] for f in found)} of {careful} others" if clickers else ""
        rows.append(dict(what=what, studies=runs, covered=covered.mean(), intervals=covered.size, each=covered.mean(0).tolist(),
                         width=float(np.mean([f[1] for f in found])), bias=float(np.mean([f[2] for f in found])),
                         flagged=flagged))
        write_json(path, dict(simulated=True, rows=rows) | pedigree())


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("what", choices=["designs", "coverage"])
    p.add_argument("--runs", type=int, default=10)
    p.add_argument("--out", type=Path, default=Path(__file__).parent.parent/"data/results")
    a = p.parse_args()
    globals()[a.what](a.out, a.runs)


if __name__ == "__main__": main()
