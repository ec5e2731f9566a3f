"""Turn knobs of the recipe that ships, with three seeds of Phase 1, and change its photograph: `python tools/knob_runs.py cpu` trains
the network that all start from, the sets (tools/knob_sets.py), and a network with each loss. Rows go to data/results/knobs_recipe;
call it again to go on. Without `cpu` it takes a GPU if there is one. A loss names its set as sets/..., seen from the project's top."""
import sys
from pathlib import Path

import torch
from knob_sets import RECIPES, SR, make

import mdf_nb.knobs  # noqa: F401, so that "mdf_variant" is a loss
from mdf_nb.data import PatchData
from mdf_nb.experiments import BUDGETS, Run, base_of, do_run, load_restorer
from mdf_nb.files import write_json
from mdf_nb.losses import get_loss, weight_beside_mse
from mdf_nb.tasks import get_task

LEDGER = Path("data/results/knobs_recipe")
VARIANTS = dict(distance_l1=",distance=l1", stride2=",stride=2", raw=",raw=True")   # of the sets "same"
VARIANTS_OF_SEED_0 = dict(coarser=",scales=1", native=",resolution=native")


def losses():
    "{id: loss that looks at details only, as version 2 does}"
    out = {name: f"mdf_variant:sets/k_w16_{name}.safetensors,cells=8" for name in RECIPES}
    varied = {f"{k}_s{s}": out[f"same_s{s}"] + option for k, option in VARIANTS.items() for s in range(3)}
    varied |= {f"{k}_s0": out["same_s0"] + option for k, option in VARIANTS_OF_SEED_0.items()}
    return dict(untrained="mdf_variant:super_resolution,of=mdf_random,finest=2,cells=8") | varied | out


def run_of(loss): return Run(SR, loss, "tune_search", 0, judge=["BSDS500_test"])


def patches(net, n=32):
    "What the starting network makes of patches, and the clean ones"
    t = BUDGETS["tune_search"].training
    data = PatchData("BSDS500_train", t.patch, n, 0, get_task(SR), low=True)
    given, clean = map(torch.stack, zip(*(data[i] for i in range(n)), strict=True))
    with torch.no_grad(): return net(given).clamp(0, 1), clean


def main(device):
    do_run(base_of(run_of("l1")), LEDGER, device=device)
    make([f"w16_{name}" for name in RECIPES], device)
    net, _ = load_restorer(next((LEDGER/"networks").glob("*-base-*.safetensors")))
    restored, clean = patches(net)
    texts = dict(l1="l1", mse="mse")
    for id, loss in losses().items(): texts[id] = f"mse + {weight_beside_mse(get_loss(loss), restored, clean, 2.):.2e}*{loss}"
    runs = [dict(id=id, loss=text, row=run_of(text).name) for id, text in texts.items()]
    write_json(LEDGER/"index"/"runs.json", dict(runs=runs))
    for text in texts.values(): do_run(run_of(text), LEDGER, device=device)


if __name__ == "__main__": main("cpu" if "cpu" in sys.argv[1:] else None)
