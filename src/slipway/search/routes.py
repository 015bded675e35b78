"""The HTTP route of the search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import StringConstraints

from slipway.access import may
from slipway.errors import Unavailable
from slipway.search.schemas import SearchGroup, SearchHit, SearchKind, SearchResult
from slipway.tenants import tenant_names
from slipway.web import CurrentActor, DbSession, Hit, Seeker, Sought, provided

router = APIRouter(tags=["search"])

MOST = 8


@dataclass(frozen=True, slots=True)
class Seekers:
    """Who finds which kind."""

    of: Mapping[SearchKind, Seeker]


SeekersPart = Annotated[Seekers, Depends(provided(Seekers))]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    Query(description="what names begin with or contain, in upper or lower case"),
]
Kinds = Annotated[list[SearchKind] | None, Query(description="only these; may be repeated")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="of each kind")]


@router.get("/search")
async def search(
    actor: CurrentActor, session: DbSession, seekers: SeekersPart, q: Text, kinds: Kinds = None, limit: Limit = 5
) -> SearchResult:
    """Find whatever the caller may see by its name: from applications and images to hosts and users."""
    found: dict[SearchKind, list[Hit] | None] = {}
    for kind, seeker in seekers.of.items():
        if (kinds and kind not in kinds) or not may(actor, seeker.action, actor.tenant_id):
            continue
        try:
            # One more than is shown tells whether there are more.
            found[kind] = await seeker.seek(session, actor, Sought(q, limit + 1))
        except Unavailable:
            found[kind] = None
    hits = [hit for of_kind in found.values() for hit in of_kind or ()]
    names = await tenant_names(session, {hit.tenant_id for hit in hits if hit.tenant_id})
    return SearchResult(
        groups=[_group(kind, of_kind, limit, names) for kind, of_kind in found.items() if of_kind is None or of_kind]
    )


def _group(kind: SearchKind, hits: list[Hit] | None, limit: int, names: Mapping[str, str]) -> SearchGroup:
    shown = list(_shown(hits or (), names))
    return SearchGroup(kind=kind, known=hits is not None, more=len(shown) > limit, items=shown[:limit])


def _shown(hits: Iterable[Hit], names: Mapping[str, str]) -> Iterable[SearchHit]:
    for hit in hits:
        yield SearchHit(
            id=hit.id,
            name=hit.name,
            within=hit.within,
            parent_id=hit.parent_id,
            tenant_id=hit.tenant_id,
            tenant_name=names.get(hit.tenant_id or ""),
            state=hit.state,
        )
