"""Whose a repository is, by its name."""

from __future__ import annotations

import pytest

from slipway.errors import Invalid
from slipway.images.storage.owners import DEFAULT_PATTERN, Pattern


@pytest.mark.parametrize(
    ("pattern", "repository", "tenant"),
    [
        (DEFAULT_PATTERN, "acme/web", "acme"),
        (DEFAULT_PATTERN, "acme/shop/web", "acme"),
        (DEFAULT_PATTERN, "acme", None),
        ("{tenant}", "acme", "acme"),
        ("{tenant}", "acme/web", None),
        ("teams/{tenant}/**", "teams/acme/web", "acme"),
        ("teams/{tenant}/**", "teams/acme", None),
        ("teams/{tenant}/**", "others/acme/web", None),
        ("*/{tenant}/*", "eu/acme/web", "acme"),
        ("*/{tenant}/*", "eu/acme/web/deep", None),
        ("{tenant}/images", "acme/images", "acme"),
        ("{tenant}/images", "acme/other", None),
    ],
)
def test_a_pattern_names_the_tenant(pattern: str, repository: str, tenant: str | None) -> None:
    """Of the whole path, part by part."""
    assert Pattern.of(pattern).tenant_of(repository) == tenant


@pytest.mark.parametrize(
    "pattern",
    ["", "**", "acme/**", "{tenant}/{tenant}", "{tenant}-*/x", "**/{tenant}", "{tenant}//x", "/{tenant}", "{tenant}/",
     "Teams/{tenant}", "{tenant}/**/x", "{name}/**", "{tenant}/../x"],
)  # fmt: skip
def test_what_does_not_name_one_tenant_is_refused(pattern: str) -> None:
    """A repository that could belong to two would be charged to either."""
    with pytest.raises(Invalid) as refused:
        Pattern.of(pattern)
    assert refused.value.code == "registry.pattern_invalid"
    assert "{tenant}/**" in refused.value.hint() and "{tenant}/**" in refused.value.hint("zh")
