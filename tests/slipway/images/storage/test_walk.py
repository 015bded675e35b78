"""What a walk finds, in a real registry and in one that pages, and what it asks for that."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping

import pytest

from slipway.errors import BadGateway, Invalid, SlipwayError, Unavailable
from slipway.images.client import Login, RegistryClient
from slipway.images.http import Answer, Connections, Way
from slipway.images.storage.shelf import Shelf
from slipway.images.storage.sums import total
from slipway.images.storage.walk import Contents, first_page, walk
from tests.slipway.images import registry
from tests.slipway.images.registry import PASSWORD, USERNAME, TokenRegistry, digest_of, image, index
from tests.slipway.images.storage.paged import PagedRegistry, paged_registry

ASKED: list[str] = []
BASE, WEB, JOB, CONFIG, OTHER = b"base" * 1000, b"web" * 300, b"job" * 70, b'{"os": "linux"}', b'{"os": "else"}'


class Noting(Way):
    """A way that notes what is asked."""

    async def ask(self, method: str, url: str, headers: Mapping[str, str]) -> Answer:
        """Ask."""
        answer = await super().ask(method, url, headers)
        if answer.status != 401:
            ASKED.append(f"{method} {url.partition('/v2/')[2].partition('?')[0]}")
        return answer


@pytest.fixture
async def connections() -> AsyncIterator[Connections]:
    """Connections that are kept."""
    ASKED.clear()
    kept = Connections()
    yield kept
    await kept.close()


@pytest.fixture
async def paged() -> AsyncIterator[PagedRegistry]:
    """A registry that pages."""
    async with paged_registry() as served:
        yield served


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask again at once."""
    monkeypatch.setattr("slipway.images.storage.walk.PAUSES", (0.0, 0.0))
    return iter(())


def _client(address: str, connections: Connections, password: str = PASSWORD) -> RegistryClient:
    return RegistryClient(address, Login(USERNAME, password), Noting(insecure=True, inside=None, kept=connections))


def _sum(found: Contents) -> int:
    return total(found.repositories, found.sizes).size_bytes


def _bytes(*parts: bytes) -> int:
    """What a registry needs for all of these, each once."""
    return sum(len(part) for part in set(parts))


async def test_all_that_tags_lead_to_is_found_once(empty_registry: str, connections: Connections) -> None:
    """Layers that images share, an index of two platforms, two tags of one image; nothing of who is not wanted."""
    web_image, job_image, else_image = image(CONFIG, BASE, WEB), image(CONFIG, BASE, JOB), image(OTHER, BASE, WEB)
    both = index(web_image, else_image)
    registry.upload(empty_registry, "acme/web", web_image, [CONFIG, BASE, WEB], "1", "latest")
    registry.upload(empty_registry, "acme/web", else_image, [OTHER, BASE, WEB])
    registry.upload(empty_registry, "acme/web", both, [], "both")
    registry.upload(empty_registry, "acme/job", job_image, [CONFIG, BASE, JOB], "1")
    registry.upload(empty_registry, "beta/web", image(CONFIG, b"theirs"), [CONFIG, b"theirs"], "1")
    client, shelf = _client(empty_registry, connections), Shelf()

    found = await walk(client, shelf, lambda name: name.startswith("acme/"))

    assert {name: stored.tags for name, stored in found.repositories.items()} == {"acme/web": 3, "acme/job": 1}
    assert found.others == 1
    assert _sum(found) == _bytes(web_image, else_image, both, job_image, CONFIG, OTHER, BASE, WEB, JOB)
    web = found.repositories["acme/web"]
    assert total({"acme/web": web}, found.sizes).size_bytes == _bytes(
        web_image, else_image, both, CONFIG, OTHER, BASE, WEB
    )

    ASKED.clear()
    again = await walk(client, shelf, lambda name: name.startswith("acme/"))
    assert again == found
    tags = {"acme/web": ("1", "latest", "both"), "acme/job": ("1",)}
    heads = [f"HEAD {name}/manifests/{tag}" for name, tagged in tags.items() for tag in tagged]
    lists = [f"GET {name}/tags/list" for name in tags]
    assert Counter(ASKED) == Counter(["GET ", "GET _catalog", *lists, *heads])


