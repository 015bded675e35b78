"""Prometheus' text format. Source: "Exposition formats" in the Prometheus documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_Subject = TypeVar("_Subject")
Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Family(Generic[_Subject]):
    """One metric of a kind of subject: ``value`` None leaves a subject out; ``labels`` are added to the subject's."""

    name: str
    type: str
    help: str
    value: Callable[[_Subject], float | int | None]
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Subject(Generic[_Subject]):
    """What is measured. ``at``: seconds since 1970 of the measurement; None: now, when it is read."""

    of: _Subject
    labels: Labels
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One sample as text, and the metric that it belongs to."""

    name: str
    type: str
    help: str
    text: str


def lines(families: Iterable[Family[_Subject]], subjects: Iterable[Subject[_Subject]]) -> Iterator[Line]:
    """All families of all subjects."""
    measured = list(subjects)
    for family in families:
        for subject in measured:
            value = family.value(subject.of)
            if value is not None:
                told = sample(family.name, {**subject.labels, **dict(family.labels)}, value, subject.at)
                yield Line(family.name, family.type, family.help, told)


def single(name: str, help_: str, value: float | int, **labels: str) -> Line:
    """A gauge of one sample."""
    return Line(name, "gauge", help_, sample(name, labels, value))


def sample(name: str, labels: Labels, value: float | int, at: float | None = None) -> str:
    """One line."""
    inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in sorted(labels.items()))
    moment = "" if at is None else f" {int(at * 1000)}"
    return f"{name}{{{inside}}} {value!r}{moment}" if inside else f"{name} {value!r}{moment}"


def text(*parts: Iterable[Line]) -> bytes:
    """The page: all samples of a metric follow each other, whichever parts they are from."""
    metrics: dict[str, list[Line]] = {}
    for part in parts:
        for line in part:
            metrics.setdefault(line.name, []).append(line)
    told = []
    for name, group in metrics.items():
        told += [f"# HELP {name} {group[0].help}", f"# TYPE {name} {group[0].type}", *(line.text for line in group)]
    return ("\n".join(told) + "\n").encode()


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
