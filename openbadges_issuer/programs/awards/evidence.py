"""What was handed in, as the badge tells it: that it was, and by which bytes.

One entry a piece, in the order of the achievement's parts. No link, no text, no file name: the
label of the part and a digest, by which whoever is given the file can tell it.
"""

from __future__ import annotations

from collections.abc import Mapping

from openbadges_issuer import strict_json
from openbadges_issuer.encoding import base64url_encode, sha256_multibase
from openbadges_issuer.model import Evidence
from openbadges_issuer.programs.cases.happenings import PartAdded
from openbadges_issuer.programs.program import Program


def digest(stored: bytes) -> str:
    """Return the `digestMultibase` of bytes: base64url (``u``) of the SHA-256 multihash.

    Specification: VC Data Model 2.0 section 5.3, "digestMultibase"; Multihash.
    """
    return sha256_multibase(stored)


def text_piece(text: str, salt: bytes) -> bytes:
    """Return the bytes to store for a piece of text.

    A short text could be guessed from its digest; with the salt it cannot.

    Args:
        text: as written.
        salt: 16 random bytes.

    Raises:
        InputError: the text has half of a character that UTF-16 writes in two.
    """
    return strict_json.canonical({"text": text, "salt": base64url_encode(salt)})


def evidence_of(
    program: Program, achievement: str, pieces: Mapping[str, tuple[PartAdded, ...]]
) -> list[Evidence]:
    """Write what was handed in as the evidence of a badge.

    Args:
        program: the program.
        achievement: an exact ref.
        pieces: by part, as they were judged.
    """
    return [
        _entry(program, key, piece)
        for key in program.achievement(achievement).parts
        for piece in pieces.get(key, ())
    ]


def _entry(program: Program, key: str, piece: PartAdded) -> Evidence:
    part = program.parts[key]
    return Evidence.of(
        {
            "id": f"urn:uuid:{piece.piece}",
            "type": ["Evidence"],
            "name": program.say(part.label),
            "genre": part.genre,
            "mediaType": piece.media_type,
            "digestMultibase": piece.digest,
        }
    )
