"""What `tools/reproduce.sh` needs to know of runs: which are to be done and what they need (`plan`), their tables (`tables`), and how
long they took before (`hours`)."""
import re
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

from mdf_nb import knobs   # noqa: F401, adds `mdf_variant` to the losses
from mdf_nb.cli import command_parser, one_line_errors, say, whole_number
from mdf_nb.comparison import image_scores, seeds_table
from mdf_nb.data import data_root, image_files
from mdf_nb.experiments import BUDGETS, _trains_alike, base_of, known_row, read_runs
from mdf_nb.files import InputError, first_line, write_json
from mdf_nb.images import data_path
from mdf_nb.losses import get_loss

MEASURED = "tune", "tune_cpu"   # the ledgers in data/results that say how long such runs took


def chosen(a):
    "The bases, and the other runs, of the lists that the arguments name; a base that no list has is added"
    runs = [r for f in a.runs for r in read_runs(f)]
    runs = [r for r in runs if a.only in (None, r.task, r.task.split(":")[0]) and a.seed in (None, r.seed)]
    if not runs: raise InputError(f"only: no run of task {a.only} and seed {a.seed} in {', '.join(a.runs)}")
    needed = list(dict.fromkeys(base_of(r) for r in runs if BUDGETS[r.budget].base))
    bases = [r for r in runs if any(_trains_alike(r, b) for b in needed)]
    bases += [b for b in needed if not any(_trains_alike(r, b) for r in bases)]
    return bases, [r for r in runs if r not in bases]


def absent(look, *errors):
    "What an error says, if there is one"
    try: look()
    except errors as e: return first_line(e, 200)


def check_needs(runs):
    "Refuse to begin if data sets, or weights of losses, are not at hand; sets of discriminators can be made"
    names = sorted({r.learn for r in runs} | {s for r in runs for s in r.judge})
    lacking = [n for n in names if absent(lambda n=n: image_files(n), InputError)]
    losses = sorted({r.loss for r in runs if r.loss != "none" and "sets/" not in r.loss})
    said = {l: absent(lambda l=l: get_loss(l), InputError, OSError, RuntimeError) for l in losses}
    parts = [f"not in {data_root()} (MDF_DATA): {', '.join(lacking)}; mdf_nb.data.download(NAME) fetches most"] if lacking else []
    parts += list(dict.fromkeys(f"{l}: {why}" for l, why in said.items() if why))
    if parts: raise InputError("; ".join(parts))


def plan(a):
    "Write into the folder WORK what is to be done: bases.json, rest.json, and sets, the files of discriminators that lack"
    bases, rest = chosen(a)
    check_needs(bases + rest)
    def todo(runs): return [r for r in runs if not known_row(Path(a.out, f"{r.name}.json"))]
    for name, runs in dict(bases=todo(bases), rest=todo(rest)).items():
        if runs: write_json(Path(a.work, f"{name}.json"), [asdict(r) for r in runs])
    sets = {s for r in todo(rest) for s in re.findall(r"sets/[\w.-]+\.safetensors", r.loss)}
    Path(a.work, "sets").write_text("".join(f"{s}\n" for s in sorted(sets) if not Path(s).exists()))
    done = len(bases + rest) - len(todo(bases + rest))
    say(f"{len(bases)} bases and {len(rest)} other runs into {a.out}; {done} of them are done")


def tables(a):
    "Print a table for each task, network and budget, and say what has no scores"
    bases, rest = chosen(a)
    rows = {r: known_row(Path(a.out, f"{r.name}.json")) or {} for r in bases + rest}
    kinds = dict.fromkeys((r.task, r.network, r.budget, r.learn) for r, row in rows.items() if "scores" in row)
    for task, network, budget, learn in kinds:
        scores = image_scores(a.out, task=task, network=network, budget=budget, learn=learn)
        measures = [m for m in ("psnr", "ssim", "lpips", "vif", "jod") if m in scores]
        table = seeds_table(scores, measures=measures, pooled="mean over the test sets")
        say(f"\n{task}, {network}, budget {budget}\n{table.to_string()}")
    failed = [(r.name, row.get("error", "not done")) for r, row in rows.items() if "scores" not in row]
    if failed: raise InputError(f"{len(failed)} of {len(rows)} runs have no scores: {failed[0][0]}: {failed[0][1]}; "
                                f"call again with the same arguments to go on, and see {a.out}/reproduce.log")
    say(f"\nall {len(rows)} runs have their scores in {a.out}")


def hardware(device):
    "A row's device without the instruction set, which old rows do not know"
    return ", ".join(device.split(", ")[:2])


def measured(runs):
    "device -> run -> hours of training and judging, by the rows that the repository holds"
    out = defaultdict(dict)
    for ledger in MEASURED:
        for r in runs:
            row = known_row(data_path("results")/ledger/f"{r.name}.json", retry=True)
            if row and "train_seconds" in row: out[hardware(row["device"])][r] = (row["train_seconds"] + row["judge_seconds"])/3600
    return out


def hours(a):
    "Say how long the runs took where they were made"
    runs = sum(chosen(a), [])
    by = dict(sorted(measured(runs).items(), key=lambda kv: -len(kv[1])))
    say(f"Hours, by the rows in data/results ({', '.join(MEASURED)}): training and judging, one run after another.")
    for device, took in by.items(): say(f"  {device}: {len(took)} of the {len(runs)} runs took {sum(took.values()):.1f} h")
    if len(by) < 2: return
    (most, long), *others = by.items()
    for device, took in others:
        both = [r for r in took if r in long]
        ratio = sum(took[r] for r in both)/sum(long[r] for r in both) if both else None
        if not ratio: continue
        guess = ratio*sum(long.values())*len(runs)/len(long)
        say(f"  The {len(both)} runs made on both took {ratio:.0f} times as long on {device} as on {most}. At that rate all "
            f"{len(runs)} would take {guess:.0f} h there in one process: an estimate, not a measurement.")


if __name__ == "__main__":
    p = command_parser("reproduce", description=__doc__)
    p.add_argument("step", choices=("plan", "tables", "hours"))
    p.add_argument("--runs", nargs="+", required=True, metavar="FILE")
    p.add_argument("--out", default="runs/round", help="the ledger")
    p.add_argument("--work", default=".", help="where `plan` writes its lists")
    p.add_argument("--only", default=None, metavar="TASK")
    p.add_argument("--seed", type=whole_number, default=None)
    a = p.parse_args()
    with one_line_errors(p, a.debug): dict(plan=plan, tables=tables, hours=hours)[a.step](a)
