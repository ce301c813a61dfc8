"""Who says so? A credential is secured by proofs in it, or by the token around it."""

from __future__ import annotations

from typing import Any

from openbadges_issuer.contexts import CREDENTIALS_V1, OPEN_BADGES_BETA
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.strict_json import as_list
from openbadges_issuer.verifying.answers import Proving
from openbadges_issuer.verifying.circumstances import Circumstances
from openbadges_issuer.verifying.embedded import prove_embedded
from openbadges_issuer.verifying.reader import Found
from openbadges_issuer.verifying.remembered import each_time

_FIRST_EDITION = "https://purl.imsglobal.org/spec/ob/v3p0/context.json"


def prove(found: Found, circumstances: Circumstances) -> Proving:
    """Check the proof of what was found."""
    if found.token is not None:
        from openbadges_issuer.verifying.enveloped import prove_token  # noqa: PLC0415

        return prove_token(found.token, circumstances)
    proving = prove_embedded(found.document, circumstances)
    beta = None if proving.holds else in_words_of_the_beta(found.document)
    return proving if beta is None else _prove_beta(beta, circumstances) or proving


def in_words_of_the_beta(document: dict[str, Any]) -> dict[str, Any] | None:
    """Take the name of the first edition for the beta, which once stood there; None: not named."""
    context = as_list(document.get("@context"))
    if context[:1] != [CREDENTIALS_V1] or _FIRST_EDITION not in context:
        return None
    renamed = [OPEN_BADGES_BETA[0] if url == _FIRST_EDITION else url for url in context]
    return {**document, "@context": renamed}


def _prove_beta(document: dict[str, Any], circumstances: Circumstances) -> Proving | None:
    """Check the proof of a document in these words; None when it does not hold with them either."""
    proving = prove_embedded(document, circumstances._replace(once=each_time))
    if not proving.holds:
        return None
    note = Phrase(
        "{detail}. It was signed with the beta edition of Open Badges 3.0.",
        detail=proving.signature.detail,
    )
    return proving._replace(
        signature=proving.signature._replace(detail=note), context=document["@context"]
    )
