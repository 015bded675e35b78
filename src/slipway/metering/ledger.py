"""Write what looks find into the intervals of one kind of resource, each look in one transaction.

What is open is kept in memory as well, and read again whenever a transaction fails or somebody else may have written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields

from sqlalchemy import delete, func, select, update

from slipway.db import Database, Session, new_id
from slipway.metering.decide import DAY, Changes, Look, Open, days, decide
from slipway.metering.models import MeteringInterval, MeteringMark, MeteringSubject
from slipway.metering.observed import Identity, Observed, Subject

NEVER = -1


class ReplacedError(Exception):
    """Somebody else writes now."""


@dataclass(slots=True)
class _State:
    """What this process knows of what is written."""

    seen: int | None
    opened: dict[str, Open]
    subjects: dict[Identity, str]
    settled: set[str] = field(default_factory=set)
    """Keys whose end is written, and of which somebody still tells."""


class Ledger:
    """The intervals of one kind of resource."""

    def __init__(self, database: Database, resource: str) -> None:
        self.resource = resource
        self._database = database
        self._writer = ""
        self._state: _State | None = None

    async def take(self) -> None:
        """Become the writer."""
        self._writer, self._state = new_id(), None
        async with self._database.session() as session:
            query = update(MeteringMark).where(MeteringMark.resource == self.resource).values(writer=self._writer)
            if (await session.execute(query.returning(MeteringMark.seen))).first() is None:
                session.add(MeteringMark(resource=self.resource, seen=NEVER, writer=self._writer))

    async def look(self, observed: Sequence[Observed], now: int) -> None:
        """Bring the intervals up to what is observed ``now``. Raises ReplacedError."""
        state, self._state = self._state, None
        async with self._database.session() as session:
            state = state or await self._read(session)
            mine = (MeteringMark.resource == self.resource, MeteringMark.writer == self._writer)
            marked = update(MeteringMark).where(*mine).values(seen=now).returning(MeteringMark.resource)
            if (await session.execute(marked)).first() is None:
                raise ReplacedError(self.resource)
            fresh = [each for each in observed if not (each.over and each.key in state.settled)]
            page = _Page(session, state, now)
            await page.write(decide(state.opened, fresh, Look(now, state.seen)))
        state.seen = now
        state.settled = {each.key for each in observed if each.over}
        self._state = state

    async def _read(self, session: Session) -> _State:
        mark = await session.get(MeteringMark, self.resource, populate_existing=True)
        of_resource = MeteringSubject.resource == self.resource
        rows = (await session.scalars(select(MeteringSubject).where(of_resource))).all()
        subjects = {row.id: _subject(row) for row in rows}
        query = select(MeteringInterval).join(MeteringSubject, MeteringSubject.id == MeteringInterval.subject_id)
        query = query.where(of_resource, MeteringInterval.ended.is_(None))
        opened = {
            row.key: Open(row.id, subjects[row.subject_id], row.started) for row in (await session.scalars(query)).all()
        }
        seen = None if mark is None or mark.seen == NEVER else mark.seen
        return _State(seen, opened, {subject.identity: key for key, subject in subjects.items()})


@dataclass(slots=True)
class _Page:
    """One look's writing."""

    session: Session
    state: _State
    now: int
    cut: list[dict[str, int]] = field(default_factory=list)
    rows: list[MeteringInterval] = field(default_factory=list)
    reopened: list[tuple[MeteringInterval, Subject]] = field(default_factory=list)

    async def write(self, changes: Changes) -> None:
        """Ends first: a thing that changes its size ends and begins at once."""
        for key, end in changes.ended:
            await self._end(key, end)
        for key, subject, start in changes.began:
            await self._begin(key, subject, start)
        for key, subject, start, end in changes.passed:
            subject_id = await self._subject_id(subject)
            told, first = await self._after_recorded(key, subject_id, start)
            self._closed(key, subject_id, days(told, end), first=first)
        await self._midnight()
        await self._flush()

    async def _end(self, key: str, end: int) -> None:
        known = self.state.opened.pop(key)
        if end <= known.since:
            await self._take_back(key, known, end)
            return
        (_, cut), *more = days(known.since, end)
        self.cut.append({"id": known.row, "ended": cut})
        self._closed(key, self.state.subjects[known.subject.identity], more, first=False)

    async def _take_back(self, key: str, known: Open, end: int) -> None:
        """What was written ahead of the end (by a clock that was fast) has not been."""
        table = MeteringInterval
        mine = (table.subject_id == self.state.subjects[known.subject.identity], table.key == key)
        later = table.started >= end
        await self.session.execute(delete(table).where(*mine, later | (table.id == known.row)))
        over = (table.started >= end // DAY * DAY, table.started < end, table.ended > end)
        await self.session.execute(update(table).where(*mine, *over).values(ended=end))

    async def _begin(self, key: str, subject: Subject, start: int) -> None:
        subject_id = await self._subject_id(subject)
        start, first = await self._after_recorded(key, subject_id, start)
        since = min(max(start, self.now // DAY * DAY), self.now)
        self._closed(key, subject_id, days(start, since), first=first)
        self._open(key, subject_id, subject, since, first=first and start == since)

    async def _after_recorded(self, key: str, subject_id: str, start: int) -> tuple[int, bool]:
        """Return from when on nothing is recorded of the key yet, and whether that is its first time."""
        table = MeteringInterval
        query = select(func.max(table.ended)).where(
            table.subject_id == subject_id, table.started >= start // DAY * DAY, table.key == key
        )
        recorded = await self.session.scalar(query)
        return (start, True) if recorded is None else (max(start, recorded), False)

    async def _midnight(self) -> None:
        """No interval goes over midnight."""
        today = self.now // DAY * DAY
        for key, known in list(self.state.opened.items()):
            if known.since < today:
                await self._end(key, today)
                self._open(key, self.state.subjects[known.subject.identity], known.subject, today, first=False)

    def _open(self, key: str, subject_id: str, subject: Subject, since: int, *, first: bool) -> None:
        row = MeteringInterval(subject_id=subject_id, key=key, first=first, started=since, ended=None)
        self.reopened.append((row, subject))

    def _closed(self, key: str, subject_id: str, pieces: Iterable[tuple[int, int]], *, first: bool) -> None:
        for start, end in pieces:
            self.rows.append(MeteringInterval(subject_id=subject_id, key=key, first=first, started=start, ended=end))
            first = False

    async def _subject_id(self, subject: Subject) -> str:
        known = self.state.subjects.get(subject.identity)
        if known is None:
            known = self.state.subjects[subject.identity] = new_id()
            self.session.add(_row_of(known, subject))
            await self.session.flush()
        return known

    async def _flush(self) -> None:
        if self.cut:
            await self.session.execute(update(MeteringInterval), self.cut)
        self.session.add_all([*self.rows, *(row for row, _ in self.reopened)])
        await self.session.flush()
        for row, subject in self.reopened:
            self.state.opened[row.key] = Open(row.id, subject, row.started)


_COLUMNS = tuple(each.name for each in fields(Subject))


def _subject(row: MeteringSubject) -> Subject:
    return Subject(**{name: getattr(row, name) for name in _COLUMNS})


def _row_of(key: str, subject: Subject) -> MeteringSubject:
    return MeteringSubject(id=key, **asdict(subject))
