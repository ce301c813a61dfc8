"""Bytes to plain values: YAML 1.2, or JSON, without what a reader of the file would stumble over.

Strings stay as they were written: ``no``, ``on`` and ``yes`` are no truth values, and a day is read
where one is expected. Nothing in the file can make an object.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.programs.faults import Fault
from openbadges_issuer.programs.source import Path, Place, Source, joined

# The core schema of YAML 1.2 (section 10.3.2), without numbers in octal or hexadecimal.
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"[-+]?[0-9]{1,15}")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)

_LONGEST_KEY = 200
_ANCHOR = "anchors, aliases and tags are not allowed: write the value out"
_NO_SIGN = "this is not YAML: half of a sign in an escape"
_SEVERAL = "one file holds one program: nothing may follow ---"


class _Refused(Exception):  # noqa: N818  # it stops the reading, and is told as a fault
    """What makes everything after it unreadable."""


def read(content: bytes, name: str) -> tuple[Source, list[Fault]]:
    """Read a file.

    Args:
        content: the whole file, UTF-8.
        name: what to call it in faults.

    Returns:
        What was read, as far as it could be, and what is wrong with the YAML.
    """
    reading = _Reading(name)
    try:
        reading.run(content)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(filter(None, (error.context, error.problem)))
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        reading.report("yaml", place, f"this is not YAML: {reason}")
    except YAMLError as error:
        text = content.decode("utf-8", "replace")[: getattr(error, "position", 0)]
        place = Place(text.count("\n") + 1, len(text) - text.rfind("\n"))
        reading.report("yaml", place, "this is not YAML: it has a character that is not allowed")
    except _Refused:
        pass  # it was reported
    return Source(name, reading.values, reading.places), reading.faults


class _Reading:
    def __init__(self, name: str) -> None:
        self.name = name
        self.values: Any = None
        self.places: dict[str, Place] = {}
        self.faults: list[Fault] = []

    def report(self, check: str, place: Place, sentence: str, path: Path = ()) -> None:
        self.faults.append(Fault(check, self.name, *place, joined(path), sentence))

    def run(self, content: bytes) -> None:
        most = DEFAULT_LIMITS.program_bytes
        if len(content) > most:
            self._refuse("size", Place(1, 1), f"the file has more than {most:,} bytes")
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = content[: error.start]
            place = Place(before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
            self._refuse("yaml", place, "this is not YAML: the file is not UTF-8")
        events: Iterator[Event] = YAML(typ="safe", pure=True).parse(text)
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse("documents", _place(event), _SEVERAL)
            elif isinstance(event, NodeEvent):
                self.values = self._value(event, events, ())

    def _refuse(self, check: str, place: Place, sentence: str, path: Path = ()) -> NoReturn:
        self.report(check, place, sentence, path)
        raise _Refused

    def _value(self, event: Event, events: Iterator[Event], path: Path) -> Any:
        deepest = DEFAULT_LIMITS.program_depth
        if len(path) >= deepest and not isinstance(event, ScalarEvent):
            self._refuse("depth", _place(event), f"the nesting is deeper than {deepest}", path)
        self._refuse_anchor(event, path)
        match event:
            case MappingStartEvent():
                return self._map(events, path)
            case SequenceStartEvent():
                return self._list(events, path)
            case ScalarEvent():
                return self._scalar(event, path)
        return None

    def _refuse_anchor(self, event: Event, path: Path) -> None:
        if getattr(event, "anchor", None) is not None or getattr(event, "ctag", None) is not None:
            self.report("anchor", _place(event), _ANCHOR, path)

    def _map(self, events: Iterator[Event], path: Path) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            if not isinstance(event, ScalarEvent):
                self._refuse("yaml", _place(event), "a key is a word, not a list or a map", path)
            if len(event.value) > _LONGEST_KEY:
                self._refuse("yaml", _place(event), f"a key has at most {_LONGEST_KEY} characters")
            key = self._text(event, path)
            inner = (*path, key)
            if key in made:
                first = self.places[joined(inner)].line
                sentence = f'"{key}" is given twice; first at line {first}'
                self.report("duplicate_key", _place(event), sentence, inner)
            else:
                self.places[joined(inner)] = _place(event)
            self._refuse_anchor(event, inner)
            value = self._value(next(events), events, inner)
            made.setdefault(key, value)
        return made

    def _list(self, events: Iterator[Event], path: Path) -> list[Any]:
        made: list[Any] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            inner = (*path, len(made))
            self.places[joined(inner)] = _place(event)
            made.append(self._value(event, events, inner))
        return made

    def _text(self, event: ScalarEvent, path: Path) -> str:
        """Return what was written; JSON writes some signs as two escapes, which YAML leaves."""
        try:
            return str(event.value).encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            self._refuse("yaml", _place(event), _NO_SIGN, path)

    def _scalar(self, event: ScalarEvent, path: Path) -> Any:
        text = self._text(event, path)
        if event.style is not None:
            return text
        if text in _NULL:
            if path:
                place = self.places.get(joined(path)) or _place(event)
                self.report("nothing", place, "nothing is written here", path)
            return None
        if text in _TRUTH:
            return _TRUTH[text]
        if _WHOLE.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            place = self.places.get(joined(path)) or _place(event)
            number, point, rest = text.partition(".")
            whole = f"{number} or " if point and number.isdecimal() and not rest.strip("0") else ""
            sentence = f'write {whole}"{text}": decimals must be quoted'
            self.report("float", place, sentence, path)
        return text


def _place(event: Event) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)