async def test_what_is_deleted_is_found_no_more(empty_registry: str, connections: Connections) -> None:
    """Nor kept in mind; a repository whose last tag went has nothing."""
    first, second = image(CONFIG, BASE, WEB), image(OTHER, BASE, JOB)
    registry.upload(empty_registry, "acme/web", first, [CONFIG, BASE, WEB], "1")
    registry.upload(empty_registry, "acme/web", second, [OTHER, BASE, JOB], "2")
    client, shelf = _client(empty_registry, connections), Shelf()
    assert _sum(await walk(client, shelf, lambda _: True)) == _bytes(first, second, CONFIG, OTHER, BASE, WEB, JOB)

    registry.delete(empty_registry, "acme/web", first)
    assert _sum(await walk(client, shelf, lambda _: True)) == _bytes(second, OTHER, BASE, JOB)
    assert set(shelf.manifests) == {digest_of(second)} and set(shelf.blobs) == {*map(digest_of, (OTHER, BASE, JOB))}

    registry.delete(empty_registry, "acme/web", second)
    found = await walk(client, shelf, lambda _: True)
    assert _sum(found) == 0 and not shelf.manifests


async def test_a_manifest_that_lies_about_sizes_changes_nothing(empty_registry: str, connections: Connections) -> None:
    """Registries take it; what a layer really has is asked."""
    lying = image(CONFIG, BASE, lie=True)
    registry.upload(empty_registry, "acme/web", lying, [CONFIG, BASE], "1")
    assert _sum(await walk(_client(empty_registry, connections), Shelf(), lambda _: True)) == _bytes(
        lying, CONFIG, BASE
    )


async def test_a_registry_that_keeps_its_list_to_itself_is_said_so(
    token_registry: TokenRegistry, connections: Connections
) -> None:
    """Which is something else than one that does not let us in."""
    client = _client(token_registry.address, connections)
    for ask in (lambda: walk(client, Shelf(), lambda _: True), lambda: first_page(client)):
        with pytest.raises(Invalid) as refused:
            await ask()
        assert refused.value.code == "registry.no_catalog"
    with pytest.raises(Invalid) as refused:
        await first_page(_client(token_registry.address, connections, "wrong"))
    assert refused.value.code == "registry.login_refused"


async def test_lists_are_read_page_by_page(paged: PagedRegistry, connections: Connections) -> None:
    """Of repositories, of tags, and of what refers to an image, and to that in turn."""
    one = image(CONFIG, BASE)
    signature, note, third = image(OTHER, b"signature"), image(OTHER, b"note"), image(OTHER, b"third")
    of_signature = image(OTHER, b"of the signature")
    for number in range(5):
        paged.put(f"acme/r{number}", one, [CONFIG, BASE, OTHER], *(f"t{tag}" for tag in range(5)))
    for each, blob in ((signature, b"signature"), (note, b"note"), (third, b"third")):
        paged.put("acme/r0", each, [blob])
        paged.refer(digest_of(one), each)
    paged.put("acme/r0", of_signature, [b"of the signature"])
    paged.refer(digest_of(signature), of_signature)
    shelf, client = Shelf(), _client(paged.address, connections)

    found = await walk(client, shelf, lambda _: True)

    assert [stored.tags for stored in found.repositories.values()] == [5] * 5
    blobs = (b"signature", b"note", b"third", b"of the signature")
    assert _sum(found) == _bytes(one, signature, note, third, of_signature, CONFIG, OTHER, BASE, *blobs)
    paged.asked.clear()
    await walk(client, shelf, lambda _: True)
    assert not [each for each in paged.asked if "/referrers/" in each or "/blobs/" in each]
    shelf.referrers = {key: type(known)(known.asked - 4000, known.digests) for key, known in shelf.referrers.items()}
    paged.referrers.clear()
    assert _sum(await walk(client, shelf, lambda _: True)) == _bytes(one, CONFIG, BASE)


