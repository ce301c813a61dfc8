"""The rules between members, which a schema cannot say. Each takes one object of a document.

A rule is asked only when every member below the object is right by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

from openbadges_issuer import timestamps
from openbadges_issuer.contexts import (
    CLR,
    CREDENTIALS_V1,
    CREDENTIALS_V2,
    OPEN_BADGES,
    OPEN_BADGES_BETA,
)
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.schema.faults import REQUIRED, Fault
from openbadges_issuer.strict_json import as_list


class Members(Protocol):
    """An object of a document, or what shows one: a rule asks for members by their names."""

    def __contains__(self, name: object, /) -> bool:
        """Tell whether there is such a member."""
        ...

    def __getitem__(self, name: str, /) -> Any:
        """Give a member that is there."""
        ...

    def get(self, name: str, /) -> Any:
        """Give a member, None when it is not there."""
        ...


Rule = Callable[[Members], Iterable[Fault]]

_CONTEXTS = {
    CREDENTIALS_V2: re.compile(f"{re.escape(CREDENTIALS_V2)}|{re.escape(CREDENTIALS_V1)}"),
    OPEN_BADGES: re.compile(
        r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.[0-9]\.[0-9])?\.json|"
        + "|".join(map(re.escape, OPEN_BADGES_BETA))
    ),
    CLR: re.compile(r"https://purl\.imsglobal\.org/spec/clr/v2p0/context(-2\.[0-9]\.[0-9])?\.json"),
}


def contexts_start_with(*expected: str) -> Rule:
    """Make the rule that these contexts, or older versions of them, come first and in order."""

    def rule(members: Members) -> Iterator[Fault]:
        contexts = as_list(members["@context"])
        listed = isinstance(members["@context"], list)
        for index, url in enumerate(expected):
            context = contexts[index] if index < len(contexts) else None
            if not isinstance(context, str) or not _CONTEXTS[url].fullmatch(context):
                place = ("@context", index) if listed and context else ("@context",)
                sentence = f"entry {index + 1} of @context must be {url} (or an older version)"
                yield Fault(place, sentence)

    return rule


def is_legacy(members: Members) -> bool:
    """Tell whether a credential has the VC 1.1 form, by its first context."""
    return as_list(members["@context"])[:1] == [CREDENTIALS_V1]


def period(members: Members) -> Iterator[Fault]:
    """Check that a credential says when it begins, and does not end before that."""
    legacy = is_legacy(members)
    names = ("issuanceDate", "expirationDate") if legacy else ("validFrom", "validUntil")
    start, end = map(members.get, names)
    if start is None:
        yield Fault(names[:1], REQUIRED)
    elif end is not None and timestamps.parse(end) < timestamps.parse(start):
        yield Fault(names[1:], _ends_before(start, end))


def _ends_before(start: str, end: str) -> Phrase:
    return Phrase(
        "the credential would end ({end}) before it begins ({start})", end=end, start=start
    )


def legacy_name(members: Members) -> Iterator[Fault]:
    """Require the name of a badge of the VC 1.1 form."""
    if is_legacy(members) and "name" not in members:
        yield Fault(("name",), Phrase("this member is required in the VC 1.1 form"))


def criteria_say_something(members: Members) -> Iterator[Fault]:
    """Require one of the two ways to tell how the achievement is earned."""
    if "id" not in members and "narrative" not in members:
        yield Fault((), Phrase("criteria need a narrative, or the id of a page that tells them"))


def names_a_recipient(members: Members) -> Iterator[Fault]:
    """Require a subject's id, or an identifier."""
    if "id" not in members and not as_list(members.get("identifier")):
        yield Fault((), Phrase("a subject needs an id or at least one identifier"))


def carries_a_credential(members: Members) -> Iterator[Fault]:
    """Require that a record records something."""
    if not as_list(members["verifiableCredential"]):
        yield Fault(("verifiableCredential",), Phrase("a CLR carries at least one credential"))


def results_are_described(members: Members) -> Iterator[Fault]:
    """Check the links of each result into the result descriptions of the achievement, by id."""
    results = members.get("result")
    if not results:
        return
    described = as_list(members["achievement"].get("resultDescription"))
    descriptions = {description["id"]: description for description in described}
    for index, result in enumerate(as_list(results)):
        place = ("result", index) if isinstance(results, list) else ("result",)
        for path, sentence in _links(result, descriptions):
            yield Fault((*place, *path), sentence)


def _links(result: Members, descriptions: Mapping[Any, Members]) -> Iterator[Fault]:
    name = result.get("resultDescription")
    description = descriptions.get(name)
    if name is not None and description is None:
        sentence = Phrase("this is not the id of a resultDescription of the achievement")
        yield Fault(("resultDescription",), sentence)
        return
    if description is None:
        description = {}
    level = result.get("achievedLevel")
    levels = as_list(description.get("rubricCriterionLevel"))
    if level is not None and level not in [known["id"] for known in levels]:
        sentence = Phrase(
            "this is not the id of a rubricCriterionLevel of this result's resultDescription"
        )
        yield Fault(("achievedLevel",), sentence)
    if description.get("resultType") == "Status" and "status" not in result:
        yield Fault(("status",), Phrase("this member is required, since the resultType is Status"))
