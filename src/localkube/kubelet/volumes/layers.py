"""Volumes that are images: their layers on top of each other, for reading only."""

from __future__ import annotations

from pathlib import Path

from localkube.kubelet.failures import VolumeFault
from localkube.kubelet.volumes.programs import is_mount_point, run


def mount_layers(root: Path, layers: list[Path]) -> None:
    """Mount the layers, the uppermost first. Nothing to do when that was done before. Raises VolumeFault."""
    if not layers:
        raise VolumeFault("the image has no layers")
    if is_mount_point(root):
        return
    root.mkdir(parents=True, exist_ok=True)
    if len(layers) == 1:  # an overlay needs two
        run("mount", "--bind", str(layers[0]), str(root))
        run("mount", "-o", "remount,bind,ro", str(root))
        return
    lower = ":".join(str(layer) for layer in layers)
    run("mount", "-t", "overlay", "-o", f"ro,lowerdir={lower}", "localkube", str(root))
