"""Train and judge what the page `applications/own_domain` shows: `python tools/own_domain.py`. First `python tools/own_domain_data.py`
writes the pictures. Rows go to data/results/own_domain, networks and sets of discriminators into its folders networks/ and work/, which
git ignores. What is there is not done again. Needs scikit-image, tifffile, Tesseract (Debian: tesseract-ocr), and for the case of
photographs $MDF_DATA/PolyU. A list of cases does these alone: `python tools/own_domain.py nuclei pages`."""
import hashlib, json, math, os, sys, time
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import Dataset

from own_domain_data import FOLDER as PICTURES, TEXTS
from mdf_nb.bands import read_bands
from mdf_nb.discriminators import random_discriminators
from mdf_nb.experiments import checksum
from mdf_nb.files import read_tensors, save_tensors, write_json
from mdf_nb.image_loss import weights_of
from mdf_nb.images import crop_centre, package_path, read_image
from mdf_nb.losses import LPIPSLoss, get_loss, ssim_each
from mdf_nb.measuring import pedigree
from mdf_nb.own_domain import CASES, character_errors, ndvi_error, nuclei_errors, read_text
from mdf_nb.phase1 import PRESETS, _beside_pixels, _sizes, get_recipe, train_discriminators
from mdf_nb.phase2 import MDFLoss
from mdf_nb.pyramid import resize
from mdf_nb.restorers import get_restorer
from mdf_nb.tasks import Task, get_task, seeded
from mdf_nb.training import Training, fit

LEDGER = Path("data/results/own_domain")
SETS, NETWORKS = LEDGER/"work"/"sets", LEDGER/"networks"
NETWORK, SEEDS = "dncnn_small", (0, 1, 2)
BASE = Training(steps=300, batch=4, patch=32, lr=1e-3, clip=1.)
TUNE = Training(steps=80, batch=4, patch=32, lr=5e-4, clip=1.)
POLYU_SIDE = 128   # px of the squares, from the middle of every second picture, on which the case of photographs is judged


def folder(case, part):
    "The pictures of a part of a case"
    rule = CASES[case].values
    return {f.stem: read_bands(f, rule)[0] for f in sorted((PICTURES/case/part).iterdir())}


@lru_cache(2)
def polyu(learning):
    "Real pairs {name: (clean, degraded)}: those of the Canon cameras, or of the Nikon"
    root = Path(os.environ["MDF_DATA"])/"PolyU"
    names = [f.name for f in sorted((root/"clean").glob("*.jpg")) if f.name.startswith("Nikon") != learning]
    return {Path(n).stem: tuple(read_image(root/d/n) for d in ("clean", "degraded")) for n in names}


def noisiest():
    "The pair of the learning cameras with the largest error, 250 px from its middle: the one image that Phase 1 sees"
    pair = max(polyu(True).values(), key=lambda p: (p[0] - p[1]).square().mean())
    return tuple(crop_centre(x, 250) for x in pair)


class PairTask(Task):
    "What a pair says of a distortion: at each scale its degraded picture, made as large as the clean one"
    def __init__(self, degraded):
        self.degraded, self.strength, self.name = degraded, 1., "pair"
    def _one(self, x): return resize(self.degraded, tuple(x.shape[-2:])).clamp(0, 1).to(x)


def phase1_input(case, kind):
    "Image and task of Phase 1: of the domain, or of a photograph with the same distortion"
    if case != "photographs": return next(iter(folder(case, "phase1" if kind == "own" else "photo").values())), get_task(CASES[case].task)
    return noisiest()[0], PairTask(noisiest()[1])


