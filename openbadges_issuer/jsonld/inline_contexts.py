"""What a context may define that stands in a document: plain terms, and nothing that loses any.

Only documents for test use bring such contexts, see `Limits.inline_contexts`. PyLD processes them
as any other, so a protected term stays protected; refused here is what the checks of the expansion
do not look at, and what would give relative names a meaning.

Specification: JSON-LD 1.1 section 9.15 (context definitions).
"""

from __future__ import annotations

from typing import Any

from openbadges_issuer.errors import Problem, TermError
from openbadges_issuer.jsonld.lexical import ABSOLUTE_IRI
from openbadges_issuer.strict_json import as_list, member_path

_DEFINITION = frozenset({"@id", "@type", "@container", "@protected", "@context"})
_CONTAINERS = ("@set", "@list")
_ALIASES = (("id", "@id"), ("type", "@type"))
_LONGEST_IRI = 500  # characters; one may begin with another, and so grow


def check_inline(context: dict[str, Any], path: str) -> None:
    """Check a context that stands in a document, and those that its terms bring.

    Raises:
        TermError: CONTEXT_NOT_ALLOWED, with the JSON path.
    """
    for name, value in context.items():
        where = member_path(path, name)
        match name:
            case "@vocab":
                if not isinstance(value, str) or not ABSOLUTE_IRI.fullmatch(value):
                    raise _refused("@vocab must be an absolute IRI", where)
                _check_length(value, where)
            case "@protected":
                _check_protected(value, where)
            case "@version":
                if value != 1.1:
                    raise _refused("@version must be 1.1", where)
            case _ if name.startswith("@"):
                raise _refused("this keyword is not allowed in an inline context", where)
            case _:
                _check_definition(name, value, where)


def _check_definition(name: str, definition: Any, path: str) -> None:
    members = {"@id": definition} if isinstance(definition, str) else definition
    if not isinstance(members, dict) or not members.keys() <= _DEFINITION:
        raise _refused(
            "a term is defined by an IRI, or by an object with " + ", ".join(sorted(_DEFINITION)),
            path,
        )
    iri = members.get("@id", "")
    if not isinstance(iri, str) or (iri.startswith("@") and (name, iri) not in _ALIASES):
        raise _refused("the @id of a term is an IRI", path)
    _check_length(iri, path)
    if not isinstance(members.get("@type", ""), str):
        raise _refused("the @type of a term is an IRI or a keyword", path)
    if not all(container in _CONTAINERS for container in as_list(members.get("@container"))):
        raise _refused("the @container of a term is @set or @list", path)
    _check_protected(members.get("@protected", True), path)
    if "@context" in members:
        inner = members["@context"]
        if not isinstance(inner, dict):
            raise _refused("a term brings a context as an object", path)
        check_inline(inner, member_path(path, "@context"))


def without_contexts(value: Any) -> Any:
    """Leave the contexts out of a document: what they define is no object that it describes."""
    if isinstance(value, list):
        return [without_contexts(item) for item in value]
    if isinstance(value, dict):
        return {name: without_contexts(v) for name, v in value.items() if name != "@context"}
    return value


def _check_length(iri: str, path: str) -> None:
    if len(iri) > _LONGEST_IRI:
        raise _refused(f"an IRI in a context has at most {_LONGEST_IRI} characters", path)


def _check_protected(value: Any, path: str) -> None:
    if not isinstance(value, bool):
        raise _refused("@protected is true or false", path)


def _refused(message: str, path: str) -> TermError:
    return TermError(message, problem=Problem.CONTEXT_NOT_ALLOWED, path=path)
