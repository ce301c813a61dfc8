"""The log of a case: events, each bound to the one before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import ValidationError

from openbadges_issuer import strict_json
from openbadges_issuer.errors import InputError, OpenBadgesError
from openbadges_issuer.programs.cases.happenings import KIND_OF, KINDS, Happening, fault_in

_YEARS = range(1900, 9001)  # a day more or less, in any time zone, is still a day


class FoldError(OpenBadgesError):
    """A log that is not that of a case: changed, or of another program.

    Attributes:
        seq: number of the event at fault; 0 when there is none.
    """

    def __init__(self, seq: int, message: str) -> None:
        """Say which event, and what is wrong."""
        super().__init__(message)
        self.seq = seq


@dataclass(frozen=True, slots=True)
class Event:
    """One event, as it is stored. Nothing in it is ever edited.

    Attributes:
        case: id of the case.
        seq: its number, from 1 without gaps.
        at: when, as text: a date and time with offset (ISO 8601), such as
            ``2026-11-21T09:04:00-06:00``.
        actor: id of who acted; opaque, never a name.
        role: role in which they acted; None where the program has none for it.
        kind: a key of `happenings.KINDS`.
        data: what happened, as JSON.
        prev: SHA-256, in hex, of the event before in canonical JSON (RFC 8785); None at the first.
    """

    case: str
    seq: int
    at: str
    actor: str
    role: str | None
    kind: str
    data: Mapping[str, Any] = field(repr=False)
    prev: str | None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Event:
        """Read an event from JSON.

        Raises:
            FoldError: a member is missing, or there is one too many.
        """
        names = {each.name for each in fields(cls)}
        if set(document) != names:
            raise FoldError(
                0, f"an event has the members {', '.join(sorted(names))}, and no others"
            )
        return cls(**document)

    def to_json(self) -> dict[str, Any]:
        """Write it as JSON members."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @property
    def digest(self) -> str:
        """What the next event has as `prev`.

        Raises:
            InputError: it holds what JSON has not.
        """
        return hashlib.sha256(strict_json.canonical(self.to_json())).hexdigest()


class Read(NamedTuple):
    """An event that stands where it should.

    Attributes:
        event: as stored.
        moment: when.
        happening: what.
        digest: of the event.
    """

    event: Event
    moment: datetime
    happening: Happening
    digest: str


def read(events: Iterable[Event], head: str | None = None) -> list[Read]:
    """Read a log, and find what was changed, dropped or put elsewhere.

    Args:
        events: all of them, in order.
        head: digest of the last, where it was kept elsewhere: without it nothing tells that the
            last events are missing, or that the very last was changed.

    Raises:
        FoldError: it is so.
    """
    log = list(events)
    if not log:
        raise FoldError(0, "there is no event: a case begins when it is opened")
    digests = _digests(log)
    if head is not None and digests[-1] != head:
        raise FoldError(len(log), f"event {len(log)} is not the last one that was kept")
    found: list[Read] = []
    for event, digest in zip(log, digests, strict=True):
        found.append(_read(event, digest, found[-1] if found else None))
    return found


def next_event(
    last: Read | None, case: str, at: datetime, actor: str, role: str | None, what: Happening
) -> Event:
    """Make the event that follows another, or begins a case."""
    return Event(
        case=case,
        seq=last.event.seq + 1 if last else 1,
        at=at.isoformat(),
        actor=actor,
        role=role,
        kind=KIND_OF[type(what)],
        data=what.model_dump(mode="json", exclude_none=True),
        prev=last.digest if last else None,
    )


def _digests(log: list[Event]) -> list[str]:
    """Give the digest of each event, which the one after it must have as `prev`."""
    digests: list[str] = []
    for seq, event in enumerate(log, start=1):
        if digests and event.prev != digests[-1]:
            raise FoldError(seq - 1, f"event {seq - 1} does not match the one after it")
        try:
            digests.append(event.digest)
        except InputError as error:
            raise FoldError(seq, f"event {seq} is not JSON, at {error.path}") from None
    return digests


def _read(event: Event, digest: str, before: Read | None) -> Read:
    seq = before.event.seq + 1 if before else 1
    if type(event.seq) is not int or event.seq != seq:
        raise FoldError(seq, f"event {seq} is missing: another stands in its place")
    if before is None and event.prev is not None:
        raise FoldError(seq, "event 1 follows another, which is not there")
    if before and event.case != before.event.case:
        raise FoldError(seq, f"event {seq} is of another case")
    role = "" if event.role is None else event.role
    texts = {"case": event.case, "actor": event.actor, "role": role, "kind": event.kind}
    for name, text in texts.items():
        if not isinstance(text, str):
            raise FoldError(seq, f'event {seq}: "{name}" is no text')
    moment = _moment(event)
    if before and moment < before.moment:
        raise FoldError(seq, f"event {seq} is earlier than the one before it")
    return Read(event, moment, _happening(event), digest)


def _moment(event: Event) -> datetime:
    try:
        moment = datetime.fromisoformat(event.at)
        if moment.tzinfo is not None and moment.year in _YEARS:
            return moment
    except (TypeError, ValueError):
        pass
    raise FoldError(
        event.seq,
        f'event {event.seq}: "at" is no date-time with an offset of the years 1900 to 9000',
    )


def _happening(event: Event) -> Happening:
    known = KINDS.get(event.kind)
    if known is None:
        raise FoldError(event.seq, f"event {event.seq} is of no known kind")
    try:
        return known.model_validate(event.data)
    except ValidationError as error:
        raise FoldError(event.seq, f"event {event.seq}: {fault_in(error)}") from None
