"""Train the sets of discriminators that the page `studies/knobs` turns its knobs on: `python tools/knob_sets.py` writes them into
`sets/`; a set that is there is not trained again. `python tools/knob_sets.py cpu` stays on the CPU; names behind it choose sets, as in
`python tools/knob_sets.py cpu w16`. The sets named `leavings` need the networks of the runs `base` in data/results/tune. The runs with
these sets are in data/sweeps/knobs.json, and `tools/knob_runs.py` makes those of the recipe that ships."""
import sys
from dataclasses import replace
from pathlib import Path

import torch

from mdf_nb.experiments import load_restorer
from mdf_nb.images import photos, read_image
from mdf_nb.phase1 import _sizes, get_recipe, train_discriminators
from mdf_nb.pyramid import resize
from mdf_nb.tasks import Task, get_task

SR, DENOISING, JPEG = "super_resolution:factor=4", "denoising:sigma=0.0392156862745098-0.19607843137254902", "jpeg:quality=10-40"

def fitted(x, side=250):
    "The middle of a picture, as a square of that side"
    h, w = x.shape[-2:]
    x = resize(x, (round(h*side/min(h, w)), round(w*side/min(h, w)))).clamp(0, 1)
    top, left = (x.shape[-2] - side)//2, (x.shape[-1] - side)//2
    return x[..., top:top + side, left:left + side]


def tiled(a, b, c, d): return torch.cat([torch.cat([a, b], 3), torch.cat([c, d], 3)], 2)


def tinged(x, *gains):
    "With half of its colour, and each channel times a gain"
    grey = x.mean(1, keepdim=True)
    return ((x + grey)/2*torch.tensor(gains).view(1, 3, 1, 1)).clamp(0, 1)


def pictures():
    "The photographs that ship, and three pictures made of them"
    out = {n: read_image(f) for n, f in photos().items()}
    m = out["motorcycle_left"]
    h, w = m.shape[-2:]
    small = resize(m, (round(h*250/w), 250)).clamp(0, 1)
    square = small[..., :min(small.shape[-2:]), :min(small.shape[-2:])]
    out["four"] = tiled(*(fitted(out[k]) for k in ("astronaut", "coffee", "motorcycle_left", "chelsea")))
    out["turned"] = tiled(square, square.flip(-1), square.rot90(1, (-2, -1)), square.flip(-2).rot90(1, (-2, -1)))
    out["tinged"] = tiled(small, *(tinged(small, *c) for c in ((1.1, 1, .9), (.9, 1, 1.1), (1, 1, 1))))
    return out


def leavings(task):
    "What a network that was trained with L1 makes of degraded pictures"
    net, _ = load_restorer(next(Path("data/results/tune/networks").glob(f"{task.split(':')[0]}*-base-s0-*")))
    def distort(x):
        h, w = x.shape[-2:]
        big = torch.nn.functional.pad(x, (0, -w % 4, 0, -h % 4), mode="reflect")
        given = resize(big, (big.shape[-2]//4, big.shape[-1]//4)) if net.factor > 1 else get_task(task).degrade(big)
        with torch.no_grad(): return net(given)[..., :h, :w].clamp(0, 1)
    return Task(distort)


# name: photograph, task, tail share, seed, what differs from the preset fast1
SETS = dict(
    two=("motorcycle_left", SR, .5, 0, {}), seed1=("motorcycle_left", SR, .5, 1, {}), seed2=("motorcycle_left", SR, .5, 2, {}),
    it200=("motorcycle_left", SR, .5, 0, dict(iterations=200)), it2000=("motorcycle_left", SR, .5, 0, dict(iterations=2000)),
    large=("motorcycle_left", SR, .5, 0, dict(max_side=741)),
    w16=("motorcycle_left", SR, .5, 0, dict(max_width=16)), w64=("motorcycle_left", SR, .5, 0, dict(max_width=64)),
    astronaut=("astronaut", SR, .5, 0, {}), coffee=("coffee", SR, .5, 0, {}), chelsea=("chelsea", SR, .5, 0, {}),
    rocket=("rocket", SR, .5, 0, {}), four=("four", SR, .5, 0, dict(max_side=500)), turned=("turned", SR, .5, 0, dict(max_side=338)),
    four_jp=("four", JPEG, .3, 0, dict(max_side=500)), four_dn=("four", DENOISING, None, 0, dict(max_side=500)),
    leavings=("motorcycle_left", "super_resolution:factor=4", .5, 0, {}),
    leavings_jp=("motorcycle_left", "jpeg:quality=10", .3, 0, {}), leavings_dn=("motorcycle_left", "denoising:sigma=0.098", .5, 0, {}))


def version2(photo="motorcycle_left", task=SR, seed=0, **changes):
    "The recipe of version 2, with what differs from it"
    return photo, task, .5, seed, dict(max_width=16) | changes


THREE_SEEDS = dict(same={}, generator=dict(g_steps=1, gp_every=1), nopenalty=dict(gp_weight=0.), penalty10=dict(gp_weight=1.),
                   tinged=dict(photo="tinged", max_side=500))
ONE_SEED = {p: dict(photo=p) for p in ("astronaut", "coffee", "chelsea", "rocket")}
ONE_SEED |= dict(channels8=dict(max_width=8), iterations50=dict(iterations=50))
RECIPES = {f"{k}_s{s}": version2(seed=s, **c) for k, c in THREE_SEEDS.items() for s in range(3)}
RECIPES |= {f"{k}_s0": version2(**c) for k, c in ONE_SEED.items()}
SETS |= {f"w16_{k}": made for k, made in RECIPES.items()}


def train(name, seen, device):
    "One set of the two finest scales"
    photo, task, share, seed, changes = SETS[name]
    image = seen[photo]
    task = leavings(task) if "leavings" in name else get_task(task)
    recipe = replace(get_recipe("fast1", task, image), **changes)
    recipe = replace(recipe, min_side=min(_sizes(image, recipe)[-2]))
    return train_discriminators(image, task, recipe, seed=seed, tail_share=share, device=device)


def make(names, device=None):
    "The sets of these names, where they are not there yet"
    seen = pictures()
    for name in names:
        path = Path("sets", f"k_{name}.safetensors")
        if not path.exists(): train(name, seen, device).save(path)


if __name__ == "__main__":
    names = [n for n in sys.argv[1:] if n != "cpu"]
    make(names or SETS, "cpu" if "cpu" in sys.argv[1:] else None)
