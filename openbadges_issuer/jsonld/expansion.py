"""JSON-LD expansion that loses nothing: safe mode inside PyLD's own pass.

PyLD alone drops an undefined member, and resolves a relative identifier or an undefined type
against a base of its own making, so that the signature covers something else than what a reader
sees. Every object that PyLD expands passes through `_SafeExpansion` with the active context that
PyLD uses for it, and what would be lost or invented is refused with its JSON path.

Specifications: JSON-LD 1.1 API section 5 (expansion); VC Data Integrity 1.0 section 2.4.1.
"""

from __future__ import annotations

from typing import Any

from pyld.jsonld import JsonLdError, JsonLdProcessor

from openbadges_issuer.errors import InputError, Problem, TermError
from openbadges_issuer.jsonld.allowed_contexts import check_contexts
from openbadges_issuer.jsonld.context_processing import (
    SENTINEL_BASE,
    SENTINEL_SCHEME,
    lock,
    options,
)
from openbadges_issuer.jsonld.lexical import (
    ABSOLUTE_IRI,
    LANGUAGE_TAG,
    NEVER_IN_IRIS,
    is_agreed_number,
)
from openbadges_issuer.jsonld.objects import list_objects
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.strict_json import member_path

_VALUE_MEMBERS = frozenset({"@value", "@language", "@direction"})
_SAY_NOTHING = frozenset({"id", "@id", "@context"})


def expand(document: dict[str, Any], *, limits: Limits = DEFAULT_LIMITS) -> list[Any]:
    """Expand a document in which every term, type and identifier is defined.

    Args:
        document: a JSON object as `strict_json.loads` gives it; left unchanged.
        limits: `quads` bounds the values of the document, `json_depth` their nesting, `blank_nodes`
            its objects without an id, `types` the types of one object, `all_types` those of all.

    Returns:
        The expanded form (JSON-LD 1.1 API section 5.1).

    Raises:
        TermError: a member, type or identifier is undefined, relative or not an IRI, a value is
            null, or a context is not allowed; with its JSON path.
        InputError: a bound was reached (TOO_COMPLEX).
    """
    check_contexts(document, limits=limits)
    objects = list_objects(document, limits)
    with lock:
        processor = _SafeExpansion({id(node): path for node, path in objects})
        settings = options(inline_contexts=limits.inline_contexts > 0)
        try:
            active_ctx = processor._get_initial_context(settings)
            expanded = processor._expand(active_ctx, None, document, settings)
        except JsonLdError as error:
            raise _as_term_error(error, processor.here) from None
        except RecursionError:
            raise InputError(
                "the document is nested too deeply", problem=Problem.TOO_COMPLEX
            ) from None
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise TermError(
                f"this cannot be read as JSON-LD ({type(error).__name__})", path=processor.here
            ) from error
    if not expanded:
        raise TermError("the document says nothing that can be signed", path="$")
    return list(JsonLdProcessor.arrayify(expanded))


def _as_term_error(error: JsonLdError, path: str) -> TermError:
    cause: BaseException = error
    while isinstance(cause.__cause__, JsonLdError | TermError):
        cause = cause.__cause__
    if isinstance(cause, TermError):
        return cause
    about_contexts = "context" in str(error.code) or "protected" in str(error.code)
    return TermError(
        f"this is not valid JSON-LD: {error.code or error.type}",
        problem=Problem.CONTEXT_NOT_ALLOWED if about_contexts else Problem.UNDEFINED_TERM,
        path=path,
    )


