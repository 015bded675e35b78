"""When probes run and when their results count. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

WARM_UP = 2.0
"""For so long after the start (one period at most) a container is asked often and its refusals do not count yet."""
_FIRST_PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The numbers of a probe."""

    initial_delay: float
    period: float
    timeout: float
    success_threshold: int
    failure_threshold: int

    @classmethod
    def of(cls, probe: dict[str, object]) -> Rhythm:
        """With Kubernetes' defaults for what is not said."""

        def number(name: str, default: int) -> int:
            value = probe.get(name)
            return value if isinstance(value, int) and value > 0 else default

        return cls(
            initial_delay=number("initialDelaySeconds", 0),
            period=number("periodSeconds", 10),
            timeout=number("timeoutSeconds", 1),
            success_threshold=number("successThreshold", 1),
            failure_threshold=number("failureThreshold", 3),
        )

    def warm_up_pause(self, tries: int, age: float) -> float | None:
        """The pause before the next early try, ``age`` seconds after the first; None when the warm-up is over."""
        end = min(WARM_UP, self.period)
        if age >= end:
            return None
        return min(_FIRST_PAUSE * 2.0**tries, max(end - age, _FIRST_PAUSE))


@dataclass(frozen=True, slots=True)
class Tally:
    """Results in a row; ``verdict`` changes when there are enough of them."""

    verdict: bool
    in_a_row: int = 0
    last: bool | None = None

    def count(self, result: bool, rhythm: Rhythm) -> Tally:
        """One more result."""
        in_a_row = self.in_a_row + 1 if result == self.last else 1
        enough = rhythm.success_threshold if result else rhythm.failure_threshold
        counted = replace(self, in_a_row=in_a_row, last=result)
        return replace(counted, verdict=result) if in_a_row >= enough else counted

    @property
    def failures(self) -> int:
        """How many failures there were in a row."""
        return self.in_a_row if self.last is False else 0
