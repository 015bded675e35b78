"""The text that Prometheus reads."""

from __future__ import annotations

from localkube.kubelet.stats.exposition import Family, Subject, lines, single, text

SIZE: Family[int] = Family("size_bytes", "gauge", "How large.", lambda size: size or None, (("unit", "b"),))


def test_samples_of_a_metric_follow_each_other_and_are_introduced_once() -> None:
    first = lines([SIZE], [Subject(1, {"of": "a"}, at=1.5), Subject(0, {"of": "nothing"})])
    other = [single("up", "Whether.", 1)]
    again = lines([SIZE], [Subject(2, {"of": "b"})])
    assert text(first, other, again).decode().splitlines() == [
        "# HELP size_bytes How large.",
        "# TYPE size_bytes gauge",
        'size_bytes{of="a",unit="b"} 1 1500',
        'size_bytes{of="b",unit="b"} 2',
        "# HELP up Whether.",
        "# TYPE up gauge",
        "up 1",
    ]


def test_labels_may_hold_anything() -> None:
    assert single("up", "Whether.", 1, of='a"b\\c\nd').text == 'up{of="a\\"b\\\\c\\nd"} 1'
