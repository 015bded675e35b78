"""Volumes: what tenants keep in the cluster's storage, whoever uses it, and whether or not anything still does."""

from slipway.volumes.claims import MODES, Access, Claims, belongs_to, bytes_of, class_of, is_going, label_of, size_of
from slipway.volumes.directory import Owner, Place, VolumeDirectory
from slipway.volumes.routes import router
from slipway.volumes.schemas import Size, VolumeUse
from slipway.volumes.seek import VolumeSeeker
from slipway.volumes.space import LiveSpace
from slipway.volumes.state import FAILING, around, reason_of
from slipway.volumes.users import users_in
from slipway.volumes.watched import watched

__all__ = [
    "FAILING",
    "MODES",
    "Access",
    "Claims",
    "LiveSpace",
    "Owner",
    "Place",
    "Size",
    "VolumeDirectory",
    "VolumeSeeker",
    "VolumeUse",
    "around",
    "belongs_to",
    "bytes_of",
    "class_of",
    "is_going",
    "label_of",
    "reason_of",
    "router",
    "size_of",
    "users_in",
    "watched",
]
