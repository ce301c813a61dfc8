"""Which contexts a document may name, and where."""

from __future__ import annotations

from typing import Any

from openbadges_issuer import contexts
from openbadges_issuer.errors import InputError, Problem, TermError
from openbadges_issuer.jsonld.inline_contexts import check_inline
from openbadges_issuer.jsonld.objects import list_objects
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.memo import content_of
from openbadges_issuer.strict_json import as_list, member_path

# A proof by eddsa-jcs-2022 repeats the contexts of what it signs.
_BRING_CONTEXTS = ("VerifiableCredential", "EnvelopedVerifiableCredential", "DataIntegrityProof")
_IN_CONTEXT = '["@context"]'  # stands in the JSON path of what an inline context defines


def check_contexts(document: dict[str, Any], *, limits: Limits = DEFAULT_LIMITS) -> None:
    """Check that every `@context` is a list of bundled URLs and stands where one may stand.

    Only the document itself, credentials inside it (endorsements, members of a CLR) and proofs
    may have a `@context`; inline contexts are refused, unless `limits` allow them.

    Raises:
        TermError: with problem CONTEXT_NOT_ALLOWED and the JSON path.
    """
    if "@context" not in document:
        raise TermError(
            "the document has no @context", problem=Problem.CONTEXT_NOT_ALLOWED, path="$"
        )
    if not _are_usual(document, limits):
        _check_all(document, limits)


def _are_usual(document: dict[str, Any], limits: Limits) -> bool:
    """Tell quickly that only the document and its proofs bring contexts, and only bundled ones.

    False is only a doubt.
    """
    proofs = [
        proof
        for proof in as_list(document.get("proof"))
        if isinstance(proof, dict) and "@context" in proof
    ]
    if not all("DataIntegrityProof" in as_list(proof.get("type")) for proof in proofs):
        return False
    arrays = [as_list(node["@context"]) for node in (document, *proofs)]
    written = content_of(document)
    if written is None or written.count(b'"@context":') != len(arrays):  # in a text it is \"
        return False
    return sum(map(len, arrays)) <= limits.all_contexts and all(
        0 < len(urls) <= limits.contexts and all(map(is_bundled, urls)) for urls in arrays
    )


def is_bundled(url: Any) -> bool:
    """Tell whether an entry of a `@context` is the URL of a bundled context."""
    return isinstance(url, str) and url in contexts.bundled()


def _check_all(document: dict[str, Any], limits: Limits) -> None:
    """Check every object, and name the place of what is not allowed."""
    _check_context(document, "$", limits)  # before all is listed, which has bounds of its own
    entries = inline = 0
    for node, path in list_objects(document, limits):
        if _IN_CONTEXT in path:
            inline += len(node)
            if inline > limits.inline_contexts:
                raise InputError(
                    f"the document defines more than {limits.inline_contexts} terms by itself",
                    problem=Problem.TOO_COMPLEX,
                )
            continue
        if "@context" not in node:
            continue
        _check_context(node, path, limits)
        entries += len(as_list(node["@context"]))
        if entries > limits.all_contexts:
            raise InputError(
                f"the document has more than {limits.all_contexts} contexts",
                problem=Problem.TOO_COMPLEX,
            )


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
        if limits.inline_contexts and url == contexts.EXAMPLES:
            continue
        if limits.inline_contexts and isinstance(url, dict):
            check_inline(url, member_path(where, index))
            continue
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