class _SafeExpansion(JsonLdProcessor):  # type: ignore[misc]  # PyLD has no types
    """PyLD's expansion with a check before and after each object, and after each plain value."""

    def __init__(self, paths: dict[int, str]) -> None:
        super().__init__()
        self._object_paths = paths
        self._open = ["$"]

    @property
    def here(self) -> str:
        """JSON path of the object under expansion."""
        return self._open[-1]

    def _expand_object(
        self,
        active_ctx: Any,
        active_property: Any,
        expanded_active_property: Any,
        element: dict[str, Any],
        expanded_parent: dict[str, Any],
        options: Any,
        inside_list: bool = False,
        type_key: Any = None,
        type_scoped_ctx: Any = None,
    ) -> None:
        self._open.append(self._object_paths[id(element)])
        members = [(key, value) for key, value in element.items() if key != "@context"]
        for key, value in members:
            self._check_names(active_ctx, type_scoped_ctx, key, value)
        for key, value in members:
            self._check_member(active_ctx, key, value, element)
        super()._expand_object(
            active_ctx,
            active_property,
            expanded_active_property,
            element,
            expanded_parent,
            options,
            inside_list,
            type_key,
            type_scoped_ctx,
        )
        self._open.pop()

    def _expand_value(self, active_ctx: Any, active_property: Any, value: Any, options: Any) -> Any:
        path = member_path(self.here, str(active_property))
        _check_number(value, path)
        expanded = super()._expand_value(active_ctx, active_property, value, options)
        if isinstance(expanded, dict) and "@id" in expanded:
            _check_characters(value, path)
            self._check_iri(expanded["@id"], path)
        return expanded

    def _check_member(self, active_ctx: Any, key: str, value: Any, element: dict[str, Any]) -> None:
        path = member_path(self.here, key)
        if key.startswith("@") or "@value" in element:
            _check_value_member(key, value, element, path)
        else:
            self._check_term(active_ctx, key, value, path)
        if _holds_null(value):
            raise TermError(Phrase("null is not signed; leave the member out"), path=path)

    def _check_term(self, active_ctx: Any, key: str, value: Any, path: str) -> None:
        meaning = self._expand_iri(active_ctx, key, vocab=True)
        if meaning not in {"@id", "@type"} and not ABSOLUTE_IRI.fullmatch(meaning or ""):
            raise TermError(
                Phrase("no context defines this member, so it would not be signed"), path=path
            )
        # Under its IRI, or under a type of the same IRI, a status would be signed as well as under
        # its name, but not be found by any reader.
        if ":" in key or key[:1].isupper():
            raise TermError(
                Phrase("a member must have the name that a context gives it"), path=path
            )
        mapping = active_ctx["mappings"].get(key) or {}
        if "@graph" in mapping.get("@container", ()) and not _says_something(value):
            raise TermError("what stands here has to say something of its own", path=path)
        # Neither is looked at by what follows, and no bundled context defines one.
        if mapping.get("reverse") or {"@id", "@type"} & set(mapping.get("@container", ())):
            raise TermError("reverse members and maps by id or type are not allowed", path=path)

    def _check_names(self, active_ctx: Any, type_scoped_ctx: Any, key: str, value: Any) -> None:
        """Check what identifies and types the object, before its types decide on its members."""
        path = member_path(self.here, key)
        match self._expand_iri(active_ctx, key, vocab=True):
            case "@id":
                _check_characters(value, path)
                self._check_iri(self._expand_iri(active_ctx, value, base=SENTINEL_BASE), path)
            case "@type":
                for name in JsonLdProcessor.arrayify(value):
                    _check_characters(name, path)
                    iri = self._expand_iri(type_scoped_ctx, name, vocab=True, base=SENTINEL_BASE)
                    self._check_iri(iri, path)

    def _check_iri(self, iri: Any, path: str) -> None:
        text = str(iri)
        if text.startswith(SENTINEL_SCHEME):
            relative = text.removeprefix(SENTINEL_BASE).removeprefix(SENTINEL_SCHEME)
            raise TermError(
                Phrase(
                    '"{name}" is neither a term of a context nor an absolute IRI',
                    name=relative[:80],
                ),
                path=path,
            )
        if not ABSOLUTE_IRI.fullmatch(text):  # the label of a blank node would not be signed
            raise TermError(f'"{text[:80]}" is not an absolute IRI', path=path)


def _check_characters(name: Any, path: str) -> None:
    """Look at a name as it is written: PyLD may take out of an IRI what no IRI has."""
    if isinstance(name, str) and NEVER_IN_IRIS.search(name):
        raise TermError(f"{name[:80]!r} is not an absolute IRI", path=path)


def _says_something(value: Any) -> bool:
    """Tell whether each value of a term for graphs is an object with more than an id."""
    if isinstance(value, list):
        return all(map(_says_something, value))
    return (
        isinstance(value, dict)
        and "@value" not in value
        and not all(_is_empty(item) for name, item in value.items() if name not in _SAY_NOTHING)
    )


def _is_empty(value: Any) -> bool:
    """Tell whether a value is a list of nothing, or of such lists."""
    return isinstance(value, list) and all(map(_is_empty, value))


def _check_value_member(key: str, value: Any, element: dict[str, Any], path: str) -> None:
    if key.startswith("@") and key not in _VALUE_MEMBERS:
        raise TermError("this keyword is not allowed in a badge", path=path)
    if key not in _VALUE_MEMBERS or "@value" not in element:
        raise TermError(
            "a text with a language has @value, and @language and @direction only", path=path
        )
    if key == "@value":
        if isinstance(value, list | dict):  # PyLD takes an empty list for an object without an id
            raise TermError("@value has a text, a number, true or false", path=path)
        _check_number(value, path)
    elif not isinstance(element["@value"], str):
        raise TermError("only text has a language or a direction", path=path)
    if key == "@language" and not (isinstance(value, str) and LANGUAGE_TAG.fullmatch(value)):
        raise TermError("this is not a language tag such as en or es-MX", path=path)


def _check_number(value: Any, path: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    if not is_agreed_number(value):
        raise TermError(f"programs disagree on how to write the number {value}", path=path)


def _holds_null(value: Any) -> bool:
    return value is None or (isinstance(value, list) and any(map(_holds_null, value)))
