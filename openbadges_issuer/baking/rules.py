"""What holds for a badge in any picture: there is one, it is current, and it is a credential."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from openbadges_issuer import strict_json
from openbadges_issuer.encoding import base64url_decode
from openbadges_issuer.errors import BakingError, InputError, Problem
from openbadges_issuer.limits import Limits
from openbadges_issuer.phrases import Phrase

T = TypeVar("T")

WHITE_SPACE = " \t\r\n"  # of XML, and of JSON
_JSON = re.compile(r"\{[^\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]*\}")
_BASE_PROOF = "u2V0A"  # of ecdsa-sd-2023: how one begins that tells what a copy withholds
_COMPACT_JWS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")


def the_one(found: Sequence[T], *, older: bool) -> T:
    """Return the only badge of a picture.

    Args:
        found: every badge of Open Badges 3.0 or CLR 2.0 in it.
        older: whether it holds one of Open Badges 2.0.

    Raises:
        BakingError: none, two, or only an older one.
    """
    if len(found) > 1:
        raise BakingError(
            Phrase(
                "This picture holds {count} badges, so nobody can tell which one is meant; ask for "
                "a picture with one.",
                count=len(found),
            )
        )
    if found:
        return found[0]
    if older:
        raise BakingError(
            Phrase(
                "This is an older badge (Open Badges 2.0), which is not read here; ask its issuer "
                "for an Open Badges 3.0 one."
            ),
            problem=Problem.OPEN_BADGES_2,
        )
    raise BakingError(
        Phrase(
            "This picture has no badge inside it. Phones and messaging apps often remove it; ask "
            "for the link."
        ),
        problem=Problem.NOT_A_BADGE,
    )


def already_baked() -> BakingError:
    """Say that a picture can hold one badge only."""
    return BakingError(
        "This picture has a badge inside it already: take the bare artwork, "
        "or let bake take the old badge out (its option replace)."
    )


def damaged(what: str) -> BakingError:
    """Say what is wrong with a picture that breaks its own format."""
    return BakingError(
        Phrase("This picture is damaged: {what}; ask for another copy.", what=Phrase.of(what)),
        problem=Problem.MALFORMED_INPUT,
    )


def credential_text(text: str, limits: Limits) -> str:
    """Return the text of a credential without the white space around it.

    Raises:
        BakingError: too large, or neither a JSON object nor a compact JWS by its looks.
    """
    text = text.strip(WHITE_SPACE)
    size = len(text.encode("utf-8", "replace"))
    if size > limits.credential_bytes:
        raise BakingError(
            f"This credential has {size:,} bytes; at most {limits.credential_bytes:,} are taken.",
            problem=Problem.TOO_LARGE,
        )
    if not (_JSON.fullmatch(text) or _COMPACT_JWS.fullmatch(text)):
        raise BakingError(
            "This is no credential: a JSON object or a compact JWS was expected.",
            problem=Problem.MALFORMED_INPUT,
        )
    return text


def check_signed(text: str) -> None:
    """Refuse a text that nobody can have signed as a credential. The signature is not verified.

    Args:
        text: as `credential_text` returns it.

    Raises:
        BakingError: the JSON, or the payload of the compact JWS, is not a JSON object; or the JSON
            is no VerifiableCredential, has no proof, or one that its holder keeps (BASE_PROOF).
    """
    try:
        if not text.startswith("{"):
            strict_json.load_object(base64url_decode(text.split(".")[1]))
            return
        members = strict_json.load_object(text)
    except InputError as error:
        raise BakingError(
            f"This is no credential: {error.message}.", problem=error.problem
        ) from None
    if "VerifiableCredential" not in strict_json.as_list(members.get("type")):
        raise BakingError(
            "This JSON is no credential: its type has no VerifiableCredential; "
            "bake the badge as it was issued.",
            problem=Problem.MALFORMED_INPUT,
        )
    if not members.get("proof"):
        raise BakingError(
            "Nobody has signed this credential: it has no proof; bake the badge as it was issued.",
            problem=Problem.MALFORMED_INPUT,
        )
    if any(_is_base(proof) for proof in strict_json.as_list(members["proof"])):
        raise BakingError(
            "This badge is for its holder alone, and a picture is for everybody: bake a copy that "
            "`openbadges derive` makes of it.",
            problem=Problem.BASE_PROOF,
        )


def _is_base(proof: Any) -> bool:
    value = proof.get("proofValue") if isinstance(proof, dict) else None
    return isinstance(value, str) and value.startswith(_BASE_PROOF)
