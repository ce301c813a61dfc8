"""JSON-LD expansion that loses nothing: safe mode inside PyLD's own pass.

PyLD alone drops an undefined member, and resolves a relative identifier or an undefined type
against a base of its own making, so that the signature covers something else than what a reader
sees. Every object that PyLD expands passes through `_SafeExpansion` with the active context that
PyLD uses for it, and what would be lost or invented is refused with its JSON path.

Specifications: JSON-LD 1.1 API section 5 (expansion); VC Data Integrity 1.0 section 2.4.1.
"""

from __future__ import annotations

import re
import secrets
import threading
from typing import Any

from pyld.context_resolver import ContextResolver
from pyld.jsonld import JsonLdError, JsonLdProcessor

from openbadges_issuer import contexts
from openbadges_issuer.errors import InputError, Problem, TermError
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.strict_json import MAX_SAFE_INTEGER, as_list, member_path

# An IRI with one of these would break out of its angle brackets, or out of its line.
ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\x7f]*")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_VALUE_MEMBERS = frozenset({"@value", "@language", "@direction"})
# A proof by eddsa-jcs-2022 repeats the contexts of what it signs.
_BRING_CONTEXTS = ("VerifiableCredential", "DataIntegrityProof")
_RECORD_MEMBER = ".credentialSubject.verifiableCredential"
# What may stand in an object that has the credential's own id, as the subject of an endorsement.
_MENTION = frozenset({"id", "type", "endorsementComment"})
# No document can name its scheme, so whatever expands to it was relative, //example.org/ as well.
_SENTINEL_SCHEME = f"x{secrets.token_hex(16)}:"
_SENTINEL_BASE = f"{_SENTINEL_SCHEME}//relative/"

# jsonld.js takes a number for a double when its JavaScript text has a point, or from here on.
ALWAYS_DOUBLE = 1e21

_lock = threading.Lock()  # PyLD's caches of processed contexts are not safe under threads
_resolved: dict[str, Any] = {}  # bounded: its keys come from the bundled contexts alone


def check_contexts(document: dict[str, Any], *, limits: Limits = DEFAULT_LIMITS) -> None:
    """Check that every `@context` is a list of bundled URLs and stands where one may stand.

    Only the document itself, credentials inside it (endorsements, members of a CLR) and proofs
    may have a `@context`; inline contexts are refused.

    Raises:
        TermError: with problem CONTEXT_NOT_ALLOWED and the JSON path.
    """
    if "@context" not in document:
        raise TermError(
            "the document has no @context", problem=Problem.CONTEXT_NOT_ALLOWED, path="$"
        )
    pending: list[tuple[Any, str]] = [(document, "$")]
    entries = 0
    while pending:
        value, path = pending.pop()
        if isinstance(value, dict):
            if "@context" in value:
                _check_context(value, path, limits)
                entries += len(as_list(value["@context"]))
                if entries > limits.all_contexts:
                    raise InputError(
                        f"the document has more than {limits.all_contexts} contexts",
                        problem=Problem.TOO_COMPLEX,
                    )
            pending += [(v, member_path(path, k)) for k, v in value.items() if k != "@context"]
        elif isinstance(value, list):
            pending += [(item, member_path(path, i)) for i, item in enumerate(value)]


def _check_context(node: dict[str, Any], path: str, limits: Limits) -> None:
    where = member_path(path, "@context")
    types = as_list(node.get("type"))
    if path != "$" and not any(type_ in types for type_ in _BRING_CONTEXTS):
        raise TermError(
            "only a credential or a proof may bring a @context of its own",
            problem=Problem.CONTEXT_NOT_ALLOWED,
            path=where,
        )
    urls = as_list(node["@context"])
    if not 0 < len(urls) <= limits.contexts:
        raise TermError(
            f"@context must have 1 to {limits.contexts} entries",
            problem=Problem.CONTEXT_NOT_ALLOWED,
            path=where,
        )
    for index, url in enumerate(urls):
        if not isinstance(url, str):
            raise TermError(
                "an inline context could change the meaning of every term; only the URLs of "
                "bundled contexts are allowed",
                problem=Problem.CONTEXT_NOT_ALLOWED,
                path=member_path(where, index),
            )
        try:
            contexts.load(url)
        except TermError as error:
            raise TermError(
                error.message, problem=error.problem, path=member_path(where, index)
            ) from None