def discriminators(case, kind, seed):
    "A set: 'own', 'photo' (one training each), or 'untrained' (a draw for each seed), details beside MSE in all"
    path = SETS/f"{case}_{kind}{seed if kind == 'untrained' else ''}.safetensors"
    if path.exists(): return path
    if (case, kind) == ("photographs", "photo"): return package_path()/"pretrained"/"denoising.v2.safetensors"   # no function is that noise
    image, task = phase1_input(case, "own" if kind == "untrained" else kind)
    # `demo`, for these runs had one core; without a generator where little is chance, as `fast` decides. The noise of a pair is
    # chance, though the pair repeats it
    recipe = PRESETS["demo"] if case == "photographs" else replace(get_recipe("fast", task, image), iterations=PRESETS["demo"].iterations)
    if kind == "untrained":
        sizes = _sizes(image, recipe)
        d = random_discriminators(image, sizes, [16]*len(sizes), seed)
        _beside_pixels(d, image, task, recipe)
    else:
        d = train_discriminators(image, task, recipe, progress=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    d.save(path)
    return path


def make_loss(case, name, seed):
    "The loss of that name"
    if name == "base": return get_loss("l1")
    if name.startswith("mdf:"): return MDFLoss(discriminators(case, name[4:], seed), check_range=False)
    return get_loss(name, check_range=False)


class Pairs(Dataset):
    "Patches as those of `PatchData`, of any number of bands, or of real pairs"
    def __init__(self, case, t, seed):
        self.t, self.seed, real = t, seed, case == "photographs"
        self.task = None if real else get_task(CASES[case].task)
        self.pictures = list(polyu(True).values()) if real else [(x, x) for x in folder(case, "learn").values()]

    def __len__(self): return self.t.steps*self.t.batch

    def __getitem__(self, i):
        rng, side = np.random.default_rng([self.seed, i]), self.t.patch
        pair = self.pictures[rng.integers(len(self.pictures))]
        top, left = (int(rng.integers(s - side + 1)) for s in pair[0].shape[-2:])
        turn = int(rng.integers(8))
        def cut(x):
            x = x[..., top:top + side, left:left + side].rot90(turn % 4, (-2, -1))
            return (x.flip(-1) if turn > 3 else x).contiguous()
        clean, degraded = map(cut, pair)
        if self.task: degraded = self.task.degrade(clean, seed=int(rng.integers(2**62)))
        return degraded[0], clean[0]


@lru_cache(4)
def judged_pictures(case):
    "{name: (clean, degraded)} to judge on; the same for every network"
    if case == "photographs": return {n: tuple(crop_centre(x, POLYU_SIDE) for x in p) for n, p in list(polyu(False).items())[::2]}
    task = get_task(CASES[case].task)
    return {n: (x, task.degrade(x, seed=i)) for i, (n, x) in enumerate(folder(case, "judge").items())}


@lru_cache(1)
def lpips(): return LPIPSLoss()


def purpose(case, restored, clean, name):
    "What the image is for"
    if case == "nuclei": return nuclei_errors(restored, clean)
    if case == "satellite": return dict(ndvi_error=ndvi_error(restored, clean))
    if case == "pages": return dict(cer=character_errors(read_text(restored), TEXTS[name]))
    return dict(lpips=lpips()(restored, clean).item())


def score(case, name, restored, clean):
    "All measures of one picture"
    y = restored.clamp(0, 1)
    ssim = np.mean([ssim_each(a[:, None], b[:, None]).item() for a, b in zip(y.unbind(1), clean.unbind(1), strict=True)])
    return purpose(case, y, clean, name) | dict(psnr=-10*math.log10((y - clean).square().mean().item()), ssim=float(ssim))


def judge(case, net):
    "The scores of a network, {measure: [one value for each picture]}"
    rows = []
    with torch.no_grad():
        for name, (clean, degraded) in judged_pictures(case).items(): rows.append(score(case, name, net(degraded), clean))
    return {m: [round(r[m], 5) for r in rows] for m in CASES[case].measures}


@lru_cache(8)
def fingerprint(case):
    "Which pictures: SHA-256 of those learnt from, and of those judged"
    def of(xs): return hashlib.sha256(b"".join(x.contiguous().numpy().tobytes() for x in xs)).hexdigest()
    learn = [x for p in (polyu(True).values() if case == "photographs" else [folder(case, "learn").values()]) for x in p]
    judge = [x for p in judged_pictures(case).values() for x in p]
    return dict(learn=dict(files=len(learn), sha256=of(learn)), judge=dict(files=len(judged_pictures(case)), sha256=of(judge)))


def trained(case, name, seed):
    "The network of a run, its loss, the losses on the way, and the seconds"
    t, loss = BASE if name == "base" else TUNE, make_loss(case, name, seed)
    with seeded(seed): net = get_restorer(NETWORK, channels=CASES[case].channels)
    if name != "base": net.load_state_dict(read_tensors(network_file(case, "base", seed), "run", "a network", "run the tool again")[1])
    started = time.monotonic()
    p = fit(net, loss, Pairs(case, t, seed + (0 if name == "base" else 1_000_000)), t, device="cpu", progress=False)
    return p.net.eval(), loss, p.losses, round(time.monotonic() - started, 1)


def stem(case, name, seed):
    short = "".join(c if c.isalnum() else "_" for c in name).strip("_")
    return f"{case}-{short}-s{seed}"


def network_file(case, name, seed): return NETWORKS/f"{stem(case, name, seed)}.safetensors"


def do(case, name, seed):
    "One run and its row, unless it is there"
    path = LEDGER/f"{stem(case, name, seed)}.json"
    if path.exists(): return
    t = BASE if name == "base" else TUNE
    row = dict(task=CASES[case].task, case=case, loss=name, network=NETWORK, channels=CASES[case].channels, budget="own", seed=seed,
               learn=case, protocol="bands", details=asdict(t), pictures=fingerprint(case))
    if name == "none": net = torch.nn.Identity()
    else:
        net, loss, losses, seconds = trained(case, name, seed)
        w = weights_of(loss)
        row |= dict(weights=[dict(term=name, sha256=checksum(w))] if w else [], network_sha256=checksum(net.state_dict()),
                    train_seconds=seconds, losses=[round(v, 6) for v in losses[::max(1, len(losses)//30)]])
        if name.startswith("mdf:"): row["pixels"] = loss.pixels
        about = {k: row[k] for k in ("case", "loss", "seed", "details")}
        save_tensors(network_file(case, name, seed), net.state_dict(), dict(run=json.dumps(about)))
    write_json(path, row | dict(scores={case: judge(case, net)}) | pedigree("cpu"))
    print(time.strftime("%H:%M"), path.name, {m: round(float(np.mean(v)), 4) for m, v in judge_means(path).items()}, flush=True)


def judge_means(path):
    return next(iter(json.loads(path.read_text())["scores"].values()))


if __name__ == "__main__":
    torch.set_num_threads(1)
    cases = sys.argv[1:] or list(CASES)
    todo = [(c, n, s) for c in cases for s in SEEDS for n in ["base", *["none"]*(s == 0), *CASES[c].losses]]
    for run in sorted(todo, key=lambda r: "vgg" in r[1]): do(*run)   # the slowest last