async def test_a_list_that_leads_in_circles_comes_to_an_end(paged: PagedRegistry, connections: Connections) -> None:
    """With what it had."""
    paged.put("acme/web", image(CONFIG), [CONFIG], "1")
    paged.in_circles = True
    assert set((await walk(_client(paged.address, connections), Shelf(), lambda _: True)).repositories) == {"acme/web"}


async def test_an_index_may_name_images_that_are_not_there(paged: PagedRegistry, connections: Connections) -> None:
    """They count nothing, and neither does a layer that is not there; a digest that is not told is made."""
    there, absent = image(CONFIG, BASE, b"lost"), image(OTHER)
    paged.put("acme/web", there, [CONFIG, BASE])
    both = index(there, absent)
    paged.put("acme/web", both, [], "1")
    paged.digests_told = False
    found = await walk(_client(paged.address, connections), Shelf(), lambda _: True)
    assert _sum(found) == _bytes(there, both, CONFIG, BASE)


@pytest.mark.parametrize("same_image", [True, False])
async def test_naming_what_is_not_there_frees_nobody_else(
    paged: PagedRegistry, connections: Connections, same_image: bool
) -> None:
    """Not every registry refuses such an image; whose the layer is, has it all the same."""
    theirs = image(CONFIG, BASE)
    bare = theirs if same_image else image(b"", BASE)
    paged.put("acme/bare", bare, [], "1")
    paged.put("beta/web", theirs, [CONFIG, BASE], "1")
    found = await walk(_client(paged.address, connections), Shelf(), lambda _: True)
    assert total({"beta/web": found.repositories["beta/web"]}, found.sizes).size_bytes == _bytes(theirs, CONFIG, BASE)


@pytest.mark.usefixtures("hasty")
async def test_one_lost_answer_does_not_end_a_walk(paged: PagedRegistry, connections: Connections) -> None:
    """Three in a row do: a part would look as if the rest had been deleted."""
    paged.put("acme/web", image(CONFIG), [CONFIG], "1")
    client = _client(paged.address, connections)
    place = "/v2/acme/web/manifests/1"
    paged.broken[place] = [500, 429]
    assert _sum(await walk(client, Shelf(), lambda _: True)) == _bytes(image(CONFIG), CONFIG)
    paged.broken[place] = [503, 503, 503]
    with pytest.raises(Unavailable) as failed:
        await walk(client, Shelf(), lambda _: True)
    assert failed.value.code == "registry.unreachable"


@pytest.mark.parametrize(
    ("limit", "what"), [("MOST_REPOSITORIES", "repositories"), ("MOST_TAGS", "tags"), ("MOST_MANIFESTS", "manifests")]
)
async def test_there_is_an_end_to_what_is_read(
    paged: PagedRegistry, connections: Connections, monkeypatch: pytest.MonkeyPatch, limit: str, what: str
) -> None:
    """So that no tenant fills the platform's memory."""
    for number in range(3):
        paged.put(f"acme/r{number}", image(CONFIG, str(number).encode()), [CONFIG], "1")
    monkeypatch.setattr(f"slipway.images.storage.walk.{limit}", 2)
    with pytest.raises(BadGateway) as refused:
        await walk(_client(paged.address, connections), Shelf(), lambda _: True)
    assert (refused.value.code, refused.value.params["what"]) == ("registry.too_many", what)


async def test_there_is_an_end_to_how_long_it_takes(
    paged: PagedRegistry, connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saying so."""
    paged.put("acme/web", image(CONFIG), [CONFIG], "1")
    monkeypatch.setattr("slipway.images.storage.walk.LONGEST_SECONDS", 0)
    with pytest.raises(SlipwayError) as failed:
        await walk(_client(paged.address, connections), Shelf(), lambda _: True)
    assert failed.value.code == "registry.walk_too_long"
