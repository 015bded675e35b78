"""What the routes of openings are handed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from slipway.applications.openings.reconcile import OpeningSync
from slipway.web import provided

SyncPart = Annotated[OpeningSync, Depends(provided(OpeningSync))]
