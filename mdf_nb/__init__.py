__version__ = "0.2.0"

# The public names, by chapter; everything else is imported from its chapter's module. Each is imported when it is first used:
# importing PyTorch takes seconds, and a command has to answer Ctrl-C before that.
from importlib import import_module as _import

TYPE_CHECKING = False
if TYPE_CHECKING:   # for editors
    from mdf_nb.images import photo, read_image, write_image, show_images
    from mdf_nb.tasks import JPEG, Denoising, Pipe, RandomSequence, SuperResolution, Task
    from mdf_nb.distortions import AVIF, Blur, Defocus, Demosaicing, MotionBlur, Poisson, Rain, Resample, WebP
    from mdf_nb.discriminators import DiscriminatorSet
    from mdf_nb.phase1 import Recipe, train_discriminators
    from mdf_nb.phase2 import MDFLoss
    from mdf_nb.metric import MDFMetric, mdf_loss

_CHAPTERS = dict(
    images=("photo", "read_image", "write_image", "show_images"),
    tasks=("JPEG", "Denoising", "Pipe", "RandomSequence", "SuperResolution", "Task"),
    distortions=("AVIF", "Blur", "Defocus", "Demosaicing", "MotionBlur", "Poisson", "Rain", "Resample", "WebP"),
    discriminators=("DiscriminatorSet",),
    phase1=("Recipe", "train_discriminators"),
    phase2=("MDFLoss",),
    metric=("MDFMetric", "mdf_loss"))

__all__ = [name for names in _CHAPTERS.values() for name in names]

def __getattr__(name):
    "A public name, or a chapter's module"
    chapter = next((c for c, names in _CHAPTERS.items() if name in names), None)
    if chapter: globals()[name] = value = getattr(_import(f"{__name__}.{chapter}"), name)
    elif not name.startswith("_") and _is_module(name): value = _import(f"{__name__}.{name}")
    else: raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return value

def _is_module(name):
    from importlib.util import find_spec
    return find_spec(f"{__name__}.{name}") is not None

def __dir__(): return sorted({*globals(), *__all__})