def expand(document: dict[str, Any], *, limits: Limits = DEFAULT_LIMITS) -> list[Any]:
    """Expand a document in which every term, type and identifier is defined.

    Args:
        document: a JSON object as `strict_json.loads` gives it; left unchanged.
        limits: `quads` bounds the values of the document, `json_depth` their nesting, and `types`
            those of one object.

    Returns:
        The expanded form (JSON-LD 1.1 API section 5.1).

    Raises:
        TermError: a member, type or identifier is undefined, relative or not an IRI, a value is
            null, or a context is not allowed; with its JSON path.
        InputError: the document has too many values or is nested too deeply.
    """
    check_contexts(document, limits=limits)
    objects = _objects(document, limits)
    options = {
        "isFrame": False,
        "keepFreeFloatingNodes": False,
        "processingMode": "json-ld-1.1",
        "base": _SENTINEL_BASE,
        "documentLoader": _load_bundled,
        "contextResolver": ContextResolver(_resolved, _load_bundled, max_context_urls=20),
    }
    with _lock:
        processor = _SafeExpansion({id(node): path for node, path in objects})
        try:
            active_ctx = processor._get_initial_context(options)
            expanded = processor._expand(active_ctx, None, document, options)
        except JsonLdError as error:
            raise _as_term_error(error, processor.here) from None
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise TermError(
                f"this cannot be read as JSON-LD ({type(error).__name__})", path=processor.here
            ) from error
    if not expanded:
        raise TermError("the document says nothing that can be signed", path="$")
    return list(JsonLdProcessor.arrayify(expanded))


def _load_bundled(url: str, _options: dict[str, Any]) -> dict[str, Any]:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": contexts.load(url),
        "tag": "static",
    }


def _objects(document: dict[str, Any], limits: Limits) -> list[tuple[dict[str, Any], str]]:
    """List each object with its JSON path; and bound the work before any is done."""
    objects: list[tuple[dict[str, Any], str]] = []
    level: list[tuple[Any, str]] = [(document, "$")]
    values = depth = 0
    while level:
        values += len(level)
        depth += 1
        if values > limits.quads or depth > limits.json_depth:
            what = "values" if values > limits.quads else "levels"
            most = limits.quads if values > limits.quads else limits.json_depth
            raise InputError(
                f"the document has more than {most} {what}", problem=Problem.TOO_COMPLEX
            )
        below: list[tuple[Any, str]] = []
        for value, path in level:
            if isinstance(value, dict):
                if len(as_list(value.get("type"))) > limits.types:  # each may bring a context
                    raise InputError(
                        f"an object has more than {limits.types} types",
                        problem=Problem.TOO_COMPLEX,
                        path=path,
                    )
                objects.append((value, path))
                below += [(v, member_path(path, k)) for k, v in value.items()]
            elif isinstance(value, list):
                below += [(item, member_path(path, i)) for i, item in enumerate(value)]
        level = below
    return objects


def check_described_once(document: dict[str, Any], *, limits: Limits = DEFAULT_LIMITS) -> None:
    """Refuse a second object that says more of the badge, its subject, achievement or criteria.

    JSON-LD merges objects of one id, so a signature over statements still fits when a holder moves
    an end date or a condition into another object of that id, where nobody looks for it, or writes
    one piece of evidence several times. What only mentions the id, as the subject of an endorsement
    does, is let through; a text that is signed as it stands needs no such check.

    Raises:
        TermError: with the JSON path of the second object.
    """
    # A credential inside a record is a graph of its own, which is signed and verified by itself.
    objects = [
        (node, path) for node, path in _objects(document, limits) if _RECORD_MEMBER not in path
    ]
    for node in _described(document):
        for other, path in objects:
            if other is not node and other.get("id") == node["id"] and other.keys() - _MENTION:
                raise _hidden(path)
    for holder, path in objects:
        for member, value in holder.items():
            ids = [item.get("id") for item in as_list(value) if isinstance(item, dict)]
            named = [id_ for id_ in ids if isinstance(id_, str)]
            if len(set(named)) < len(named):
                raise _hidden(member_path(path, member))


