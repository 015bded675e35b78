"""Which of several rules wins. Pure."""

from __future__ import annotations

import pytest

from localkube.network.routes.model import Host, Match, Origin, RefusalBackend, Rule, routing_of

NOTHING = ((1, RefusalBackend(500, "no", "无")),)


def rule(
    host: Host = Host("exact", "a.test"),  # noqa: B008 - frozen
    match: Match = Match(),  # noqa: B008 - frozen
    created: str = "2026-01-02",
    name: str = "b",
    index: tuple[int, int] = (1, 1),
) -> Rule:
    return Rule(host, match, NOTHING, Origin(created, "shop", name, "HTTPRoute", index))


@pytest.mark.parametrize(
    ("winner", "loser"),
    [
        (rule(Host("exact", "a.test")), rule(Host("suffix", "very.long.name.test"), Match("/x", exact=True))),
        (rule(Host("suffix", "b.a.test")), rule(Host("suffix", "a.test"), Match("/longer/path"))),
        (rule(Host("suffix", "test")), rule(Host("any"), Match("/x", exact=True))),
        (rule(match=Match("/x", exact=True)), rule(match=Match("/x/longer"))),
        (rule(match=Match("/x/longer")), rule(match=Match("/x", method="GET", headers=(("a", "b"),)))),
        (rule(match=Match(method="GET")), rule(match=Match(headers=(("a", "b"), ("c", "d"))))),
        (rule(match=Match(headers=(("a", "b"), ("c", "d")))), rule(match=Match(headers=(("a", "b"),)))),
        (rule(match=Match(headers=(("a", "b"),))), rule(match=Match(query=(("a", "b"), ("c", "d"))))),
        (rule(match=Match(query=(("a", "b"),))), rule(created="2026-01-01")),
        (rule(created="2026-01-01", name="z"), rule(created="2026-01-02", name="a")),
        (rule(name="a", index=(5, 0)), rule(name="b", index=(0, 0))),
        (rule(index=(0, 9)), rule(index=(1, 0))),
    ],
)
def test_the_more_specific_and_then_the_older_rule_wins(winner: Rule, loser: Rule) -> None:
    assert routing_of([loser, winner]).rules == (winner, loser)
    assert routing_of([winner, loser]).rules == (winner, loser)
