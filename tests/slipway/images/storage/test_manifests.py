"""What manifests name, also those that somebody wrote to confuse us."""

from __future__ import annotations

import json
from typing import Any

import pytest

from slipway.images.storage.manifests import Part, Parts, parts_of
from tests.slipway.images.registry import digest_of, image, index

CONFIG, LAYER = b"config", b"layer"


def _parts(**fields: Any) -> Parts:
    return parts_of(json.dumps(fields).encode())


def test_an_image_names_its_configuration_and_layers() -> None:
    """Each once, with its size."""
    found = parts_of(image(CONFIG, LAYER, LAYER))
    assert found == Parts((Part(digest_of(CONFIG), 6), Part(digest_of(LAYER), 5)))


def test_an_index_names_its_images() -> None:
    """Which are asked for by themselves."""
    one, two = image(CONFIG, LAYER), image(CONFIG)
    assert parts_of(index(one, two)) == Parts((), (digest_of(one), digest_of(two)))


def test_the_old_schema_names_layers_without_sizes() -> None:
    """The registry tells them."""
    assert _parts(schemaVersion=1, fsLayers=[{"blobSum": digest_of(LAYER)}]) == Parts((Part(digest_of(LAYER), 0),))


@pytest.mark.parametrize("kind", ["application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
                                  "application/vnd.oci.image.layer.nondistributable.v1.tar"])  # fmt: skip
def test_layers_that_are_elsewhere_do_not_count(kind: str) -> None:
    """The registry keeps no more than where they are."""
    assert _parts(layers=[{"mediaType": kind, "digest": digest_of(LAYER), "size": 5}]) == Parts()


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"nonsense", b"{}", b'{"layers": 7}', b'{"layers": [7, {}, {"digest": 1}]}',
     b'{"config": null, "manifests": {"digest": "x"}}', b'{"layers": [{"digest": "../../secrets", "size": 1}]}'],
)  # fmt: skip
def test_what_is_wrong_is_passed_over(body: bytes) -> None:
    """One tenant's nonsense keeps nobody else from being counted."""
    assert parts_of(body) == Parts()


@pytest.mark.parametrize("size", [-1, 2**70, "9", 1.5, None])
def test_sizes_that_cannot_be_are_none(size: object) -> None:
    """So that nobody is charged less than nothing."""
    assert _parts(layers=[{"digest": digest_of(LAYER), "size": size}]).blobs == (Part(digest_of(LAYER), 0),)