def _described(document: dict[str, Any]) -> list[dict[str, Any]]:
    """List the objects with an id that a reader takes for the badge, from the outside in."""
    described: list[dict[str, Any]] = []
    node: Any = document
    for member in ("credentialSubject", "achievement", "criteria", ""):
        if not isinstance(node, dict):
            break
        if isinstance(node.get("id"), str):
            described.append(node)
        node = node.get(member)
    issuer = document.get("issuer")
    if isinstance(issuer, dict):  # who issues to himself is described as both
        described = [node for node in described if node["id"] != issuer.get("id")]
    return described


def _hidden(path: str) -> TermError:
    return TermError(
        "this has the id of what is described elsewhere in the badge, and could hide part of it "
        "here; give it an id of its own",
        path=path,
    )


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
            self._check_iri(expanded["@id"], path)
        return expanded

    def _check_member(self, active_ctx: Any, key: str, value: Any, element: dict[str, Any]) -> None:
        path = member_path(self.here, key)
        if key.startswith("@") or "@value" in element:
            _check_value_member(key, value, element, path)
        else:
            self._check_term(active_ctx, key, path)
        if _holds_null(value):
            raise TermError("null is not signed; leave the member out", path=path)

    def _check_term(self, active_ctx: Any, key: str, path: str) -> None:
        meaning = self._expand_iri(active_ctx, key, vocab=True)
        if meaning not in {"@id", "@type"} and not ABSOLUTE_IRI.fullmatch(meaning or ""):
            raise TermError("no context defines this member, so it would not be signed", path=path)
        # Under its IRI, or under a type of the same IRI, a status would be signed as well as under
        # its name, but not be found by any reader.
        if ":" in key or key[:1].isupper():
            raise TermError("a member must have the name that a context gives it", path=path)

    def _check_names(self, active_ctx: Any, type_scoped_ctx: Any, key: str, value: Any) -> None:
        """Check what identifies and types the object, before its types decide on its members."""
        path = member_path(self.here, key)
        match self._expand_iri(active_ctx, key, vocab=True):
            case "@id":
                self._check_iri(self._expand_iri(active_ctx, value, base=_SENTINEL_BASE), path)
            case "@type":
                for name in JsonLdProcessor.arrayify(value):
                    iri = self._expand_iri(type_scoped_ctx, name, vocab=True, base=_SENTINEL_BASE)
                    self._check_iri(iri, path)

    def _check_iri(self, iri: Any, path: str) -> None:
        text = str(iri)
        if text.startswith(_SENTINEL_SCHEME):
            relative = text.removeprefix(_SENTINEL_BASE).removeprefix(_SENTINEL_SCHEME)
            raise TermError(
                f'"{relative[:80]}" is neither a term of a context nor an absolute IRI', path=path
            )
        if not ABSOLUTE_IRI.fullmatch(text):  # the label of a blank node would not be signed
            raise TermError(f'"{text[:80]}" is not an absolute IRI', path=path)


def _check_value_member(key: str, value: Any, element: dict[str, Any], path: str) -> None:
    if key.startswith("@") and key not in _VALUE_MEMBERS:
        raise TermError("this keyword is not allowed in a badge", path=path)
    if key not in _VALUE_MEMBERS or "@value" not in element:
        raise TermError(
            "a text with a language has @value, and @language and @direction only", path=path
        )
    if key == "@value":
        _check_number(value, path)
    elif not isinstance(element["@value"], str):
        raise TermError("only text has a language or a direction", path=path)
    if key == "@language" and not (isinstance(value, str) and _LANGUAGE.fullmatch(value)):
        raise TermError("this is not a language tag such as en or es-MX", path=path)


def _check_number(value: Any, path: str) -> None:
    """Refuse the numbers that JavaScript's and Python's JSON-LD write differently."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    number = float(value)
    if number.is_integer():
        agreed = abs(number) <= MAX_SAFE_INTEGER or abs(number) >= ALWAYS_DOUBLE
        agreed = agreed and not str(value).startswith("-0")
    else:
        # JavaScript's text of such a number has no point, and jsonld.js takes it for an integer
        agreed = not (abs(number) < 1e-6 and re.fullmatch(r"-?\de-\d+", repr(number)))
    if not agreed:
        raise TermError(f"programs disagree on how to write the number {value}", path=path)


def _holds_null(value: Any) -> bool:
    return value is None or (isinstance(value, list) and any(map(_holds_null, value)))
