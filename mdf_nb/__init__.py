__version__ = "0.1.0"

# The public names; everything else is imported from its chapter's module.
from mdf_nb.images import photo, read_image, write_image, show_images
from mdf_nb.tasks import JPEG, Denoising, SuperResolution, Task
from mdf_nb.discriminators import DiscriminatorSet
from mdf_nb.phase1 import Recipe, train_discriminators
from mdf_nb.phase2 import MDFLoss
