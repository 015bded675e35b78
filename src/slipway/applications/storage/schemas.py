"""What a service's volume looks like over HTTP and in the application file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from slipway.applications.configuration.schemas import MountPath
from slipway.applications.words import Name, Strict
from slipway.volumes import Access, Size

MOST_VOLUMES = 20

ClassName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", max_length=253)]


class ServiceVolume(Strict):
    """Storage that outlives the service's containers, at the directory ``mount_path``.

    ``single`` access: one replica at a time, which ends before the next one starts; ``shared``: as many as there are,
    where the storage class can do that. It grows, but never shrinks.
    """

    name: Name
    mount_path: MountPath
    size: Size = "1Gi"
    storage_class: ClassName | None = Field(None, description="by default the cluster's default class")
    access: Access = "single"
    read_only: bool = False
