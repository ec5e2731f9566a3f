"""Entry points for `torch.hub`: an MDF loss that ships, and one trained on a photograph of yours.

    loss = torch.hub.load("path/to/a/clone", "mdf", "jpeg", source="local")
"""
dependencies = ["torch", "numpy", "PIL", "matplotlib", "safetensors", "tqdm", "filelock"]


def mdf(
    task="jpeg",   # "super_resolution", "denoising" or "jpeg"; or a .safetensors file of your own
    version=None,  # of a set that ships, 1 or 2 (None: 2)
    **options,     # of `MDFLoss`: resolution, reduction, ...
):                 # a loss: restored, reference (N,C,H,W) in [0,1] -> scalar
    "The MDF loss with discriminators that ship, or that lie in a file"
    from mdf_nb.files import InputError
    from mdf_nb.phase2 import MDFLoss
    if not str(task).endswith(".safetensors"): return MDFLoss.from_pretrained(task, 2 if version is None else version, **options)
    if version is not None: raise InputError(f"version: a set that ships has one, a file has none; leave it out for {str(task)!r:.60}")
    return MDFLoss(task, **options)


def train(
    photo,         # the photograph: a file name, or a tensor (1,C,H,W) in [0,1]
    task,          # a text such as "jpeg:quality=20", a `Task`, or a function from image to image
    out=None,      # a .safetensors file to keep the discriminators in (None: they are kept nowhere)
    **options,     # of `train_discriminators`: preset, seed, device, ...
):                 # a loss, on the CPU: move it with .to(device)
    "Train the discriminators of an MDF loss on one photograph; minutes on a CPU"
    from mdf_nb.files import check_writable
    from mdf_nb.phase1 import train_discriminators
    from mdf_nb.phase2 import MDFLoss
    if out is not None: check_writable(out)
    discs = train_discriminators(photo, task, **options)
    if out is not None: discs.save(out)
    return MDFLoss(discs)
