"""From bytes to one credential: JSON, compact JWS, or an image that carries either."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeGuard

from openbadges_issuer import strict_json
from openbadges_issuer.baking import image_kind, unbake
from openbadges_issuer.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from openbadges_issuer.errors import BakingError, InputError, OpenBadgesError, Problem
from openbadges_issuer.limits import Limits
from openbadges_issuer.phrases import Phrase

if TYPE_CHECKING:
    from openbadges_issuer.proofs.vc_jwt import Token

Kind = Literal["badge", "record", "endorsement", "presentation", "other_credential"]

_DAMAGED = Phrase("This file is damaged.")
_LINK = Phrase("This is a link. Fetch what it leads to, and verify that.")
_OPEN_BADGES_2 = ("https://w3id.org/openbadges/v1", "https://w3id.org/openbadges/v2")
_BADGE_TYPES = {"OpenBadgeCredential", "AchievementCredential"}
_OLDEST_MEMBERS = {"badge", "recipient"}  # of an assertion of Open Badges 1, which has no context
_ENVELOPES = {"EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"}
_IN_ENVELOPE = re.compile(r"data:application/(?:v[cp]\+)?jwt,(.*)", re.DOTALL)
_NO_BADGE = Phrase("There is no badge in this file.")
_ARCHIVE = b"PK\x03\x04"
# What people send by mistake, by its first bytes.
_MISTAKES = (  # how they begin, in small letters
    (b"%pdf", Phrase("This is a PDF. Scan its QR code or type its code.")),
    (_ARCHIVE.lower(), Phrase("This is a ZIP archive. Take the badge out of it first.")),
    (b"<!doctype html", Phrase("This is a web page, not a badge.")),
    (b"<html", Phrase("This is a web page, not a badge.")),
    (b"https://", _LINK),
    (b"http://", _LINK),
)


class Found(NamedTuple):
    """What was found in the input, not yet believed.

    Attributes:
        found_in: ``JSON``, ``JWT``, ``PNG`` or ``SVG``.
        document: the credential; for a JWT without the token's claims.
        token: the token taken apart, None for an embedded proof.
        kind: by its types: an Open Badges 3.0 credential, a CLR 2.0 record of such, what somebody
            says of one, a presentation of any, or another credential.
    """

    found_in: str
    document: dict[str, Any]
    token: Token | None
    kind: Kind


def read(data: bytes | str, *, limits: Limits) -> Found:
    """Find the one credential in the input.

    Args:
        data: a file's bytes, or text.
        limits: `image_bytes` and `credential_bytes` bound the input.

    Raises:
        OpenBadgesError: there is none; the message is a sentence for the reader.
    """
    if not isinstance(data, bytes | bytearray | memoryview | str):
        raise TypeError(f"verify takes a file's bytes, or text, not {type(data).__name__}")
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else bytes(data)
    most = max(limits.image_bytes, limits.credential_bytes)
    if len(raw) > most:
        raise InputError(
            Phrase("This file is larger than {size} MB.", size=most / 1_000_000),
            problem=Problem.TOO_LARGE,
        )
    kind = image_kind(raw)
    text = unbake(raw, limits=limits) if kind else _as_text(raw)
    if len(text) > limits.credential_bytes:
        raise InputError(
            Phrase(
                "This badge is larger than {size} MB.",
                size=limits.credential_bytes / 1_000_000,
            ),
            problem=Problem.TOO_LARGE,
        )
    found = read_credential(text, limits=limits)
    return found._replace(found_in=kind.upper()) if kind else found


def is_archive(data: bytes | str) -> TypeGuard[bytes]:
    """Tell a ZIP archive, which may be a bundle of badges, by its first bytes."""
    return isinstance(data, bytes | bytearray | memoryview) and bytes(data[:4]) == _ARCHIVE


def read_credential(text: bytes | str, *, limits: Limits) -> Found:
    """Read JSON or a compact JWS that is no image: what a server answers, or an image holds.

    Raises:
        InputError: neither, or without a credential in it.
    """
    text = _as_text(text) if isinstance(text, bytes) else text
    return _secured(text, limits) or read_value(_document(text, limits), limits=limits)


def read_value(value: Any, *, limits: Limits) -> Found:
    """Take what should be a credential inside another document, or is one by itself.

    Args:
        value: an object with an embedded proof, a compact JWS, or an object that envelops one
            (VC Data Model 2.0 section 4.13).
        limits: as for `read`.

    Raises:
        InputError: it is none of these.
    """
    if isinstance(value, str):
        found = _secured(value, limits)
    elif isinstance(value, dict):
        enveloped = _ENVELOPES & _texts(value.get("type")) and _envelops_only(value)
        found = _enveloped(value["id"], limits) if enveloped else None
        found = found or Found("JSON", value, None, _kind(value))
    else:
        found = None
    if found is None:
        raise InputError(_NO_BADGE, problem=Problem.NOT_A_BADGE)
    return found


def issuer_id_of(document: Mapping[str, Any]) -> str | None:
    """Return the id of the issuer that a credential names, unproved; None when it names none."""
    issuer = document.get("issuer")
    identifier = issuer.get("id") if isinstance(issuer, dict) else issuer
    return identifier if isinstance(identifier, str) else None


def holder_id_of(document: Mapping[str, Any]) -> str | None:
    """Return the id of the holder that a presentation names, unproved; None when it names none."""
    holder = document.get("holder")
    identifier = holder.get("id") if isinstance(holder, dict) else holder
    return identifier if isinstance(identifier, str) else None


def _as_text(raw: bytes) -> str:
    start = raw.lstrip()[:20].lower()
    for magic, sentence in _MISTAKES:
        if start.startswith(magic):
            raise InputError(sentence, problem=Problem.NOT_A_BADGE)
    if start.startswith((b"\xff\xd8", b"gif8", b"riff", b"bm")):
        raise BakingError(
            Phrase(
                "This picture has no badge inside it. Phones and messaging apps often remove it; "
                "ask for the link."
            ),
            problem=Problem.NOT_A_BADGE,
        )
    try:
        return raw.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise InputError(
            Phrase("This is neither text nor a picture that can hold a badge.")
        ) from None


def _secured(text: str, limits: Limits) -> Found | None:
    """Take a token; None for JSON."""
    token = _token(text, limits)
    if token is None:
        return None
    from openbadges_issuer.proofs.vp_jwt import presentation_of  # noqa: PLC0415  # for tokens only

    presentation = presentation_of(token.payload)
    if presentation is not None and _kind(presentation) == "presentation":
        token = replace(token, document=presentation, is_presentation=True)
    return Found("JWT", token.document, token, _kind(token.document))


def _envelops_only(value: dict[str, Any]) -> bool:
    """Tell whether an envelope says nothing by itself, as nobody would have signed that."""
    return value.keys() <= {"@context", "id", "type"} and isinstance(value.get("id"), str)


def _enveloped(url: str, limits: Limits) -> Found | None:
    token = _IN_ENVELOPE.fullmatch(url)
    if token is None:
        raise _unsupported(Phrase("This credential is enveloped in a way that is not known here."))
    return _secured(token[1], limits)


def _token(text: str, limits: Limits) -> Token | None:
    if text.startswith("{"):
        return None
    from openbadges_issuer.proofs.vc_jwt import (  # noqa: PLC0415  # for tokens only
        COMPACT_JWS,
        read_token,
    )

    try:
        return read_token(text, limits=limits)
    except OpenBadgesError as error:
        if not COMPACT_JWS.fullmatch(text):
            cut_off = text.startswith("eyJ")
            raise InputError(
                _DAMAGED if cut_off else Phrase("There is no badge in this text."),
                problem=Problem.MALFORMED_INPUT if cut_off else Problem.NOT_A_BADGE,
            ) from None
        raise _damaged(error) from None


def _document(text: str, limits: Limits) -> dict[str, Any]:
    try:
        return strict_json.load_object(text, limits=limits)
    except InputError as error:
        raise _damaged(error) from None


def _damaged(error: OpenBadgesError) -> InputError:
    return InputError(
        Phrase("This file is damaged. ({why})", why=error.message), problem=error.problem
    )


def _kind(document: dict[str, Any]) -> Kind:
    types = _texts(document.get("type"))
    contexts = strict_json.as_list(document.get("@context"))
    if any(older in contexts for older in _OPEN_BADGES_2):
        raise InputError(
            Phrase("This is an older badge (Open Badges 2.0), which is checked in another way."),
            problem=Problem.OPEN_BADGES_2,
        )
    if "ClrCredential" in types:
        return "record"
    if types & _BADGE_TYPES:
        return "badge"
    if "VerifiableCredential" in types or "credentialSubject" in document:
        return "endorsement" if "EndorsementCredential" in types else "other_credential"
    if "VerifiablePresentation" in types and contexts[:1] in ([CREDENTIALS_V2], [CREDENTIALS_V1]):
        return "presentation"
    if isinstance(document.get("vc"), dict):
        raise _unsupported(
            Phrase("This token holds a credential in a form that Open Badges do not have.")
        )
    if document.keys() >= _OLDEST_MEMBERS:
        raise _unsupported(
            Phrase("This is an older badge (Open Badges 1), which is checked in another way.")
        )
    raise InputError(_NO_BADGE, problem=Problem.NOT_A_BADGE)


def _unsupported(sentence: Phrase) -> InputError:
    return InputError(sentence, problem=Problem.CREDENTIAL_UNSUPPORTED)


def _texts(value: Any) -> set[str]:
    return {item for item in strict_json.as_list(value) if isinstance(item, str)}
