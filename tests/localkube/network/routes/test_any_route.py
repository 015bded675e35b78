"""Whatever the API takes makes a configuration that HAProxy takes, and in which nobody's text is more than a text."""

from __future__ import annotations

import random
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from localkube.network.programs import program
from localkube.network.routes.model import routing_of
from localkube.network.routes.plan import plan_of
from localkube.network.routes.render import Frame, render
from localkube.network.routes.settings import Settings
from localkube.network.routes.status import status_changes
from localkube.objects.access import Obj
from localkube.objects.defaults import default
from localkube.objects.errors import BadRequest, Invalid
from localkube.objects.kinds import KINDS
from localkube.objects.meta import clone
from localkube.objects.schema import validate_shape
from localkube.objects.validation import validate
from tests.localkube.network.routes import factory
from tests.localkube.network.routes.test_plan import world

MARK = "intruder"
TEXTS = (
    *("a", "", "/", "/a", "/a/b/", "x-name", "Host", "10s", "0", "GET", "https", "ftp", "a.test", "*.a.test", "}", "{"),
    *(
        "a b",
        "a\nb",
        f"\n  {MARK}\n",
        f'" if TRUE\n  {MARK}',
        f"'\n{MARK} ",
        f"\\\n{MARK}",
        f"\r\n{MARK}",
        "\0",
        "\x7f",
    ),
    *("%[src]", "%%", "%", "$HOME", "${HOME}", "\\1", "\\", '"', "'", "#", " ", "\t", "é中文", "\u2028", "-i", "--"),
    *("-f /etc/passwd", "{ src 0.0.0.0/0 }", "or TRUE", "}  or { TRUE", "(a+)+", "[a-z]+", "/v[0-9]+", "a" * 3000),
    *(
        "1h1m1s1ms",
        "99999h",
        "-1s",
        "1e3",
        "../..",
        "//",
        "/%2e%2e",
        "/a?b=c#d",
        "lua.x",
        "map(/etc/passwd)",
        "str(a),",
    ),
)
NUMBERS = (0, 1, 2, 80, 301, 302, 307, 443, 8443, 65535, 65536, -1, 256, 257, 1_000_000, 2**31 - 1)
SIZE = 60
REDIRECT = {"type": "RequestRedirect", "requestRedirect": {"scheme": "https"}}


class Chance:
    """Random parts of routes; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def text(self, *good: str) -> str:
        """One of the good texts, or sometimes any."""
        return self._random.choice(good if good and self._random.random() < 0.6 else TEXTS)

    def number(self, *good: int) -> int:
        return self._random.choice(good if good and self._random.random() < 0.7 else NUMBERS)

    def some(self, **parts: Any) -> Obj:
        """Some of the parts, each made when it is wanted."""
        return {name: make() for name, make in parts.items() if self._random.random() < 0.6}

    def many(self, make: Any, most: int = 3) -> list[Any]:
        return [make() for _ in range(self._random.randint(0, most))]

    def pair(self) -> Obj:
        return {"name": self.text("x-name", "X-Other", "v"), "value": self.text("1", "two words")}

    def condition(self) -> Obj:
        return self.pair() | self.some(type=lambda: self.text("Exact", "RegularExpression"))

    def match(self) -> Obj:
        def path() -> Obj:
            return self.some(
                type=lambda: self.text("Exact", "PathPrefix", "RegularExpression"),
                value=lambda: self.text("/a", "/b/c"),
            )

        return self.some(
            path=path,
            method=lambda: self.text("GET", "POST"),
            headers=lambda: self.many(self.condition),
            queryParams=lambda: self.many(self.condition),
        )

    def path(self) -> Obj:
        kind, field = self._random.choice(
            (
                ("ReplaceFullPath", "replaceFullPath"),
                ("ReplacePrefixMatch", "replacePrefixMatch"),
                ("", "replaceFullPath"),
            )
        )
        return {"type": kind, field: self.text("/new", "/")}

    def headers(self) -> Obj:
        return self.some(
            set=lambda: self.many(self.pair),
            add=lambda: self.many(self.pair),
            remove=lambda: self.many(lambda: self.text("x-gone")),
        )

    def filter(self) -> Obj:
        kinds: dict[str, Any] = {
            "RequestHeaderModifier": self.headers,
            "ResponseHeaderModifier": self.headers,
            "URLRewrite": lambda: self.some(hostname=lambda: self.text("b.test"), path=self.path),
            "RequestRedirect": lambda: self.some(
                scheme=lambda: self.text("http", "https"),
                hostname=lambda: self.text("b.test"),
                port=lambda: self.number(8443),
                statusCode=lambda: self.number(301, 302, 303, 307, 308),
                path=self.path,
            ),
            "RequestMirror": lambda: (
                {"backendRef": {"name": self.text("web", "gone"), "port": 80}}
                | self.some(
                    percent=lambda: self.number(0, 5, 100, 101),
                    fraction=lambda: (
                        {"numerator": self.number(0, 1, 7)} | self.some(denominator=lambda: self.number(0, 7, 9))
                    ),
                )
            ),
        }
        kind = self._random.choice(sorted(kinds))
        field = "urlRewrite" if kind == "URLRewrite" else kind[0].lower() + kind[1:]
        return {"type": kind, field: kinds[kind]()}

    def backend(self) -> Obj:
        return {"name": self.text("web", "gone"), "port": self.number(80)} | self.some(
            weight=lambda: self.number(0, 1, 5),
            namespace=lambda: self.text("shop", "other"),
            filters=lambda: self.many(self.filter, 1),
        )

    def rule(self) -> Obj:
        return self.some(
            matches=lambda: self.many(self.match),
            filters=lambda: self.many(self.filter, 2),
            backendRefs=lambda: self.many(self.backend),
            timeouts=lambda: self.some(request=lambda: self.text("10s"), backendRequest=lambda: self.text("500ms")),
        )

    def route(self, name: str) -> Obj:
        hosts = tuple(self.text("a.test", "*.b.test") for _ in range(self._random.randint(0, 2)))
        route = factory.http_route(*self.many(self.rule), name=name, hosts=hosts)
        return route | {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute"}

    def ingress(self, name: str) -> Obj:
        def rule() -> Obj:
            kind = self._random.choice(("Exact", "Prefix", "ImplementationSpecific"))
            return factory.ingress_rule(self.text("i.test"), self.text("/a", "/b"), kind, self.text("web"))

        def tls() -> list[Obj]:
            return self.many(
                lambda: self.some(
                    hosts=lambda: self.many(lambda: self.text("i.test")), secretName=lambda: self.text("c")
                )
            )

        ingress = factory.ingress(*self.many(rule), name=name, **self.some(tls=tls))
        return ingress | {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress"}


def valid(obj: Obj) -> bool:
    """Whether the API takes it; it then has its defaults."""
    kind = next(kind for kind in KINDS if kind.kind == obj["kind"])
    try:
        if validate_shape(kind, obj):
            return False
        default(kind, obj)
        validate(kind, obj)
    except (BadRequest, Invalid):
        return False
    return True


def statements(text: str) -> list[str]:
    """The first words of a configuration's lines, or of what is on them beyond quoted text."""
    return [re.sub(r'"(?:\\.|[^"\\])*"', "TEXT", line) for line in text.splitlines()]


