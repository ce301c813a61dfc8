"""What VC 2.0 asks of every credential and presentation, beside that each term is defined.

Specification: VC Data Model 2.0 section 4; Data Model 1.1 section 4 for credentials of that form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from openbadges_issuer import timestamps
from openbadges_issuer.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from openbadges_issuer.errors import InputError, ModelError
from openbadges_issuer.generic.related_resources import check_related_resources
from openbadges_issuer.jsonld import are_plain_iris
from openbadges_issuer.limits import Limits
from openbadges_issuer.strict_json import as_list, member_path

LIMITS = Limits(inline_contexts=200)

_TYPED = ("credentialStatus", "evidence", "termsOfUse", "refreshService", "credentialSchema")
_TEXT_MEMBERS = frozenset({"@value", "@language", "@direction"})


def check_credential(document: Mapping[str, Any]) -> None:
    """Check an unsecured credential, or a secured one but for its proofs.

    Raises:
        ModelError: the first rule that it breaks, with its JSON path.
    """
    _check_contexts(document)
    _check_types(document, "$", "VerifiableCredential")
    _check_id(document, "$")
    _check_texts(document, "$")
    check_party(document, "issuer")
    _check_subjects(document)
    _check_period(document)
    for member in _TYPED:
        for path, value in each(document, member):
            if not isinstance(value, dict):
                raise ModelError("an object with a type is expected", path=path)
            _check_types(value, path)
            if member == "credentialSchema" and not is_url(value.get("id")):
                raise ModelError("a schema has a URL", path=f"{path}.id")
    check_related_resources(each(document, "relatedResource"))


def check_presentation(document: Mapping[str, Any]) -> None:
    """Check a presentation but for its proofs and the credentials in it.

    Raises:
        ModelError: the first rule that it breaks, with its JSON path.
    """
    _check_contexts(document)
    _check_types(document, "$", "VerifiablePresentation")
    _check_id(document, "$")
    if "holder" in document:
        check_party(document, "holder")


def check_party(document: Mapping[str, Any], member: str) -> None:
    """Check an issuer or a holder: a URL, or an object with one.

    Raises:
        ModelError: it is neither, or a name or description of it is no text.
    """
    party = document.get(member)
    path = f"$.{member}"
    if isinstance(party, dict):
        if not is_url(party.get("id")):
            raise ModelError("this must be one URL", path=f"{path}.id")
        _check_texts(party, path)
    elif not is_url(party):
        raise ModelError("this must be a URL, or an object with a URL as its id", path=path)


def is_legacy(document: Mapping[str, Any]) -> bool:
    """Tell whether a credential has the VC 1.1 form, by its first context."""
    return as_list(document.get("@context"))[:1] == [CREDENTIALS_V1]


def is_url(value: Any) -> bool:
    """Tell whether a value is an absolute URL."""
    return isinstance(value, str) and are_plain_iris([value])


def each(document: Mapping[str, Any], member: str) -> Iterator[tuple[str, Any]]:
    """Give each value of a member with its JSON path."""
    if member not in document:
        return
    values, path = document[member], member_path("$", member)
    if isinstance(values, list):
        yield from ((member_path(path, index), value) for index, value in enumerate(values))
    else:
        yield path, values


def _check_contexts(document: Mapping[str, Any]) -> None:
    contexts = document.get("@context")
    if not isinstance(contexts, list) or contexts[:1] not in ([CREDENTIALS_V2], [CREDENTIALS_V1]):
        raise ModelError(
            f"@context is a list that starts with {CREDENTIALS_V2}", path='$["@context"]'
        )


def _check_types(node: Mapping[str, Any], path: str, needed: str | None = None) -> None:
    types = as_list(node.get("type"))
    if not types or not all(isinstance(name, str) and name for name in types):
        raise ModelError("a type is expected: text, or a list of texts", path=f"{path}.type")
    if needed is not None and needed not in types:
        raise ModelError(f"one of the types must be {needed}", path=f"{path}.type")


def _check_id(node: Mapping[str, Any], path: str) -> None:
    if "id" in node and not is_url(node["id"]):
        raise ModelError("an id is one URL", path=f"{path}.id")


def _check_texts(node: Mapping[str, Any], path: str) -> None:
    for member in ("name", "description"):
        if member in node and not all(map(_is_text, as_list(node[member]) or [None])):
            raise ModelError(
                "this must be text, or objects with @value, @language and @direction only",
                path=f"{path}.{member}",
            )


def _is_text(value: Any) -> bool:
    if not isinstance(value, dict):
        return isinstance(value, str)
    texts = all(isinstance(text, str) for text in value.values())
    return texts and "@value" in value and value.keys() <= _TEXT_MEMBERS


def _check_subjects(document: Mapping[str, Any]) -> None:
    subjects = list(each(document, "credentialSubject"))
    if not subjects:
        raise ModelError("a credential has a subject", path="$.credentialSubject")
    for path, subject in subjects:
        if not isinstance(subject, dict) or not subject:
            raise ModelError("a subject is an object that says something", path=path)


def _check_period(document: Mapping[str, Any]) -> None:
    legacy = is_legacy(document)
    names = ("issuanceDate", "expirationDate") if legacy else ("validFrom", "validUntil")
    if legacy and names[0] not in document:
        raise ModelError("a credential of VC 1.1 says when it was issued", path=f"$.{names[0]}")
    moments = []
    for name in names:
        if name in document:
            try:
                moments.append(timestamps.parse(document[name]))
            except InputError as error:
                raise ModelError(error.message, path=f"$.{name}") from None
    if len(moments) == len(names) and moments[0] > moments[1]:
        raise ModelError("the credential ends before it begins", path=f"$.{names[1]}")