@pytest.mark.parametrize("seed", range(6))
def test_haproxy_takes_whatever_the_api_takes(seed: int, tmp_path: Path) -> None:
    chance = Chance(seed)
    made = [chance.route(f"r{number}") for number in range(SIZE * 20)]
    routes = [route for route in made if valid(route)][:SIZE]
    ingresses = [ingress for number in range(SIZE * 4) if valid(ingress := chance.ingress(f"i{number}"))][:SIZE]
    assert min(len(routes), len(ingresses)) > SIZE // 2

    classes = [factory.ingress_class()]
    plan = plan_of(world(routes=routes, ingresses=ingresses, ingress_classes=classes), tls=True)
    settings = Settings("test", tmp_path, port=8080, tls_port=8443)
    text = render(plan.routing, dict.fromkeys(plan.routing.services(), (None,)), Frame(settings, tmp_path / "s"))
    file = tmp_path / "haproxy.cfg"
    file.write_text(text)
    checked = subprocess.run([program("haproxy") or "", "-c", "-f", file], capture_output=True, text=True, check=False)

    assert (checked.returncode, checked.stderr) == (0, "")
    assert plan.routing != routing_of(())
    assert not any(MARK in line for line in statements(text))
    for change in status_changes(plan, settings):
        found = next((obj for obj in (*routes, *ingresses) if obj["metadata"]["name"] == change.key[1]), None)
        if found is not None:
            change.change(clone(found))


def mirror(**part: Any) -> Obj:
    return {"type": "RequestMirror", "requestMirror": {"backendRef": factory.backend(), **part}}


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"filters": [REDIRECT, {"type": "URLRewrite", "urlRewrite": {"hostname": "a.test"}}]}, "but not both"),
        ({"filters": [REDIRECT], "backendRefs": [factory.backend()]}, "together with backendRefs"),
        ({"filters": [REDIRECT, REDIRECT]}, "cannot be repeated"),
        ({"timeouts": {"request": "soon"}}, "should match"),
        ({"filters": [mirror(percent=1, fraction={"numerator": 1})]}, "Only one of percent or fraction"),
        ({"filters": [mirror(percent=101)]}, "between 0 and 100"),
        ({"filters": [mirror(fraction={"numerator": 3, "denominator": 2})]}, "less than or equal to denominator"),
    ],
)
def test_rules_that_contradict_themselves_are_refused(rule: Obj, said: str) -> None:
    route = factory.http_route(rule) | {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute"}
    kind = next(kind for kind in KINDS if kind.kind == "HTTPRoute")
    default(kind, route)
    with pytest.raises(Invalid, match=said):
        validate(kind, route)
